/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vdso/unwind.h"

#include <string.h>

/* DWARF 4, 7.23, and the pointer encodings of .eh_frame. */
enum {
	CFA_ADVANCE = 0x40, /* in the low bits: how far */
	CFA_OFFSET = 0x80,  /* ... the register */
	CFA_RESTORE = 0xc0,
	CFA_NOP = 0,
	CFA_DEF = 0x0c,
	CFA_DEF_OFFSET = 0x0e,
	CFA_DEF_EXPRESSION = 0x0f,
	CFA_EXPRESSION = 0x10,
	OP_DEREF = 0x06,
	OP_BREG = 0x70,
	PE_UDATA4 = 0x03,
	PE_PCREL_SDATA4 = 0x1b,
	PE_DATAREL_SDATA4 = 0x3b,
};

/* The System V ABI's numbers: eax, ecx, edx, ebx, esp, ebp, esi, edi, and the return address. */
enum { REG_ECX = 1, REG_EDX = 2, REG_ESP = 4, REG_EBP = 5, REG_EIP = 8 };

enum { WORD = 4, CIE_AT_NOTHING = 0 };

static void add32(struct buffer *to, uint32_t word)
{
	buffer_add(to, &word, sizeof(word));
}

static void put32(struct buffer *in, uint32_t at, uint32_t word)
{
	memcpy(in->data + at, &word, sizeof(word));
}

static void op(struct buffer *to, unsigned code)
{
	buffer_addc(to, (char)code);
}

static void add_sleb(struct buffer *to, int number)
{
	while (number < -0x40 || number >= 0x40) {
		op(to, 0x80 | (number & 0x7f));
		number >>= 7;
	}
	op(to, number & 0x7f);
}

/* Its length is filled in by finish(). */
static uint32_t start(struct buffer *to)
{
	uint32_t at = (uint32_t)to->len;

	add32(to, 0);
	return at;
}

static void finish(struct buffer *to, uint32_t at)
{
	while (to->len % WORD)
		op(to, CFA_NOP);
	put32(to, at, (uint32_t)to->len - at - WORD);
}

static uint32_t cie(struct buffer *to, const char *augmentation)
{
	uint32_t at = start(to);

	add32(to, CIE_AT_NOTHING);
	op(to, 1); /* its version */
	buffer_add(to, augmentation, strlen(augmentation) + 1);
	op(to, 1); /* code comes in bytes */
	add_sleb(to, -WORD);
	op(to, REG_EIP);
	op(to, 1); /* of augmentation: how pc is written */
	op(to, PE_PCREL_SDATA4);
	return at;
}

static uint32_t fde(struct unwind *c, uint32_t of, uint32_t pc, uint32_t size)
{
	struct buffer *to = &c->frames;
	uint32_t at = start(to);

	c->fde[c->fdes++] = (struct unwind_fde){ at, pc };
	add32(to, at + WORD - of);
	add32(to, pc); /* for unwind_place() */
	add32(to, size);
	op(to, 0); /* no augmentation */
	return at;
}

/* push: the caller's register stands at the new top of the stack. */
static void pushed(struct buffer *to, unsigned advance, unsigned reg, unsigned depth)
{
	op(to, CFA_ADVANCE | advance);
	op(to, CFA_DEF_OFFSET);
	op(to, depth);
	op(to, CFA_OFFSET | reg);
	op(to, depth / WORD);
}

static void popped(struct buffer *to, unsigned advance, unsigned reg, unsigned depth)
{
	op(to, CFA_ADVANCE | advance);
	op(to, CFA_RESTORE | reg);
	op(to, CFA_DEF_OFFSET);
	op(to, depth - WORD);
}

static void vsyscall(struct unwind *c, const struct vdso_layout *l)
{
	enum { PUSHES = 3, POPS = 4 };
	struct buffer *to = &c->frames;
	uint32_t ordinary = cie(to, "zR"), at;

	op(to, CFA_DEF);
	op(to, REG_ESP);
	op(to, WORD);
	op(to, CFA_OFFSET | REG_EIP);
	op(to, 1);
	finish(to, ordinary);

	at = fde(c, ordinary, l->vsyscall, l->landing + POPS - l->vsyscall);
	pushed(to, 1, REG_ECX, 8);
	pushed(to, 1, REG_EDX, 12);
	pushed(to, 1, REG_EBP, 16);
	popped(to, l->landing + 1 - (l->vsyscall + PUSHES), REG_EBP, 16);
	popped(to, 1, REG_EDX, 12);
	popped(to, 1, REG_ECX, 8);
	finish(to, at);
}

/* "The word at esp + offset" as an expression, with its length. */
static void stack_word(struct buffer *to, int offset, bool deref)
{
	struct buffer code = BUFFER_INIT;

	op(&code, OP_BREG | REG_ESP);
	add_sleb(&code, offset);
	if (deref)
		op(&code, OP_DEREF);
	op(to, (unsigned)code.len);
	buffer_add(to, code.data, code.len);
	buffer_free(&code);
}

/* Where sigcontext_32 keeps the registers, by their numbers here; esp is the frame's address itself. */
static void saved_registers(struct buffer *to, int context)
{
	enum { CONTEXT_SP = 28 };
	static const struct {
		uint8_t reg, at;
	} saved[] = {
		{ 0, 44 }, { 1, 40 }, { 2, 36 }, { 3, 32 }, { 5, 24 }, { 6, 20 }, { 7, 16 }, { 8, 56 }
	};

	op(to, CFA_DEF_EXPRESSION);
	stack_word(to, context + CONTEXT_SP, true);
	for (size_t i = 0; i < sizeof(saved) / sizeof(*saved); i++) {
		op(to, CFA_EXPRESSION);
		op(to, saved[i].reg);
		stack_word(to, context + saved[i].at, false);
	}
}

/*
 * S: a signal frame, so that its pc is an instruction that was interrupted,
 * and no return address. Unwinders that don't know it look at pc - 1, which is
 * why a stub's range starts a byte early.
 */
static void stubs(struct unwind *c, const struct vdso_layout *l)
{
	/* At the stub's start: the signal's number, then the frame. */
	enum { CONTEXT = 4, UCONTEXT = 4 + 4 + 4 + 128, MCONTEXT = UCONTEXT + 20 };
	struct buffer *to = &c->frames;
	uint32_t signal = cie(to, "zRS"), at;

	finish(to, signal);
	at = fde(c, signal, l->sigreturn - 1, l->sigreturn_end - l->sigreturn + 1);
	saved_registers(to, CONTEXT);
	op(to, CFA_ADVANCE | 2); /* pop %eax */
	saved_registers(to, CONTEXT - WORD);
	finish(to, at);
	at = fde(c, signal, l->rt_sigreturn - 1, l->rt_sigreturn_end - l->rt_sigreturn + 1);
	saved_registers(to, MCONTEXT);
	finish(to, at);
}

void unwind_make(struct unwind *c, const struct vdso_layout *l)
{
	*c = (struct unwind){ .frames = BUFFER_INIT };
	vsyscall(c, l);
	stubs(c, l);
	add32(&c->frames, 0); /* the end */
}

void unwind_place(struct unwind *c, uint32_t at)
{
	enum { FDE_PC = 8 };

	for (unsigned i = 0; i < c->fdes; i++) {
		uint32_t field = c->fde[i].at + FDE_PC;

		put32(&c->frames, field, c->fde[i].pc - (at + field));
	}
}

void unwind_index(struct buffer *to, const struct unwind *c, uint32_t at, uint32_t frames)
{
	struct unwind_fde sorted[UNWIND_FDES] = { { 0, 0 } };

	for (unsigned i = 0; i < c->fdes; i++) {
		unsigned k = i;

		for (; k > 0 && sorted[k - 1].pc > c->fde[i].pc; k--)
			sorted[k] = sorted[k - 1];
		sorted[k] = c->fde[i];
	}
	op(to, 1); /* its version */
	op(to, PE_PCREL_SDATA4);
	op(to, PE_UDATA4);
	op(to, PE_DATAREL_SDATA4);
	add32(to, frames - (at + WORD));
	add32(to, c->fdes);
	for (unsigned i = 0; i < c->fdes; i++) {
		add32(to, sorted[i].pc - at);
		add32(to, frames + sorted[i].at - at);
	}
}

void unwind_free(struct unwind *c)
{
	buffer_free(&c->frames);
}
