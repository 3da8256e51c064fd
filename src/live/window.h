/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIVE_WINDOW_H
#define LIVE_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

#include "source/source.h"

/*
 * Memory of a 32-bit task that stands still, read page by page: whoever looks
 * at many words that lie together pays for few reads. All addresses wrap at
 * 4 GB. Good for one stop.
 */
enum { WINDOW_PAGES = 8, WINDOW_PAGE = 4096 };

struct window {
	struct source *source;
	unsigned used, next;
	struct {
		uint32_t page, len; /* len: what can be read from its start */
		uint8_t bytes[WINDOW_PAGE];
	} at[WINDOW_PAGES];
};

/* Only the head has to be set up: the pages are filled as they are needed. */
void window_open(struct window *w, struct source *source);

/* How many of n bytes: fewer where memory ends. */
uint32_t window_read(struct window *w, uint32_t addr, void *to, uint32_t n);

/* The same for much at once: the pages are left alone. */
uint32_t window_copy(struct window *w, uint32_t addr, void *to, uint32_t n);

bool window_word(struct window *w, uint32_t addr, uint32_t *word) __attribute__((warn_unused_result));

#endif
