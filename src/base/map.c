/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/map.h"

#include <stdlib.h>

#include "base/die.h"

struct map_slot {
	uint64_t key;
	void *value; /* NULL: free */
};

/* Where key is, or the free slot where it would go. Needs cap > used. */
static size_t find(const struct map *m, uint64_t key)
{
	size_t i = (size_t)((key * 0x9e3779b97f4a7c15u) >> 32) & (m->cap - 1);

	while (m->slot[i].value && m->slot[i].key != key)
		i = (i + 1) & (m->cap - 1);
	return i;
}

static void grow(struct map *m)
{
	struct map old = *m;

	m->cap = old.cap ? old.cap * 2 : 16;
	m->slot = xcalloc(m->cap, sizeof(*m->slot));
	for (size_t i = 0; i < old.cap; i++)
		if (old.slot[i].value)
			m->slot[find(m, old.slot[i].key)] = old.slot[i];
	free(old.slot);
}

void *map_get(const struct map *m, uint64_t key)
{
	return m->cap ? m->slot[find(m, key)].value : NULL;
}

void map_put(struct map *m, uint64_t key, void *value)
{
	size_t i;

	if (m->used * 4 >= m->cap * 3)
		grow(m);
	i = find(m, key);
	if (!m->slot[i].value)
		m->used++;
	m->slot[i] = (struct map_slot){ key, value };
}

void *map_take(struct map *m, uint64_t key)
{
	size_t i;
	void *value;

	if (!m->cap)
		return NULL;
	i = find(m, key);
	value = m->slot[i].value;
	if (!value)
		return NULL;
	m->slot[i].value = NULL;
	m->used--;

	/* Whatever stands behind in the same run may have been pushed there by this one. */
	for (i = (i + 1) & (m->cap - 1); m->slot[i].value; i = (i + 1) & (m->cap - 1)) {
		struct map_slot moved = m->slot[i];

		m->slot[i].value = NULL;
		m->slot[find(m, moved.key)] = moved;
	}
	return value;
}

void *map_next(const struct map *m, size_t *at)
{
	while (*at < m->cap) {
		void *value = m->slot[(*at)++].value;

		if (value)
			return value;
	}
	return NULL;
}

void map_free(struct map *m)
{
	free(m->slot);
	*m = (struct map)MAP_INIT;
}
