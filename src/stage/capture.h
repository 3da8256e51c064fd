/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STAGE_CAPTURE_H
#define STAGE_CAPTURE_H

#include "decode/decode.h"
#include "event/event.h"
#include "event/reader.h"

/*
 * Copies the memory that decoding this event will look at into the event's
 * pieces: the arguments that the kernel reads at an entry, those that it has
 * written at an exit. Follows the same tables as the decoder. Every length
 * that the process gives is clamped; what can't be read is left out (the
 * decoder then finds nothing there).
 */
void capture_entry(struct event *e, const struct decode_options *o, const struct reader *r);
void capture_signal(struct event *e, const struct decode_options *o, const struct reader *r);
void capture_exit(struct event *e, const struct decode_options *o, const struct reader *r);

/*
 * The memory that capture_entry() will look at first, told without looking at
 * any: how many bytes, from *addr; 0: none, or not known yet.
 */
uint32_t capture_ahead(const struct event *e, const struct decode_options *o, uint64_t *addr);

#endif
