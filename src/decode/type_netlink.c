/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Netlink: messages behind each other, each a header, what its type says and attributes.
 * include/uapi/linux/netlink.h. Any length may lie; what is too short for what it should be is shown as
 * bytes.
 */
#include "decode/type_netlink.h"

#include <string.h>

#include "decode/errnos.h"
#include "decode/sets.h"
#include "decode/type_nlattr.h"

enum { HEADER = 16, MIN_TYPE = 16, REQUEST = 1, ERROR = 2, DONE = 3, CAPPED = 0x100 };
enum { NLMSG_TYPE = 4, NLMSG_FLAGS = 6, NLMSG_SEQ = 8, NLMSG_PID = 12 };
enum { NO_PROTOCOL = -1, GENERIC = 16 };

static const char udev[8] = "libudev";

static int protocol_of(const struct view *v)
{
	uint64_t key = about_key(ABOUT_NETLINK, (uint32_t)v->raw[0]);
	uint32_t got;
	const char *at = event_bytes(v->e, !v->exit, key, 1, &got);

	return got ? *at - 1 : NO_PROTOCOL;
}

void capture_messages(struct capturing *k, uint64_t at, uint32_t n)
{
	capture_about(k, ABOUT_NETLINK, (uint32_t)k->v.raw[0]);
	if (protocol_of(&k->v) == GENERIC)
		capture_about(k, ABOUT_GENERIC, 0);
	capture_bytes(k, at, n);
}

void capture_packet(struct capturing *k, uint64_t at, uint32_t n)
{
	capture_about(k, ABOUT_NETLINK, (uint32_t)k->v.raw[0]);
	if (protocol_of(&k->v) == NO_PROTOCOL)
		capture_bytes(k, at, view_data(&k->v, n));
	else
		capture_messages(k, at, n);
}

/* ---- Types of messages ---- */

static const struct call_spec *protocol_row(const struct view *v)
{
	return variant_row(&spec_variants[VARIANT_netlink], (uint32_t)protocol_of(v));
}

static const struct type_spec *nth_type(const struct call_spec *row, uint32_t i)
{
	return row && i < row->args ? &spec_types[spec_args[row->first + i].type] : NULL;
}

static const struct call_spec *row_of(const struct type_spec *variant, uint32_t value)
{
	return variant ? variant_row(&spec_variants[variant->of], value) : NULL;
}

/* What a protocol says of a type: its row (NULL: nothing), and whose words its number is of. */
struct type {
	const struct call_spec *row;
	enum set_id words;
	const struct type_spec *low; /* has those of the lower byte; NULL: the number is one */
};

/* A protocol has messages, and may have others in groups of 256 behind them. */
static struct type type_of(const struct call_spec *protocol, uint32_t number)
{
	const struct type_spec *messages = nth_type(protocol, 0), *groups = nth_type(protocol, 1);
	struct type type = { row_of(messages, number), SET_nlmsg, NULL };

	if (!messages || number < MIN_TYPE)
		return type;
	type.words = messages->asked;
	if (!type.row && groups) {
		type.words = groups->asked;
		type.low = nth_type(row_of(groups, number >> 8), 0);
		type.row = row_of(type.low, number & 255);
	}
	return type;
}

/* They may depend on the type again. NULL: the usual ones. */
static const struct type_spec *flags_of(const struct type *type, uint32_t number)
{
	const struct type_spec *flags = number >= MIN_TYPE ? nth_type(type->row, 0) : NULL;

	return flags && flags->kind == TYPE_ATTRS ? nth_type(row_of(flags, number), 0) : flags;
}

/* Families of NETLINK_GENERIC are numbered as they come: what the kernel says. */
static const char *generic(const struct view *v, uint32_t number)
{
	uint32_t got, n;
	const char *at = event_bytes(v->e, !v->exit, about_key(ABOUT_GENERIC, 0), ABOUT_MOST, &got);

	for (; got > 2; at += n, got -= n) {
		n = (uint32_t)(2 + strnlen(at + 2, got - 2) + 1);
		if (n > got)
			break;
		if (bytes_number((const uint8_t *)at, 2) == number)
			return at + 2;
	}
	return NULL;
}

static struct value *type_name(struct decoding *d, const struct type *type, uint32_t number)
{
	const char *name = type->words == SET_genl ? generic(&d->v, number) : NULL;
	struct buffer b = BUFFER_INIT;
	struct value *v;

	if (name)
		return make_named(d, arena_copy(d->a, name, strlen(name) + 1), number, BASE_HEX);
	if (!type->low)
		return make_enum(d, type->words, number);
	value_print(&b, make_enum(d, type->words, number >> 8), &d->v.o->style);
	buffer_adds(&b, "<<8|");
	value_print(&b, make_enum(d, type->low->asked, number & 255), &d->v.o->style);
	buffer_addc(&b, '\0');
	v = make_word(d, arena_copy(d->a, b.data, b.len));
	v->number = number;
	buffer_free(&b);
	return v;
}

/* ---- What is in them ---- */

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

/* A header, from the row's type i on, and what is behind it. */
static struct value *contents(struct decoding *d, const struct call_spec *row, uint32_t i, uint64_t at,
			      uint32_t n)
{
	const struct type_spec *t = nth_type(row, i), *more = nth_type(row, i + 1);
	const struct type_spec *header = t && t->kind == TYPE_PART ? &spec_types[t->of] : t;
	uint32_t size = header ? type_size(header) : 0;
	struct value *v;

	if (!t || header->kind != TYPE_STRUCT || (header != t && n < size))
		return nlattr_payload(d, t, at, n);
	if (header->of == STRUCT_rt_other && n == 1)
		return cut(d, &spec_structs[header->of], at, CUT_FAMILY);
	if (n < size)
		return cut(d, &spec_structs[header->of], at, CUT_SHORT);
	d->v.rest = n;
	d->v.rest_at = at;
	v = decode_at(d, header, at);
	if (!v)
		return cut(d, &spec_structs[header->of], at, CUT_UNREADABLE);
	if (more && n > nlattr_align(size))
		v->next = nlattr_payload(d, more, at + nlattr_align(size), n - nlattr_align(size));
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
	return contents(d, row_of(t, n > 1 ? d->v.family : UINT32_MAX), 0, at, n);
}

static struct value *done(struct decoding *d, uint64_t at, uint32_t n)
{
	uint64_t number;

	if (n != 4)
		return make_hex(d, at, n);
	if (!view_number(&d->v, at, 4, &number))
		return make_unavailable(d, at);
	return make_number(d, (uint64_t)(int32_t)number, BASE_DEC);
}

static struct value *error(struct decoding *d, uint64_t at, uint32_t n, bool capped);

static struct value *message(struct decoding *d, const struct type_spec *t, uint64_t at, uint32_t n)
{
	const uint8_t *p = view_bytes(&d->v, at, HEADER);
	uint32_t number = (uint32_t)bytes_number(p + NLMSG_TYPE, 2),
		 flags = (uint32_t)bytes_number(p + NLMSG_FLAGS, 2);
	const struct type type = type_of(protocol_row(&d->v), number);
	const struct type_spec *words = flags_of(&type, number);
	struct value *v = make(d, VALUE_STRUCT), *last = NULL, *body = NULL;

	(void)t;
	make_child(v, &last, "nlmsg_len", make_number(d, bytes_number(p, 4), BASE_UDEC));
	make_child(v, &last, "nlmsg_type", type_name(d, &type, number));
	make_child(v, &last, "nlmsg_flags",
		   words ? decode_word(d, words, flags) :
			   make_flags(d, number == ERROR ? SET_nlm_ack : SET_nlm, flags));
	make_child(v, &last, "nlmsg_seq", make_number(d, bytes_number(p + NLMSG_SEQ, 4), BASE_UDEC));
	make_child(v, &last, "nlmsg_pid",
		   make_pid(d, ABOUT_TASK, (uint32_t)bytes_number(p + NLMSG_PID, 4)));
	if (n > HEADER) {
		at += HEADER;
		n -= HEADER;
		body = number == ERROR		     ? error(d, at, n, flags & CAPPED) :
		       number == DONE		     ? done(d, at, n) :
		       number >= MIN_TYPE && type.row ? body_of(d, type.row, at, n, flags & REQUEST) :
							make_hex(d, at, n);
	}
	return nlattr_behind(d, v, body);
}

/*
 * What went wrong, the message that it went wrong with, of which the header alone may have been kept, and
 * what else the kernel says of it, in attributes.
 */
static struct value *error(struct decoding *d, uint64_t at, uint32_t n, bool capped)
{
	static const struct type_spec more = { .kind = TYPE_ATTRS,
					       .of = VARIANT_nlmsgerr,
					       .asked = SET_nlmsgerr };
	struct value *v = make(d, VALUE_STRUCT), *last = NULL, *number;
	const char *name = NULL;
	uint64_t err, len;
	uint32_t size;

	if (n < 4 + HEADER || d->v.depth == NLATTR_DEPTH)
		return make_hex(d, at, n);
	if (!view_number(&d->v, at, 4, &err))
		return make_unavailable(d, at);
	number = make_number(d, (uint64_t)(int32_t)err, BASE_DEC);
	if ((int32_t)err < 0)
		name = errno_name(-(int32_t)err);
	if (name)
		number = make_named(d, arena_printf(d->a, "-%s", name), number->number, BASE_DEC);
	make_child(v, &last, "error", number);
	at += 4;
	n -= 4;
	if (!view_bytes(&d->v, at, HEADER) || !view_number(&d->v, at, 4, &len)) {
		make_child(v, &last, "msg", make_unavailable(d, at));
		return v;
	}
	size = capped || len < HEADER ? HEADER : len < n ? (uint32_t)len : n;
	d->v.depth++;
	make_child(v, &last, "msg", message(d, NULL, at, size));
	d->v.depth--;
	return nlattr_behind(d, v, n > size ? nlattr_payload(d, &more, at + size, n - size) : NULL);
}

struct value *make_messages(struct decoding *d, uint64_t at, uint32_t n)
{
	const struct call_spec *row = protocol_row(&d->v);
	const struct type_spec *t = nth_type(row, 0);
	const uint8_t *p;
	struct value *v;

	if (!at || !n)
		return make_bytes(d, at, n);
	if (!t || t->kind == TYPE_ATTRS)
		return nlattr_list(d, t, at, n, HEADER, message);
	/* What udev says to its own has a header, what the kernel says has none. */
	p = view_bytes(&d->v, at, sizeof(udev));
	if (n < sizeof(udev) || !p || memcmp(p, udev, sizeof(udev)) != 0)
		return make_bytes(d, at, n);
	v = contents(d, row, 0, at, n);
	return nlattr_behind(d, v, v->next);
}

struct value *make_packet(struct decoding *d, uint64_t at, uint32_t n)
{
	return protocol_of(&d->v) == NO_PROTOCOL ? make_bytes(d, at, n) : make_messages(d, at, n);
}
