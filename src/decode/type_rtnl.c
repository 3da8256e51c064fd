/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is in attributes of netlink, mostly of NETLINK_ROUTE, and no table can say.
 * include/uapi/linux/{if_link,rtnetlink}.h
 */
#include <string.h>
#include <sys/socket.h>

#include "decode/sets.h"
#include "decode/type_inet.h"
#include "decode/type_nlattr.h"

enum { MOST_HWADDR = 32 };

/* What is behind a field, to the end. */
static struct value *nlrest_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	(void)t;
	return make_hex(d, at, (uint32_t)(d->v.rest_at + d->v.rest - at));
}

const struct type_ops type_nlrest = { .memory = nlrest_memory };

static struct value *nlstr_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	const char *p = (const char *)view_bytes(&d->v, at, d->v.rest);
	uint32_t most = d->v.o->string_max, len = p ? (uint32_t)strnlen(p, d->v.rest) : 0;

	(void)t;
	return p ? make_string(d, p, len < most ? len : most, len == d->v.rest || len > most) : NULL;
}

const struct type_ops type_nlstr = { .memory = nlstr_memory };

static struct value *nlclock_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	uint32_t n = d->v.rest;
	const uint8_t *p = view_bytes(&d->v, at, n);
	unsigned long long ticks;
	struct value *v;

	(void)t;
	if (n > NLATTR_SHORT)
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

/* What a row of another variant than the attribute's own says. */
static struct value *chosen(struct decoding *d, enum variant_id variant, uint32_t value, uint64_t at,
			    uint32_t n)
{
	const struct call_spec *row = variant_row(&spec_variants[variant], value);

	return nlattr_payload(d, row ? &spec_types[spec_args[row->first].type] : NULL, at, n);
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
	return chosen(d, VARIANT_info_data, kind(&d->v), at, d->v.rest);
}

static struct value *info_slave_data_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	(void)t;
	return chosen(d, VARIANT_info_slave_data, kind(&d->v), at, d->v.rest);
}

static struct value *protinfo_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	(void)t;
	return chosen(d, VARIANT_protinfo, d->v.family, at, d->v.rest);
}

static struct value *af_spec_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	(void)t;
	return chosen(d, VARIANT_af_spec, d->v.family, at, d->v.rest);
}

const struct type_ops type_af_spec = { .memory = af_spec_memory };
const struct type_ops type_info_data = { .memory = info_data_memory };
const struct type_ops type_info_slave_data = { .memory = info_slave_data_memory };
const struct type_ops type_protinfo = { .memory = protinfo_memory };

/* strace takes the family of the message for the kind of hardware, which says how long an address is. */
static struct value *linkaddr_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	const struct call_spec *row = variant_row(&spec_variants[VARIANT_hwaddr], d->v.family);
	uint32_t n = d->v.rest, most = row ? type_size(&spec_types[spec_args[row->first].type]) : n;
	const uint8_t *p = view_bytes(&d->v, at, n);

	(void)t;
	if (n > MOST_HWADDR)
		return make_hex(d, at, n);
	return p ? make_mac(d, p, n < most ? n : most, n) : NULL;
}

const struct type_ops type_linkaddr = { .memory = linkaddr_memory };

/* An address of this family, in all that is left of the attribute from at on. */
static struct value *address(struct decoding *d, uint32_t family, uint64_t at)
{
	uint32_t n = (uint32_t)(d->v.rest_at + d->v.rest - at);
	const uint8_t *p = view_bytes(&d->v, at, n);

	return !p			     ? make_unavailable(d, at) :
	       family == AF_INET && n >= 4   ? make_inet(d, p) :
	       family == AF_INET6 && n >= 16 ? make_inet6(d, p, true) :
					       make_hex(d, at, n);
}

static struct value *rtvia_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	struct value *v = make(d, VALUE_STRUCT), *last = NULL;
	uint64_t family;

	if (!view_number(&d->v, at, t->size, &family))
		return NULL;
	make_child(v, &last, "rtvia_family", make_enum(d, SET_af, (uint32_t)family));
	if (d->v.rest > t->size)
		make_child(v, &last, "rtvia_addr", address(d, (uint32_t)family, at + t->size));
	return v;
}

/* ---- What a socket is asked for with INET_DIAG_REQ_BYTECODE ---- */

enum { COND_PREFIX = 1, COND_PORT = 4, COND_ADDR = 8 };

static struct value *hostcond_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	struct value *v = make(d, VALUE_STRUCT), *last = NULL;
	const uint8_t *p = view_bytes(&d->v, at, t->size);

	if (!p)
		return NULL;
	make_child(v, &last, "family", make_enum(d, SET_af, p[0]));
	make_child(v, &last, "prefix_len", make_number(d, p[COND_PREFIX], BASE_UDEC));
	make_child(v, &last, "port", make_number(d, bytes_number(p + COND_PORT, 4), BASE_UDEC));
	if (d->v.rest > COND_ADDR)
		make_child(v, &last, "addr", address(d, p[0], at + COND_ADDR));
	return v;
}

static struct value *bytecode_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	uint32_t more = d->v.rest - t->size;
	struct value *v;
	uint64_t code;

	if (!view_number(&d->v, at, 1, &code))
		return NULL;
	v = chosen(d, VARIANT_bc_op, (uint32_t)code, at, t->size);
	if (more)
		v->next = chosen(d, VARIANT_bc_cond, (uint32_t)code, at + t->size, more);
	return v;
}

const struct type_ops type_hostcond = { .memory = hostcond_memory };
const struct type_ops type_bytecode = { .memory = bytecode_memory };
const struct type_ops type_rtvia = { .memory = rtvia_memory };

/* ---- Several next hops of a route, each with attributes of its own ---- */

/* strace has no comma in front of what is too short for one more. */
static struct value *joined(struct decoding *d, const struct value *v, uint64_t at)
{
	return make_word(d, arena_printf(d->a, "%s%#llx", make_text(d, v), (unsigned long long)at));
}

/* A length that is too short is believed all the same, but for 0: there strace goes on for ever. */
static struct value *nexthops_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	const struct call_spec *row = variant_row(&spec_variants[VARIANT_nexthop], d->v.family);
	uint32_t most = view_shown(&d->v, UINT32_MAX), n = d->v.rest, size, step;
	struct value *v = make(d, VALUE_ARRAY), *last = NULL, *hop;
	uint64_t len;

	for (uint32_t i = 0; n; i++) {
		if (i == most) {
			make_child(v, &last, NULL, make(d, VALUE_MORE));
			return v;
		}
		if (!view_number(&d->v, at, 2, &len))
			return i ? v : NULL;
		size = len < t->size ? t->size : (uint32_t)len;
		hop = nlattr_payload(d, &spec_types[spec_args[row->first].type], at, size < n ? size : n);
		hop = nlattr_behind(d, hop, hop->next);
		step = nlattr_align((uint32_t)len);
		n = step && step < n ? n - step : 0;
		at += step;
		if (n && n < t->size) {
			make_child(v, &last, NULL, joined(d, hop, at));
			return v;
		}
		make_child(v, &last, NULL, hop);
	}
	return v->first->next ? v : v->first;
}

const struct type_ops type_nexthops = { .memory = nexthops_memory };
