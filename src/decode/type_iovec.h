/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DECODE_TYPE_IOVEC_H
#define DECODE_TYPE_IOVEC_H

#include "decode/types.h"

/*
 * An array of count iovecs whose buffers hold no more than data bytes in all; NULL: it can't be read.
 * packet: they are what goes through a socket.
 */
struct value *make_iovec(struct decoding *d, uint64_t at, uint32_t count, uint32_t data, bool packet);
void capture_iovec(struct capturing *k, uint64_t at, uint32_t count, uint32_t data, bool packet);

#endif
