/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIVE_TURNS_H
#define LIVE_TURNS_H

#include <stdbool.h>
#include <sys/resource.h>

#include "live/stop.h"

/*
 * Stops in a fair order. wait4() tells of the first task in the kernel's list
 * that has something to say, and always starts at the same end: a busy task is
 * heard again and again, the ones behind it never. So whatever else waits is
 * collected too, and everybody has their turn before anybody has a second one.
 *
 * A task whose stop is collected stands still, and nobody has looked at it. It
 * can be killed there, so that its requests fail with ESRCH; or be replaced by
 * a thread of its process that calls exec and goes on under the leader's tid:
 * then turns_outdated().
 */
struct turn {
	struct stop stop;
	struct rusage usage;
};

/* Zeroed is a good start. */
struct turns {
	struct turn *turn;   /* owned */
	unsigned next, used, room;
	unsigned idle;       /* how many times looking for others found none */
	unsigned pause;      /* stops until we look again */
	bool waited;         /* the stop given last had to wait for its turn */
};

/* stop_wait(), but fair. others: there are more tasks than one. */
int turns_next(struct turns *q, bool others, struct stop *s, struct rusage *usage)
	__attribute__((warn_unused_result));

/* Is anybody's turn still to come? */
bool turns_left(const struct turns *q);

/*
 * Has a stop of the task been collected whose turn is still to come? Then it
 * must not be resumed: the kernel refuses that only until the stop is waited for.
 */
bool turns_collected(const struct turns *q, int tid);

/* Has the task of the stop given last got another one, or its death, since? */
bool turns_outdated(const struct turns *q, const struct stop *s);

void turns_free(struct turns *q);

#endif
