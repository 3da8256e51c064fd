/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STAGE_SECCOMP_H
#define STAGE_SECCOMP_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stdint.h>

#include "stage/filter.h"

/*
 * --seccomp-bpf: which calls have to stop, and the program that makes the
 * kernel stop these and no others. Pure: live/launch.h installs it.
 *
 * The program is a tree of comparisons with constants: the kernel works out
 * beforehand what it always says of a number, and does not run it at all for
 * calls that it lets through (kernel/seccomp.c, seccomp_cache_prepare, since
 * 5.11). 64-bit calls all pass: who entered by which table is told by arch.
 */
struct seccomp_stops {
	bool on;
	uint64_t nr[FILTER_NRS / 64];
	bool others;  /* numbers from FILTER_NRS on */
};

/*
 * All that passes f, and what gates and restarts have to know of besides: the
 * ends of handlers, alternate stacks, segments, and code that is mapped.
 * explain: handlers that are set up, too. Clears stops->on when everything passes.
 */
void seccomp_choose(struct seccomp_stops *stops, const struct filter *f, bool explain);

/* Does each call of this number stop? */
bool seccomp_stops(const struct seccomp_stops *stops, uint32_t nr);

/* Fills program, how many instructions: a call that is to stop gives SECCOMP_RET_TRACE. */
enum { SECCOMP_MAX = 4 * FILTER_NRS };
unsigned seccomp_program(const struct seccomp_stops *stops, struct sock_filter program[SECCOMP_MAX]);

#endif
