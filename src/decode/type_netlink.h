/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DECODE_TYPE_NETLINK_H
#define DECODE_TYPE_NETLINK_H

#include "decode/types.h"

/*
 * What goes through a socket: on one of netlink messages and their attributes, as decoders/netlink.tbl has
 * them, on all others bytes. The socket is the call's first argument.
 */
void capture_packet(struct capturing *k, uint64_t at, uint32_t n);
struct value *make_packet(struct decoding *d, uint64_t at, uint32_t n);

/* Attributes in n bytes at an address, of a TYPE_ATTRS. */
struct value *decode_attrs(struct decoding *d, const struct type_spec *t, uint64_t at, uint32_t n);

/* Of the types of a row the longest that n bytes are enough for, or the first; NULL: there is no row. */
const struct type_spec *fitting_type(const struct call_spec *row, uint32_t n);

#endif
