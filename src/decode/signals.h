/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DECODE_SIGNALS_H
#define DECODE_SIGNALS_H

#include "base/buffer.h"

/* "INT" of 2 for the standard signals, NULL for all others. */
const char *signal_short_name(int sig);

/* Appends "SIGINT", "SIGRTMIN", "SIGRT_3", or the number of what is no signal. */
void signal_print(struct buffer *to, int sig);

#endif
