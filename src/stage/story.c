/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stage/story.h"

#include <errno.h>
#include <stdlib.h>

#include "base/die.h"
#include "event/i386.h"

/* What a signal storm can't take: the last two stops are the restart itself. */
enum { STEPS_KEPT = 2 };

/* Stories open at a time: one under each handler, and the one in front. */
enum { STORIES_MAX = RESTART_FRAMES + 1 };

static struct step step_of(enum step_kind kind, const struct event *e)
{
	return (struct step){
		.kind = kind,
		.regs = e->regs,
		.place = { .ip = e->ip },
		.gate = e->gate,
		.nr = e->nr,
		.name = e->name,
		.sig = e->sig,
		.injected = e->tampered & TAMPERED_RESULT,
		.sa_restart = e->sa_restart,
	};
}

static void add(struct story *s, struct step step)
{
	bool last = step.kind == STEP_AGAIN || step.kind == STEP_LAST;

	if (s->steps >= (last ? STORY_STEPS : STORY_STEPS - STEPS_KEPT))
		s->left_out++;
	else
		s->step[s->steps++] = step;
}

/* ---- Beginning and end ---- */

static struct story *begin(struct teller *t, const struct pending *call, bool passes)
{
	struct story *s = xcalloc(1, sizeof(*s));
	unsigned open = 1;

	s->name = call->name;
	s->nr = call->nr;
	s->seq = call->seq;
	s->code = call->code;
	s->ip = call->ip;
	s->sp = call->sp;
	s->round = 1;
	s->passes = passes;
	s->next = t->open;
	t->open = s;
	for (struct story *at = s; at->next; at = at->next, open++) {
		if (open < STORIES_MAX)
			continue;
		free(at->next); /* the oldest; its history is forgotten, too */
		at->next = NULL;
		break;
	}
	return s;
}

static void finish(struct teller *t, struct story *s, enum story_end end)
{
	struct story **at = &t->open;

	while (*at != s)
		at = &(*at)->next;
	*at = s->next;
	s->end = end;
	s->next = NULL;
	for (at = &t->done; *at; at = &(*at)->next)
		;
	*at = s;
}

static void no_restart(struct teller *t, struct story *s, enum no_restart_why why)
{
	s->why = why;
	finish(t, s, STORY_NO_RESTART);
}

static struct story *find(const struct teller *t, uint64_t seq)
{
	struct story *s = t->open;

	while (s && s->seq != seq)
		s = s->next;
	return s;
}

/* What the history found to be over. */
static void end_told(struct teller *t, const struct event *said, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		struct story *s = said[i].kind == EVENT_NO_RESTART ? find(t, said[i].of_seq) : NULL;

		if (s && said[i].why != NO_RESTART_ALWAYS)
			no_restart(t, s, said[i].why);
	}
}

static void cut(struct teller *t, const struct event *e)
{
	while (t->open) {
		struct story *s = t->open;

		s->cut = e->kind;
		if (e->kind == EVENT_KILLED)
			s->sig = e->sig;
		finish(t, s, STORY_CUT);
	}
	t->entered = false;
}

/* ---- The stops ---- */

static void entry(struct teller *t, const struct event *e, const struct event *said, unsigned n,
		  const struct restart_history *h)
{
	struct story *s;

	while (!i386_is_sigreturn(e->nr) && (s = t->open) && s->state == STORY_HANDLER &&
	       restart_left(h, s->sp, e->sp))
		no_restart(t, s, NO_RESTART_JUMPED_OUT);
	end_told(t, said, n);

	t->entry = step_of(STEP_ENTRY, e);
	t->entered = true;
	s = t->open;
	if (s && s->state == STORY_HANDLER && !i386_is_sigreturn(e->nr))
		s->calls++;
	if (!n || said[n - 1].kind != EVENT_RESTART)
		return;
	if (!s || s->state != STORY_PENDING)
		s = begin(t, &h->running, e->passes); /* interrupted before we looked */
	s->passes |= e->passes;
	s->state = STORY_AGAIN;
	s->again = true;
	s->insn = said[n - 1].insn;
	s->proof = said[n - 1].proof;
	s->misnumbered = said[n - 1].misnumbered;
	add(s, step_of(STEP_AGAIN, e));
}

/* The handler on top of *s, or one further up, has come back. */
static void returned(struct teller *t, struct story *s, const struct event *e, const struct event *said,
		     unsigned n)
{
	struct step in = t->entry, out = step_of(STEP_RETURNED, e);

	while (t->open != s)
		no_restart(t, t->open, NO_RESTART_JUMPED_OUT);
	in.kind = STEP_SIGRETURN;
	in.calls = (int)s->calls;
	in.name = e->name;
	s->calls = 0;
	add(s, in);
	add(s, out);
	s->state = STORY_PENDING;
	if (s->why == NO_RESTART_ALWAYS)
		no_restart(t, s, e->ip == s->ip && e->result == -EINTR ? s->why : NO_RESTART_CHANGED);
	else
		end_told(t, said, n);
}

static void sigreturn(struct teller *t, const struct event *e, const struct event *said, unsigned n,
		      const struct restart_history *h)
{
	struct story *s = t->open;

	while (s && !(s->state == STORY_HANDLER && s->sp == e->sp))
		s = s->next;
	if (s)
		returned(t, s, e, said, n);
	if (!h->now.on || (t->open && t->open->state == STORY_PENDING))
		return;
	/* It leads to a restart all the same: of what, we have not seen. */
	s = begin(t, &h->now, e->passes);
	returned(t, s, e, NULL, 0);
}

static void leave(struct teller *t, const struct event *e, const struct event *said, unsigned n,
		  const struct restart_history *h)
{
	struct story *s = t->open;
	unsigned round = 1;

	if (i386_is_sigreturn(e->nr)) {
		sigreturn(t, e, said, n, h);
		t->entered = false;
		return;
	}
	if (s && s->state == STORY_AGAIN) {
		s->passes |= e->passes;
		add(s, step_of(STEP_LAST, e));
		round = s->round + 1;
		finish(t, s, h->now.on ? STORY_INTERRUPTED : STORY_DONE);
	}
	if (h->now.on) {
		s = begin(t, &h->now, e->passes);
		s->round = round;
		if (t->entered) {
			t->entry.name = e->name;
			add(s, t->entry);
		}
		add(s, step_of(STEP_EXIT, e));
	}
	t->entered = false;
}

static void stop(struct teller *t, const struct event *e, const struct event *said, unsigned n, bool handled)
{
	struct story *s = t->open;
	struct step step = step_of(e->kind == EVENT_SIGNAL ? STEP_SIGNAL : STEP_STOPPED, e);

	if (s && s->state == STORY_PENDING) {
		step.handled = handled;
		step.nr = s->nr;
		add(s, step);
		if (handled) {
			s->state = STORY_HANDLER;
			s->sig = e->sig;
			s->calls = 0;
			if (n && said[n - 1].why == NO_RESTART_ALWAYS)
				s->why = NO_RESTART_ALWAYS;
		}
	}
	end_told(t, said, n);
}

void story_feed(struct teller *t, const struct event *e, const struct event *said, unsigned n,
		const struct restart_history *h, bool handled)
{
	switch (e->kind) {
	case EVENT_ENTRY:
		entry(t, e, said, n, h);
		break;
	case EVENT_EXIT:
		leave(t, e, said, n, h);
		break;
	case EVENT_SIGNAL:
	case EVENT_STOP:
		stop(t, e, said, n, handled);
		break;
	case EVENT_NEW:
		if (h->now.on && !t->open)
			add(begin(t, &h->now, e->passes), step_of(STEP_ATTACHED, e));
		break;
	case EVENT_EXEC:
	case EVENT_EXITED:
	case EVENT_KILLED:
	case EVENT_SUPERSEDED:
	case EVENT_DETACHED:
		cut(t, e);
		break;
	default:
		break;
	}
}

struct story *story_take(struct teller *t)
{
	struct story *s = t->done;

	if (s)
		t->done = s->next;
	return s;
}

void story_copy(struct teller *to, const struct teller *from)
{
	struct story **at = &to->open;

	for (const struct story *s = from->open; s; s = s->next) {
		/* What the call itself goes on with is its thread's. */
		if (s->state != STORY_HANDLER)
			continue;
		*at = xcalloc(1, sizeof(**at));
		**at = *s;
		(*at)->next = NULL;
		at = &(*at)->next;
	}
}

void story_free(struct teller *t)
{
	struct story *s;

	while ((s = t->open)) {
		t->open = s->next;
		free(s);
	}
	while ((s = story_take(t)))
		free(s);
}
