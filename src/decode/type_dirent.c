/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What getdents and getdents64 put into the buffer: include/linux/dirent.h, fs/readdir.c. */
#include "decode/types.h"

enum { MOST_HANDLE = 4096 };

#include <string.h>

struct layout {
	uint8_t ino, off, reclen, name; /* offsets; ino and off are as long as the next begins */
	bool type_last;                 /* d_type is the record's last byte, not the one before the name */
};

static const struct layout dirent = { 0, 4, 8, 10, true };
static const struct layout dirent64 = { 0, 8, 16, 19, false };

static void capture(struct capturing *k, const struct type_spec *t, uint64_t raw)
{
	capture_bytes(k, raw, view_count(&k->v, t));
}

static struct value *record(struct decoding *d, const struct layout *l, const uint8_t *p, uint32_t n)
{
	struct value *v = make(d, VALUE_STRUCT), *last = NULL;
	uint32_t room = n - l->name - l->type_last;
	const uint8_t *type = l->type_last ? p + n - 1 : p + l->name - 1;
	struct value *word = make_enum(d, SET_dirent_type, *type);
	struct value *name =
	    make_string(d, p + l->name, (uint32_t)strnlen((const char *)p + l->name, room), false);

	make_child(v, &last, "d_ino", make_number(d, bytes_number(p, l->off), BASE_UDEC));
	make_child(v, &last, "d_off",
	           make_number(d, bytes_number(p + l->off, (uint32_t)l->reclen - l->off), BASE_UDEC));
	make_child(v, &last, "d_reclen", make_number(d, n, BASE_UDEC));
	make_child(v, &last, l->type_last ? "d_name" : "d_type", l->type_last ? name : word);
	make_child(v, &last, l->type_last ? "d_type" : "d_name", l->type_last ? word : name);
	return v;
}

static struct value *decode(struct decoding *d, const struct type_spec *t, uint64_t raw,
                            const struct layout *l)
{
	uint32_t size = view_count(&d->v, t), entries = 0, at = 0, n;
	const uint8_t *p = size ? view_bytes(&d->v, raw, size) : NULL;
	struct value *v, *last = NULL;

	if (size && !p)
		return make_unavailable(d, raw);
	v = make(d, d->v.o->verbose ? VALUE_ARRAY : VALUE_ADDRESS);
	for (; at < size && size - at > l->name; at += n, entries++) {
		n = (uint32_t)bytes_number(p + at + l->reclen, 2);
		if (n <= l->name || n > size - at)
			break;
		if (d->v.o->verbose && entries < MOST_ELEMENTS)
			make_child(v, &last, NULL, record(d, l, p + at, n));
	}
	if (!d->v.o->verbose) {
		v->number = raw;
		v->comment = arena_printf(d->a, "%u entr%s", entries, entries == 1 ? "y" : "ies");
	}
	return v;
}

static struct value *dirents_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	return decode(d, t, raw, &dirent);
}

static struct value *dirents64_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	return decode(d, t, raw, &dirent64);
}

const struct type_ops type_dirents = { .word = dirents_word, .capture_word = capture };
const struct type_ops type_dirents64 = { .word = dirents64_word, .capture_word = capture };

/* What only the filesystem knows of a file: struct file_handle of include/linux/exportfs.h. */
static void f_handle_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	capture_bytes(k, at, view_count(&k->v, t));
}

static struct value *f_handle_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	uint32_t n = view_count(&d->v, t);
	const uint8_t *p = n <= MOST_HANDLE ? view_bytes(&d->v, at, n) : NULL;
	struct value *v;

	if (!p && n)
		return make_word(d, "???");
	v = make_string(d, n ? (const char *)p : "", n, false);
	v->base = BASE_HEX;
	return v;
}

const struct type_ops type_f_handle = { .memory = f_handle_memory, .capture = f_handle_capture };
