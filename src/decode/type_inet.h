/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DECODE_TYPE_INET_H
#define DECODE_TYPE_INET_H

#include "decode/types.h"

/* Values of what stands at p in network order. */
struct value *make_htons(struct decoding *d, const uint8_t *p);
struct value *make_htonl(struct decoding *d, const uint8_t *p);
struct value *make_ethertype(struct decoding *d, const uint8_t *p);
struct value *make_inet(struct decoding *d, const uint8_t *p);
/* named: its text ends in the name that it gets. */
struct value *make_inet6(struct decoding *d, const uint8_t *p, bool named);
/* n of the size bytes that -X raw shows. */
struct value *make_mac(struct decoding *d, const uint8_t *p, uint32_t n, uint32_t size); /* 01:02:03 */

#endif
