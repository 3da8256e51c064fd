/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/auxv.h"

#include <elf.h>
#include <errno.h>
#include <string.h>

#include "live/mem.h"

/* Pointers to arguments and variables take 6 MB at most (fs/exec.c, bprm_stack_limits). */
enum { WORD = 4, CHUNK = 4096, STACK_MAX = 8 << 20 };

struct walk {
	int tid;
	uint64_t start;
	struct buffer words; /* from start on */
};

/* The word with this number: 1, 0 when the stack ends before, -errno. */
static int word_at(struct walk *w, size_t number, uint32_t *word)
{
	while (w->words.len < (number + 1) * WORD) {
		struct span span = { w->start + w->words.len, buffer_room(&w->words, CHUNK), CHUNK };
		int got = w->words.len < STACK_MAX ? mem_readv(w->tid, &span, 1) : 0;

		if (got < WORD)
			return got < 0 && got != -EFAULT ? got : 0;
		w->words.len += (size_t)got;
	}
	memcpy(word, w->words.data + number * WORD, WORD);
	return 1;
}

/* Steps on until behind the first word that is zero, step words at a time. */
static int behind_zero(struct walk *w, size_t *number, size_t step)
{
	uint32_t word;
	int r;

	do {
		r = word_at(w, *number + step - 1, &word);
		if (r > 0)
			memcpy(&word, w->words.data + *number * WORD, WORD);
		*number += step;
	} while (r > 0 && word);
	return r;
}

int auxv_read(int tid, uint64_t sp, struct buffer *to, uint64_t *at)
{
	struct walk w = { tid, sp, BUFFER_INIT };
	uint32_t argc = 0;
	size_t number = 1, start = 0;
	int r = word_at(&w, 0, &argc);

	number += argc;
	if (r > 0)
		r = behind_zero(&w, &number, 1);
	if (r > 0)
		r = behind_zero(&w, &number, 1);
	start = number;
	if (r > 0)
		r = behind_zero(&w, &number, 2);
	if (r > 0) {
		buffer_add(to, w.words.data + start * WORD, (number - start) * WORD);
		*at = sp + start * WORD;
	}
	buffer_free(&w.words);
	return r < 0 ? r : r ? 0 : -ENOEXEC;
}
