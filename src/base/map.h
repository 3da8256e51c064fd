/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stddef.h>
#include <stdint.h>

/*
 * A hash map from a number (a tid, an address) to a pointer that is not NULL.
 * The map owns its slots, never what the pointers point to.
 */
struct map {
	struct map_slot *slot;
	size_t cap;  /* a power of two, or 0 */
	size_t used; /* entries */
};

#define MAP_INIT { NULL, 0, 0 }

void *map_get(const struct map *m, uint64_t key); /* NULL: not there */
void map_put(struct map *m, uint64_t key, void *value);
void *map_take(struct map *m, uint64_t key); /* removes; what was there, or NULL */

/*
 * Walks the entries in no particular order: start with *at = 0; NULL ends the
 * walk. The map must not change during it.
 */
void *map_next(const struct map *m, size_t *at);

void map_free(struct map *m);

#endif
