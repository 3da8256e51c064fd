/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DECODE_SYMBOLS_H
#define DECODE_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "event/event.h"

/*
 * Addresses -> module, symbol, offset: the mappings of one address space, and
 * a cache of symbol tables shared by all of them.
 *
 * Symbols come from .symtab, else .dynsym, by libelf; a stripped file gives
 * module and offset. A file is opened as data only: regular, and the same
 * device and inode as the mapping says; else it has no symbols.
 */
struct mappings; /* of one address space */

/* text: what /proc/PID/maps said. Lines that make no sense are skipped. Never NULL. */
struct mappings *mappings_parse(const char *text, size_t len);
void mappings_free(struct mappings *m);

/* The range that [vdso] has: 1, or 0 when there is none. */
int mappings_vdso(const struct mappings *m, uint64_t *start, uint64_t *end);

/*
 * vDSO symbols come from the image itself: the bytes are copied. Where the
 * mappings list no [vdso] (2.6.10) an image linked to a fixed address counts as mapped there.
 */
void mappings_set_vdso(struct mappings *m, const void *image, size_t size);

/*
 * What is mapped at addr: 1, or 0 for nothing. path is as the kernel wrote it;
 * a file's first mapping is the lowest of its run.
 */
struct mapped {
	uint64_t start, end;
	uint64_t offset;       /* of start in the file */
	uint64_t first;        /* where the file's first mapping starts ... */
	uint64_t first_offset; /* ... and what part of the file that is */
	uint64_t ino;
	dev_t dev;
	bool exec;
	const char *path;      /* good until symbols_free() */
	uint32_t len;          /* of path; 0: no file */
};
int mappings_at(const struct mappings *m, uint64_t addr, struct mapped *to);

/* The file, opened as symtab.h says: a descriptor to be closed, or -1. */
int mapped_open(const struct mapped *m);

/*
 * Fills where->module, symbol, offset for where->ip. 1, or 0 when no mapping
 * holds the address. Module is NULL then, and in a mapping without a name. The
 * strings stay good until symbols_free(). They are the process's own words:
 * control characters may be among them.
 */
int mappings_find(struct mappings *m, struct site *where);

/* "libc.so.6(brk+0x17)", "libc.so.6+0x1234", "0xf7001234". */
void site_print(struct buffer *to, const struct site *where);

void symbols_free(void); /* the shared cache, at the end */

#endif
