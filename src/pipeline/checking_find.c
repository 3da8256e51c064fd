/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pipeline/checking_state.h"
#include "stage/callsite.h"
#include "stage/shim.h"

enum { OWN_CODE = 32 }; /* code that goes on behind its sysenter goes on within so many bytes */

static enum shim_way way_of(enum callsite_kind kind)
{
	static const enum shim_way way[] = {
		[CALL_NONE] = WAY_UNKNOWN, [CALL_GS10] = WAY_GS10, [CALL_REL32] = WAY_REL32,
		[CALL_ABS] = WAY_ABS,	   [CALL_REG] = WAY_REG,   [CALL_MEM] = WAY_MEM,
		[CALL_SYSENTER] = WAY_OWN,
	};

	return way[kind];
}

/* Of __kernel_vsyscall's code nothing is known where its layout is unknown: then it is a shim like others. */
uint32_t checking_kv(struct pipeline *p, struct thread *t)
{
	const struct vdso_layout *vdso = space_vdso(t->process->space, p->source);

	return vdso->kind == VDSO_UNKNOWN ? 0 : vdso->vsyscall;
}

static bool ends_in(const struct shimcode *code, enum shim_insn insn)
{
	return code->end == (insn == SHIM_SYSCALL ? SHIMCODE_SYSCALL : SHIMCODE_SYSENTER);
}

/* Is ret the return address of a call that leads to such an instruction? */
bool checking_try_return(struct pipeline *p, struct thread *t, const struct event *e, uint32_t ret,
			 uint32_t esp, uint32_t gs10, struct checking_found *f)
{
	const uint32_t reg[CALLSITE_REGS] = { e->nr, e->arg[1], e->arg[2], e->arg[0], esp, e->arg[5],
					      e->arg[3], e->arg[4] };
	uint32_t kv = checking_kv(p, t);
	struct callsite c;

	if (!ret || callsite_decode(&c, ret, &p->reader) < 0)
		return false;
	callsite_resolve(&c, reg, &p->reader);
	for (unsigned i = 0; i < c.calls; i++) {
		const struct callsite_call *call = &c.call[i];
		uint32_t target = call->gs10 ? gs10 : call->known ? call->target : 0;

		if (call->kind == CALL_SYSENTER)
			continue;
		if (!f->called) {
			f->called = true;
			f->way = way_of(call->kind);
			f->caller = ret;
			f->target = target;
		}
		if (!target || target == kv)
			continue;
		f->code = checking_code(p, t, target);
		if (!kv && f->code->end == SHIMCODE_INT80 && f->code->at + 2 == (uint32_t)e->ip)
			f->insn = SHIM_INT80;
		if (f->insn == SHIM_INT80 || ends_in(f->code, f->insn)) {
			f->way = way_of(call->kind);
			f->caller = ret;
			f->target = target;
			f->at = f->code->at;
			return true;
		}
		f->code = NULL;
	}
	return false;
}

/* Does the frame fit: is the return address where the code has it? */
static bool fits(const struct shimcode *code, int return_at)
{
	enum { ESP = 4 };

	return code->end != SHIMCODE_SYSENTER || code->ebp.from != FROM_REG || code->ebp.reg != ESP ||
	       -code->ebp.n / 4 == return_at;
}

/* No call there: the code goes on behind its own sysenter. */
static void find_own(struct pipeline *p, struct thread *t, uint32_t ret, uint32_t gs10,
		     struct checking_found *f)
{
	struct site where = checking_locate(p, t, ret);
	const uint32_t start[] = { gs10, where.symbol ? ret - where.offset : 0 };
	uint8_t before[OWN_CODE];

	f->way = WAY_OWN;
	f->caller = ret;
	for (int i = 0; i < 2; i++) {
		const struct shimcode *code = start[i] ? checking_code(p, t, start[i]) : NULL;

		if (!code || !ends_in(code, f->insn) || ret - code->at > OWN_CODE)
			continue;
		f->code = code;
		f->at = code->at;
		f->target = start[i];
		return;
	}
	if (!checking_read(p, ret - OWN_CODE, before, sizeof(before)))
		return;
	for (unsigned i = OWN_CODE - 1; i-- > 0;) {
		if (before[i] == 0x0f && before[i + 1] == (f->insn == SHIM_SYSCALL ? 0x05 : 0x34)) {
			f->at = ret - OWN_CODE + i;
			return;
		}
	}
	f->way = WAY_UNKNOWN;
}

void checking_find(struct pipeline *p, struct thread *t, const struct event *e,
		   const uint32_t word[CHECKING_ABOVE], uint32_t words, uint32_t gs10,
		   struct checking_found *f)
{
	static const uint8_t order[CHECKING_ABOVE] = { CHECKING_RETURN, 0, 1, 2, 4, 5, 6, 7 };

	f->return_at = SHIM_NOWHERE;
	for (int i = 0; i < CHECKING_ABOVE; i++) {
		struct checking_found here = { .insn = f->insn };
		uint32_t esp = (uint32_t)e->sp + 4 * (order[i] + 1u);

		if (order[i] >= words)
			continue;
		if (checking_try_return(p, t, e, word[order[i]], esp, gs10, &here) &&
		    fits(here.code, order[i])) {
			*f = here;
			f->return_at = order[i];
			return;
		}
		if (order[i] == CHECKING_RETURN && here.called) {
			here.code = NULL;
			here.at = 0;
			*f = here;
			f->return_at = CHECKING_RETURN;
		}
	}
	if (!f->called && words > CHECKING_RETURN)
		find_own(p, t, word[CHECKING_RETURN], gs10, f);
	if (!f->called && !f->at && gs10 && !checking_kv(p, t)) {
		/* The stack says nothing, but a vDSO of unknown code is what all calls go through. */
		const struct shimcode *code = checking_code(p, t, gs10);

		if (!ends_in(code, f->insn))
			return;
		f->code = code;
		f->at = code->at;
		f->target = gs10;
		f->caller = 0;
	}
}

