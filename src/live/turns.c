/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/turns.h"

#include <stdlib.h>

/*
 * Looking for others in vain costs a call, and the kernel a walk over all
 * tasks: where one task works alone it is done less and less often, but often
 * enough that nobody waits for long.
 */
enum { PAUSE_MAX = 8 };

/* NULL: there is no memory. Nobody may die() here: the stop that is being given would be lost. */
static struct turn *append(struct turns *q)
{
	if (q->used == q->room) {
		unsigned room = q->room ? 2 * q->room : 8;
		struct turn *more = realloc(q->turn, room * sizeof(*more));

		if (!more)
			return NULL;
		q->turn = more;
		q->room = room;
	}
	return &q->turn[q->used++];
}

/* Behind the stop that is being given: what else there is, in the kernel's order. */
static void collect(struct turns *q, bool usage)
{
	if (q->pause) {
		q->pause--;
		return;
	}
	q->next = q->used = 0;
	do {
		struct turn *t = append(q);

		if (!t)
			break;
		if (stop_poll(&t->stop, usage ? &t->usage : NULL) <= 0) {
			q->used--;
			break;
		}
	} while (true);
	q->idle = q->used ? 0 : q->idle + 1;
	q->pause = q->idle < PAUSE_MAX ? q->idle : PAUSE_MAX;
}

bool turns_left(const struct turns *q)
{
	return q->next < q->used;
}

int turns_next(struct turns *q, bool others, struct stop *s, struct rusage *usage)
{
	int r;

	q->waited = turns_left(q);
	if (q->waited) {
		*s = q->turn[q->next].stop;
		if (usage)
			*usage = q->turn[q->next].usage;
		q->next++;
		return 1;
	}
	r = stop_wait(s, usage);
	if (r > 0 && others)
		collect(q, usage != NULL);
	return r;
}

bool turns_collected(const struct turns *q, int tid)
{
	for (unsigned i = q->next; i < q->used; i++)
		if (q->turn[i].stop.tid == tid)
			return true;
	return false;
}

bool turns_outdated(const struct turns *q, const struct stop *s)
{
	return turns_collected(q, s->tid) || (q->waited && stop_waits(s->tid));
}

void turns_free(struct turns *q)
{
	free(q->turn);
	*q = (struct turns){ 0 };
}
