/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What btrfs writes behind its arguments: include/uapi/linux/btrfs.h. */
#include "decode/types.h"

enum { HEADER = 32, LENGTH_AT = 28, BUFFER = 3992 }; /* BTRFS_SEARCH_ARGS_BUFSIZE */

static struct value *more_at(struct decoding *d, uint64_t addr)
{
	struct value *v = make(d, VALUE_MORE);

	if (addr)
		v->comment = arena_printf(d->a, "%#llx", (unsigned long long)addr);
	return v;
}

/* As many as a string has bytes, and one, with -v, too. */
static uint32_t items(const struct view *v, uint32_t n)
{
	uint32_t most = v->o->string_max < MOST_ELEMENTS ? v->o->string_max + 1 : MOST_ELEMENTS;

	return n < most ? n : most;
}

/* Items of a tree: each a header and as many bytes as it says, all within size bytes. */
static struct value *found(struct decoding *d, const struct type_spec *t, uint64_t at, uint64_t size)
{
	uint32_t n = view_count(&d->v, t), shown = items(&d->v, n);
	struct value *v = make(d, VALUE_ARRAY), *last = NULL;
	uint64_t offset = 0, length = 0;

	for (uint32_t i = 0; i < n; i++, offset += HEADER + length) {
		struct value *child;

		if (i == shown || offset + HEADER >= size) {
			make_child(v, &last, NULL, more_at(d, 0));
			break;
		}
		child = decode_struct(d, STRUCT_btrfs_search_header, at + offset);
		if (!child && !i)
			return NULL;
		if (!child) {
			make_child(v, &last, NULL, more_at(d, at + offset));
			break;
		}
		make_child(v, &last, NULL, child);
		view_number(&d->v, at + offset + LENGTH_AT, 4, &length);
	}
	return v;
}

static void capture_found(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	uint32_t n = items(&k->v, view_count(&k->v, t));
	uint64_t length;

	for (uint32_t i = 0; i < n; i++, at += HEADER + length)
		if (!capture_bytes(k, at, HEADER) || !view_number(&k->v, at + LENGTH_AT, 4, &length))
			break;
}

static struct value *found_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	return found(d, t, at, BUFFER);
}

/* Here the size of the buffer stands in front of it. */
static struct value *found_v2_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	uint64_t size;

	return view_number(&d->v, at - 8, 8, &size) ? found(d, t, at, size) : NULL;
}

const struct type_ops type_btrfs_found = { .memory = found_memory, .capture = capture_found };
const struct type_ops type_btrfs_found_v2 = { .memory = found_v2_memory, .capture = capture_found };
