/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIVE_ABOUT_H
#define LIVE_ABOUT_H

#include <stdint.h>

#include "base/buffer.h"
#include "event/about.h"

/*
 * What /proc tells of the descriptors and ids of a stopped task: event/about.h.
 * Names are the task's choice: they come escaped. Files are looked at, never
 * opened.
 */

/* Appends the answer; wishes: enum about_wish. 0, or -errno: there is nothing to tell. */
int about_number(int tid, enum about kind, uint32_t owner, uint32_t number, uint32_t wishes,
		 struct buffer *to) __attribute__((warn_unused_result));

/* The task's own name, up to 15 bytes and a NUL, as it is. 0 or -errno. */
int about_comm(int tid, char comm[16]) __attribute__((warn_unused_result));

#endif
