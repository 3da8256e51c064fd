/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SINK_FRAMES_H
#define SINK_FRAMES_H

#include <stdbool.h>

#include "base/buffer.h"
#include "event/event.h"

/*
 * The lines of a call stack, below the line of what happened there, as
 * strace prints those of 64-bit programs: " > FILE(SYMBOL+0x14) [0xf7880]", the
 * offsets in the function and in the file; nothing when the event has no stack.
 */
void frames_print(struct buffer *to, const struct frames *stack, bool strace);

#endif
