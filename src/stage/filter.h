/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STAGE_FILTER_H
#define STAGE_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "event/event.h"

/*
 * What the user asked for: -e trace=, -e signal=, -e gate=, -e status=. Pure: an
 * expression in, a decision per event out. Zeroed, everything passes.
 */
enum { FILTER_NRS = 512, FILTER_SIGNALS = 65, FILTER_MANY = 2 };

/* How a call came out: bits of -e status=. */
enum {
	FILTER_SUCCESSFUL = 1,
	FILTER_FAILED = 2,
	FILTER_UNFINISHED = 4,
	FILTER_UNAVAILABLE = 8, /* a result that can't be read: none of our events has one */
	FILTER_DETACHED = 16,
	FILTER_ANY_STATUS = 31,
};

struct filter {
	bool strace;                /* complain in strace's words */
	bool nrs_set, signals_set, gates_set;
	uint64_t nr[FILTER_NRS / 64];
	bool others;                /* numbers out of the table pass */
	bool launch;                /* with strace: the execve of our own program, a 64-bit call there */
	/* socketcall and ipc are many calls, each with a name: the first argument tells. */
	struct filter_many {
		uint32_t nr;        /* 0: unused */
		uint32_t mask;      /* of the first argument */
		uint64_t known;     /* bit: a call has this number */
		uint64_t pass;
	} many[FILTER_MANY];
	uint64_t signal[2];         /* bit sig */
	uint32_t gate;              /* bit enum gate */
	bool restarts;              /* gate=restart: entries that are restarts pass */
	bool gates_inverted;
	bool late;                  /* status= is set: an entry says nothing before its exit is known */
	unsigned status;
};

/*
 * Takes one -e expression ("trace=open,%net", "signal=!CHLD", "gate=int80",
 * "open,read"), which replaces an earlier one of its kind. 0, or -EINVAL and
 * *why says what is wrong, in words that stay good until the next call.
 */
int filter_add(struct filter *f, const char *expression, const char **why)
	__attribute__((warn_unused_result));

/*
 * Does the event pass? ENTRY: by number and gate; EXIT, UNFINISHED: by how the
 * call came out; SIGNAL, KILLED: by sig; others always.
 */
bool filter_pass(const struct filter *f, const struct event *e);

/* Can this ENTRY pass, whatever its gate? */
bool filter_may_pass(const struct filter *f, const struct event *e);

/* "INT", "sigint", "2" -> 2; 0: no signal. */
int filter_signal(const char *word);

#endif
