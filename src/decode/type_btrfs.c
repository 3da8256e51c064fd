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

/* [[BTRFS_DEV_STAT_WRITE_ERRS]=1, ...] */
static struct value *stats_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	const struct set *s = &spec_sets[SET_btrfs_dev_stat];
	uint32_t n = view_count(&d->v, t);
	struct value *v = make(d, VALUE_ARRAY), *last = NULL, *index;
	uint64_t number;

	for (uint32_t i = 0; i < n && i < s->count && view_number(&d->v, at + 8 * i, 8, &number); i++) {
		index = make_enum(d, SET_btrfs_dev_stat, i);
		index->base = BASE_UDEC;
		make_child(v, &last, arena_printf(d->a, "[%s]", make_text(d, index)),
			   make_number(d, number, BASE_UDEC));
	}
	if (n > s->count)
		make_child(v, &last, NULL, more_at(d, 0));
	return v;
}

static void stats_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	capture_bytes(k, at, 8 * spec_sets[SET_btrfs_dev_stat].count);
	(void)t;
}

const struct type_ops type_btrfs_stats = { .memory = stats_memory, .capture = stats_capture };

static struct value *containers(struct decoding *d, uint64_t at, struct value **last, uint32_t *n)
{
	struct value *v = decode_struct(d, STRUCT_btrfs_containers, at);
	uint64_t number = 0;

	if (!v)
		return NULL;
	for (*last = v->first; (*last)->next;)
		*last = (*last)->next;
	view_number(&d->v, at + 8, 4, &number);
	*n = (uint32_t)number;
	if (!d->v.o->verbose) {
		make_child(v, last, NULL, more_at(d, 0));
		*n = 0;
	}
	return v;
}

/* Where names stand, counted from the first of these offsets on. */
static struct value *paths_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	uint64_t from = at + spec_structs[STRUCT_btrfs_containers].size, offset;
	struct value *last, *v, *names = make(d, VALUE_ARRAY), *last_name = NULL;
	uint32_t n, shown;

	(void)t;
	v = containers(d, at, &last, &n);
	if (!v || !d->v.o->verbose)
		return v;
	shown = view_shown(&d->v, n);
	for (uint32_t i = 0; i < shown; i++) {
		if (!view_number(&d->v, from + 8 * i, 8, &offset)) {
			make_child(names, &last_name, NULL, more_at(d, from + 8 * i));
			break;
		}
		make_child(names, &last_name, NULL, make_cstring(d, from + offset, d->v.o->string_max));
	}
	if (shown < n)
		make_child(names, &last_name, NULL, more_at(d, 0));
	make_child(v, &last, "val", names);
	return v;
}

static void paths_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	uint64_t from = at + spec_structs[STRUCT_btrfs_containers].size, n, offset;

	(void)t;
	capture_struct(k, STRUCT_btrfs_containers, at);
	if (!k->v.o->verbose || !view_number(&k->v, at + 8, 4, &n))
		return;
	n = view_shown(&k->v, (uint32_t)n);
	for (uint32_t i = 0; i < n; i++) {
		if (!capture_bytes(k, from + 8 * i, 8) || !view_number(&k->v, from + 8 * i, 8, &offset))
			break;
		capture_string(k, from + offset, k->v.o->string_max);
	}
}

/* elem_cnt counts numbers, three for each inode. */
static struct value *inodes_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	uint64_t from = at + spec_structs[STRUCT_btrfs_containers].size;
	uint32_t n, shown, size = spec_structs[STRUCT_btrfs_inode].size;
	struct value *last, *v, *inodes = make(d, VALUE_ARRAY), *last_inode = NULL;

	(void)t;
	v = containers(d, at, &last, &n);
	if (!v || !d->v.o->verbose)
		return v;
	n /= 3;
	shown = view_shown(&d->v, n);
	for (uint32_t i = 0; i < shown; i++) {
		struct value *inode = decode_struct(d, STRUCT_btrfs_inode, from + (uint64_t)i * size);

		make_child(inodes, &last_inode, NULL, inode ? inode : more_at(d, from + (uint64_t)i * size));
		if (!inode)
			break;
	}
	if (shown < n)
		make_child(inodes, &last_inode, NULL, more_at(d, 0));
	make_child(v, &last, "val", inodes);
	return v;
}

static void inodes_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	uint32_t size = spec_structs[STRUCT_btrfs_inode].size;
	uint64_t n;

	(void)t;
	capture_struct(k, STRUCT_btrfs_containers, at);
	if (k->v.o->verbose && view_number(&k->v, at + 8, 4, &n))
		capture_bytes(k, at + spec_structs[STRUCT_btrfs_containers].size,
			      view_shown(&k->v, (uint32_t)n / 3) * size);
}

const struct type_ops type_btrfs_paths = { .memory = paths_memory, .capture = paths_capture };
const struct type_ops type_btrfs_inodes = { .memory = inodes_memory, .capture = inodes_capture };

/* Of a thousand: 500, which are 50.0%. */
static struct value *progress_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	struct value *v = make_number(d, raw, BASE_UDEC);

	(void)t;
	v->comment =
		arena_printf(d->a, "%llu.%llu%%", (unsigned long long)raw / 10, (unsigned long long)raw % 10);
	return v;
}

const struct type_ops type_btrfs_progress = { .word = progress_word };
