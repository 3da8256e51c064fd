/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What stands at the stack pointer: sigreturn's frame, and the call that
 * restart_syscall resumes. The frames are those of arch/x86/include/asm/sigframe.h.
 */
#include "decode/type_sigset.h"

enum {
	/* sp points to the sigcontext: 88 bytes, then 624 of floating point state. */
	OLDMASK = 80,
	EXTRAMASK = 88 + 624,
	/* sp points to: signal, two pointers, siginfo, ucontext. */
	RT_MASK = 12 + 128 + 108,
};

static struct value *chain_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	const char *name = d->v.e->chain;

	(void)t;
	(void)raw;
	return make_word(
	    d, arena_printf(d->a, "<... resuming interrupted %s ...>", name ? name : "system call"));
}

const struct type_ops type_chain = { .word = chain_word };

static struct value *frame_of(struct decoding *d, bool there, struct value *mask)
{
	struct value *v = make(d, VALUE_STRUCT), *last = NULL;

	if (!there)
		return make_unavailable(d, d->v.e->sp);
	make_child(v, &last, "mask", mask);
	return v;
}

static void sigframe_capture(struct capturing *k, const struct type_spec *t, uint64_t raw)
{
	(void)t;
	(void)raw;
	capture_bytes(k, k->e->sp + OLDMASK, EXTRAMASK + 4 - OLDMASK);
}

static struct value *sigframe_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	uint64_t low = 0, high = 0, sp = d->v.e->sp;
	bool there =
	    view_number(&d->v, sp + OLDMASK, 4, &low) && view_number(&d->v, sp + EXTRAMASK, 4, &high);

	(void)t;
	(void)raw;
	return frame_of(d, there, make_sigset(d, high << 32 | low, 64));
}

const struct type_ops type_sigframe = { .word = sigframe_word, .capture_word = sigframe_capture };

static void rt_sigframe_capture(struct capturing *k, const struct type_spec *t, uint64_t raw)
{
	(void)t;
	(void)raw;
	capture_bytes(k, k->e->sp + RT_MASK, 8);
}

static struct value *rt_sigframe_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	uint64_t mask = 0, at = d->v.e->sp + RT_MASK;
	bool there = view_number(&d->v, at, 8, &mask);

	(void)t;
	(void)raw;
	return frame_of(d, there || d->v.o->opaque,
			d->v.o->opaque ? make_address(d, at) : make_sigset(d, mask, 64));
}

const struct type_ops type_rt_sigframe = { .word = rt_sigframe_word, .capture_word = rt_sigframe_capture };
