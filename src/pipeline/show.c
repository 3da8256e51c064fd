/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pipeline/show.h"

#include <string.h>

#include "pipeline/interrupt.h"
#include "pipeline/telling.h"

void show_event(struct pipeline *p, const struct event *e, const struct call *call)
{
	for (unsigned i = 0; i < p->count; i++)
		p->sinks[i]->event(p->sinks[i], e, p->sinks[i]->needs_call ? call : NULL);
	interrupt_arm();
}

/* The table counts calls that print nothing, too, as strace's does. */
void show_to_tables(struct pipeline *p, const struct event *e)
{
	for (unsigned i = 0; i < p->count; i++)
		if (!p->sinks[i]->needs_call)
			p->sinks[i]->event(p->sinks[i], e, NULL);
}

void show_flush(struct pipeline *p)
{
	for (unsigned i = 0; i < p->count; i++) {
		int r = p->sinks[i]->flush(p->sinks[i]);

		if (r < 0 && !p->end.write_err) {
			p->end.write_err = -r;
			p->end.write_sink = i;
		}
	}
	interrupt_disarm();
}

void show_verdicts(struct pipeline *p, const struct event *verdict, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (verdict[i].passes)
			show_event(p, &verdict[i], NULL);
}

void show_stories(struct pipeline *p, struct thread *t, const struct event *at)
{
	struct event story;

	while (telling_next(p, t, at, &story))
		show_event(p, &story, NULL);
}

/* The entry that was not shown when it happened. */
void show_entry(struct pipeline *p, struct thread *t, uint64_t time, uint64_t ip, const char comm[16])
{
	struct event *call = t->call, after = *call;

	call->kind = EVENT_ENTRY;
	call->time = time;
	call->ip = ip;
	memmove(call->comm, comm, sizeof(call->comm)); /* which may be its own */
	show_event(p, call, &t->decoded);
	memcpy(call->comm, after.comm, sizeof(call->comm));
	call->kind = after.kind;
	call->time = after.time;
	call->ip = after.ip;
}
