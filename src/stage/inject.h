/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STAGE_INJECT_H
#define STAGE_INJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "event/event.h"
#include "stage/filter.h"

/*
 * -e inject= and -e fault=: which calls are tampered with, and how. Pure: the
 * expressions in, for each entry a decision; live/tamper.h has the hands.
 *
 *	SET[:error=ERRNO|:retval=VALUE][:signal=SIG][:syscall=SYSCALL]
 *	   [:delay_enter=TIME][:delay_exit=TIME][:poke_enter=@argN=HEX,...]
 *	   [:poke_exit=@argN=HEX,...][:when=FIRST[..LAST][+[STEP]]][:gate=WORD,...]
 *
 * All but gate= mean what they mean to strace 6.1.
 */

/* Bytes that overwrite what an argument points to. */
struct inject_poke {
	unsigned arg;  /* 1 to INJECT_POKES, as the user counts */
	uint32_t at;   /* of the rule's bytes */
	uint32_t len;
};

enum { INJECT_POKES = 7 };

struct inject_pokes {
	struct inject_poke poke[INJECT_POKES];
	unsigned count;
};

/* What is to happen: bits. */
enum inject_what {
	INJECT_ERROR = 1,
	INJECT_VALUE = 2,
	INJECT_SIGNAL = 4,
	INJECT_DELAY_ENTER = 8,
	INJECT_DELAY_EXIT = 16,
	INJECT_POKE_ENTER = 32,
	INJECT_POKE_EXIT = 64,
	INJECT_CALL = 128, /* with ERROR or VALUE: call is made in place of the call */
};

/* One expression. */
struct inject_rule {
	struct filter set;          /* its SET and gate= */
	unsigned what;              /* enum inject_what */
	int32_t result;             /* eax, for ERROR and VALUE */
	int sig;
	uint32_t call;
	uint64_t delay_enter, delay_exit; /* ns */
	struct inject_pokes enter, exit;
	uint8_t *bytes;             /* of the pokes; owned */
	uint32_t first, last, step; /* when=: of the calls that match; last 0: no last */
};

struct inject_plan {
	struct inject_rule *rule;
	unsigned count;
	bool strace;                /* complain in strace's words, and take what it takes */
};

/* How often a task came to each call that a rule names. Zeroed is a good start. */
struct inject_counts {
	struct inject_count {
		uint32_t rule, nr, row;
		uint32_t calls;
	} *at;
	unsigned used, cap;
};

/*
 * Adds the expression behind "inject=", or with fault that behind "fault=":
 * error, when, syscall and gate alone, ENOSYS by default. 0, or -EINVAL and *why
 * says what is wrong, in words that stay good until the next call. A 0 may come
 * with *why set, too: something that the user may not have meant.
 */
int inject_add(struct inject_plan *plan, bool fault, const char *expression, const char **why)
	__attribute__((warn_unused_result));
void inject_free(struct inject_plan *plan);

/*
 * What is to happen to this ENTRY, whose gate is known: NULL for nothing. Of
 * the rules that match, the last one counts it.
 */
const struct inject_rule *inject_strike(const struct inject_plan *plan, struct inject_counts *counts,
					const struct event *e);
void inject_forget(struct inject_counts *counts);

/*
 * ERESTARTSYS and its like: the kernel is to restart the call. Not so with
 * ERESTART_RESTARTBLOCK: it would go on with whatever slept last, and without
 * a 32-bit sleep before call number 219 (arch/x86/kernel/signal.c,
 * get_nr_restart_syscall). A signal during a real sleep is the way to that.
 */
bool inject_is_restart(const struct inject_rule *r);

#endif
