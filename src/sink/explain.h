/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SINK_EXPLAIN_H
#define SINK_EXPLAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "stage/story.h"

/*
 * The story of an interrupted call in words, to be read by a class: numbered
 * steps, the registers at each, the code around the restart point. Each
 * technical word is explained once, where it comes first. Every line begins
 * with "|" and has less than 80 columns.
 */
struct explain {
	bool colour;
	uint64_t told;    /* words that have been explained: bits */
	uint32_t code_at; /* __kernel_vsyscall whose code was shown in full */
	enum vdso_kind code_kind;
};

/* tid: to be named in the heading; 0: there is only one. */
void explain_story(struct explain *x, struct buffer *to, const struct story *s, int tid);

#endif
