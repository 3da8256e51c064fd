/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef VDSO_CHECK_H
#define VDSO_CHECK_H

#include "base/buffer.h"
#include "stage/vdso.h"
#include "vdso/image.h"

/*
 * Would an image of somebody's own do as the vDSO of this machine's 32-bit
 * processes? What its ELF headers promise, where the kernel will come back to,
 * and what its code does with registers and stack on the way.
 *
 * What the kernel expects (arch/x86/entry/entry_64_compat.S, entry_32.S,
 * common.c, ia32_signal.c):
 *  - sysenter: ebp is the stack pointer, [ebp] the 6th argument, the others in
 *    their registers. It comes back at its landing pad L, an offset from the
 *    image's base, with esp = that ebp and ebp = the 6th argument; ecx and edx
 *    are lost.
 *  - syscall: ebp is the 2nd argument, [esp] the 6th; back at L as well.
 *  - a sysenter that other code executes comes back at L, too: so the stack is
 *    one for all of them, [esp] = ebp, [esp+4] = edx, [esp+8] = ecx,
 *    [esp+12] = the return address.
 *  - an interrupted call is made again from L-2, all arguments in their
 *    registers and the stack as at L.
 *  - a handler without SA_RESTORER returns to a sigreturn stub, an offset from
 *    the base again.
 */

/* One line each, without an end; the first is what most likely explains the others. */
struct check {
	unsigned findings;
	struct buffer text; /* the lines, each with its '\n' */
};

/*
 * file: one that image_check() likes, native: what a process has here, mapped.
 * Appends what is wrong to *to, which starts as { 0 } and is freed by
 * check_free(). 0: findings tells how many, or none; -ENOEXEC: it can't be put
 * there at all, file->why says why.
 */
int check_image(struct check *to, struct image *file, const struct image *native)
	__attribute__((warn_unused_result));

void check_free(struct check *c);

/*
 * The image as it stands in memory: as large as native, its headers telling of
 * nothing that is cut off, sysinfo the offset of __kernel_vsyscall. Of one that
 * check_image() returned 0 for. To be freed by image_free().
 */
void check_make(struct image *to, const struct image *file, const struct image *native);

/*
 * Completes a layout of kind UNKNOWN, which vdso_parse() made of image: where
 * this machine's kernel comes back to is known all the same, and what the code
 * enters it by. Others stay as they are.
 */
void check_layout(struct vdso_layout *l, const struct image *image, const struct image *native);

#endif
