/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pipeline/lives.h"

#include <errno.h>
#include <signal.h>

#include "live/stack.h"
#include "pipeline/checking.h"
#include "pipeline/show.h"
#include "pipeline/telling.h"
#include "pipeline/verdict.h"
#include "stage/filter.h"
#include "stage/restart.h"
#include "stage/space.h"

/* Whatever of a call could still have been told has ended. */
static void end_stories(struct pipeline *p, struct thread *t, struct event *e)
{
	if (!t->teller)
		return;
	telling_feed(p, t, e, NULL, 0, false);
	show_stories(p, t, e);
}

/* What stays to be said of a task that goes: the call that it was in. */
static void unfinished(struct pipeline *p, struct thread *t, const struct event *e, bool detached)
{
	if (!t->in_call)
		return;
	t->in_call = false;
	if (!t->call->passes || p->holding == t->tid)
		return;
	t->call->kind = EVENT_UNFINISHED;
	t->call->detached = detached;
	if (!filter_pass(&p->o->filter, t->call))
		return;
	if (p->o->filter.late)
		show_entry(p, t, t->call->time, t->call->ip, t->call->comm);
	t->call->entry_time = t->call->time;
	t->call->time = e->time;
	show_event(p, t->call, &t->decoded);
}

void lives_death(struct pipeline *p, struct thread *t, struct event *e)
{
	unfinished(p, t, e, false);
	end_stories(p, t, e);
	if (e->tid == p->launched && e->kind != EVENT_SUPERSEDED) {
		p->end.launched = true;
		p->end.status = e->status;
		p->end.sig = e->kind == EVENT_KILLED ? e->sig : 0;
		/* It never came to its execve, and nobody from outside has ended it. */
		if (p->holding == e->tid && !p->end.exec_err &&
		    (e->kind == EVENT_EXITED || e->sig == SIGSEGV))
			p->end.exec_err = ENOSYS;
	}
	e->seq = ++p->seq;
	e->hidden = (p->end.exec_err && !p->o->strace) || !filter_pass(&p->o->filter, e);
	checking_end(p, t, e);
	show_event(p, e, NULL);
	thread_gone(&p->processes, t);
}

static void transplant(struct pipeline *p)
{
	int r = p->source->transplant(p->source);

	if (r < 0 && r != -ESRCH) /* it was killed: nothing is wrong */
		p->end.vdso_err = -r;
}

/* What has to be said of a task that is let go, or killed, by us. */
static void last_words(struct pipeline *p, struct thread *t, bool killed)
{
	struct event e = {
		.kind = killed ? EVENT_KILLED : EVENT_DETACHED,
		.sig = killed ? SIGKILL : 0,
		.tid = t->tid,
		.pid = t->process->pid,
		.nr = t->call->nr,
		.seq = ++p->seq,
	};

	e.time = t->call->time;
	unfinished(p, t, &e, !killed);
	end_stories(p, t, &e);
	checking_end(p, t, &e);
	show_event(p, &e, NULL);
	thread_gone(&p->processes, t);
}

void lives_exec(struct pipeline *p, struct thread *t, struct event *e)
{
	if (e->other != e->tid)
		t = thread_move(&p->processes, e->other, e->tid, e->pid);
	if (p->o->detach_on_exec && p->holding != e->tid) {
		p->source->detach(p->source);
		last_words(p, t, false);
		return;
	}
	if (p->o->vdso.kind != CHOICE_NATIVE)
		transplant(p);
	space_exec(t->process->space);
	stack_free(t->process->stack);
	t->process->stack = NULL;
	checking_exec(p, t);
	/* Now, while the stack is as exec made it. */
	verdict_watch_image(p, space_vdso(t->process->space, p->source));
	t->process->told_wide = t->process->shown_vdso = false;
	restart_forget(&t->history);
	p->source->release(p->source, e);
	end_stories(p, t, e);
	e->seq = ++p->seq;
	show_event(p, e, NULL);
}

void lives_new(struct pipeline *p, struct thread *t, struct event *e)
{
	struct event call = { .kind = EVENT_ENTRY, .nr = (uint32_t)e->orig_ax };
	const struct vdso_layout *vdso;

	if (e->other)
		thread_inherit(t, threads_get(&p->processes, e->other));
	checking_begin(p, t, threads_get(&p->processes, e->other));
	vdso = space_vdso(t->process->space, p->source);
	e->passes = filter_pass(&p->o->filter, &call);
	restart_begin(&t->history, e, vdso);
	if (!e->other) {
		verdict_watch(p, t, vdso);
		verdict_watch_image(p, vdso);
	}
	if (p->o->explain && restart_cares(&t->history))
		telling_feed(p, t, e, NULL, 0, false);
	p->source->release(p->source, e);
	e->seq = ++p->seq;
	show_event(p, e, NULL);
}

/* strace tells each change of the word size; we tell 64-bit code, once a program. */
void lives_mode(struct pipeline *p, struct thread *t, struct event *e)
{
	bool tell = p->o->strace ? t->shown_wide != e->wide : e->wide && !t->process->told_wide;

	t->shown_wide = e->wide;
	t->process->told_wide |= e->wide;
	p->source->release(p->source, e);
	/* A child of ours whose execve failed ends in our own code. */
	if (!tell || p->end.exec_err)
		return;
	e->seq = ++p->seq;
	show_event(p, e, NULL);
}

/* We end before they do: every line that is open gets its end. */
void lives_detached(struct pipeline *p)
{
	struct thread *t;

	while ((t = threads_any(&p->processes)))
		last_words(p, t, p->o->kill_on_exit);
}
