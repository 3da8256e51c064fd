/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DECODE_AX25_H
#define DECODE_AX25_H

#include "decode/types.h"

enum { AX25 = 16 }; /* bytes of a struct sockaddr_ax25, the least of an address */

/* Adds to v what stands behind sa_family in the n bytes of an address at p. */
void make_ax25(struct decoding *d, struct value *v, struct value **last, const uint8_t *p, uint32_t n);

#endif
