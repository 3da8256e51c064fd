/* SPDX-License-Identifier: GPL-2.0-or-later */
/* System V IPC, with what the ipc call has of its own: ipc/syscall.c, include/uapi/linux/msg.h. */
#include "decode/sets.h"
#include "decode/types.h"

/* semctl's union through the ipc call: the register points to it, and it points to one of these. */
static const enum struct_id semun_structs[] = {
	STRUCT_semid64_ds, STRUCT_semid64_set, STRUCT_seminfo, STRUCT_semid_ds, STRUCT_semid_set,
};

static void semun_capture(struct capturing *k, const struct type_spec *t, uint64_t raw)
{
	uint64_t to;

	capture_bytes(k, raw, 4);
	if (view_number(&k->v, raw, 4, &to) && !(k->v.exit && view_failed(&k->v)))
		capture_struct(k, semun_structs[view_count(&k->v, t)], to);
}

static struct value *semun_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	enum struct_id id = semun_structs[view_count(&d->v, t)];
	struct value *v = NULL, *last = NULL;
	uint64_t to;

	if (!view_number(&d->v, raw, 4, &to))
		return raw ? make_unavailable(d, raw) : make_address(d, 0);
	if (!(d->v.exit && view_failed(&d->v)))
		v = decode_struct(d, id, to);
	if (v || id == STRUCT_seminfo)
		return v ? v : make_address(d, to);
	v = make(d, VALUE_ARRAY);
	make_child(v, &last, NULL, make_address(d, to));
	return v;
}

const struct type_ops type_semun = {
	.word = semun_word,
	.capture_word = semun_capture,
	.failed_too = true,
};

/* long mtype, then N bytes; strace wants as much as a struct msgbuf has. */
enum { MTYPE = 4, MSGBUF = 8 };

static void msgbuf_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	uint32_t n = MTYPE + view_data(&k->v, view_count(&k->v, t));

	capture_bytes(k, at, n > MSGBUF ? n : MSGBUF);
}

static struct value *msgbuf_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	struct value *v = make(d, VALUE_STRUCT), *last = NULL;
	const uint8_t *p = view_bytes(&d->v, at, MSGBUF);

	if (!p)
		return NULL;
	make_child(v, &last, "mtype", make_number(d, (uint64_t)(int32_t)bytes_number(p, MTYPE), BASE_DEC));
	make_child(v, &last, "mtext", make_bytes(d, at + MTYPE, view_count(&d->v, t)));
	return v;
}

const struct type_ops type_msgbuf = { .memory = msgbuf_memory, .capture = msgbuf_capture };

/* The ipc call's msgrcv in its first version: ptr leads to the buffer's address and the message type. */
static void msgbuf_of_capture(struct capturing *k, const struct type_spec *t, uint64_t raw)
{
	uint64_t at;

	if (capture_bytes(k, raw, 8) && view_number(&k->v, raw, 4, &at))
		msgbuf_capture(k, t, at);
}

static struct value *msgbuf_of_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	struct value *v;
	uint64_t at;

	if (!view_bytes(&d->v, raw, 8) || !view_number(&d->v, raw, 4, &at))
		return raw ? make_unavailable(d, raw) : make_address(d, 0);
	v = at ? msgbuf_memory(d, t, at) : NULL;
	return v ? v : make_address(d, at);
}

const struct type_ops type_msgbuf_of = { .word = msgbuf_of_word, .capture_word = msgbuf_of_capture };

static void msgtyp_capture(struct capturing *k, const struct type_spec *t, uint64_t raw)
{
	(void)t;
	capture_bytes(k, raw, 8);
}

/* Where the buffer's address is not told, neither is this. */
static struct value *msgtyp_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	const uint8_t *p = view_bytes(&d->v, raw, 8);

	(void)t;
	if (!p || (d->v.e->kind == EVENT_EXIT && view_failed(&d->v)))
		return NULL;
	return make_number(d, (uint64_t)(int32_t)bytes_number(p + 4, 4), BASE_DEC);
}

const struct type_ops type_msgtyp = { .word = msgtyp_word, .capture_word = msgtyp_capture };
