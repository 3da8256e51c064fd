/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIVE_AHEAD_H
#define LIVE_AHEAD_H

#include <stdint.h>

#include "source/source.h"

/*
 * Memory that will be asked for at this stop: it comes along with what is read
 * first, and serves the later question. Zeroed: nothing is wanted.
 */
struct ahead {
	uint64_t addr;
	uint32_t want;  /* bytes that the next read is to bring; 0: none */
	uint32_t got;   /* bytes that are here */
	char bytes[SOURCE_AHEAD];
};

/* n is cut to SOURCE_AHEAD. */
void ahead_want(struct ahead *a, uint64_t addr, uint32_t n);

/* The task runs on, or its memory was written to. */
void ahead_forget(struct ahead *a);

/* mem_readv() with what is wanted, or from what is here. */
int ahead_readv(struct ahead *a, int tid, const struct span *span, unsigned spans)
	__attribute__((warn_unused_result));

#endif
