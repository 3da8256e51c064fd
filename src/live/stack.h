/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIVE_STACK_H
#define LIVE_STACK_H

#include <stdbool.h>
#include <stdint.h>

#include "decode/symbols.h"
#include "event/event.h"
#include "source/source.h"

/*
 * The call stack of a 32-bit task that stands still: by call frame
 * information as far as there is some, through the vDSO and through signal
 * frames; else by frame pointers, and by return addresses that lie where a
 * call has put them. Whatever is only likely is checked: it has to be in
 * executable memory, behind a call instruction.
 *
 * Always ends, whatever the stack holds: each frame lies above the one before
 * it, but for a limited number that signals interrupted.
 */
struct stack; /* of one address space */

/* Is there a library for call frame information? Without one there is no stack. */
bool stack_available(void);

struct stack *stack_new(void);
void stack_free(struct stack *st); /* exec, or the process is gone; NULL is none */

/* Of a stop. */
struct stack_ask {
	const struct registers *registers;
	bool behind_call; /* ip is behind the instruction that called the kernel, not about to be executed */
	unsigned max;     /* so many frames */
	struct source *source;

	/* What is mapped at addr: 1, 0. */
	int (*mapped)(void *arg, uint32_t addr, struct mapped *to);

	/* A frame: its ip, and an address inside of the instruction that it is at. */
	void (*frame)(void *arg, uint32_t ip, uint32_t inside, const struct mapped *in);
	void *arg;
};

/* Calls ask->frame() for each, innermost first. */
enum stack_end stack_walk(struct stack *st, const struct stack_ask *ask);

#endif
