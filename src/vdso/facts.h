/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef VDSO_FACTS_H
#define VDSO_FACTS_H

#include "stage/vdso.h"
#include "vdso/image.h"

/*
 * What an image says of itself. Addresses are absolute, counted from
 * image->base. Owns its symbols, and nothing of the image.
 */
struct facts_symbol {
	uint32_t addr, size; /* size 0: not known */
	char *name;          /* without its version */
};

struct facts {
	struct vdso_layout layout;
	uint32_t kernel; /* LINUX_VERSION_CODE of the note "Linux"; 0: there is none */
	unsigned symbols;
	struct facts_symbol *symbol; /* of code, exported; by address */
};

/* Of an image that image_check() likes. 0, or -EINVAL: it has no __kernel_vsyscall. */
int facts_read(struct facts *facts, const struct image *image) __attribute__((warn_unused_result));

void facts_free(struct facts *facts);

#endif
