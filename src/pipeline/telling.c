/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pipeline/telling.h"

#include <stdlib.h>

#include "base/die.h"
#include "decode/decode.h"
#include "event/i386.h"
#include "stage/story.h"

/* Before where a call returns to is its int $0x80; what is behind shows where that is. */
enum { BEHIND = 14 };

/* asm/signal.h, of i386. */
enum { FLAGS_AT = 4, OLD_FLAGS_AT = 8, FLAG_RESTART = 0x10000000 };

/* What stands at the restart point: __kernel_vsyscall as far as it goes, or the place alone. */
static void read_code(struct pipeline *p, struct thread *t, struct story *s)
{
	struct space *space = t->process->space;
	const struct vdso_layout *vdso = space_vdso(space, p->source);
	bool in_vdso = vdso->landing && vdso->landing == s->ip;
	uint32_t n = in_vdso ? STORY_CODE : RESTART_BACK + BEHIND;
	int got;

	if (in_vdso)
		s->vdso = *vdso;
	else
		s->vdso.kind = VDSO_ABSENT;
	s->code_at.addr = in_vdso ? vdso->vsyscall : (uint32_t)(s->ip - RESTART_BACK);
	got = space_code(space, p->source, s->code_at.addr, s->code_at.bytes, n);
	s->code_at.n = got > 0 ? (uint32_t)got : 0;
}

/* The entry of a call that may set up a handler: its flags, where they can be read. */
static void note_action(struct pipeline *p, struct thread *t, const struct event *e)
{
	uint32_t flags = 0;
	struct span span = { 0, &flags, sizeof(flags) };

	t->action_sig = 0;
	if (e->nr == NR_SIGNAL)
		t->action_flag = HANDLER_FLAG_NO;
	else if ((e->nr == NR_SIGACTION || e->nr == NR_RT_SIGACTION) && e->arg[1])
		span.addr = e->arg[1] + (e->nr == NR_SIGACTION ? OLD_FLAGS_AT : FLAGS_AT);
	else
		return;
	if (e->arg[0] < PROCESS_SIGNALS)
		t->action_sig = (int)e->arg[0];
	if (!span.addr)
		return;
	if (p->source->readv(p->source, &span, 1) == sizeof(flags))
		t->action_flag = flags & FLAG_RESTART ? HANDLER_FLAG_YES : HANDLER_FLAG_NO;
	else
		t->action_flag = HANDLER_FLAG_UNKNOWN;
}

static void action_done(struct thread *t, const struct event *e)
{
	if (t->action_sig && !event_failed(e))
		t->process->sa_restart[t->action_sig] = t->action_flag;
	t->action_sig = 0;
}

/* Tasks that are gone have no names: what wasn't looked up by then stays a number. */
static void look_up(struct pipeline *p, struct thread *t, struct story *s)
{
	for (; s; s = s->next) {
		if (!s->code_at.addr)
			read_code(p, t, s);
		if (!s->name)
			s->name = call_name_by_nr(s->nr);
		for (; s->located < s->steps; s->located++) {
			struct step *step = &s->step[s->located];

			space_locate(t->process->space, p->source, &step->place);
			if (p->o->seccomp.on)
				step->calls = -1; /* not all of them stop */
			if (!step->name)
				step->name = step->nr == s->nr ? s->name : call_name_by_nr(step->nr);
		}
	}
}

void telling_feed(struct pipeline *p, struct thread *t, struct event *e, const struct event *said, unsigned n,
		  bool handled)
{
	if (e->kind == EVENT_ENTRY)
		note_action(p, t, e);
	else if (e->kind == EVENT_EXIT)
		action_done(t, e);
	else if (e->kind == EVENT_SIGNAL && handled && e->sig > 0 && e->sig < PROCESS_SIGNALS)
		e->sa_restart = t->process->sa_restart[e->sig];
	if (!t->teller)
		t->teller = xcalloc(1, sizeof(*t->teller));
	story_feed(t->teller, e, said, n, &t->history, handled);
	look_up(p, t, t->teller->open);
	look_up(p, t, t->teller->done);
}

bool telling_next(struct pipeline *p, struct thread *t, const struct event *at, struct event *story)
{
	struct story *s;

	free(p->told);
	p->told = NULL;
	if (!t->teller)
		return false;
	do
		s = story_take(t->teller);
	while (s && !s->passes && (free(s), true));
	if (!s)
		return false;
	p->told = s;
	*story = (struct event){
		.kind = EVENT_STORY,
		.tid = t->tid,
		.pid = t->process->pid,
		.seq = ++p->seq,
		.time = at->time,
		.of_seq = s->seq,
		.of_name = s->name,
		.nr = s->nr,
		.story = s,
	};
	return true;
}
