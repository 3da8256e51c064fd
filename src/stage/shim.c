/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stage/shim.h"

enum { ECX = 1, EDX = 2, ESP = 4, EBP = 5, RETURN_WORD = 3 };

static bool is_reg(struct shim_value v, uint8_t reg)
{
	return v.from == FROM_REG && v.reg == reg && v.n == 0;
}

static bool on_stack(struct shim_value v)
{
	return v.from == FROM_REG && v.reg == ESP;
}

/* The code, if it was read up to the instruction that was executed. */
static const struct shimcode *code_of(const struct shim_facts *f)
{
	static const enum shimcode_end end[] = {
		[SHIM_UNKNOWN] = SHIMCODE_LOST,
		[SHIM_SYSENTER] = SHIMCODE_SYSENTER,
		[SHIM_SYSCALL] = SHIMCODE_SYSCALL,
		[SHIM_INT80] = SHIMCODE_INT80,
	};

	return f->code && f->code->end != SHIMCODE_LOST && f->code->end == end[f->insn] ? f->code : NULL;
}

/* Does ebp say where the stack is? */
static unsigned judge_ebp_is_esp(const struct shim_facts *f, const struct shimcode *code,
				 struct shim_report *r)
{
	if (code && on_stack(code->ebp) && on_stack(code->esp)) {
		r->ebp = TOLD_BY_CODE;
		r->shifted = true;
		r->ebp_off = code->ebp.n - code->esp.n;
		return r->ebp_off ? SHIM_EBP | SHIM_UNSAFE : 0;
	}
	if (code && code->ebp.from != FROM_UNKNOWN) {
		struct shim_value e = code->ebp, s = code->esp;
		bool same = e.from == s.from && e.reg == s.reg && e.n == s.n;

		/* Equal, but both at a fixed place: a stack of the shim's own. */
		r->ebp = TOLD_BY_CODE;
		return (same ? 0 : SHIM_EBP) | (e.from == FROM_NUMBER ? SHIM_UNSAFE : 0);
	}
	if (f->return_at == SHIM_NOWHERE)
		return 0;
	/* Three words are below the return address when nothing else was pushed. */
	r->ebp = TOLD_BY_STACK;
	if (f->return_at == RETURN_WORD)
		return 0;
	r->shifted = true;
	r->ebp_off = 4 * (RETURN_WORD - f->return_at);
	return SHIM_EBP | SHIM_UNSAFE;
}

/* Does ebp hold the second argument, which the CPU has spoiled in ecx? */
static unsigned judge_ebp_is_ecx(const struct shim_facts *f, const struct shimcode *code,
				 struct shim_report *r)
{
	unsigned faults = code && code->esp.from == FROM_NUMBER ? SHIM_UNSAFE : 0;

	if (code && code->ebp.from != FROM_UNKNOWN) {
		r->ebp = TOLD_BY_CODE;
		return faults | (is_reg(code->ebp, ECX) ? 0 : SHIM_EBP);
	}
	if (f->words == SHIM_WORDS && f->called && f->word[2] == f->cx)
		r->ebp = TOLD_BY_STACK;
	return faults;
}

static unsigned judge_sixth(const struct shim_facts *f, struct shim_value sixth, struct shim_report *r)
{
	if (sixth.from != FROM_UNKNOWN) {
		r->sixth = TOLD_BY_CODE;
		return is_reg(sixth, EBP) ? 0 : SHIM_SIXTH;
	}
	if (f->words == SHIM_WORDS && f->return_at == RETURN_WORD && f->word[1] == f->dx &&
	    f->word[2] == f->cx)
		r->sixth = TOLD_BY_STACK;
	return 0;
}

/* A word that a register is popped from: the code knows what it is, else the kernel's register tells. */
static bool is_wrong(struct shim_value held, uint8_t reg, uint32_t word, uint32_t is)
{
	return held.from == FROM_UNKNOWN ? word != is : !is_reg(held, reg);
}

static unsigned judge_frame(const struct shim_facts *f, const struct shim_value held[SHIM_WORDS])
{
	unsigned faults = 0;

	if (f->words < SHIM_WORDS)
		return SHIM_RETURN;
	if (is_wrong(held[1], EDX, f->word[1], f->dx))
		faults |= SHIM_EDX;
	if (is_wrong(held[2], ECX, f->word[2], f->cx))
		faults |= SHIM_ECX;
	if (!f->returns || held[RETURN_WORD].from == FROM_REG)
		faults |= SHIM_RETURN;
	return faults;
}

unsigned shim_judge(const struct shim_facts *f, struct shim_report *r)
{
	static const struct shimcode nothing;
	const struct shimcode *code = code_of(f), *known = code ? code : &nothing;
	unsigned faults;

	r->held[0] = known->ebp;
	for (int i = 0; i < SHIM_WORDS; i++)
		r->held[1 + i] = f->insn == SHIM_INT80 ? nothing.ebp : known->word[i];
	if (f->insn == SHIM_INT80)
		return judge_sixth(f, known->ebp, r);
	faults = f->insn == SHIM_SYSCALL ? judge_ebp_is_ecx(f, code, r) : judge_ebp_is_esp(f, code, r);
	return faults | judge_sixth(f, known->word[0], r) | judge_frame(f, known->word);
}

bool shim_is_clear(const struct shim_facts *f, const struct shim_report *r)
{
	return r->sixth == TOLD_BY_CODE && (f->insn == SHIM_INT80 || r->ebp == TOLD_BY_CODE);
}
