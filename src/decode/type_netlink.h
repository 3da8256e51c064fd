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

/* The same of what is known to be netlink messages, whatever the socket is. */
void capture_messages(struct capturing *k, uint64_t at, uint32_t n);
struct value *make_messages(struct decoding *d, uint64_t at, uint32_t n);

#endif
