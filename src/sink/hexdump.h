/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SINK_HEXDUMP_H
#define SINK_HEXDUMP_H

#include "base/buffer.h"
#include "decode/decode.h"

/* The data of a call below its line, as strace dumps it: " | 00000  68 69 0a ... hi. |" */
void hexdump_print(struct buffer *to, const struct dump *dump);

#endif
