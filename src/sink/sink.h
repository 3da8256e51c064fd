/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SINK_SINK_H
#define SINK_SINK_H

#include <stdbool.h>

struct event;
struct call;

/*
 * One output format. A sink is a struct of its own with this one first; it
 * knows its format and no system call by name.
 */
struct sink {
	bool needs_call; /* decode ENTRY and EXIT before event() is called */

	/* call: the decoded call for ENTRY and EXIT, NULL for all other kinds and
	 * when needs_call is false. Both belong to the caller. */
	void (*event)(struct sink *s, const struct event *e, const struct call *call);

	/* Everything that was printed so far becomes visible; -errno when it can't be written. */
	int (*flush)(struct sink *s);

	/* Prints what stands at the end, flushes, frees the sink: 0 or -errno. */
	int (*end)(struct sink *s);
};

#endif
