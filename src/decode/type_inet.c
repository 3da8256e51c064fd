/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses and numbers in network order. */
#include "decode/type_inet.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>

#include "decode/sets.h"

enum { INET = 4, INET6 = 16, MOST_MAC = 32, NFTABLES = 10 };

/* The notation that a program would write, and the bytes for -X raw. */
static struct value *from_bytes(struct decoding *d, const char *text, const uint8_t *p, uint32_t n)
{
	struct value *v = make_word(d, text);

	v->first = make_string(d, p, n, false);
	v->first->base = BASE_HEX;
	return v;
}

static uint32_t big_endian(const uint8_t *p, uint32_t n)
{
	uint32_t number = 0;

	while (n--)
		number = number << 8 | *p++;
	return number;
}

struct value *make_htons(struct decoding *d, const uint8_t *p)
{
	return from_bytes(d, arena_printf(d->a, "htons(%u)", (unsigned)big_endian(p, 2)), p, 2);
}

struct value *make_htonl(struct decoding *d, const uint8_t *p)
{
	return from_bytes(d, arena_printf(d->a, "htonl(%u)", (unsigned)big_endian(p, 4)), p, 4);
}

struct value *make_inet(struct decoding *d, const uint8_t *p)
{
	char text[INET_ADDRSTRLEN];

	inet_ntop(AF_INET, p, text, sizeof(text));
	return from_bytes(d, arena_printf(d->a, "inet_addr(%s)", make_quoted(d, text)), p, INET);
}

struct value *make_inet6(struct decoding *d, const uint8_t *p, bool named)
{
	char text[INET6_ADDRSTRLEN];
	struct value *v;

	inet_ntop(AF_INET6, p, text, sizeof(text));
	v = from_bytes(d, arena_printf(d->a, "inet_pton(AF_INET6, %s)", make_quoted(d, text)), p, INET6);
	v->invert = named;
	return v;
}

struct value *make_mac(struct decoding *d, const uint8_t *p, uint32_t n, uint32_t size)
{
	char *text = arena_alloc(d->a, 3 * n + 1); /* zeros */

	for (uint32_t i = 0; i < n; i++) {
		text[3 * i] = "0123456789abcdef"[p[i] >> 4];
		text[3 * i + 1] = "0123456789abcdef"[p[i] & 15];
		text[3 * i + 2] = i + 1 < n ? ':' : '\0';
	}
	return from_bytes(d, text, p, size);
}

struct value *make_ethertype(struct decoding *d, const uint8_t *p)
{
	uint32_t number = big_endian(p, 2);
	const char *word = set_word(&spec_sets[SET_ethertype], number);

	return from_bytes(d,
			  word ? arena_printf(d->a, "htons(%s)", word) :
				 arena_printf(d->a, "htons(%#x /* ETH_P_??? */)", (unsigned)number),
			  p, 2);
}

static struct value *ethertype_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	uint32_t type = (uint32_t)(raw << 8 & 0xff00) | (uint32_t)(raw >> 8 & 0xff);

	(void)t;
	return make_notation(
		d, arena_printf(d->a, "htons(%s)", make_text(d, make_enum(d, SET_ethertype, type))), raw);
}

const struct type_ops type_ethertype = { .word = ethertype_word };

static struct value *be_ethertype_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	const uint8_t *p = view_bytes(&d->v, at, t->size);

	return p ? make_ethertype(d, p) : NULL;
}

const struct type_ops type_be_ethertype = { .memory = be_ethertype_memory };

/* Whatever -X says, but for the word inside. */
static struct value *joined(struct decoding *d, const char *before, const struct value *v, const char *behind)
{
	struct buffer b = BUFFER_INIT;
	struct value *all;

	buffer_adds(&b, before);
	value_print(&b, v, &d->v.o->style);
	buffer_adds(&b, behind);
	buffer_addc(&b, '\0');
	all = make_word(d, arena_copy(d->a, b.data, b.len));
	buffer_free(&b);
	return all;
}

static struct value *be_af_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	const uint8_t *p = view_bytes(&d->v, at, t->size);

	return p ? joined(d, "htons(", make_enum(d, SET_af, big_endian(p, 2)), ")") : NULL;
}

const struct type_ops type_be_af = { .memory = be_af_memory };

/* Bluetooth's numbers: a word, or so many behind the first one of a range. */
static struct value *ranged(struct decoding *d, enum set_id set, uint64_t at, const uint16_t *first)
{
	struct buffer b = BUFFER_INIT;
	struct value *v;
	uint64_t number;

	if (!view_number(&d->v, at, 2, &number))
		return NULL;
	while (*first > number)
		first++;
	if (!*first || set_word(&spec_sets[set], (uint32_t)number))
		return joined(d, "htobs(", make_enum(d, set, (uint32_t)number), ")");
	value_print(&b, make_enum(d, set, *first), &d->v.o->style);
	buffer_addf(&b, "+%u", (unsigned)number - *first);
	buffer_addc(&b, '\0');
	v = make_named(d, arena_copy(d->a, b.data, b.len), number, BASE_HEX);
	buffer_free(&b);
	return joined(d, "htobs(", v, ")");
}

static struct value *l2cap_psm_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	static const uint16_t first[] = { 0x1001, 0x100, 0x80, 0 };
	static const uint16_t none[] = { 0 };
	uint64_t number;

	(void)t;
	/* Between the two ranges there is none. */
	if (view_number(&d->v, at, 2, &number) && number >= first[1] && number < first[0])
		return ranged(d, SET_l2cap_psm, at, none);
	return ranged(d, SET_l2cap_psm, at, first);
}

static struct value *l2cap_cid_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	static const uint16_t first[] = { 0x40, 0 };

	(void)t;
	return ranged(d, SET_l2cap_cid, at, first);
}

const struct type_ops type_l2cap_psm = { .memory = l2cap_psm_memory };
const struct type_ops type_l2cap_cid = { .memory = l2cap_cid_memory };

static struct value *in_addr_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	const uint8_t *p = view_bytes(&d->v, at, t->size);

	return p ? make_inet(d, p) : NULL;
}

static struct value *in6_addr_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	const uint8_t *p = view_bytes(&d->v, at, t->size);

	return p ? make_inet6(d, p, true) : NULL;
}

static struct value *be16_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	const uint8_t *p = view_bytes(&d->v, at, t->size);

	return p ? make_htons(d, p) : NULL;
}

static struct value *be32_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	const uint8_t *p = view_bytes(&d->v, at, t->size);

	return p ? make_htonl(d, p) : NULL;
}

static struct value *htobs_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	const uint8_t *p = view_bytes(&d->v, at, t->size);

	return p ? make_word(d, arena_printf(d->a, "htobs(%u)", (unsigned)bytes_number(p, 2))) : NULL;
}

static struct value *htons_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	const uint8_t *p = view_bytes(&d->v, at, t->size);

	return p ? make_word(d, arena_printf(d->a, "htons(%u)", (unsigned)big_endian(p, 2))) : NULL;
}

/* Of all subsystems strace names but this one, here. */
static struct value *nft_res_id_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	const uint8_t *p = view_bytes(&d->v, at, t->size);

	if (!p || big_endian(p, 2) != NFTABLES)
		return htons_memory(d, t, at);
	return make_named(d, "htons(NFNL_SUBSYS_NFTABLES)", bytes_number(p, 2), BASE_HEX);
}

static struct value *be64_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	const uint8_t *p = view_bytes(&d->v, at, t->size);

	return p ? make_word(d,
			     arena_printf(d->a, "htobe64(%llu)",
					  (unsigned long long)big_endian(p, 4) << 32 | big_endian(p + 4, 4)))
		 : NULL;
}

const struct type_ops type_be64 = { .memory = be64_memory };

static struct value *be32x_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	const uint8_t *p = view_bytes(&d->v, at, t->size);

	return p ? make_word(d, arena_printf(d->a, "htonl(%#x)", (unsigned)big_endian(p, 4))) : NULL;
}

const struct type_ops type_htobs = { .memory = htobs_memory };
const struct type_ops type_htons = { .memory = htons_memory };
const struct type_ops type_nft_res_id = { .memory = nft_res_id_memory };
const struct type_ops type_be32x = { .memory = be32x_memory };
/* All of them are captured with what they are in. */
const struct type_ops type_in_addr = { .memory = in_addr_memory };
const struct type_ops type_in6_addr = { .memory = in6_addr_memory };
const struct type_ops type_be16 = { .memory = be16_memory };
const struct type_ops type_be32 = { .memory = be32_memory };

/* A set of bits, as many of its bytes as there are: the others count as ones. */
static void icmp_filter_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	uint32_t n = view_given(&k->v, t);

	capture_bytes(k, at, n < 4 ? n : 4);
}

static struct value *icmp_filter_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	uint32_t n = view_given(&d->v, t), bits = UINT32_MAX, shown;
	const uint8_t *p = n && n <= INT32_MAX ? view_bytes(&d->v, at, n < 4 ? n : 4) : NULL;
	struct value *v = make(d, VALUE_BITS), *last = NULL;

	if (!p)
		return NULL;
	for (uint32_t i = 0; i < 4 && i < n; i++)
		bits = (bits & ~(255u << 8 * i)) | (uint32_t)p[i] << 8 * i;
	v->invert = __builtin_popcount(bits) > 16;
	shown = v->invert ? ~bits : bits;
	for (uint32_t i = 0; i < 32; i++)
		if (shown >> i & 1)
			make_child(v, &last, NULL, make_enum(d, SET_icmp, i));
	return v;
}

const struct type_ops type_icmp_filter = { .memory = icmp_filter_memory, .capture = icmp_filter_capture };

/* Of the family that the message around it is about. */
static struct value *inaddr_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	uint32_t n = view_count(&d->v, t), size = d->v.family == AF_INET6 ? INET6 : INET;
	const uint8_t *p = view_bytes(&d->v, at, size);

	if ((d->v.family != AF_INET && d->v.family != AF_INET6) || n < size)
		return make_hex(d, at, n);
	return !p ? NULL : size == INET ? make_inet(d, p) : make_inet6(d, p, false);
}

static struct value *diag_addr_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	const uint8_t *p = view_bytes(&d->v, at, t->size);

	struct value *v;

	if (!p)
		return NULL;
	if (d->v.family == AF_INET6)
		return make_inet6(d, p, true);
	v = make_inet(d, p);
	v->first = make_string(d, p, t->size, false);
	v->first->base = BASE_HEX;
	return v;
}

const struct type_ops type_diag_addr = { .memory = diag_addr_memory };
const struct type_ops type_inaddr = { .memory = inaddr_memory };

static struct value *mac_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	uint32_t n = view_count(&d->v, t);
	const uint8_t *p = view_bytes(&d->v, at, t->count_by == COUNT_REST ? n : t->size);

	if (t->count_by == COUNT_REST)
		return n > MOST_MAC ? make_hex(d, at, n) : p ? make_mac(d, p, n, n) : NULL;
	n = n < t->size ? n : t->size;
	return p ? make_mac(d, p, n, t->count_by == COUNT_NUMBER ? t->size : n) : NULL;
}

const struct type_ops type_mac = { .memory = mac_memory };
