/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DECODE_SYMTAB_H
#define DECODE_SYMTAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Which function is at this offset of a file? One table a file, read when it
 * is first asked for, shared by all address spaces, kept to the end. Files
 * belong to the traced processes: what they hold can't be trusted, nor can
 * their number. Beyond a quarter of a gigabyte of symbols in all, further files have none.
 */
struct symtab; /* may be empty */

/*
 * The table of the file that a mapping names; dev and ino are what the mapping
 * says. Opened as data only, and read only if it is that very file: regular,
 * and mapped under the same device and inode. Else the table is empty; never NULL.
 */
const struct symtab *symtab_file(const char *path, dev_t dev, uint64_t ino);

/* That file itself, by the same rules, for others who read ELF: a descriptor to be closed, or -1. */
int symtab_open(const char *path, dev_t dev, uint64_t ino);

/* The table of an image in memory; equal bytes have one table. Never NULL. */
const struct symtab *symtab_image(const void *image, size_t size);

/* Where an image was linked to run, and how long it is: 1, or 0 when it can run anywhere. */
int symtab_linked_at(const struct symtab *t, uint64_t *start, uint64_t *size);

/*
 * The innermost function that covers an offset of the file (exec: as mapped
 * executable), and how far into it the offset is. A symbol without a size
 * goes on to the next one, unless it stands inside of a sized one: then it
 * is a label. Of several names the global, plainest, shortest one. 1, or 0.
 */
int symtab_find(const struct symtab *t, uint64_t offset, bool exec, const char **name, uint64_t *into);

/* One copy of each text, good until symtab_free_all(). */
const char *symtab_intern(const char *text, size_t len);

void symtab_free_all(void);

#endif
