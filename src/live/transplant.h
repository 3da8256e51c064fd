/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIVE_TRANSPLANT_H
#define LIVE_TRANSPLANT_H

#include <stdint.h>

#include "vdso/check.h"
#include "vdso/choice.h"
#include "vdso/image.h"

/*
 * Another vDSO in the place of the kernel's: prepared once, put into each
 * 32-bit process at its exec, before ld.so reads it.
 *
 * The page is the kernel's for all processes, but a write by ptrace gives
 * the process a copy of its own, which its children inherit; exec ends it. The
 * kernel's landing pad and sigreturn stubs stay at their offsets from the base
 * (arch/x86/entry/vdso/vma.c), so that they have to be in the image as well.
 */
struct transplant {
	struct image native; /* what a 32-bit process gets from the kernel here */
	struct image image;  /* what it is to have: as large; sysinfo is its entry's offset */
	struct check check;  /* of a FILE: what would go wrong with it */
};

/*
 * Looks at what this machine's 32-bit processes get, and makes what is to
 * replace it. 0, or -errno: image.why says why it can't be, behind "--vdso=...: ".
 * Of a FILE t->check tells more, which the caller decides on. t is freed by
 * transplant_free() either way.
 */
int transplant_prepare(struct transplant *t, const struct choice *choice)
	__attribute__((warn_unused_result));

void transplant_free(struct transplant *t);

/*
 * At a task's exec stop, sp its new stack: puts the image there, and its entry
 * into AT_SYSINFO. 1; 0: no 32-bit process, left alone; -ENOENT: it has no
 * vDSO; -ENOTSUP: it has another one than native; or -errno. After a failure
 * the process is as it was, unless it was killed.
 */
int transplant_put(int tid, uint64_t sp, const struct transplant *t) __attribute__((warn_unused_result));

/*
 * AT_SYSINFO as /proc/TID/auxv has it, which nobody can change -> as the
 * process was told. Other values stay.
 */
void transplant_correct(const struct transplant *t, void *auxv, size_t bytes);

#endif
