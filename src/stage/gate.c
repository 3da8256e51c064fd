/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stage/gate.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "base/die.h"
#include "stage/callsite.h"

enum { INT80_LEN = 2 };

/* What we know of an address behind an int $0x80. */
struct site_fact {
	uint64_t ip;
	enum gate gate;
};

struct callsite_fact {
	uint64_t ip;
	struct callsite call;
};

/* The bytes before a return address, as they are now. */
struct code_before {
	uint32_t ret;    /* 0: none have been read */
	uint8_t code[CALLSITE_LONGEST];
};

/* The caller's words above esp at the landing pad: what __kernel_vsyscall has pushed. */
struct landing_stack {
	bool ok;
	uint32_t ret;
	uint32_t size;   /* bytes, with the return address */
	bool shape;      /* the saved registers are what they have to be */
	uint32_t gs10;   /* what call *%gs:0x10 goes through; 0: not known */
	struct code_before before; /* of the return address that was expected */
};

static bool is_int80(struct space *sp, struct source *s, uint64_t addr)
{
	static const uint8_t int80[INT80_LEN] = { 0xcd, 0x80 };
	uint8_t code[INT80_LEN];
	struct span span = { addr, code, sizeof(code) };

	if (space_code(sp, s, addr, code, sizeof(code)) == INT80_LEN && !memcmp(code, int80, sizeof(code)))
		return true;
	/* Code that is made as it runs may not have stood there when its neighbours were read. */
	if (s->readv(s, &span, 1) != INT80_LEN && s->code(s, addr, code, sizeof(code)) != INT80_LEN)
		return false;
	return !memcmp(code, int80, sizeof(code));
}

/*
 * Anything that comes back elsewhere than at the landing pad came by int
 * $0x80; the bytes and the word size of the code are looked at once.
 */
static enum gate look_at_site(struct space *sp, struct source *s, uint64_t ip)
{
	const struct vdso_layout *vdso = space_vdso(sp, s);
	int wide = s->wide(s);

	/*
	 * 64-bit code has no other way to the i386 table that keeps such an ip: a sysenter would leave the
	 * landing pad there, below 4 GiB. A 32-bit tracer can't read the bytes.
	 */
	if (wide > 0 && ip > UINT32_MAX)
		return GATE_INT80_64;
	if (wide < 0 || !is_int80(sp, s, ip - INT80_LEN))
		return GATE_UNKNOWN;
	if (wide)
		return GATE_INT80_64;
	if (ip == vdso->sigreturn_end || ip == vdso->rt_sigreturn_end)
		return GATE_VDSO_SIGRETURN;
	if (vdso->kind == VDSO_UNKNOWN && !vdso->landing && ip - vdso->base < vdso->size)
		return GATE_UNKNOWN;
	/* The vDSO's C code of 7.0 has an int $0x80 of its own. */
	return ip - vdso->base < vdso->size ? GATE_VDSO_INT80 : GATE_INT80;
}

static enum gate at_site(struct space *sp, struct source *s, uint64_t ip)
{
	struct map *sites = space_sites(sp);
	struct site_fact *fact = map_get(sites, ip);
	enum gate gate = fact ? fact->gate : look_at_site(sp, s, ip);

	/* What could not be read may be there the next time. */
	if (!fact && gate != GATE_UNKNOWN) {
		fact = xcalloc(1, sizeof(*fact));
		fact->ip = ip;
		fact->gate = gate;
		map_put(sites, ip, fact);
	}
	return gate;
}

/* expected: a return address, or 0. What stands before it is read along: that costs next to nothing. */
static struct landing_stack read_stack(const struct vdso_layout *vdso, struct source *s,
				       const struct event *e, uint32_t expected)
{
	struct landing_stack st = { 0 };
	uint32_t word[4] = { 0 }, gs = 0;
	struct span span[3] = { { e->sp, word, sizeof(word) } };
	bool ask_gs = s->gs_base(s, &gs) == 0;
	int got, want = sizeof(word);
	unsigned n = 1;

	if (ask_gs) {
		span[n++] = (struct span){ (uint32_t)(gs + 0x10), &st.gs10, sizeof(st.gs10) };
		want += (int)sizeof(st.gs10);
	}
	if (expected)
		span[n++] = (struct span){ (uint32_t)(expected - CALLSITE_LONGEST), st.before.code,
					   CALLSITE_LONGEST };
	got = s->readv(s, span, n);
	st.ok = got >= (int)sizeof(word);
	if (got < want)
		st.gs10 = 0;
	else if (expected && got == want + CALLSITE_LONGEST)
		st.before.ret = expected;

	/* At the entry stop arg[] is ebx, ecx, edx, esi, edi, ebp. */
	switch (vdso->kind) {
	case VDSO_OLD_INT80:
		st.ret = word[0];
		st.size = 4;
		st.shape = true;
		break;
	case VDSO_OLD_SYSCALL:
		st.ret = word[1];
		st.size = 8;
		st.shape = word[0] == e->arg[5];
		break;
	default:
		st.ret = word[3];
		st.size = 16;
		st.shape = word[0] == e->arg[5] && word[1] == e->arg[2] && word[2] == e->arg[1];
	}
	return st;
}

static int read_for_callsite(void *origin, uint64_t addr, void *to, uint32_t n)
{
	struct source *s = origin;
	struct span span = { addr, to, n };
	int got = s->readv(s, &span, 1);

	return got == (int)n ? got : s->code(s, addr, to, n);
}

/* Is it still the code that was decoded? before: what was read of it now, perhaps of another address. */
static bool still_there(const struct callsite_fact *fact, struct source *s, struct code_before *before)
{
	struct span span = { (uint32_t)(fact->ip - CALLSITE_LONGEST), before->code, CALLSITE_LONGEST };

	if (!fact->call.alone || !fact->call.whole)
		return false;
	if (before->ret != fact->ip && s->readv(s, &span, 1) != CALLSITE_LONGEST)
		return false;
	return !memcmp(before->code, fact->call.code, CALLSITE_LONGEST);
}

static const struct callsite *callsite_of(struct space *sp, struct source *s, uint32_t ret,
					  struct code_before *before)
{
	struct map *callsites = space_callsites(sp);
	struct callsite_fact *fact = map_get(callsites, ret);
	struct reader reader = { .read = read_for_callsite, .origin = s };

	if (fact && still_there(fact, s, before))
		return &fact->call;
	if (!fact) {
		fact = xcalloc(1, sizeof(*fact));
		fact->ip = ret;
		map_put(callsites, ret, fact);
	}
	if (callsite_decode(&fact->call, ret, &reader) < 0)
		fact->call.kind = CALL_NONE;
	return &fact->call;
}

static enum gate restarted_gate(const struct vdso_layout *vdso, enum restart_insn insn)
{
	switch (insn) {
	case RESTART_INSN_INT80:
		return GATE_VDSO_INT80;
	case RESTART_INSN_JMP:
	case RESTART_INSN_SYSCALL:
		return vdso->gate;
	case RESTART_INSN_NONE:
		break;
	}
	return GATE_UNKNOWN;
}

/* The caller's registers, by x86's numbers: __kernel_vsyscall changes none but those that it saves. */
static void callers_registers(uint32_t reg[CALLSITE_REGS], const struct event *e,
			      const struct landing_stack *st)
{
	enum { EAX, ECX, EDX, EBX, ESP, EBP, ESI, EDI };

	reg[EAX] = e->nr;
	reg[ECX] = e->arg[1];
	reg[EDX] = e->arg[2];
	reg[EBX] = e->arg[0];
	reg[ESP] = (uint32_t)e->sp + st->size;
	reg[EBP] = e->arg[5];
	reg[ESI] = e->arg[3];
	reg[EDI] = e->arg[4];
}

static enum gate fresh_gate(struct space *sp, struct source *s, const struct event *e,
			    const struct vdso_layout *vdso, struct landing_stack *st)
{
	struct reader reader = { .read = read_for_callsite, .origin = s };
	const struct callsite *call;
	struct callsite resolved;

	if (!st->ok)
		return GATE_UNKNOWN;
	/* __kernel_vsyscall pushes these very registers: it was not there. Others may not. */
	if (!st->shape)
		return vdso->kind == VDSO_UNKNOWN ? GATE_UNKNOWN : GATE_SHIM_SYSENTER;
	call = callsite_of(sp, s, st->ret, &st->before);
	if (callsite_wants_registers(call)) {
		uint32_t reg[CALLSITE_REGS];

		callers_registers(reg, e, st);
		resolved = *call;
		callsite_resolve(&resolved, reg, &reader);
		call = &resolved;
	}
	switch (callsite_judge(call, vdso->vsyscall, st->gs10)) {
	case CALLSITE_VDSO:
		return vdso->gate;
	case CALLSITE_SHIM:
		return GATE_SHIM_SYSENTER;
	default:
		return GATE_UNKNOWN;
	}
}

/* Where int $0x80 is the only way through the vDSO, the tag tells whose instruction it was. */
static enum gate tagged_gate(const struct event *e, const struct vdso_layout *vdso)
{
	if (e->evidence == EVIDENCE_INT80)
		return GATE_VDSO_INT80;
	if (e->evidence == EVIDENCE_NO_INT80 && vdso->gate == GATE_VDSO_INT80)
		return GATE_SHIM_SYSENTER;
	return GATE_UNKNOWN;
}

void gate_classify(struct space *sp, struct source *s, struct event *e, const struct restart_verdict *passed)
{
	const struct vdso_layout *vdso = space_vdso(sp, s);
	struct landing_stack st;
	uint32_t *expected;

	if (vdso->sysenter_landing && e->ip == vdso->sysenter_landing && e->ip != vdso->landing) {
		/* This vDSO makes no sysenter of its own. */
		e->gate = passed ? GATE_VDSO_INT80 : GATE_SHIM_SYSENTER;
		return;
	}
	if (!vdso->landing || e->ip != vdso->landing) {
		e->gate = at_site(sp, s, e->ip);
		e->site.ip = e->ip - INT80_LEN;
		return;
	}
	expected = space_return(sp, e->nr);
	st = read_stack(vdso, s, e, *expected);
	*expected = st.ok ? st.ret : 0;
	e->site.ip = *expected;
	if (passed && passed->kind == EVENT_FORGED && st.ok &&
	    callsite_of(sp, s, st.ret, &st.before)->kind == CALL_NONE)
		e->site.ip = 0;
	e->gate = passed ? restarted_gate(vdso, passed->insn) : tagged_gate(e, vdso);
	if (!e->gate)
		e->gate = fresh_gate(sp, s, e, vdso, &st);
}

bool gate_is_bad_sysenter(const struct vdso_layout *vdso, const struct event *e, const struct event *last)
{
	if (!vdso->landing || (e->sig != SIGSEGV && e->sig != SIGBUS))
		return false;
	if (e->ip != vdso->landing || e->ax != -EFAULT)
		return false;
	/* A call that failed, and whose stack went away before it could return. */
	return !(last->kind == EVENT_EXIT && last->ip == e->ip && last->sp == e->sp &&
		 last->result == -EFAULT);
}
