/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/window.h"

#include <string.h>

void window_open(struct window *w, struct source *source)
{
	w->source = source;
	w->used = w->next = 0;
}

static unsigned find_page(struct window *w, uint32_t page)
{
	struct span span;
	unsigned i;
	int n;

	for (i = 0; i < w->used; i++)
		if (w->at[i].page == page)
			return i;
	i = w->next;
	w->next = (w->next + 1) % WINDOW_PAGES;
	if (w->used < WINDOW_PAGES)
		w->used++;
	span = (struct span){ page, w->at[i].bytes, WINDOW_PAGE };
	n = w->source->readv(w->source, &span, 1);
	w->at[i].page = page;
	w->at[i].len = n > 0 ? (uint32_t)n : 0;
	return i;
}

uint32_t window_read(struct window *w, uint32_t addr, void *to, uint32_t n)
{
	uint32_t done = 0;

	while (done < n) {
		uint32_t in_page = (addr + done) % WINDOW_PAGE, part = n - done;
		unsigned i = find_page(w, addr + done - in_page);

		if (in_page >= w->at[i].len)
			break;
		if (part > w->at[i].len - in_page)
			part = w->at[i].len - in_page;
		memcpy((char *)to + done, w->at[i].bytes + in_page, part);
		done += part;
	}
	return done;
}

uint32_t window_copy(struct window *w, uint32_t addr, void *to, uint32_t n)
{
	enum { CHUNK = 64 << 10 };
	uint32_t done = 0;

	while (done < n) {
		uint32_t part = n - done < CHUNK ? n - done : CHUNK;
		struct span span = { addr + done, (char *)to + done, part };
		int got = w->source->readv(w->source, &span, 1);

		done += got > 0 ? (uint32_t)got : 0;
		if (got != (int)part)
			break;
	}
	return done;
}

bool window_word(struct window *w, uint32_t addr, uint32_t *word)
{
	return window_read(w, addr, word, sizeof(*word)) == sizeof(*word);
}
