/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stage/shimcode.h"

#include <string.h>

enum { EAX, ECX, EDX, EBX, ESP, EBP, ESI, EDI, REGS };
enum { INSN_MAX = 15, STEPS_MAX = 64, SLOTS = 32 };

struct walk {
	uint32_t ip;
	struct shim_value reg[REGS];
	struct {
		struct shim_value at, v;
	} slot[SLOTS];                 /* words of memory that are known */
	unsigned slots;
	bool foreign;                  /* the instruction has a segment's prefix */
};

/* A memory or register operand. */
struct operand {
	bool is_reg;
	uint8_t reg;          /* the other one, or the digit */
	uint8_t rm;           /* is_reg */
	struct shim_value at; /* else: its address */
	unsigned len;         /* of modrm, sib and displacement */
};

static int32_t number(const uint8_t *bytes)
{
	uint32_t u = bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;

	return (int32_t)u;
}

static struct shim_value plus(struct shim_value v, int32_t n)
{
	v.n = (int32_t)((uint32_t)v.n + (uint32_t)n);
	return v;
}

static struct shim_value constant(int32_t n)
{
	return (struct shim_value){ .from = FROM_NUMBER, .n = n };
}

/* Is it an address that nothing else can have by another name? Of those that a stack has. */
static bool is_named(const struct walk *w, struct shim_value at)
{
	return !w->foreign && (at.from == FROM_NUMBER || (at.from == FROM_REG && at.reg == ESP));
}

static struct shim_value *find(struct walk *w, struct shim_value at)
{
	for (unsigned i = 0; i < w->slots; i++)
		if (w->slot[i].at.from == at.from && w->slot[i].at.n == at.n)
			return &w->slot[i].v;
	return NULL;
}

static struct shim_value load(struct walk *w, struct shim_value at)
{
	const struct shim_value *v = is_named(w, at) ? find(w, at) : NULL;

	return v ? *v : (struct shim_value){ .from = FROM_UNKNOWN };
}

/* What is written to an address that isn't known may be the stack: then no word there is known any more. */
static void store(struct walk *w, struct shim_value at, struct shim_value v)
{
	struct shim_value *there;

	if (w->foreign)
		return;
	if (!is_named(w, at)) {
		w->slots = 0;
		return;
	}
	there = find(w, at);
	if (!there && w->slots < SLOTS) {
		w->slot[w->slots].at = at;
		there = &w->slot[w->slots++].v;
	}
	if (there)
		*there = v;
}

static void push(struct walk *w, struct shim_value v)
{
	w->reg[ESP] = plus(w->reg[ESP], -4);
	store(w, w->reg[ESP], v);
}

static struct shim_value pop(struct walk *w)
{
	struct shim_value v = load(w, w->reg[ESP]);

	w->reg[ESP] = plus(w->reg[ESP], 4);
	return v;
}

static struct operand operand(const struct walk *w, const uint8_t *code)
{
	uint8_t mod = code[0] >> 6, rm = code[0] & 7;
	struct operand o = { .is_reg = mod == 3, .reg = code[0] >> 3 & 7, .rm = rm, .len = 1 };
	bool index = false;

	if (o.is_reg)
		return o;
	if (rm == ESP) {
		index = (code[1] >> 3 & 7) != ESP;
		rm = code[1] & 7;
		o.len = 2;
	}
	if (mod == 0 && rm == EBP)
		o.at = constant(0);
	else
		o.at = w->reg[rm];
	if (mod == 1) {
		o.at = plus(o.at, (int8_t)code[o.len]);
		o.len += 1;
	} else if (mod == 2 || (mod == 0 && rm == EBP)) {
		o.at = plus(o.at, number(code + o.len));
		o.len += 4;
	}
	if (index)
		o.at.from = FROM_UNKNOWN;
	return o;
}

static struct shim_value get(struct walk *w, const struct operand *o)
{
	return o->is_reg ? w->reg[o->rm] : load(w, o->at);
}

static void set(struct walk *w, const struct operand *o, struct shim_value v)
{
	if (o->is_reg)
		w->reg[o->rm] = v;
	else
		store(w, o->at, v);
}

/* add, sub, xor, cmp by an immediate: what the operand holds then. */
static bool immediate(struct walk *w, const struct operand *o, int32_t n)
{
	struct shim_value v = get(w, o);

	switch (o->reg) {
	case 0: /* add */
		v = plus(v, n);
		break;
	case 5: /* sub */
		v = plus(v, (int32_t)-(uint32_t)n);
		break;
	case 7: /* cmp */
		return true;
	default:
		/* and, or, adc...: of esp that is an alignment, which nobody can follow. */
		v.from = FROM_UNKNOWN;
	}
	set(w, o, v);
	return true;
}

/* The instruction at code: its length, 0 for one that ends the walk. Jumps set w->ip themselves. */
static unsigned step(struct walk *w, const uint8_t *code)
{
	static const struct shim_value unknown = { .from = FROM_UNKNOWN };
	unsigned prefix = 0;
	struct operand o;
	uint8_t op;

	w->foreign = false;
	while (prefix < 4 && (code[prefix] == 0x65 || code[prefix] == 0x64 || code[prefix] == 0x3e ||
			      code[prefix] == 0x2e)) {
		w->foreign |= code[prefix] == 0x65 || code[prefix] == 0x64;
		prefix++;
	}
	code += prefix;
	op = code[0];
	o = operand(w, code + 1);
	if (op >= 0x40 && op <= 0x4f) { /* inc, dec */
		w->reg[op & 7] = plus(w->reg[op & 7], op & 8 ? -1 : 1);
		return prefix + 1;
	}
	if (op >= 0x50 && op <= 0x57) {
		push(w, w->reg[op & 7]);
		return prefix + 1;
	}
	if (op >= 0x58 && op <= 0x5f) {
		struct shim_value v = pop(w);

		w->reg[op & 7] = v;
		return prefix + 1;
	}
	if (op >= 0xb8 && op <= 0xbf) {
		w->reg[op & 7] = constant(number(code + 1));
		return prefix + 5;
	}
	switch (op) {
	case 0x90: /* nop */
	case 0xfc: /* cld */
	case 0xf8: /* clc */
		return prefix + 1;
	case 0x68: /* push imm32 */
		push(w, constant(number(code + 1)));
		return prefix + 5;
	case 0x6a: /* push imm8 */
		push(w, constant((int8_t)code[1]));
		return prefix + 2;
	case 0x89: /* mov r, r/m */
		set(w, &o, w->reg[o.reg]);
		return prefix + 1 + o.len;
	case 0x8b: /* mov r/m, r */
		w->reg[o.reg] = get(w, &o);
		return prefix + 1 + o.len;
	case 0x8d: /* lea */
		if (o.is_reg)
			return 0;
		w->reg[o.reg] = o.at;
		return prefix + 1 + o.len;
	case 0x87: { /* xchg */
		struct shim_value v = get(w, &o), r = w->reg[o.reg];

		set(w, &o, r);
		w->reg[o.reg] = v;
		return prefix + 1 + o.len;
	}
	case 0x31: /* xor */
	case 0x33:
	case 0x29: /* sub */
	case 0x2b:
		if (o.is_reg && o.rm == o.reg)
			w->reg[o.rm] = constant(0);
		else if (op & 2)
			w->reg[o.reg] = unknown;
		else
			set(w, &o, unknown);
		return prefix + 1 + o.len;
	case 0x83: /* add... imm8 */
		return immediate(w, &o, (int8_t)code[1 + o.len]) ? prefix + 2 + o.len : 0;
	case 0x81: /* add... imm32 */
		return immediate(w, &o, number(code + 1 + o.len)) ? prefix + 5 + o.len : 0;
	case 0xc7: /* mov imm32, r/m */
		if (o.reg != 0)
			return 0;
		set(w, &o, constant(number(code + 1 + o.len)));
		return prefix + 5 + o.len;
	case 0xa1: /* mov abs, eax */
		w->reg[EAX] = unknown;
		return prefix + 5;
	case 0xa3: /* mov eax, abs */
		return prefix + 5;
	case 0x85: /* test */
	case 0x39: /* cmp */
	case 0x3b:
		return prefix + 1 + o.len;
	case 0x0f:
		if (code[1] != 0x1f)
			return 0;
		return prefix + 2 + operand(w, code + 2).len; /* a long nop */
	case 0xf3:
		return code[1] == 0x0f && code[2] == 0x1e && code[3] == 0xfb ? prefix + 4 : 0; /* endbr32 */
	case 0xff:
		if (o.reg != 6)
			return 0;
		push(w, get(w, &o));
		return prefix + 1 + o.len;
	case 0xeb:
		w->ip += (uint32_t)(int8_t)code[1];
		return prefix + 2;
	case 0xe9:
		w->ip += (uint32_t)number(code + 1);
		return prefix + 5;
	default:
		return 0;
	}
}

/* The instruction that enters the kernel, if it is one. */
static enum shimcode_end end_at(const uint8_t *code)
{
	if (code[0] == 0x0f && code[1] == 0x34)
		return SHIMCODE_SYSENTER;
	if (code[0] == 0x0f && code[1] == 0x05)
		return SHIMCODE_SYSCALL;
	return code[0] == 0xcd && code[1] == 0x80 ? SHIMCODE_INT80 : SHIMCODE_LOST;
}

static void finish(struct shimcode *c, struct walk *w)
{
	struct shim_value frame = c->end == SHIMCODE_SYSENTER ? w->reg[EBP] : w->reg[ESP];

	c->esp = w->reg[ESP];
	c->ebp = w->reg[EBP];
	w->foreign = false;
	for (int i = 0; i < SHIM_WORDS; i++)
		c->word[i] = load(w, plus(frame, 4 * i));
}

void shimcode_read(struct shimcode *c, uint32_t entry, uint32_t kv, const struct reader *r)
{
	struct walk w = { .ip = entry };
	int n;

	memset(c, 0, sizeof(*c));
	for (unsigned i = 0; i < REGS; i++)
		w.reg[i] = (struct shim_value){ .from = FROM_REG, .reg = (uint8_t)i };
	store(&w, w.reg[ESP], (struct shim_value){ .from = FROM_RETURN });
	n = r->read(r->origin, entry, c->bytes, sizeof(c->bytes));
	c->n = n > 0 ? (uint32_t)n : 0;
	for (int i = 0; i < STEPS_MAX; i++) {
		uint8_t code[INSN_MAX + 1] = { 0 };
		unsigned len;

		c->at = w.ip;
		if (kv && w.ip == kv) {
			c->end = SHIMCODE_VDSO;
			break;
		}
		/* Fewer bytes at the end of a page: zeros, which are no instruction that is known. */
		n = r->read(r->origin, w.ip, code, sizeof(code));
		if (n <= 0)
			break;
		c->end = end_at(code);
		if (c->end != SHIMCODE_LOST)
			break;
		len = step(&w, code);
		if (len == 0 || len > (unsigned)n)
			break;
		w.ip += len;
	}
	if (c->end != SHIMCODE_LOST)
		finish(c, &w);
}
