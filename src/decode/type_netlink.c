/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Netlink: messages behind each other, each a header, what its type says and attributes, which may have
 * attributes inside. include/uapi/linux/netlink.h. Any length may lie; what is too short for what it should
 * be is shown as bytes.
 */
#include "decode/type_netlink.h"

#include <string.h>

#include "decode/errnos.h"
#include "decode/sets.h"

enum {
	HEADER = 16,
	ATTR = 4,
	MIN_TYPE = 16,
	REQUEST = 1,
	ERROR = 2,
	DONE = 3,
	MOST_DEPTH = 12,
	MOST_SHORT = 8
};
enum { NLMSG_TYPE = 4, NLMSG_FLAGS = 6, NLMSG_SEQ = 8, NLMSG_PID = 12 };
enum { ATTR_FLAGS = 0xc000, NO_PROTOCOL = -1, INFO_KIND = 1, INFO_SLAVE_KIND = 4 };

static uint32_t align(uint32_t n)
{
	return n <= UINT32_MAX - 3 ? (n + 3) & ~3u : n;
}

static int protocol_of(const struct view *v)
{
	uint64_t key = about_key(ABOUT_NETLINK, (uint32_t)v->raw[0]);
	uint32_t got;
	const char *at = event_bytes(v->e, !v->exit, key, 1, &got);

	return got ? *at - 1 : NO_PROTOCOL;
}

void capture_packet(struct capturing *k, uint64_t at, uint32_t n)
{
	capture_about(k, ABOUT_NETLINK, (uint32_t)k->v.raw[0]);
	capture_bytes(k, at, protocol_of(&k->v) == NO_PROTOCOL ? view_data(&k->v, n) : n);
}

static struct value *hex(struct decoding *d, uint64_t at, uint32_t n)
{
	struct value *v = make_bytes(d, at, n);

	v->base = BASE_HEX;
	return v;
}

/* ---- Rows of things that each begin with their length: messages, attributes ---- */

typedef struct value *(*element)(struct decoding *d, const struct type_spec *t, uint64_t at, uint32_t n);

static struct value *list(struct decoding *d, const struct type_spec *t, uint64_t at, uint32_t n,
			  uint32_t size, element one)
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
			make_child(v, &last, NULL, hex(d, at, n));
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
		if (len < size || align((uint32_t)len) >= n)
			break;
		at += align((uint32_t)len);
		n -= align((uint32_t)len);
	}
	return v->first && !v->first->next ? v->first : v;
}

/* [{nlmsg_len=20, ...}, payload]: the header alone when there is no more. */
static struct value *with_header(struct decoding *d, struct value *header, struct value *payload)
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
	return hex(d, at, (uint32_t)(d->v.rest_at + d->v.rest - at));
}

const struct type_ops type_nlrest = { .memory = nlrest_memory };

static struct value *octets_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	return hex(d, at, t->size);
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
		return hex(d, at, n);
	v = t->word == PART_SHORT ? decode_at(d, of, at) : p ? decode_word(d, of, bytes_number(p, n)) : NULL;
	return v ? v : make_unavailable(d, at);
}

static struct value *payload_of(struct decoding *d, const struct type_spec *t, uint64_t at, uint32_t n)
{
	uint32_t before = d->v.rest;
	struct value *v = NULL;

	if (t && t->kind == TYPE_PART)
		return short_number(d, t, at, n);
	d->v.rest = n;
	d->v.rest_at = at;
	if (!t || too_short(t, n))
		v = hex(d, at, n);
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

	return payload_of(d, row ? &spec_types[spec_args[row->first].type] : NULL, at, d->v.rest);
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
		return hex(d, at, n);
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
	return with_header(d, v, payload_of(d, attr_row(t, (uint32_t)type, n - ATTR), at + ATTR, n - ATTR));
}

struct value *decode_attrs(struct decoding *d, const struct type_spec *t, uint64_t at, uint32_t n)
{
	struct value *v;

	if (d->v.depth == MOST_DEPTH)
		return hex(d, at, n);
	if (t->of == VARIANT_ifla_info)
		d->v.kind_len = 0;
	d->v.depth++;
	v = list(d, t, at, n, ATTR, attr);
	d->v.depth--;
	return v;
}

/* ---- Messages ---- */

static struct value *messages(struct decoding *d, const struct type_spec *t, uint64_t at, uint32_t n);

static struct value *error(struct decoding *d, const struct type_spec *t, uint64_t at, uint32_t n)
{
	struct value *v = make(d, VALUE_STRUCT), *last = NULL, *number;
	const char *name = NULL;
	uint64_t err;

	if (n < 4 + HEADER)
		return hex(d, at, n);
	if (!view_number(&d->v, at, 4, &err))
		return make_unavailable(d, at);
	number = make_number(d, (uint64_t)(int32_t)err, BASE_DEC);
	if ((int32_t)err < 0)
		name = errno_name(-(int32_t)err);
	if (name)
		number = make_named(d, arena_printf(d->a, "-%s", name), number->number, BASE_DEC);
	make_child(v, &last, "error", number);
	make_child(v, &last, "msg", messages(d, t, at + 4, n - 4));
	return v;
}

static struct value *done(struct decoding *d, uint64_t at, uint32_t n)
{
	uint64_t number;

	if (n != 4)
		return hex(d, at, n);
	if (!view_number(&d->v, at, 4, &number))
		return make_unavailable(d, at);
	return make_number(d, (uint64_t)(int32_t)number, BASE_DEC);
}

/* A header that is cut behind its first field, which says the family. */
enum cut { CUT_SHORT, CUT_UNREADABLE, CUT_FAMILY };

static struct value *cut(struct decoding *d, const struct struct_spec *s, uint64_t at, enum cut how)
{
	const struct field_spec *first = &spec_fields[s->first];
	const struct type_spec *t = &spec_types[first->type];
	struct value *v = make(d, VALUE_STRUCT), *last = NULL, *child = decode_at(d, t, at);

	if (!child)
		return make_unavailable(d, at);
	make_child(v, &last, spec_name(first->name), child);
	if (how != CUT_FAMILY)
		make_child(v, &last, NULL,
			   how == CUT_SHORT ? make(d, VALUE_MORE) : make_unavailable(d, at + type_size(t)));
	return v;
}

static const struct type_spec *nth_type(const struct call_spec *row, uint32_t i)
{
	return row && i < row->args ? &spec_types[spec_args[row->first + i].type] : NULL;
}

/* A header, from the row's type i on, and what is behind it. */
static struct value *contents(struct decoding *d, const struct call_spec *row, uint32_t i, uint64_t at,
			      uint32_t n)
{
	const struct type_spec *t = nth_type(row, i), *more = nth_type(row, i + 1);
	uint32_t size = t ? type_size(t) : 0;
	struct value *v;

	if (!t)
		return hex(d, at, n);
	if (t->kind != TYPE_STRUCT)
		return payload_of(d, t, at, n);
	if (t->of == STRUCT_rt_other && n == 1)
		return cut(d, &spec_structs[t->of], at, CUT_FAMILY);
	if (n < size)
		return cut(d, &spec_structs[t->of], at, CUT_SHORT);
	d->v.rest = n;
	d->v.rest_at = at;
	v = decode_at(d, t, at);
	if (!v)
		return cut(d, &spec_structs[t->of], at, CUT_UNREADABLE);
	if (more && n > align(size))
		v->next = payload_of(d, more, at + align(size), n - align(size));
	return v;
}

/*
 * What a row says of a message behind the flags: a header; or first of a request, then of an answer, in
 * which rows the families are.
 */
static struct value *body_of(struct decoding *d, const struct call_spec *row, uint64_t at, uint32_t n,
			     bool request)
{
	const struct type_spec *t = nth_type(row, 1);
	uint64_t family;

	d->v.family = view_number(&d->v, at, 1, &family) ? (uint8_t)family : 0;
	if (!t || t->kind != TYPE_ATTRS)
		return contents(d, row, 1, at, n);
	if (!request)
		t = nth_type(row, 2);
	/* A byte is a family's, whatever would be behind it. */
	return contents(d, t ? variant_row(&spec_variants[t->of], n > 1 ? d->v.family : UINT32_MAX) : NULL, 0,
			at, n);
}

/* t: the types of a protocol's messages; NULL: unknown. */
static struct value *message(struct decoding *d, const struct type_spec *t, uint64_t at, uint32_t n)
{
	const uint8_t *p = view_bytes(&d->v, at, HEADER);
	uint32_t type = (uint32_t)bytes_number(p + NLMSG_TYPE, 2),
		 flags = (uint32_t)bytes_number(p + NLMSG_FLAGS, 2);
	const struct call_spec *row = t ? variant_row(&spec_variants[t->of], type) : NULL;
	const struct type_spec *words = row ? &spec_types[spec_args[row->first].type] : NULL;
	struct value *v = make(d, VALUE_STRUCT), *last = NULL, *body = NULL;

	make_child(v, &last, "nlmsg_len", make_number(d, bytes_number(p, 4), BASE_UDEC));
	make_child(v, &last, "nlmsg_type", make_enum(d, t && type >= MIN_TYPE ? t->asked : SET_nlmsg, type));
	make_child(v, &last, "nlmsg_flags",
		   type >= MIN_TYPE && words ? decode_word(d, words, flags) :
					       make_flags(d, type == ERROR ? SET_nlm_ack : SET_nlm, flags));
	make_child(v, &last, "nlmsg_seq", make_number(d, bytes_number(p + NLMSG_SEQ, 4), BASE_UDEC));
	make_child(v, &last, "nlmsg_pid",
		   make_pid(d, ABOUT_TASK, (uint32_t)bytes_number(p + NLMSG_PID, 4)));
	if (n > HEADER) {
		at += HEADER;
		n -= HEADER;
		body = type == ERROR	? error(d, t, at, n) :
		       type == DONE	? done(d, at, n) :
		       type >= MIN_TYPE && row ? body_of(d, row, at, n, flags & REQUEST) :
						 hex(d, at, n);
	}
	return with_header(d, v, body);
}

static struct value *messages(struct decoding *d, const struct type_spec *t, uint64_t at, uint32_t n)
{
	struct value *v;

	if (d->v.depth == MOST_DEPTH)
		return hex(d, at, n);
	d->v.depth++;
	v = list(d, t, at, n, HEADER, message);
	d->v.depth--;
	return v;
}

struct value *make_packet(struct decoding *d, uint64_t at, uint32_t n)
{
	int protocol = at && n ? protocol_of(&d->v) : NO_PROTOCOL;
	const struct call_spec *row;

	if (protocol == NO_PROTOCOL)
		return make_bytes(d, at, n);
	row = variant_row(&spec_variants[VARIANT_netlink], (uint32_t)protocol);
	return messages(d, row ? &spec_types[spec_args[row->first].type] : NULL, at, n);
}
