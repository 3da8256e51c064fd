/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef VDSO_WALK_H
#define VDSO_WALK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "vdso/disasm.h"
#include "vdso/image.h"

/*
 * What code does with the registers and the stack, by walking through it with
 * values that say where they come from, not what they are. For ways into the
 * kernel, which are short: what is more than that ends the walk.
 */
enum walk_kind {
	WALK_UNKNOWN, /* can't be told */
	WALK_CALLERS, /* what register n held at the start */
	WALK_STACK,   /* the address n bytes above the word that holds the return address */
	WALK_NUMBER,  /* n */
	WALK_RETURN,  /* the return address */
	WALK_KERNEL,  /* something that the kernel left there */
};

struct walk_value {
	enum walk_kind kind;
	int32_t n;
};

/* x86's numbers */
enum { WALK_EAX, WALK_ECX, WALK_EDX, WALK_EBX, WALK_ESP, WALK_EBP, WALK_ESI, WALK_EDI, WALK_REGS };

enum { WALK_STEPS = 200 }; /* are not taken by any way into the kernel, but by circles */

enum { WALK_BELOW = 48, WALK_ABOVE = 8 }; /* words that are kept, around the return address */

struct walk {
	const struct image *image;
	uint32_t at; /* of the next instruction; of the one that stopped it */
	struct walk_value reg[WALK_REGS], word[WALK_BELOW + WALK_ABOVE];
	struct disasm_insn insn; /* where it stopped */
	unsigned steps;
};

enum walk_end {
	WALK_ENTERS,  /* at sysenter, syscall, int $0x80, which is not executed */
	WALK_RETURNS, /* at a ret to the return address, which is */
	WALK_FORKS,   /* at a conditional jump: walk_fork() */
	WALK_LOST,    /* at something that it can't follow, or not within reason */
};

/* At address at: just called, every register the caller's. */
void walk_begin(struct walk *w, const struct image *image, uint32_t at);

enum walk_end walk_on(struct walk *w) __attribute__((warn_unused_result));

/* w goes on where the jump is not taken, other where it is. */
void walk_fork(struct walk *w, struct walk *other);

/* The word at an address. UNKNOWN when that is none on the stack. */
struct walk_value walk_word(const struct walk *w, struct walk_value address);
void walk_set_word(struct walk *w, struct walk_value address, struct walk_value to);

/* n bytes further up, where it is an address or a number. */
struct walk_value walk_add(struct walk_value v, int32_t n);

bool walk_same(struct walk_value a, struct walk_value b);

/* "the caller's ecx", "the return address", "esp+4" seen from w. */
void walk_describe(struct buffer *to, const struct walk *w, struct walk_value v);

extern const char *const walk_reg_name[WALK_REGS];

#endif
