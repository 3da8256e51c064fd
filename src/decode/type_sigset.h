/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DECODE_TYPE_SIGSET_H
#define DECODE_TYPE_SIGSET_H

#include "decode/types.h"

/* [INT TERM], of a mask for signals 1 to signals; ~[...] when most are in it. */
struct value *make_sigset(struct decoding *d, uint64_t mask, uint32_t signals);

/* SIG_DFL, SIG_IGN, SIG_ERR or an address. */
struct value *make_handler(struct decoding *d, uint32_t handler);

#endif
