/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pipeline/figure.h"

#include <string.h>

enum { STACK_SIZE = 12 * 4 };

static void add_stack(struct pipeline *p, struct event *e)
{
	char bytes[STACK_SIZE];
	int n;

	if (!e->regs.known)
		return;
	n = p->reader.read(p->reader.origin, e->regs.sp, bytes, sizeof(bytes));
	if (n > 0)
		memcpy(event_piece(e, e->regs.sp, (uint32_t)n), bytes, (size_t)n);
}

static bool vdso_event(struct pipeline *p, struct thread *t, const struct event *at, struct event *said)
{
	struct process *process = t->process;
	const struct vdso_layout *l = space_vdso(process->space, p->source);
	char *to;
	int n;

	if (process->shown_vdso && process->shown_kind == l->kind && process->shown_kv == l->vsyscall)
		return false;
	process->shown_vdso = true;
	process->shown_kind = l->kind;
	process->shown_kv = l->vsyscall;
	*said = (struct event){
		.kind = EVENT_VDSO,
		.tid = at->tid,
		.pid = at->pid,
		.time = at->time,
		.ip = l->vsyscall,
		.site = { .ip = l->base },
	};
	if (!l->base || !l->size)
		return true;
	to = event_piece(said, l->base, l->size);
	n = p->reader.read(p->reader.origin, l->base, to, l->size);
	said->piece[0].len = n > 0 ? (uint32_t)n : 0;
	return true;
}

bool figure_entry(struct pipeline *p, struct thread *t, struct event *e, struct event *said)
{
	if (e->passes)
		add_stack(p, e);
	return vdso_event(p, t, e, said);
}
