/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DECODE_TYPE_IOVEC_H
#define DECODE_TYPE_IOVEC_H

#include "decode/types.h"

/*
 * An array of count iovecs whose buffers hold no more than data bytes in all; NULL: it can't be read.
 * netlink: they are messages of it.
 */
struct value *make_iovec(struct decoding *d, uint64_t at, uint32_t count, uint32_t data, bool netlink);
void capture_iovec(struct capturing *k, uint64_t at, uint32_t count, uint32_t data, bool netlink);

#endif
