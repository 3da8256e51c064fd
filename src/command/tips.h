/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TIPS_H
#define TIPS_H

#include <stdio.h>

/* --tips: one thing worth knowing, in a frame, when gatetrace ends. strace's option; the tips are ours. */

enum tips_format { TIPS_NONE, TIPS_COMPACT, TIPS_FULL };
enum { TIPS_RANDOM = -1 };

struct tips_wish {
	enum tips_format format;
	int id; /* from 0 on, counted around; or TIPS_RANDOM */
};

/*
 * [[id:]N|random][,[format:]none|compact|full], in any order: "" is a random one, compact. 0, or -EINVAL:
 * nothing was written.
 */
int tips_wish(const char *text, struct tips_wish *wish) __attribute__((warn_unused_result));

void tips_print(const struct tips_wish *wish, FILE *to);

#endif
