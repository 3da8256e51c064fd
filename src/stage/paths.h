/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STAGE_PATHS_H
#define STAGE_PATHS_H

#include <stdbool.h>

#include "base/numbers.h"
#include "event/event.h"
#include "event/reader.h"

/*
 * -P and --trace-fds: calls that have to do with certain files, by name or
 * through a descriptor. Zeroed, there are none and nothing is asked for.
 */
struct paths {
	char **path;         /* as the kernel is to be given them, or shows them in /proc; owned */
	unsigned count;
	struct numbers fds;
	bool fds_given;
};

/* Adds a path, and where that is another one the path that it leads to: *resolved, owned by p, else NULL. */
void paths_add(struct paths *p, const char *path, const char **resolved);

bool paths_given(const struct paths *p);

/* Has the call of this ENTRY to do with one of them? Its task stands still. */
bool paths_match(const struct paths *p, const struct event *e, const struct reader *r);

void paths_free(struct paths *p);

#endif
