/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef VDSO_CHECK_CODE_H
#define VDSO_CHECK_CODE_H

#include "vdso/check.h"
#include "vdso/facts.h"

/* Appends a finding. */
void check_say(struct check *to, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * The half of check_image() that walks through code. image: as it would stand
 * in memory, facts: its own; native: the layout that the kernel's image has.
 */
void check_code(struct check *to, const struct image *image, const struct facts *facts,
		const struct vdso_layout *native);

/* What code of no known kind enters the kernel by, and how it does so again: gate, restart, jmp_target. */
void check_code_layout(struct vdso_layout *l, const struct image *image);

#endif
