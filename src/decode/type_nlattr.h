/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DECODE_TYPE_NLATTR_H
#define DECODE_TYPE_NLATTR_H

#include "decode/types.h"

/* Attributes and messages may be in each other: deeper than this they are shown as bytes. */
enum { NLATTR_DEPTH = 12 };

/* Numbers of more bytes are none. */
enum { NLATTR_SHORT = 8 };

/* Attributes in n bytes at an address, of a TYPE_ATTRS. */
struct value *decode_attrs(struct decoding *d, const struct type_spec *t, uint64_t at, uint32_t n);

/* Of the types of a row the longest that n bytes are enough for, or the first; NULL: there is no row. */
const struct type_spec *fitting_type(const struct call_spec *row, uint32_t n);

/* n bytes, 1 or more, as a type of decoders/netlink.tbl; NULL: as bytes in hexadecimal. */
struct value *nlattr_payload(struct decoding *d, const struct type_spec *t, uint64_t at, uint32_t n);

/* [{nla_len=8, ...}, payload, what stands behind it]: the header alone when there is no payload (NULL). */
struct value *nlattr_behind(struct decoding *d, struct value *header, struct value *payload);

/* One of them, n bytes long as far as they are there: at least its header is. */
typedef struct value *(*nlattr_element)(struct decoding *d, const struct type_spec *t, uint64_t at,
					uint32_t n);

/*
 * Messages, attributes: things behind each other that each begin with their length, in a header of size
 * bytes.
 */
struct value *nlattr_list(struct decoding *d, const struct type_spec *t, uint64_t at, uint32_t n,
			  uint32_t size, nlattr_element one);

/* They begin at multiples of 4. */
static inline uint32_t nlattr_align(uint32_t n)
{
	return n <= UINT32_MAX - 3 ? (n + 3) & ~3u : n;
}

#endif
