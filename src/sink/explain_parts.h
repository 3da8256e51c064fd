/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SINK_EXPLAIN_PARTS_H
#define SINK_EXPLAIN_PARTS_H

#include "sink/colour.h"
#include "sink/explain.h"

/* What explain.c is made of, for it alone: running text, and words that need explaining. */
struct prose {
	struct explain *x;
	struct buffer *to;
	const struct story *s;
	unsigned number; /* of the last step */
	char signal[16];
};

enum { PROSE_WIDTH = 79, PROSE_TEXT = 5 }; /* text stands below the steps' own */

/*
 * "| ", so many blanks, the text, wrapped; behind "* " or " 7. " the rest
 * hangs. colour: COLOUR_COUNT for none.
 */
void prose(struct prose *p, unsigned indent, enum colour colour, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* "SIGUSR1", until the next. */
const char *prose_signal(struct prose *p, int sig);

/* An empty line. */
void prose_gap(struct prose *p);

/* One line as it is, of which what is too long is left out in the middle. */
void prose_line(struct prose *p, unsigned indent, enum colour colour, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* One step of the story, with its number. */
void explain_step(struct prose *p, const struct step *step);

enum term {
	TERM_STOP,
	TERM_EIP,
	TERM_ESP,
	TERM_EBP,
	TERM_EAX,
	TERM_ORIG_EAX,
	TERM_VDSO,
	TERM_SYSENTER,
	TERM_SYSCALL,
	TERM_INT80,
	TERM_SHIM,
	TERM_SYS,     /* the four codes */
	TERM_NOINTR,
	TERM_NOHAND,
	TERM_BLOCK,
	TERM_SIGNAL,
	TERM_HANDLER,
	TERM_GROUP_STOP,
	TERM_SIGRETURN,
	TERM_EINTR,
	TERM_SA_RESTART,
	TERM_TWO_BYTES,
	TERM_UNSEEN,
	TERM_RESTART_SYSCALL,
	TERM_INFERRED,
	TERM_TAGGED,
	TERM_WITNESSED,
	TERM_JUMP,
	TERMS,
};

/* Explains the word, unless that was done before. */
void explain_word(struct prose *p, enum term term);

#endif
