/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stage/callsite.h"

#include <errno.h>
#include <string.h>

enum { LONGEST = CALLSITE_LONGEST, PAGE = 4096, JUMPS_MAX = 4, GS_VSYSCALL = 0x10 };
enum { EAX = 0, ESP = 4, EBP = 5 };
enum { ABS32 = 0x15 }; /* the modrm of ff 15: a displacement, no register */

/* The bytes before a return address; code[LONGEST] would be the first behind it. */
struct before {
	uint8_t code[LONGEST];
	unsigned n; /* how many of the last are there */
};

static int32_t number(const uint8_t *bytes)
{
	uint32_t u = bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;

	return (int32_t)u;
}

static bool read_word(const struct reader *r, uint32_t addr, uint32_t *word)
{
	uint8_t bytes[4];

	if (r->read(r->origin, addr, bytes, sizeof(bytes)) != sizeof(bytes))
		return false;
	*word = (uint32_t)number(bytes);
	return true;
}

static int read_before(struct before *b, uint32_t return_address, const struct reader *r)
{
	uint32_t in_page = return_address % PAGE;

	b->n = LONGEST;
	if (r->read(r->origin, (uint32_t)(return_address - LONGEST), b->code, LONGEST) == LONGEST)
		return 0;
	/* The page before may be none of the process's. */
	b->n = in_page < LONGEST ? in_page : 0;
	if (b->n && r->read(r->origin, return_address - b->n, b->code + LONGEST - b->n, b->n) == (int)b->n)
		return 0;
	return -EFAULT;
}

/*
 * Follows jumps that stand alone at the target: PLT entries, tail stubs. Clears
 * c->known when the way gets lost, sets c->gs10 when it ends there. False: it
 * leads to no code, nobody can have gone there.
 */
static bool follow(struct callsite_call *c, const struct reader *r)
{
	static const uint8_t endbr32[] = { 0xf3, 0x0f, 0x1e, 0xfb };
	static const uint8_t jmp_gs10[] = { 0x65, 0xff, 0x25, 0x10, 0, 0, 0 };

	for (int i = 0; i < JUMPS_MAX; i++) {
		uint8_t code[sizeof(endbr32) + LONGEST] = { 0 };
		int n = r->read(r->origin, c->target, code, sizeof(code));
		unsigned at = memcmp(code, endbr32, sizeof(endbr32)) == 0 ? sizeof(endbr32) : 0;
		const uint8_t *jmp = code + at;

		if (n <= 0)
			return false;
		if (jmp[0] == 0xeb)
			c->target += at + 2 + (uint32_t)(int8_t)jmp[1];
		else if (jmp[0] == 0xe9)
			c->target += at + 5 + (uint32_t)number(jmp + 1);
		else if (jmp[0] == 0xff && jmp[1] == 0x25)
			c->known = read_word(r, (uint32_t)number(jmp + 2), &c->target);
		else if (memcmp(jmp, jmp_gs10, sizeof(jmp_gs10)) == 0)
			c->gs10 = true;
		else
			return true;
		if (c->gs10 || !c->known)
			return true;
	}
	c->known = false;
	return true;
}

static void add(struct callsite *c, struct callsite_call call, const struct reader *r)
{
	c->alone &= !call.known;
	if (c->calls < CALLSITE_CALLS && (!call.known || follow(&call, r)))
		c->call[c->calls++] = call;
}

/* Is code[0..n) one call *r/m32 (ff /2) of this very length? */
static bool is_indirect(const uint8_t *code, unsigned n, struct callsite_call *call)
{
	uint8_t modrm = code[1], mod = modrm >> 6, rm = modrm & 7;
	unsigned len = 2, disp;

	if (code[0] != 0xff || (modrm >> 3 & 7) != 2)
		return false;
	*call = (struct callsite_call){ .kind = mod == 3 ? CALL_REG : CALL_MEM, .modrm = modrm };
	if (mod == 3)
		return n == len;
	if (rm == ESP) {
		if (n < 3)
			return false;
		call->sib = code[len++];
	}
	disp = mod == 1 ? 1 : mod == 2 ? 4 : rm == EBP || (rm == ESP && (call->sib & 7) == EBP) ? 4 : 0;
	if (n != len + disp)
		return false;
	if (disp)
		call->disp = disp == 1 ? (int8_t)code[len] : number(code + len);
	return true;
}

static void try_indirect(struct callsite *c, const struct before *b, unsigned n, const struct reader *r)
{
	struct callsite_call call;
	const uint8_t *code = b->code + LONGEST - n;
	uint8_t prefix;

	if (b->n < n || !is_indirect(code, n, &call))
		return;
	prefix = b->n > n ? code[-1] : 0;
	call.segment = call.kind == CALL_MEM && (prefix == 0x64 || prefix == 0x65);
	if (call.modrm == ABS32 && prefix == 0x65 && call.disp == GS_VSYSCALL) {
		call.kind = CALL_GS10;
		call.gs10 = true;
	} else if (call.modrm == ABS32 && !call.segment) {
		call.kind = CALL_ABS;
		c->alone = false;
		call.known = read_word(r, (uint32_t)call.disp, &call.target);
		if (!call.known)
			return; /* it would have faulted */
	}
	add(c, call, r);
}

int callsite_decode(struct callsite *c, uint32_t return_address, const struct reader *r)
{
	struct before b;
	const uint8_t *end = b.code + LONGEST;

	memset(c, 0, sizeof(*c));
	if (read_before(&b, return_address, r) < 0)
		return -EFAULT;
	memcpy(c->code, b.code, LONGEST);
	c->whole = b.n == LONGEST;
	c->alone = true;
	try_indirect(c, &b, 7, r);
	try_indirect(c, &b, 6, r);
	if (b.n >= 5 && end[-5] == 0xe8)
		add(c, (struct callsite_call){ .kind = CALL_REL32, .known = true,
					       .target = return_address + (uint32_t)number(end - 4) }, r);
	for (unsigned n = 4; n >= 2; n--)
		try_indirect(c, &b, n, r);
	if (b.n >= 2 && end[-2] == 0x0f && end[-1] == 0x34 && c->calls < CALLSITE_CALLS)
		c->call[c->calls++] = (struct callsite_call){ .kind = CALL_SYSENTER, .known = true,
							      .target = return_address - 2 };
	c->kind = c->calls ? c->call[0].kind : CALL_NONE;
	return 0;
}

bool callsite_wants_gs10(const struct callsite *c)
{
	for (unsigned i = 0; i < c->calls; i++)
		if (c->call[i].gs10)
			return true;
	return false;
}

static bool by_registers(const struct callsite_call *call)
{
	return (call->kind == CALL_REG || call->kind == CALL_MEM) && !call->segment;
}

bool callsite_wants_registers(const struct callsite *c)
{
	for (unsigned i = 0; i < c->calls; i++)
		if (by_registers(&c->call[i]))
			return true;
	return false;
}

/* The address of a memory operand; false where it takes eax. */
static bool effective(const struct callsite_call *call, const uint32_t reg[CALLSITE_REGS], uint32_t *addr)
{
	uint8_t mod = call->modrm >> 6, base = call->modrm & 7, index = ESP, scale = 0;

	if (base == ESP) {
		base = call->sib & 7;
		index = call->sib >> 3 & 7;
		scale = call->sib >> 6;
	}
	*addr = (uint32_t)call->disp;
	if (mod != 0 || base != EBP) { /* else a displacement alone */
		*addr += reg[base];
		if (base == EAX)
			return false;
	}
	if (index != ESP) /* else there is none */
		*addr += reg[index] << scale;
	return index != EAX;
}

void callsite_resolve(struct callsite *c, const uint32_t reg[CALLSITE_REGS], const struct reader *r)
{
	for (unsigned i = 0; i < c->calls; i++) {
		struct callsite_call *call = &c->call[i];
		uint8_t rm = call->modrm & 7;
		uint32_t addr;

		if (!by_registers(call))
			continue;
		if (call->kind == CALL_REG) {
			call->known = rm != EAX;
			call->target = reg[rm];
		} else {
			call->known = effective(call, reg, &addr) && read_word(r, addr, &call->target);
		}
		/* Whatever else a register holds by now: not __kernel_vsyscall. */
		if (call->known)
			follow(call, r);
	}
}

enum callsite_verdict callsite_judge(const struct callsite *c, uint32_t kv, uint32_t gs10)
{
	bool lost = c->calls == 0;

	for (unsigned i = 0; i < c->calls; i++) {
		bool known = c->call[i].gs10 ? gs10 != 0 : c->call[i].known;
		uint32_t target = c->call[i].gs10 ? gs10 : c->call[i].target;

		if (known && kv && target == kv)
			return CALLSITE_VDSO;
		lost |= !known;
	}
	return lost ? CALLSITE_UNKNOWN : CALLSITE_SHIM;
}
