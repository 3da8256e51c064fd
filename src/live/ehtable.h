/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIVE_EHTABLE_H
#define LIVE_EHTABLE_H

#include <stdint.h>

#include "live/ehframe.h"
#include "live/window.h"

/*
 * The binary search table of a module that has .eh_frame, but no
 * .eh_frame_hdr: made from the frame descriptions themselves. Their format:
 * Linux Standard Base, "Exception Frames". Whatever can't be read is left out.
 */
struct ehtable_entry {
	uint32_t start; /* of a function */
	uint32_t frame; /* where its description is in memory */
};

/* Sorted by start, *count of them, to be freed; NULL: there are none. */
struct ehtable_entry *ehtable_make(const struct ehframe *eh, struct window *w, uint32_t *count);

#endif
