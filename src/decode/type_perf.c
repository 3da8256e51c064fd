/* SPDX-License-Identifier: GPL-2.0-or-later */
/* struct perf_event_attr, which says itself how long it is: include/uapi/linux/perf_event.h. */
#include "decode/sets.h"
#include "decode/types.h"

enum { HARDWARE, SOFTWARE, TRACEPOINT, HW_CACHE };
enum { SIZE_AT = 4, FIRST_SIZE = 64, ABBREVIATED = 48, PRECISE_SHIFT = 15, RESERVED_SHIFT = 38 };

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

static void add(struct decoding *d, struct buffer *to, enum set_id set, uint32_t number)
{
	value_print(to, make_enum(d, set, number), &d->v.o->style);
}

/* What is counted: the upper half says on which processors. */
static struct value *config_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	uint32_t type = d->v.around ? (uint32_t)bytes_number(d->v.around, 4) : 0, low = (uint32_t)raw;
	struct buffer b = BUFFER_INIT;
	struct value *v;

	(void)t;
	if (type == SOFTWARE)
		return make_enum(d, SET_perf_sw, raw);
	if (type == TRACEPOINT)
		return make_number(d, raw, BASE_UDEC);
	if (type > HW_CACHE)
		return make_number(d, raw, BASE_HEX);
	if (raw >> 32)
		buffer_addf(&b, "%#x<<32|", (unsigned)(raw >> 32));
	if (type == HARDWARE) {
		add(d, &b, SET_perf_hw, low);
	} else {
		add(d, &b, SET_perf_cache_result, low >> 16);
		buffer_adds(&b, "<<16|");
		add(d, &b, SET_perf_cache_op, low >> 8 & 0xff);
		buffer_adds(&b, "<<8|");
		add(d, &b, SET_perf_cache, low & 0xff);
	}
	buffer_addc(&b, '\0');
	v = make_word(d, arena_copy(d->a, b.data, b.len));
	v->number = raw;
	buffer_free(&b);
	return v;
}

const struct type_ops type_perf_config = { .word = config_word };

/* Each bit is a field of its own. */
static struct value *bits_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	const struct set *s = &spec_sets[SET_perf_bits];
	const struct set_word *w = &spec_words[s->first];
	struct buffer b = BUFFER_INIT;
	struct value *v;

	(void)t;
	for (uint32_t i = 0; i < s->count; i++) {
		bool precise = w[i].value >> PRECISE_SHIFT == 3;

		if (!(raw & w[i].value) && !precise && !d->v.o->verbose)
			continue;
		if (b.len)
			buffer_adds(&b, ", ");
		buffer_adds(&b, spec_name(w[i].name));
		buffer_addc(&b, '=');
		if (precise)
			buffer_adds(&b, set_word(&spec_sets[SET_perf_precise], raw >> PRECISE_SHIFT & 3));
		else
			buffer_addc(&b, raw & w[i].value ? '1' : '0');
	}
	if (raw >> RESERVED_SHIFT)
		buffer_addf(&b, ", __reserved_1=%#llx /* Bits 63..38 */",
		            (unsigned long long)(raw >> RESERVED_SHIFT));
	buffer_addc(&b, '\0');
	v = make_word(d, arena_copy(d->a, b.data, b.len));
	v->number = raw;
	v->invert = true;
	buffer_free(&b);
	return v;
}

const struct type_ops type_perf_bits = { .word = bits_word };

static struct value *query_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	struct value *v, *last, *part;
	uint64_t number;

	(void)t;
	v = decode_struct(d, STRUCT_perf_query_bpf, at);
	if (!v && view_number(&d->v, at, 4, &number)) {
		v = make(d, VALUE_STRUCT);
		part = NULL;
		make_child(v, &part, "ids_len", make_number(d, number, BASE_UDEC));
	}
	for (last = v ? v->first : NULL; last && last->next;)
		last = last->next;
	if (v && view_failed(&d->v))
		make_child(v, &last, NULL, make(d, VALUE_MORE));
	return v;
}

static void query_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	(void)t;
	capture_struct(k, STRUCT_perf_query_bpf, at);
}

const struct type_ops type_perf_query = { .memory = query_memory, .capture = query_capture };

/* The bytes behind a number, which belong to none yet, are shown if they are not 0. */
static struct value *reserved_behind(struct decoding *d, uint64_t raw, uint32_t bits, const char *where)
{
	struct value *v = make_number(d, raw & ((1ull << bits) - 1), BASE_UDEC);

	if (raw >> bits)
		v->comment = arena_printf(d->a, "%s: %#llx", where, (unsigned long long)(raw >> bits));
	return v;
}

static struct value *max_stack_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	(void)t;
	return reserved_behind(d, raw, 16, "bytes 110..111");
}

static struct value *aux_size_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	(void)t;
	return reserved_behind(d, raw, 32, "bytes 116..119");
}

const struct type_ops type_perf_max_stack = { .word = max_stack_word };
const struct type_ops type_perf_aux_size = { .word = aux_size_word };
