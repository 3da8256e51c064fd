/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"

enum { BLOCK_SIZE = 4096 };

struct arena_block {
	struct arena_block *next;
	size_t size; /* of bytes */
	_Alignas(16) char bytes[];
};

static struct arena_block *block_new(size_t size)
{
	struct arena_block *b = xcalloc(1, sizeof(*b) + size);

	b->size = size;
	return b;
}

void *arena_alloc(struct arena *a, size_t n)
{
	void *p;

	n = (n + 15) & ~(size_t)15;
	while (!a->now || a->now->size - a->used < n) {
		if (a->now && a->now->next) {
			a->now = a->now->next;
		} else {
			struct arena_block *b = block_new(n > BLOCK_SIZE ? n : BLOCK_SIZE);

			if (a->now)
				a->now->next = b;
			else
				a->first = b;
			a->now = b;
		}
		a->used = 0;
	}
	p = a->now->bytes + a->used;
	a->used += n;
	return memset(p, 0, n);
}

char *arena_copy(struct arena *a, const void *bytes, size_t n)
{
	char *to = arena_alloc(a, n + 1);

	if (n)
		memcpy(to, bytes, n);
	return to;
}

char *arena_printf(struct arena *a, const char *format, ...)
{
	va_list ap, again;
	char *to;
	int n;

	va_start(ap, format);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	to = arena_alloc(a, (n < 0 ? 0 : (size_t)n) + 1);
	if (n > 0)
		vsnprintf(to, (size_t)n + 1, format, again);
	va_end(again);
	return to;
}

void arena_reset(struct arena *a)
{
	a->now = a->first;
	a->used = 0;
}

void arena_free(struct arena *a)
{
	while (a->first) {
		struct arena_block *next = a->first->next;

		free(a->first);
		a->first = next;
	}
	arena_reset(a);
}
