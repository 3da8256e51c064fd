/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Socket addresses and options. include/uapi/linux/{socket,un,in,in6,netlink}.h */
#include "decode/type_sockaddr.h"

#include <string.h>
#include <sys/socket.h>

#include "decode/ax25.h"
#include "decode/type_inet.h"
#include "decode/type_nlattr.h"

enum {
	STORAGE = 128,
	FAMILY = 2,
	UNIX_PATH = 108,
	INET = 16,
	INET6_OLD = 24,
	INET6 = 28,
	RXRPC = 36,
	NETLINK = 12,
	NFC = 16,
	NFC_LLCP = 88
};

static void add_unix(struct decoding *d, struct value *v, struct value **last, const uint8_t *p, uint32_t n)
{
	struct value *path;
	uint32_t len = n - FAMILY < UNIX_PATH ? n - FAMILY : UNIX_PATH;

	if (!len)
		return;
	p += FAMILY;
	if (p[0] == '\0') { /* abstract: all bytes behind the first one */
		path = make_string(d, p + 1, len - 1, false);
		path->invert = true;
	} else {
		path = make_string(d, p, (uint32_t)strnlen((const char *)p, len), false);
	}
	make_child(v, last, "sun_path", path);
}

static void add_inet(struct decoding *d, struct value *v, struct value **last, const uint8_t *p)
{
	make_child(v, last, "sin_port", make_htons(d, p + 2));
	make_child(v, last, "sin_addr", make_inet(d, p + 4));
}

static void add_inet6(struct decoding *d, struct value *v, struct value **last, const uint8_t *p, uint32_t n)
{
	uint32_t scope = n < INET6 ? n - INET6_OLD : INET6 - INET6_OLD;

	make_child(v, last, "sin6_port", make_htons(d, p + 2));
	make_child(v, last, "sin6_flowinfo", make_htonl(d, p + 4));
	make_child(v, last, "sin6_addr", make_inet6(d, p + 8, true));
	if (scope)
		make_child(v, last, "sin6_scope_id",
			   make_number(d, bytes_number(p + INET6_OLD, scope), BASE_UDEC));
}

static void add_netlink(struct decoding *d, struct value *v, struct value **last, const uint8_t *p)
{
	uint64_t pad = bytes_number(p + FAMILY, 2);

	if (pad)
		make_child(v, last, "nl_pad", make_number(d, pad, BASE_HEX));
	make_child(v, last, "nl_pid", make_pid(d, ABOUT_TASK, (uint32_t)bytes_number(p + 4, 4)));
	make_child(v, last, "nl_groups",
		   make_word(d, arena_printf(d->a, "%#08x", (unsigned)bytes_number(p + 8, 4))));
}

/* Through which address of another family a service is to be had: include/uapi/linux/rxrpc.h. */
static void add_rxrpc(struct decoding *d, struct value *v, struct value **last, const uint8_t *p)
{
	struct value *transport = make(d, VALUE_STRUCT), *by, *of = NULL;
	uint32_t family = (uint32_t)bytes_number(p + 8, 2);

	make_child(v, last, "srx_service", make_enum(d, SET_rxrpc_service, bytes_number(p + 2, 2)));
	make_child(v, last, "transport_type", make_enum(d, SET_sock_type, bytes_number(p + 4, 2)));
	make_child(v, last, "transport_len", make_number(d, bytes_number(p + 6, 2), BASE_UDEC));
	make_child(v, last, "transport", transport);
	p += 8;
	if (family != AF_INET && family != AF_INET6) {
		make_child(transport, &of, "family", make_enum(d, SET_af, family));
		make_child(transport, &of, NULL, make_string(d, p + FAMILY, 14, false));
		return;
	}
	by = make_child(transport, &of, family == AF_INET ? "sin" : "sin6", make(d, VALUE_STRUCT));
	of = NULL;
	make_child(by, &of, family == AF_INET ? "sin_family" : "sin6_family", make_enum(d, SET_af, family));
	if (family == AF_INET)
		add_inet(d, by, &of, p);
	else
		add_inet6(d, by, &of, p, INET6);
}

/* As the table has it; NULL: not this family, or not of this size. */
static struct value *by_table(struct decoding *d, uint64_t at, uint32_t family, uint32_t size)
{
	const struct type_spec *t = fitting_type(variant_row(&spec_variants[VARIANT_sockaddr], family), size);
	bool exact = t && t->kind == TYPE_PART;

	if (exact)
		t = &spec_types[t->of];
	/* A name has a byte at least. */
	if (!t || size < type_size(t) + (family == AF_ALG) || (exact && size != type_size(t)))
		return NULL;
	d->v.rest = size;
	d->v.rest_at = at;
	return decode_at(d, t, at);
}

/* What is there of sll_halen bytes. */
static struct value *sll_addr_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	uint32_t room = (uint32_t)(d->v.rest_at + d->v.rest - at), n;
	struct value *v = make(d, VALUE_ARRAY), *last = NULL;
	const uint8_t *p = view_bytes(&d->v, at - 1, room + 1);

	(void)t;
	if (!p)
		return NULL;
	n = p[0] < room ? p[0] : room;
	for (uint32_t i = 0; i < n; i++)
		make_child(v, &last, NULL, make_number(d, p[1 + i], BASE_HEX));
	if (n < p[0])
		make_child(v, &last, NULL, make(d, VALUE_MORE));
	return v;
}

/* To the NUL, which is the last byte at the latest. */
static struct value *salg_name_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	uint32_t n = (uint32_t)(d->v.rest_at + d->v.rest - at), len;
	const char *p = (const char *)view_bytes(&d->v, at, n);

	(void)t;
	if (!p)
		return NULL;
	len = (uint32_t)strnlen(p, n);
	return make_string(d, p, len < n ? len : n - 1, len == n);
}

/* As long as the field behind it says, whatever -s does. */
static struct value *llcp_name_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	const uint8_t *p = view_bytes(&d->v, at, t->size);
	uint64_t n;

	if (!p || !view_number(&d->v, d->v.rest_at + NFC_LLCP - 4, 4, &n))
		return NULL;
	return make_string(d, p, n < t->size ? (uint32_t)n : t->size, false);
}

const struct type_ops type_llcp_name = { .memory = llcp_name_memory };
const struct type_ops type_sll_addr = { .memory = sll_addr_memory };
const struct type_ops type_salg_name = { .memory = salg_name_memory };

static void add_more(struct decoding *d, struct value *v)
{
	struct value *last = v->first;

	while (last->next)
		last = last->next;
	make_child(v, &last, NULL, make(d, VALUE_MORE));
}

static const uint8_t *bytes_of(const struct view *v, uint64_t at, uint32_t n)
{
	return n >= FAMILY ? view_bytes(v, at, n < STORAGE ? n : STORAGE) : NULL;
}

bool sockaddr_is(const struct view *v, uint64_t at, uint32_t n, uint32_t family)
{
	const uint8_t *p = at ? bytes_of(v, at, n) : NULL;

	return p && bytes_number(p, FAMILY) == family;
}

struct value *make_sockaddr(struct decoding *d, uint64_t at, uint32_t n)
{
	struct value *v = make(d, VALUE_STRUCT), *last = NULL, *known;
	uint32_t family, size = n < STORAGE ? n : STORAGE;
	const uint8_t *p = bytes_of(&d->v, at, n);

	if (!p)
		return NULL;
	family = (uint32_t)bytes_number(p, 2);
	known = by_table(d, at, family, size);
	if (known && family == AF_NFC && size > NFC && size < NFC_LLCP)
		add_more(d, known);
	if (known)
		return known;
	make_child(v, &last, "sa_family", make_enum(d, SET_af, family));
	if (family == AF_UNIX)
		add_unix(d, v, &last, p, size);
	else if (family == AF_INET && size >= INET)
		add_inet(d, v, &last, p);
	else if (family == AF_INET6 && size >= INET6_OLD)
		add_inet6(d, v, &last, p, size);
	else if (family == AF_NETLINK && size >= NETLINK)
		add_netlink(d, v, &last, p);
	else if (family == AF_RXRPC && size >= RXRPC)
		add_rxrpc(d, v, &last, p);
	else if (family == AF_AX25 && size >= AX25)
		make_ax25(d, v, &last, p, size);
	else if (size > FAMILY)
		make_child(v, &last, "sa_data", make_string(d, p + FAMILY, size - FAMILY, false));
	return v;
}

void capture_sockaddr(struct capturing *k, uint64_t at, uint32_t n)
{
	uint64_t family, pid;

	if (n < FAMILY || n > INT32_MAX)
		return;
	capture_bytes(k, at, n < STORAGE ? n : STORAGE);
	if (k->v.o->about && n >= NETLINK && view_number(&k->v, at, 2, &family) && family == AF_NETLINK &&
	    view_number(&k->v, at + 4, 4, &pid))
		capture_about(k, ABOUT_TASK, (uint32_t)pid);
}

/* What the kernel filled in: no more than there was room for. */
static uint32_t written(struct view *v, const struct type_spec *t)
{
	uint32_t n = view_count(v, t), room;

	if (t->count_by == COUNT_POINTEE && v->exit) {
		v->exit = 0;
		room = view_count(v, t);
		v->exit = 1;
		if (room < n)
			n = room;
	}
	return n <= INT32_MAX ? n : 0;
}

static void sockaddr_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	capture_sockaddr(k, at, written(&k->v, t));
}

static struct value *sockaddr_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	return make_sockaddr(d, at, written(&d->v, t));
}

const struct type_ops type_sockaddr = { .memory = sockaddr_memory, .capture = sockaddr_capture };

static void sockopt_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	uint32_t n = view_given(&k->v, t);

	capture_bytes(k, at, n <= 4 ? n : view_data(&k->v, n));
}

/* An int, where there is room for one. */
static struct value *sockopt_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	uint32_t n = view_given(&d->v, t);
	struct value *v, *last = NULL;
	uint64_t number;

	if (!n && t->count_by == COUNT_POINTEE)
		return NULL;
	if (n != 4) {
		v = make_bytes(d, at, n);
		return v->kind == VALUE_STRING ? v : NULL;
	}
	if (!view_number(&d->v, at, 4, &number))
		return NULL;
	v = make(d, VALUE_ARRAY);
	make_child(v, &last, NULL, make_number(d, (uint64_t)(int32_t)number, BASE_DEC));
	return v;
}

const struct type_ops type_sockopt = { .memory = sockopt_memory, .capture = sockopt_capture };

/* Netlink's options: a number however few of its bytes are asked for. */
static void sockint_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	uint32_t n = view_given(&k->v, t), most = 4 * (MOST_ELEMENTS + 1);

	capture_bytes(k, at, n < 4 ? 4 : n < most ? n : most);
}

static struct value *sockint_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	struct value *v = make(d, VALUE_ARRAY), *last = NULL;
	uint64_t number;

	if (!view_given(&d->v, t) || !view_number(&d->v, at, 4, &number))
		return NULL;
	make_child(v, &last, NULL, make_number(d, (uint64_t)(int32_t)number, BASE_DEC));
	return v;
}

const struct type_ops type_sockint = { .memory = sockint_memory, .capture = sockint_capture };

static struct value *one_int(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	uint64_t number;

	(void)t;
	return view_number(&d->v, at, 4, &number) ? make_number(d, number, BASE_UDEC) : NULL;
}

static struct value *sockints_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	uint32_t bytes = view_given(&d->v, t) ? written(&d->v, t) : 0;

	return bytes ? decode_elements(d, at, bytes / 4, 4, one_int, t) : NULL;
}

const struct type_ops type_sockints = { .memory = sockints_memory, .capture = sockint_capture };
