/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DECODE_DECODE_H
#define DECODE_DECODE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/numbers.h"
#include "decode/value.h"
#include "event/event.h"

struct call_spec; /* a row of syscalls.tbl: decode/spec.h */

enum { CALL_ARGS_MAX = 10 };

/* The user's wishes that change what is decoded, and what capture copies. */
struct decode_options {
	uint32_t string_max;  /* -s: bytes of a string; 32 */
	bool verbose;         /* -v: no abbreviated structures */
	bool opaque;          /* what pointers lead to stays unknown, but for strings: -e verbose= */
	bool raw;             /* the bare registers: -e raw= */
	const struct numbers *reads, *writes; /* descriptors whose data is kept whole; NULL: none */
	uint32_t about;       /* -y, -Y: enum about_wish */
	bool strace;          /* numbers out of the table as strace has them, as wide as our registers */
	struct value_style style; /* of the notes behind results */
};

/* The data of a call, whole: -e read=, -e write=. */
struct dump {
	const char *heading; /* a line of its own before it; NULL: none */
	const char *bytes;
	uint32_t len;
	struct dump *next;
};

/*
 * A decoded call. decode_entry() fills it as far as the entry stop knows;
 * decode_exit() completes it. Everything in it lives in the arena, but
 * spec and its names, which are static.
 */
struct call {
	const struct call_spec *spec; /* never NULL; a sub-call's own row */
	const char *name;             /* "read", "syscall_0x1e240" */
	uint32_t nargs;               /* all of them, decoded or not */
	uint32_t ready;               /* arg[0..ready) are decoded */
	struct value *arg[CALL_ARGS_MAX];
	struct value *half;           /* what is known of arg[ready]: a struct that goes on; or NULL */
	bool arrow;                   /* the last ready argument will become another: " => " is told */
	bool late_comma;              /* while unfinished no comma stands behind the last ready argument */

	/* Known at the exit. */
	bool done;
	bool failed;                  /* result is -errno: error names it */
	int restart_code;             /* 512..516: the result is one of ERESTART*; else 0 */
	bool no_return;               /* exit_group & co.: prints "?" */
	const char *error;            /* "ENOENT"; NULL: no errno of ours */
	const char *error_text;       /* "No such file or directory" */
	struct value *result;         /* when it didn't fail */
	struct dump *dump;            /* in order; NULL: none */
	const char *note;             /* behind the result, in brackets: "Timeout"; or NULL */
};

/* The row of a number, never NULL: numbers out of the table get a row of their own kind. */
const struct call_spec *call_spec_by_nr(uint32_t nr);
/* The name of a number in the table, "syscall_0x1e240" for others: static until the next such call. */
const char *call_name_by_nr(uint32_t nr);

/* The call that e makes, its IN arguments decoded from e's entry pieces. */
void decode_entry(const struct event *e, const struct decode_options *o, struct arena *a, struct call *c);

/* Completes c, which decode_entry() made of the same event's entry. */
void decode_exit(const struct event *e, const struct decode_options *o, struct arena *a, struct call *c);

/* The values of a signal's siginfo, for "--- SIGCHLD {...} ---": NULL without info. */
struct value *decode_siginfo(const struct event *e, const struct decode_options *o, struct arena *a);

/* "SIGINT", "SIGRT_3" as strace names them; static or in a. */
const char *signal_name(int sig, struct arena *a);

/* "ENOENT" of 2, NULL: none. */
const char *errno_name(int err);

#endif
