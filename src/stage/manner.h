/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STAGE_MANNER_H
#define STAGE_MANNER_H

#include <stdbool.h>

#include "base/numbers.h"
#include "decode/decode.h"
#include "event/event.h"
#include "stage/filter.h"

/*
 * -e abbrev=, verbose=, raw=, read=, write=: calls that are decoded otherwise
 * than the rest. Zeroed, there are none.
 */
struct manner {
	bool given;             /* any of the first three: manner_of() is needed */
	bool strace;            /* complain in strace's words */
	struct filter abbrev;   /* nrs_set: these alone have their structures abbreviated */
	struct filter verbose;  /* nrs_set: of these alone memory is shown */
	struct filter raw;      /* nrs_set: of these the bare registers */
	struct numbers read, write; /* descriptors whose data is dumped */
};

/* 1: no expression of ours. 0, or -EINVAL and *why says what is wrong, good until the next call. */
int manner_add(struct manner *m, const char *expression, const char **why)
	__attribute__((warn_unused_result));

/* How e's call is decoded: plain, or *room made of it. */
const struct decode_options *manner_of(const struct manner *m, const struct event *e,
				       const struct decode_options *plain, struct decode_options *room);

void manner_free(struct manner *m);

#endif
