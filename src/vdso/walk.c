/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vdso/walk.h"

const char *const walk_reg_name[WALK_REGS] = { "eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi" };

static const struct walk_value unknown = { WALK_UNKNOWN, 0 };

void walk_begin(struct walk *w, const struct image *image, uint32_t at)
{
	*w = (struct walk){ .image = image, .at = at };
	for (int r = 0; r < WALK_REGS; r++)
		w->reg[r] = (struct walk_value){ WALK_CALLERS, r };
	w->reg[WALK_ESP] = (struct walk_value){ WALK_STACK, 0 };
	w->word[WALK_BELOW] = (struct walk_value){ WALK_RETURN, 0 };
}

/* An address's place in word[], or -1. */
static int place(struct walk_value a)
{
	if (a.kind != WALK_STACK || a.n % 4 || a.n / 4 < -WALK_BELOW || a.n / 4 >= WALK_ABOVE)
		return -1;
	return a.n / 4 + WALK_BELOW;
}

struct walk_value walk_word(const struct walk *w, struct walk_value address)
{
	int i = place(address);

	return i < 0 ? unknown : w->word[i];
}

void walk_set_word(struct walk *w, struct walk_value address, struct walk_value to)
{
	int i = place(address);

	if (i >= 0)
		w->word[i] = to;
}

struct walk_value walk_add(struct walk_value v, int32_t n)
{
	if (v.kind != WALK_STACK && v.kind != WALK_NUMBER)
		return n ? unknown : v;
	v.n = (int32_t)((uint32_t)v.n + (uint32_t)n);
	return v;
}

bool walk_same(struct walk_value a, struct walk_value b)
{
	return a.kind == b.kind && a.n == b.n && a.kind != WALK_UNKNOWN;
}

void walk_describe(struct buffer *to, const struct walk *w, struct walk_value v)
{
	struct walk_value esp = w->reg[WALK_ESP];

	switch (v.kind) {
	case WALK_CALLERS:
		buffer_addf(to, "the caller's %s", walk_reg_name[v.n]);
		return;
	case WALK_STACK:
		buffer_adds(to, "esp");
		if (esp.kind == WALK_STACK && v.n != esp.n)
			buffer_addf(to, "%+lld", (long long)v.n - esp.n);
		return;
	case WALK_NUMBER:
		buffer_addf(to, "%d", v.n);
		return;
	case WALK_RETURN:
		buffer_adds(to, "the return address");
		return;
	case WALK_KERNEL:
		buffer_adds(to, "what the kernel left there");
		return;
	case WALK_UNKNOWN:
		break;
	}
	buffer_adds(to, "something else");
}

static struct walk_value address_of(const struct walk *w, const struct disasm_operand *o)
{
	if (o->index || o->segment || o->base < 0)
		return unknown;
	return walk_add(w->reg[o->base], (int32_t)o->value);
}

static struct walk_value load(const struct walk *w, const struct disasm_operand *o)
{
	if (o->kind == DISASM_IMM)
		return (struct walk_value){ WALK_NUMBER, (int32_t)o->value };
	if (o->size != 4)
		return unknown;
	if (o->kind == DISASM_REG && o->reg >= 0)
		return w->reg[o->reg];
	return o->kind == DISASM_MEM ? walk_word(w, address_of(w, o)) : unknown;
}

static void store(struct walk *w, const struct disasm_operand *o, struct walk_value v)
{
	if (o->size != 4)
		v = unknown;
	if (o->kind == DISASM_REG && o->reg >= 0)
		w->reg[o->reg] = v;
	else if (o->kind == DISASM_MEM)
		walk_set_word(w, address_of(w, o), v);
}

static void push(struct walk *w, struct walk_value v)
{
	w->reg[WALK_ESP] = walk_add(w->reg[WALK_ESP], -4);
	walk_set_word(w, w->reg[WALK_ESP], v);
}

static struct walk_value pop(struct walk *w)
{
	struct walk_value v = walk_word(w, w->reg[WALK_ESP]);

	w->reg[WALK_ESP] = walk_add(w->reg[WALK_ESP], 4);
	return v;
}

static void add(struct walk *w, const struct disasm_operand *o, int sign)
{
	struct walk_value by = load(w, &o[1]), sum = unknown;

	if (by.kind == WALK_NUMBER)
		sum = walk_add(load(w, &o[0]), (int32_t)(sign * (int64_t)by.n));
	store(w, &o[0], sum);
}

static void exchange(struct walk *w, const struct disasm_operand *o)
{
	struct walk_value a = load(w, &o[0]), b = load(w, &o[1]);

	store(w, &o[0], b);
	store(w, &o[1], a);
}

/* Of what nobody here knows: what it changes is lost. */
static void forget(struct walk *w)
{
	for (int r = 0; r < WALK_REGS; r++)
		if (w->insn.changes & 1u << r)
			w->reg[r] = unknown;
	if (w->insn.operand[0].kind == DISASM_MEM && w->insn.operand[0].written)
		store(w, &w->insn.operand[0], unknown);
}

/* Everything but control. */
static void execute(struct walk *w)
{
	const struct disasm_operand *o = w->insn.operand;

	switch (w->insn.op) {
	case DISASM_NOP:
		break;
	case DISASM_MOV:
		store(w, &o[0], load(w, &o[1]));
		break;
	case DISASM_XCHG:
		exchange(w, o);
		break;
	case DISASM_LEA:
		store(w, &o[0], address_of(w, &o[1]));
		break;
	case DISASM_ADD:
		add(w, o, 1);
		break;
	case DISASM_SUB:
		add(w, o, -1);
		break;
	case DISASM_PUSH:
		push(w, o[0].size == 4 || o[0].kind == DISASM_IMM ? load(w, &o[0]) : unknown);
		break;
	case DISASM_POP: {
		struct walk_value v = pop(w);

		store(w, &o[0], v);
		break;
	}
	default:
		forget(w);
	}
}

/* Code may go anywhere, and round in circles. */
static bool fetch(struct walk *w)
{
	uint32_t offset = w->at - w->image->base;

	w->insn = (struct disasm_insn){ 0 };
	if (offset >= w->image->size || w->steps++ == WALK_STEPS)
		return false;
	return disasm_insn(&w->insn, w->image->bytes + offset, w->image->size - offset, w->at, 32) > 0;
}

static bool is_push_of_16_bits(const struct disasm_insn *i)
{
	return (i->op == DISASM_PUSH || i->op == DISASM_POP) && i->operand[0].size == 2;
}

void walk_fork(struct walk *w, struct walk *other)
{
	*other = *w;
	other->at = (uint32_t)w->insn.operand[0].value;
	w->at += w->insn.n;
}

enum walk_end walk_on(struct walk *w)
{
	while (fetch(w)) {
		const struct disasm_operand *o = w->insn.operand;
		uint32_t next = w->at + w->insn.n;

		switch (w->insn.op) {
		case DISASM_SYSENTER:
		case DISASM_SYSCALL:
			return WALK_ENTERS;
		case DISASM_INT:
			return o[0].value == 0x80 ? WALK_ENTERS : WALK_LOST;
		case DISASM_BRANCH:
			return o[0].kind == DISASM_IMM ? WALK_FORKS : WALK_LOST;
		case DISASM_ELSEWHERE:
			return WALK_LOST;
		case DISASM_JMP:
		case DISASM_CALL:
			if (o[0].kind != DISASM_IMM)
				return WALK_LOST;
			if (w->insn.op == DISASM_CALL)
				push(w, (struct walk_value){ WALK_NUMBER, (int32_t)next });
			next = (uint32_t)o[0].value;
			break;
		case DISASM_RET: {
			struct walk_value to = walk_word(w, w->reg[WALK_ESP]);

			if (to.kind != WALK_RETURN && to.kind != WALK_NUMBER)
				return WALK_LOST;
			pop(w);
			if (o[0].kind == DISASM_IMM)
				w->reg[WALK_ESP] = walk_add(w->reg[WALK_ESP], (int32_t)o[0].value);
			if (to.kind == WALK_RETURN)
				return WALK_RETURNS;
			next = (uint32_t)to.n;
			break;
		}
		default:
			if (is_push_of_16_bits(&w->insn))
				return WALK_LOST;
			execute(w);
		}
		w->at = next;
	}
	return WALK_LOST;
}
