/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EVENT_READER_H
#define EVENT_READER_H

#include <stdint.h>

/* The memory of the process whose event is being looked at, for those who know no source. */
struct reader {
	/* Copies up to n bytes; how many, or -errno. */
	int (*read)(void *origin, uint64_t addr, void *to, uint32_t n);
	void *origin;
};

#endif
