/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What getdents and getdents64 put into the buffer: include/linux/dirent.h, fs/readdir.c. */
#include "decode/types.h"

#include <string.h>

struct layout {
	uint8_t ino, off, reclen, name; /* offsets; ino and off are as long as the next begins */
	bool type_last;                 /* d_type is the record's last byte, not the one before the name */
};

static const struct layout dirent = { 0, 4, 8, 10, true };
static const struct layout dirent64 = { 0, 8, 16, 19, false };

/* A record of n bytes, at least its layout's; comment: what is wrong with its length, or NULL. */
static struct value *record(struct decoding *d, const struct layout *l, const uint8_t *p, uint32_t n,
			    const char *comment)
{
	struct value *v = make(d, VALUE_STRUCT), *last = NULL, *reclen, *type = NULL, *name = NULL;
	uint32_t room = n - l->name, len;

	reclen = make_number(d, bytes_number(p + l->reclen, 2), BASE_UDEC);
	reclen->comment = comment;
	make_child(v, &last, "d_ino", make_number(d, bytes_number(p, l->off), BASE_UDEC));
	make_child(v, &last, "d_off",
		   make_number(d, bytes_number(p + l->off, (uint32_t)l->reclen - l->off), BASE_UDEC));
	make_child(v, &last, "d_reclen", reclen);
	if (!l->type_last)
		type = make_enum(d, SET_dirent_type, p[l->name - 1]);
	else if (room)
		type = make_enum(d, SET_dirent_type, p[n - 1]);
	room -= l->type_last && room;
	if (room) {
		len = (uint32_t)strnlen((const char *)p + l->name, room);
		name = make_string(d, p + l->name, len < room ? len : room - 1, len == room);
	}
	for (int i = 0; i < 2; i++)
		if (i == l->type_last ? type : name)
			make_child(v, &last, i == l->type_last ? "d_type" : "d_name",
				   i == l->type_last ? type : name);
	return v;
}

/* What the kernel filled in of the buffer; more than it holds is no length. */
enum { ROOM = 2 };

static uint32_t filled(const struct view *v, const struct type_spec *t)
{
	uint32_t size = view_count(v, t);

	return size <= v->word[ROOM] ? size : 0;
}

static void capture(struct capturing *k, const struct type_spec *t, uint64_t raw)
{
	capture_bytes(k, raw, filled(&k->v, t));
}

/* The end of a buffer that is no record. */
static struct value *tail(struct decoding *d, uint64_t raw, uint32_t at, uint32_t got, uint32_t size)
{
	struct value *v;

	if (got < size)
		return make_unavailable(d, raw + at);
	v = make_bytes(d, raw + at, size - at);
	v->base = BASE_HEX;
	return v;
}

static struct value *decode(struct decoding *d, const struct type_spec *t, uint64_t raw,
			    const struct layout *l)
{
	uint32_t size = filled(&d->v, t), entries = 0, at = 0, got = 0, n, reclen;
	const uint8_t *p = size ? event_bytes(d->v.e, !d->v.exit, raw, size, &got) : NULL;
	struct value *v, *last = NULL;
	const char *wrong = NULL;
	bool shown = true;

	if (d->v.o->opaque)
		return make_address(d, raw);
	if (view_count(&d->v, t) && !p && (!size || d->v.o->verbose))
		return raw ? make_unavailable(d, raw) : make_address(d, 0);
	v = make(d, d->v.o->verbose ? VALUE_ARRAY : VALUE_ADDRESS);
	for (; p && !wrong && got - at >= l->name && size - at >= l->name; at += n, entries++) {
		n = reclen = (uint32_t)bytes_number(p + at + l->reclen, 2);
		if (reclen < l->name) {
			n = l->name;
			wrong = arena_printf(d->a, "%u bytes underflow", n - reclen);
		} else if (reclen > size - at) {
			n = size - at;
			wrong = arena_printf(d->a, "%u bytes overflow", reclen - n);
		}
		if (n > got - at)
			break;
		shown = d->v.o->verbose && entries < MOST_ELEMENTS;
		if (shown)
			make_child(v, &last, NULL, record(d, l, p + at, n, wrong));
	}
	if (d->v.o->verbose) {
		if (!wrong && shown && at < size)
			make_child(v, &last, NULL, tail(d, raw, at, got, size));
		return !entries && v->first ? v->first : v;
	}
	v->number = raw;
	v->comment = arena_printf(d->a, "%s%s%s%u%s entries", wrong ? "d_reclen " : "", wrong ? wrong : "",
				  wrong ? " */ /* " : "", entries, at < size ? "+" : "");
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

/* readdir's, of which it fills in one: d_reclen is the length of the name. */
enum { OLD_NAME = 10, OLD_DIRENT = 12, MOST_NAME = 256 };

static void old_dirent_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	(void)t;
	if (capture_bytes(k, at, OLD_DIRENT))
		capture_string(k, at + OLD_NAME, MOST_NAME);
}

static struct value *old_dirent_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	const uint8_t *p = view_bytes(&d->v, at, OLD_DIRENT);
	struct value *v = make(d, VALUE_STRUCT), *last = NULL;

	(void)t;
	if (!p)
		return NULL;
	make_child(v, &last, "d_ino", make_number(d, bytes_number(p, 4), BASE_UDEC));
	make_child(v, &last, "d_off", make_number(d, bytes_number(p + 4, 4), BASE_UDEC));
	make_child(v, &last, "d_reclen", make_number(d, bytes_number(p + 8, 2), BASE_UDEC));
	make_child(v, &last, "d_name", make_cstring(d, at + OLD_NAME, MOST_NAME));
	return v;
}

const struct type_ops type_old_dirent = { .memory = old_dirent_memory, .capture = old_dirent_capture };

/* What only the filesystem knows of a file, and no more than that: include/linux/exportfs.h. */
enum { MAX_HANDLE = 128 };

static uint32_t handle_bytes(const struct view *v, const struct type_spec *t)
{
	uint32_t n = view_count(v, t);

	return n < MAX_HANDLE ? n : MAX_HANDLE;
}

static void f_handle_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	capture_bytes(k, at, handle_bytes(&k->v, t));
}

static struct value *f_handle_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	uint32_t n = handle_bytes(&d->v, t);
	const uint8_t *p = view_bytes(&d->v, at, n);
	struct value *v;

	if (!p && n)
		return make_word(d, "???");
	v = make_string(d, n ? (const char *)p : "", n, n < view_count(&d->v, t));
	v->base = BASE_HEX;
	return v;
}

const struct type_ops type_f_handle = { .memory = f_handle_memory, .capture = f_handle_capture };

/* name_to_handle_at's mount: told when the handle, the argument before it, is. */
enum { HANDLE_ARG = 2 };

static void mount_id_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	(void)t;
	capture_bytes(k, at, 4);
}

static struct value *mount_id_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	struct value *v = make(d, VALUE_ARRAY), *last = NULL;
	uint64_t n;

	(void)t;
	if (d->c->arg[HANDLE_ARG]->kind != VALUE_STRUCT || !view_number(&d->v, at, 4, &n))
		return NULL;
	make_child(v, &last, NULL, make_number(d, (uint64_t)(int32_t)n, BASE_DEC));
	return v;
}

const struct type_ops type_mount_id = { .memory = mount_id_memory, .capture = mount_id_capture };
