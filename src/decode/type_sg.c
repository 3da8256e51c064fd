/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SG_IO: include/scsi/sg.h (version 3 of its argument), include/uapi/linux/bsg.h (version 4). */
#include "decode/type_iovec.h"

enum { ID = 4, TO_DEV = 0, FROM_DEV = 1, DIRECTION_AT = 4, BOTH = -4 /* SG_DXFER_TO_FROM_DEV */ };

static const struct version {
	uint32_t id;
	const char *unread, *other; /* when only the id can be read; when it is another one now */
	enum struct_id is;
} versions[] = {
	{ 'S', "{interface_id='S', %}", "interface_id=%", STRUCT_sg_v3 },
	{ 'Q', "{guard='Q', %}", "guard=%", STRUCT_sg_v4 },
};

/* Where a struct has its data, to the device or from it: sg_data(N). */
static const struct transfer {
	uint8_t pieces, pieces_size; /* where it says how many iovecs there are, and in how many bytes */
	uint8_t length, at, at_size;
	uint8_t left; /* bytes of it that were not transferred; 0: all that there are */
} transfers[] = {
	{ 10, 2, 12, 16, 4, 0 },
	{ 10, 2, 12, 16, 4, 52 },
	{ 56, 4, 60, 72, 8, 0 },
	{ 64, 4, 68, 80, 8, 136 },
};

static uint32_t transferred(const uint8_t *s, const struct transfer *t)
{
	uint32_t n = (uint32_t)bytes_number(s + t->length, 4);
	int32_t left = t->left ? (int32_t)bytes_number(s + t->left, 4) : 0;

	return left > 0 && (uint32_t)left <= n ? n - (uint32_t)left : n;
}

static uint32_t pieces_of(const uint8_t *s, const struct transfer *t)
{
	return (uint32_t)bytes_number(s + t->pieces, t->pieces_size);
}

static struct value *spelled(struct decoding *d, const char *as, struct value *child)
{
	struct value *v = make(d, VALUE_STRUCT), *last = NULL;

	v->bytes = as;
	make_child(v, &last, NULL, child);
	return v;
}

static struct value *data(struct decoding *d, const uint8_t *s, const struct transfer *t)
{
	uint64_t at = bytes_number(s + t->at, t->at_size);
	uint32_t pieces = pieces_of(s, t);
	struct value *v = NULL;

	if (at > UINT32_MAX || (pieces && !at))
		return make_address(d, at);
	if (pieces) {
		v = make_iovec(d, at, pieces, transferred(s, t), false);
		return v ? v : make_address(d, at);
	}
	v = make_bytes(d, at, transferred(s, t));
	if (v->kind == VALUE_STRING)
		v->base = BASE_HEX;
	return v;
}

static struct value *data_memory(struct decoding *d, const struct type_spec *type, uint64_t at)
{
	const struct transfer *t = &transfers[type->count];
	struct value *v = data(d, d->v.around, t);
	const uint8_t *after;

	if (type->count != TO_DEV || !d->v.split)
		return v;
	/* Of version 3 data may go both ways: what it has become stands behind it. */
	d->v.exit = true;
	after = view_bytes(&d->v, at - t->at, spec_structs[STRUCT_sg_v3].size);
	if (after && (int32_t)bytes_number(after + DIRECTION_AT, 4) == BOTH &&
	    transferred(after, &transfers[FROM_DEV]))
		v->then = spelled(d, "dxferp=%", data(d, after, &transfers[FROM_DEV]));
	d->v.exit = false;
	return v;
}

static void data_capture(struct capturing *k, const struct type_spec *type, uint64_t at)
{
	const struct transfer *t = &transfers[type->count];
	const uint8_t *s = k->v.around;
	uint64_t from = bytes_number(s + t->at, t->at_size);
	uint32_t n = transferred(s, t);

	(void)at;
	if (from > UINT32_MAX)
		return;
	if (pieces_of(s, t))
		capture_iovec(k, from, pieces_of(s, t), n, false);
	else
		capture_bytes(k, from, view_data(&k->v, n));
}

const struct type_ops type_sg_data = { .memory = data_memory, .capture = data_capture };

static const struct version *version_of(const struct view *v, uint64_t at, uint64_t *id)
{
	if (!view_number(v, at, ID, id))
		return NULL;
	for (uint32_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++)
		if (*id == versions[i].id)
			return &versions[i];
	return NULL;
}

static struct value *sg_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	bool exit = d->v.exit, split = d->v.split;
	const struct version *version;
	struct value *v, *last;
	uint64_t id, now;

	(void)t;
	d->v.exit = false;
	version = version_of(&d->v, at, &id);
	d->v.exit = exit;
	now = id;
	if (!version)
		return view_number(&d->v, at, ID, &id) ? spelled(d, "[%]", make_number(d, id, BASE_UDEC))
						       : NULL;
	if (exit && view_number(&d->v, at, ID, &now) && now != id)
		d->v.exit = d->v.split = false;
	v = decode_struct(d, version->is, at);
	if (!v)
		v = spelled(d, version->unread, make_address(d, at + ID));
	for (last = v->first; last && last->next;)
		last = last->next;
	if (last && now != id)
		last->then = spelled(d, version->other, make_number(d, now, BASE_UDEC));
	d->v.exit = exit;
	d->v.split = split;
	return v;
}

static void sg_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	const struct version *version;
	uint64_t id;

	(void)t;
	capture_bytes(k, at, ID);
	version = version_of(&k->v, at, &id);
	if (version)
		capture_struct(k, version->is, at);
}

const struct type_ops type_sg_io = { .memory = sg_memory, .capture = sg_capture, .failed_too = true };
