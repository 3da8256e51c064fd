/* SPDX-License-Identifier: GPL-2.0-or-later */
/* struct perf_event_attr, which says itself how long it is: include/uapi/linux/perf_event.h. */
#include "decode/types.h"

enum { SIZE_AT = 4, FIRST_SIZE = 64, ABBREVIATED = 48 };

static uint32_t given(const struct view *v, uint64_t at)
{
	uint64_t size;

	if (!view_number(v, at + SIZE_AT, 4, &size) || (size && size < FIRST_SIZE))
		return 0;
	if (!v->o->verbose)
		return ABBREVIATED;
	return size ? (uint32_t)size : FIRST_SIZE;
}

static struct type_spec sized(uint32_t n)
{
	uint32_t known = spec_structs[STRUCT_perf_event_attr].size;

	return (struct type_spec){ .kind = TYPE_SIZED,
		                   .count_by = COUNT_NUMBER,
		                   .count = (uint16_t)(n < known ? n : known),
		                   .of = STRUCT_perf_event_attr };
}

static void attr_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	struct type_spec whole;

	(void)t;
	capture_bytes(k, at, SIZE_AT + 4);
	whole = sized(given(&k->v, at));
	capture_sized(k, &whole, at);
}

static struct value *attr_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	uint32_t n = given(&d->v, at);
	struct type_spec whole = sized(n);
	struct value *v = n < ABBREVIATED ? NULL : decode_sized(d, &whole, at), *last;

	(void)t;
	if (!v || !d->v.o->verbose || n <= spec_structs[STRUCT_perf_event_attr].size)
		return v;
	for (last = v->first; last->next;)
		last = last->next;
	make_child(v, &last, NULL, make(d, VALUE_MORE));
	return v;
}

const struct type_ops type_perf_attr = { .memory = attr_memory, .capture = attr_capture };
