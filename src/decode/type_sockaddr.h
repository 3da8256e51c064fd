/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DECODE_TYPE_SOCKADDR_H
#define DECODE_TYPE_SOCKADDR_H

#include "decode/types.h"

/* An address of n bytes; NULL: it can't be read, or is too short to be one. */
struct value *make_sockaddr(struct decoding *d, uint64_t at, uint32_t n);
void capture_sockaddr(struct capturing *k, uint64_t at, uint32_t n);
/* It is one of this family. */
bool sockaddr_is(const struct view *v, uint64_t at, uint32_t n, uint32_t family);

#endif
