/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef VDSO_BUILD_H
#define VDSO_BUILD_H

#include "vdso/choice.h"
#include "vdso/image.h"

/*
 * Makes a vDSO that can stand where the kernel's own stands.
 *
 * The kernel goes on to use its offsets: each sysenter (on AMD, syscall)
 * returns to its landing pad L, a call that restarts goes to L-2, and signal
 * frames return to its sigreturn stubs. So these stay where they are, and the
 * rest is ours: __kernel_vsyscall around L, symbols, versions, hash table,
 * unwind data, section headers. The vdso clock functions are not among them:
 * libc makes system calls of them.
 *
 *   CLASSIC, at L-16: push %ecx; push %edx; push %ebp; .Lenter_kernel: mov;
 *            sysenter (AMD: syscall); 7 nops; jmp .Lenter_kernel; L: pops, ret
 *   INT80, at L-9: the pushes; a nop of 4; int $0x80; L: pops, ret
 *
 * native is a mapped image that image_check() likes, all pages of it; *to
 * becomes one of the same size, linked to 0, with its entry as to->sysinfo, to
 * be freed by image_free(). The kernel's version note is copied. 0, or
 * -ENOTSUP: it can't be made of this one, to->why says it.
 */
int build_image(struct image *to, const struct image *native, enum choice_kind kind)
	__attribute__((warn_unused_result));

#endif
