/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EVENT_READER_H
#define EVENT_READER_H

#include <stdint.h>

#include "base/buffer.h"
#include "event/about.h"

/* The memory of the process whose event is being looked at, for those who know no source. */
struct reader {
	/* Copies up to n bytes; how many, or -errno. */
	int (*read)(void *origin, uint64_t addr, void *to, uint32_t n);
	/* Appends what is known of a number, in about.h's form; -errno: nothing. NULL: nobody knows. */
	int (*about)(void *origin, enum about kind, uint32_t owner, uint32_t number, struct buffer *to);
	void *origin;
};

#endif
