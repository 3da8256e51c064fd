/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What io_uring_register takes and fills in where no table says how much: include/uapi/linux/io_uring.h. */
#include "decode/sets.h"
#include "decode/types.h"

/* ---- struct io_uring_probe, and as many operations as there is room for */

enum { OPS_LEN = 1, RESV = 2, RESV2 = 4, RESV2_WORDS = 3, PROBE = 16, PROBE_OP = 8, MOST_OPS = 256 };

static uint32_t probe_bytes(const struct view *v, const struct type_spec *t)
{
	uint32_t n = view_count(v, t);

	return n <= MOST_OPS ? PROBE + n * PROBE_OP : 0;
}

static void probe_capture(struct capturing *k, const struct type_spec *t, uint64_t raw)
{
	capture_bytes(k, raw, probe_bytes(&k->v, t));
}

static struct value *probe_op(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	(void)t;
	return decode_struct(d, STRUCT_io_uring_probe_op, at);
}

static void add_reserved(struct decoding *d, struct value *v, struct value **last, const uint8_t *p)
{
	struct value *array = make(d, VALUE_ARRAY), *element = NULL;
	uint32_t shown = view_shown(&d->v, RESV2_WORDS);
	bool any = false;

	if (bytes_number(p + RESV, 2))
		make_child(v, last, "resv", make_number(d, bytes_number(p + RESV, 2), BASE_HEX));
	for (uint32_t i = 0; i < RESV2_WORDS; i++) {
		uint64_t n = bytes_number(p + RESV2 + 4 * i, 4);

		if (i < shown)
			make_child(array, &element, NULL, make_number(d, n, BASE_HEX));
		any |= n != 0;
	}
	if (shown < RESV2_WORDS)
		make_child(array, &element, NULL, make(d, VALUE_MORE));
	if (any)
		make_child(v, last, "resv2", array);
}

/* As memory was, or (at the exit) is; NULL: it can't be read, or at the entry has nothing to tell. */
static struct value *probe(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	uint32_t size = probe_bytes(&d->v, t), ops = view_count(&d->v, t), told, zeros = 0;
	const uint8_t *p = size ? view_bytes(&d->v, raw, size) : NULL;
	struct value *v = make(d, VALUE_STRUCT), *last = NULL, *array, *end;

	while (p && zeros < size && !p[zeros])
		zeros++;
	if (!p || (!d->v.exit && zeros == size))
		return NULL;
	told = p[OPS_LEN];
	make_child(v, &last, "last_op", make_enum(d, SET_io_uring_op, p[0]));
	last->base = BASE_UDEC;
	make_child(v, &last, "ops_len", make_number(d, told, BASE_UDEC));
	add_reserved(d, v, &last, p);
	/* The kernel says how many of them it has filled in. */
	array = decode_elements(d, raw + PROBE, d->v.exit && told < ops ? told : ops, PROBE_OP, probe_op, t);
	if (!array)
		array = make(d, VALUE_ARRAY);
	for (end = array->first; end && end->next;)
		end = end->next;
	if (d->v.exit && told > ops && view_shown(&d->v, ops) == ops)
		make_child(array, &end, NULL, make(d, VALUE_MORE));
	make_child(v, &last, "ops", array);
	return v;
}

/* What it was given, unless that is all zeros, and what it made of it. */
static struct value *probe_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	bool good = d->v.exit;
	struct value *before, *after;

	d->v.exit = false;
	before = raw ? probe(d, t, raw) : NULL;
	d->v.exit = good;
	after = raw && good ? probe(d, t, raw) : NULL;
	if (!before && !after)
		return raw ? make_unavailable(d, raw) : make_address(d, 0);
	if (before)
		before->then = after;
	return before ? before : after;
}

const struct type_ops type_io_uring_probe = { .word = probe_word, .capture_word = probe_capture };
