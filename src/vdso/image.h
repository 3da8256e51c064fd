/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef VDSO_IMAGE_H
#define VDSO_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The bytes of one i386 vDSO: read from a file here, from a process in
 * live/probe.h. Whoever declares it frees it; bytes belong to it.
 */
enum {
	IMAGE_MAX = 0x10000,  /* of a mapped one: Linux has had two pages, then three */
	IMAGE_FILE_MAX = 4 << 20, /* of a file: vdso32.so may still have its debug sections */
};

struct image {
	unsigned char *bytes;
	size_t size;
	uint32_t base;    /* where it is mapped; in a file that it is linked to be */
	uint32_t sysinfo; /* AT_SYSINFO; 0: not known */
	bool mapped;      /* in a process, or was so when it dumped core */
	char why[128];    /* behind "NAME: ": what was wrong, after a failure */
};

/*
 * An ELF image (vdso32.so), a dump of the pages that it is mapped to, or the
 * core file of a 32-bit process. 0, or a failure: -errno, image->why says it.
 */
int image_read(struct image *image, const char *path) __attribute__((warn_unused_result));

/* Is that an i386 ELF image, and whole? 0, or -ENOEXEC, image->why says what it is. */
int image_check(struct image *image) __attribute__((warn_unused_result));

void image_free(struct image *image);

#endif
