/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The device mapper's requests and what stands behind their head: include/uapi/linux/dm-ioctl.h. */
#include "decode/types.h"

#include <string.h>

enum {
	LEAST = 305, /* bytes of data; and before them there is none */
	MAJOR = 4, /* of the ABI: of another one nothing more is known */
	SIZE_AT = 12, START_AT = 16, COUNT_AT = 20, FLAGS_AT = 28,
	DATA_OUT = 1 << 16, /* DM_DATA_OUT_FLAG: a message has an answer */
	REQUEST = 1, /* the argument that says which it is: linux/dm-ioctl.h numbers them from 0 */
};

enum behind { NOTHING, TEXT, MESSAGE, ANSWER, TARGETS, TARGETS_ASKED, DEPS, DEVICES, VERSIONS };

/* Before the call and after it: which fields are shown, and what stands behind them. */
static const struct command {
	uint16_t head[2];
	uint8_t behind[2];
} commands[] = {
	{ { STRUCT_dm, STRUCT_dm }, { 0 } }, /* DM_VERSION */
	{ { STRUCT_dm_all, STRUCT_dm_all }, { 0 } }, /* DM_REMOVE_ALL */
	{ { STRUCT_dm_list, STRUCT_dm_list }, { NOTHING, DEVICES } }, /* DM_LIST_DEVICES */
	{ { STRUCT_dm, STRUCT_dm_state }, { 0 } }, /* DM_DEV_CREATE */
	{ { STRUCT_dm_event, STRUCT_dm }, { 0 } }, /* DM_DEV_REMOVE */
	{ { STRUCT_dm_data_event, STRUCT_dm_data_state }, { TEXT, NOTHING } }, /* DM_DEV_RENAME */
	{ { STRUCT_dm_suspend, STRUCT_dm_state }, { 0 } }, /* DM_DEV_SUSPEND */
	{ { STRUCT_dm, STRUCT_dm_state }, { 0 } }, /* DM_DEV_STATUS */
	{ { STRUCT_dm_data_event, STRUCT_dm_data_state }, { NOTHING, TARGETS } }, /* DM_DEV_WAIT */
	{ { STRUCT_dm_load, STRUCT_dm_data_state }, { TARGETS_ASKED, NOTHING } }, /* DM_TABLE_LOAD */
	{ { STRUCT_dm, STRUCT_dm_state }, { 0 } }, /* DM_TABLE_CLEAR */
	{ { STRUCT_dm_data, STRUCT_dm_data_state }, { NOTHING, DEPS } }, /* DM_TABLE_DEPS */
	{ { STRUCT_dm_data, STRUCT_dm_data_state }, { NOTHING, TARGETS } }, /* DM_TABLE_STATUS */
	{ { STRUCT_dm_list, STRUCT_dm_list }, { NOTHING, VERSIONS } }, /* DM_LIST_VERSIONS */
	{ { STRUCT_dm_data, STRUCT_dm_data_state }, { MESSAGE, ANSWER } }, /* DM_TARGET_MSG */
	{ { STRUCT_dm_data, STRUCT_dm_data }, { TEXT, NOTHING } }, /* DM_DEV_SET_GEOMETRY */
	{ { STRUCT_dm, STRUCT_dm }, { 0 } }, /* DM_DEV_ARM_POLL */
};

/*
 * What an entry behind the head is (0: text alone), how long it is at least, where the next one's offset
 * stands in it.
 */
static const struct entry {
	uint16_t is;
	uint8_t least, next_at;
	const char *misplaced; /* what is said of one that would not fit into the data */
} entries[] = {
	[TEXT] = { 0, 0, 0, "misplaced string" },
	[ANSWER] = { 0, 0, 0, "misplaced string" },
	[MESSAGE] = { STRUCT_dm_msg, 8, 0, "misplaced struct dm_target_msg" },
	[TARGETS] = { STRUCT_dm_target, 40, 20, "misplaced struct dm_target_spec" },
	[TARGETS_ASKED] = { STRUCT_dm_target_asked, 40, 20, "misplaced struct dm_target_spec" },
	[DEPS] = { STRUCT_dm_deps, 8, 0, "misplaced struct dm_target_deps" },
	[DEVICES] = { STRUCT_dm_device, 12, 8, "misplaced struct dm_name_list" },
	[VERSIONS] = { STRUCT_dm_version, 16, 0, "misplaced struct dm_target_versions" },
};

/* From entry to entry. */
struct walk {
	enum behind kind;
	uint64_t at, size;      /* the head, and how many bytes of data it and what is behind it are */
	uint64_t offset, least; /* the entry's; the least that it can be */
	uint32_t left;
};

static uint64_t number(const struct view *v, uint64_t at)
{
	uint64_t n = 0;

	view_number(v, at, 4, &n);
	return n;
}

/* The entries behind a head that can be read; false: there are none. */
static bool begin(const struct view *v, struct walk *w, uint64_t at, enum behind kind)
{
	*w = (struct walk){ kind, at, number(v, at + SIZE_AT), number(v, at + START_AT), 0, 1 };
	if (kind == TARGETS || kind == TARGETS_ASKED)
		w->left = (uint32_t)number(v, at + COUNT_AT);
	if (kind == ANSWER && !(number(v, at + FLAGS_AT) & DATA_OUT))
		return false;
	return kind != NOTHING && w->left;
}

static bool fits(const struct view *v, const struct walk *w)
{
	uint64_t n = entries[w->kind].least;

	if (w->kind == DEPS && !v->o->opaque)
		n += 8 * number(v, w->at + w->offset);
	return w->offset >= w->least && w->offset + n <= w->size;
}

static bool advance(const struct view *v, struct walk *w)
{
	uint64_t next = number(v, w->at + w->offset + entries[w->kind].next_at);

	w->least = w->offset + entries[w->kind].least + 1;
	w->offset = next + (w->kind == TARGETS ? number(v, w->at + START_AT) : w->offset);
	if (w->kind == DEVICES || w->kind == VERSIONS)
		return next;
	return --w->left;
}

/* Entries are as many as a string has bytes, with -v, too. */
static uint32_t shown(const struct view *v)
{
	return v->o->string_max < MOST_FOLLOWED ? v->o->string_max : MOST_FOLLOWED;
}

static const struct command *command_of(const struct view *v)
{
	return &commands[v->word[REQUEST] & 0xff];
}

/* What can be said of a head: with another ABI, or too short to be one, not much. */
static enum struct_id head_of(const struct view *v, uint64_t at, bool after, const char **comment)
{
	*comment = NULL;
	if (number(v, at) != MAJOR)
		*comment = "unsupported device mapper ABI version";
	else if (number(v, at + SIZE_AT) < LEAST)
		*comment = "data_size too small";
	if (*comment)
		return number(v, at) != MAJOR ? STRUCT_dm_other : STRUCT_dm_small;
	return command_of(v)->head[after];
}

/* Text within the data: to its NUL, or as far as the data goes. */
static uint32_t room(const struct view *v, uint64_t at)
{
	uint64_t n = v->rest_at + v->rest - at;

	return n < v->o->string_max ? (uint32_t)n : v->o->string_max;
}

static struct value *text_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	uint32_t n = room(&d->v, at), got;
	const char *p;

	(void)t;
	if (n == d->v.o->string_max)
		return make_cstring(d, at, n);
	p = event_bytes(d->v.e, !d->v.exit, at, n, &got);
	if (got && memchr(p, '\0', got))
		return make_string(d, p, (uint32_t)strnlen(p, got), false);
	return got < n ? make_unavailable(d, at) : make_string(d, p, n, n);
}

static void text_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	(void)t;
	capture_string(k, at, room(&k->v, at));
}

const struct type_ops type_dm_text = { .memory = text_memory, .capture = text_capture };

static struct value *entry_at(struct decoding *d, enum behind kind, uint64_t at)
{
	struct value *v, *last = NULL;

	if (entries[kind].is)
		return d->v.o->opaque ? NULL : decode_struct(d, entries[kind].is, at);
	v = make(d, VALUE_STRUCT);
	make_child(v, &last, "string", text_memory(d, NULL, at));
	return v;
}

static struct value *dm_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	struct value *v = make(d, VALUE_ARRAY), *last = NULL, *child;
	const char *comment;
	enum struct_id head = head_of(&d->v, at, t->count, &comment);
	struct walk w;

	if (number(&d->v, at + SIZE_AT) < SIZE_AT || !view_bytes(&d->v, at, spec_structs[STRUCT_dm].size))
		return NULL;
	child = make_child(v, &last, NULL, decode_struct(d, head, at));
	if (comment) {
		for (child = child->first; child->next;)
			child = child->next;
		child->comment = comment;
		return v;
	}
	if (!begin(&d->v, &w, at, command_of(&d->v)->behind[t->count]))
		return v;
	if (!d->v.o->verbose) {
		make_child(v, &last, NULL, make(d, VALUE_MORE));
		return v;
	}
	d->v.rest_at = at;
	d->v.rest = (uint32_t)w.size;
	for (uint32_t i = 0;; i++) {
		if (!fits(&d->v, &w)) {
			child = make_child(v, &last, NULL, make_word(d, "???"));
			child->comment = entries[w.kind].misplaced;
			break;
		}
		if (i == shown(&d->v)) {
			make_child(v, &last, NULL, make(d, VALUE_MORE));
			break;
		}
		child = entry_at(d, w.kind, at + w.offset);
		make_child(v, &last, NULL, child ? child : make_unavailable(d, at + w.offset));
		if (!child || !advance(&d->v, &w))
			break;
	}
	return v;
}

static void dm_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	const char *comment;
	struct walk w;

	if (!capture_bytes(k, at, spec_structs[STRUCT_dm].size) || !k->v.o->verbose)
		return;
	head_of(&k->v, at, t->count, &comment);
	if (comment || !begin(&k->v, &w, at, command_of(&k->v)->behind[t->count]))
		return;
	k->v.rest_at = at;
	k->v.rest = (uint32_t)w.size;
	for (uint32_t i = 0; i < shown(&k->v); i++) {
		capture_bytes(k, at + w.offset, entries[w.kind].least);
		if (!fits(&k->v, &w))
			break;
		if (entries[w.kind].is)
			capture_struct(k, entries[w.kind].is, at + w.offset);
		else
			text_capture(k, NULL, at + w.offset);
		if (!advance(&k->v, &w))
			break;
	}
}

const struct type_ops type_dm_request = { .memory = dm_memory, .capture = dm_capture, .always = true };
