/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NAMES_H
#define NAMES_H

#include <getopt.h>
#include <stdbool.h>

#include "base/buffer.h"

/*
 * Which option a long name is, when it may be cut off: --sum. getopt_long()
 * would do, but for one thing: with --strace a name must be cut as with
 * strace, where options that only we have make nothing ambiguous.
 */

/*
 * text: behind the "--", up to its end or a =. 1: *found; 0: there is none; -ENOTUNIQ: it can be several,
 * which were appended to *several as " '--summary' '--summary-only'".
 */
int names_find(const char *text, bool strace, struct option *found, struct buffer *several)
	__attribute__((warn_unused_result));

#endif
