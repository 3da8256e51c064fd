/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Netlink's attributes, which may have attributes inside. include/uapi/linux/netlink.h. Any length may lie;
 * what is too short for what it should be is shown as bytes.
 */
#include "decode/type_nlattr.h"

#include <string.h>

#include "decode/sets.h"

enum { ATTR = 4, MOST_SHORT = 8 };
enum { ATTR_FLAGS = 0xc000, INFO_KIND = 1, INFO_SLAVE_KIND = 4 };

struct value *nlattr_list(struct decoding *d, const struct type_spec *t, uint64_t at, uint32_t n,
			  uint32_t size, nlattr_element one)
{
	struct value *v = make(d, VALUE_ARRAY), *last = NULL, *child;
	uint32_t most = view_shown(&d->v, UINT32_MAX), i = 0;
	uint64_t len;

	for (; n; i++) {
		if (i == most) {
			make_child(v, &last, NULL, make(d, VALUE_MORE));
			break;
		}
		if (n < size) {
			make_child(v, &last, NULL, make_hex(d, at, n));
			break;
		}
		if (!view_bytes(&d->v, at, size)) {
			if (!i)
				return make_unavailable(d, at);
			child = make_child(v, &last, NULL, make(d, VALUE_MORE));
			child->comment = arena_printf(d->a, "%#llx", (unsigned long long)at);
			break;
		}
		view_number(&d->v, at, size == ATTR ? 2 : 4, &len);
		make_child(v, &last, NULL, one(d, t, at, len < n ? (uint32_t)len : n));
		if (len < size || nlattr_align((uint32_t)len) >= n)
			break;
		at += nlattr_align((uint32_t)len);
		n -= nlattr_align((uint32_t)len);
	}
	return v->first && !v->first->next ? v->first : v;
}

struct value *nlattr_behind(struct decoding *d, struct value *header, struct value *payload)
{
	struct value *v, *last = NULL;

	if (!payload)
		return header;
	v = make(d, VALUE_ARRAY);
	make_child(v, &last, NULL, header);
	while (payload) {
		struct value *next = payload->next;

		make_child(v, &last, NULL, payload);
		payload = next;
	}
	last->next = NULL;
	return v;
}

/* What is behind a field, to the end. */
static struct value *nlrest_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	(void)t;
	return make_hex(d, at, (uint32_t)(d->v.rest_at + d->v.rest - at));
}

const struct type_ops type_nlrest = { .memory = nlrest_memory };

static struct value *octets_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	return make_hex(d, at, t->size);
}

const struct type_ops type_octets = { .memory = octets_memory };

static struct value *label_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	uint32_t n = d->v.rest;
	const uint8_t *p = view_bytes(&d->v, at, n);

	(void)t;
	return p ? make_string(d, p, n, false) : NULL;
}

const struct type_ops type_label = { .memory = label_memory };

static struct value *nlstr_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	const char *p = (const char *)view_bytes(&d->v, at, d->v.rest);
	uint32_t most = d->v.o->string_max, len = p ? (uint32_t)strnlen(p, d->v.rest) : 0;

	(void)t;
	return p ? make_string(d, p, len < most ? len : most, len == d->v.rest || len > most) : NULL;
}

const struct type_ops type_nlstr = { .memory = nlstr_memory };

/* ---- Attributes ---- */

/* Up to the NUL at its end; without one it is unfinished. */
static struct value *text(struct decoding *d, uint64_t at, uint32_t n)
{
	const uint8_t *p = view_bytes(&d->v, at, n);
	uint32_t most = d->v.o->string_max, len;

	if (!p)
		return NULL;
	len = p[n - 1] ? n : n - 1;
	return make_string(d, p, len < most ? len : most, len == n || len > most);
}

static bool too_short(const struct type_spec *t, uint32_t n)
{
	uint32_t size = type_size(t);

	return n < size ||
	       (t->kind == TYPE_ARRAY && t->count_by == COUNT_REST && n % type_size(&spec_types[t->of]));
}

const struct type_spec *fitting_type(const struct call_spec *row, uint32_t n)
{
	const struct type_spec *found = NULL;

	for (uint32_t i = 0; row && i < row->args; i++) {
		const struct type_spec *of = &spec_types[spec_args[row->first + i].type];

		if (!i || !too_short(of, n))
			found = of;
	}
	return found;
}

/* short(T), any(T): of no more than eight bytes. */
static struct value *short_number(struct decoding *d, const struct type_spec *t, uint64_t at, uint32_t n)
{
	const struct type_spec *of = &spec_types[t->of];
	const uint8_t *p = view_bytes(&d->v, at, n);
	struct value *v;

	if (n > MOST_SHORT || (t->word == PART_SHORT && n < type_size(of)))
		return make_hex(d, at, n);
	v = t->word == PART_SHORT ? decode_at(d, of, at) : p ? decode_word(d, of, bytes_number(p, n)) : NULL;
	return v ? v : make_unavailable(d, at);
}

struct value *nlattr_payload(struct decoding *d, const struct type_spec *t, uint64_t at, uint32_t n)
{
	uint32_t before = d->v.rest;
	struct value *v = NULL;
	bool text_else = false;

	if (t && t->kind == TYPE_PART) {
		if (t->word == PART_SHORT || t->word == PART_ANY)
			return short_number(d, t, at, n);
		text_else = t->word == PART_OR_DATA;
		t = &spec_types[t->of];
	}
	d->v.rest = n;
	d->v.rest_at = at;
	if (!t || too_short(t, n))
		v = text_else ? make_bytes(d, at, n) : make_hex(d, at, n);
	else if (t->kind == TYPE_ATTRS)
		v = decode_attrs(d, t, at, n);
	else if (t->kind == TYPE_CHARS)
		v = text(d, at, n);
	else
		v = decode_at(d, t, at);
	d->v.rest = before;
	return v ? v : make_unavailable(d, at);
}

/* What a row of another variant than the attribute's own says. */
static struct value *chosen(struct decoding *d, enum variant_id variant, uint32_t value, uint64_t at)
{
	const struct call_spec *row = variant_row(&spec_variants[variant], value);

	return nlattr_payload(d, row ? &spec_types[spec_args[row->first].type] : NULL, at, d->v.rest);
}

/* The number of a kind of link, whose name goes before its data; 0: unknown. */
static uint32_t kind(const struct view *v)
{
	const char *name = (const char *)view_bytes(v, v->kind_at, v->kind_len), *word;
	uint32_t n = name ? (uint32_t)strnlen(name, v->kind_len) : 0;

	for (uint32_t i = 1; n && (word = set_word(&spec_sets[SET_info_kind], i)); i++)
		if (strlen(word) == n && !memcmp(word, name, n))
			return i;
	return 0;
}

static struct value *info_data_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	(void)t;
	return chosen(d, VARIANT_info_data, kind(&d->v), at);
}

static struct value *info_slave_data_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	(void)t;
	return chosen(d, VARIANT_info_slave_data, kind(&d->v), at);
}

static struct value *protinfo_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	(void)t;
	return chosen(d, VARIANT_protinfo, d->v.family, at);
}

const struct type_ops type_info_data = { .memory = info_data_memory };
const struct type_ops type_info_slave_data = { .memory = info_slave_data_memory };
const struct type_ops type_protinfo = { .memory = protinfo_memory };

static struct value *nlclock_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	uint32_t n = d->v.rest;
	const uint8_t *p = view_bytes(&d->v, at, n);
	unsigned long long ticks;
	struct value *v;

	(void)t;
	if (n > MOST_SHORT)
		return make_hex(d, at, n);
	if (!p)
		return NULL;
	ticks = bytes_number(p, n);
	v = make_number(d, ticks, BASE_UDEC);
	if (ticks && d->v.o->style.xlat != XLAT_RAW)
		v->comment = arena_printf(d->a, "%llu.%02llu s", ticks / 100, ticks % 100);
	return v;
}

const struct type_ops type_nlclock = { .memory = nlclock_memory };

/* NLA_F_NESTED|IFLA_LINKINFO */
static struct value *attr_type(struct decoding *d, const struct type_spec *t, uint32_t type)
{
	struct value *v = make_enum(d, t->asked, type & ~(uint32_t)ATTR_FLAGS), *all;
	struct buffer b = BUFFER_INIT;

	if (!(type & ATTR_FLAGS))
		return v;
	for (uint32_t flag = 0x8000; flag & ATTR_FLAGS; flag >>= 1) {
		if (!(type & flag))
			continue;
		value_print(&b, make_flags(d, SET_nla_type, flag), &d->v.o->style);
		buffer_addc(&b, '|');
	}
	value_print(&b, v, &d->v.o->style);
	buffer_addc(&b, '\0');
	all = make_word(d, arena_copy(d->a, b.data, b.len));
	all->number = type;
	buffer_free(&b);
	return all;
}

static const struct type_spec *attr_row(const struct type_spec *t, uint32_t type, uint32_t n)
{
	return fitting_type(variant_row(&spec_variants[t->of], type & ~(uint32_t)ATTR_FLAGS), n);
}

static struct value *attr(struct decoding *d, const struct type_spec *t, uint64_t at, uint32_t n)
{
	struct value *v = make(d, VALUE_STRUCT), *last = NULL;
	uint64_t len, type;

	view_number(&d->v, at, 2, &len);
	view_number(&d->v, at + 2, 2, &type);
	if (t->of == VARIANT_ifla_info && (type == INFO_KIND || type == INFO_SLAVE_KIND)) {
		d->v.kind_at = at + ATTR;
		d->v.kind_len = n > ATTR ? n - ATTR : 0;
	}
	make_child(v, &last, "nla_len", make_number(d, len, BASE_UDEC));
	make_child(v, &last, "nla_type", attr_type(d, t, (uint32_t)type));
	if (n <= ATTR)
		return v;
	return nlattr_behind(d, v, nlattr_payload(d, attr_row(t, (uint32_t)type, n - ATTR), at + ATTR, n - ATTR));
}

struct value *decode_attrs(struct decoding *d, const struct type_spec *t, uint64_t at, uint32_t n)
{
	struct value *v;

	if (d->v.depth == NLATTR_DEPTH)
		return make_hex(d, at, n);
	if (t->of == VARIANT_ifla_info)
		d->v.kind_len = 0;
	d->v.depth++;
	v = nlattr_list(d, t, at, n, ATTR, attr);
	d->v.depth--;
	return v;
}
