/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

/*
 * Memory that is given back all at once: the values of one call live in one
 * arena. Whoever declares the arena owns it; a pointer from arena_alloc()
 * is good until arena_reset() or arena_free(). Out of memory ends the program.
 */
struct arena_block;

struct arena {
	struct arena_block *first;
	struct arena_block *now;
	size_t used; /* bytes of *now that are taken */
};

#define ARENA_INIT { NULL, NULL, 0 }

void *arena_alloc(struct arena *a, size_t n); /* zeroed, aligned for any type */
char *arena_copy(struct arena *a, const void *bytes, size_t n); /* and a NUL */
char *arena_printf(struct arena *a, const char *format, ...)
	__attribute__((nonnull(2), format(printf, 2, 3)));

/* Everything allocated is void; the blocks are kept for the next use. */
void arena_reset(struct arena *a);
void arena_free(struct arena *a);

#endif
