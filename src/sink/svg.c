/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sink/svg.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/die.h"
#include "base/map.h"
#include "event/i386.h"
#include "sink/place.h"
#include "sink/svg_parts.h"
#include "stage/restart.h"

enum { SIGNALS_MAX = 8 };

/* A call that was interrupted, and may be made again. */
struct past {
	uint64_t of, seq; /* of: the call first interrupted; seq: this one */
	char code[SVG_TEXT];
	uint32_t nr;
	uint64_t ip;
};

/* What a task has behind it that a figure may need: the newest of each. */
struct task {
	int tid;
	uint64_t of;           /* the restart that its current call is; 0: none */
	unsigned pasts, signals;
	struct past past[RESTART_FRAMES];
	struct {
		uint64_t seq;
		char name[SVG_TEXT];
	} signal[SIGNALS_MAX];
	uint64_t sigreturn;    /* seq of the last; 0: none */
};

struct code {
	int pid;
	struct drawing drawing;
};

struct svg {
	struct sink sink;
	const struct options *o;
	struct out *out;
	struct arena arena;      /* of one event */
	struct map tasks, codes; /* by tid, by pid; owned */
	unsigned restarts;
	int chosen;              /* the task whose restart it is; 0: not yet */
	bool drawn;
	struct svg_restart r;
	struct drawing *code;    /* of r; in codes */
};

static struct task *task_of(struct svg *s, int tid)
{
	struct task *t = map_get(&s->tasks, (uint64_t)tid);

	if (!t) {
		t = xcalloc(1, sizeof(*t));
		t->tid = tid;
		map_put(&s->tasks, (uint64_t)tid, t);
	}
	return t;
}

static void drop_code(struct svg *s, int pid)
{
	struct code *code = map_take(&s->codes, (uint64_t)pid);

	if (!code)
		return;
	drawing_free(&code->drawing);
	free(code);
}

static void remember_code(struct svg *s, const struct event *e)
{
	struct code *code = xcalloc(1, sizeof(*code));

	drop_code(s, e->pid);
	code->pid = e->pid;
	if (drawing_make(&code->drawing, e))
		map_put(&s->codes, (uint64_t)e->pid, code);
	else
		free(code);
}

/* As much as there is room for. */
static void set_text(char to[SVG_TEXT], const char *text)
{
	snprintf(to, SVG_TEXT, "%s", text);
}

static void remember_interrupted(struct task *t, const struct event *e, const struct call *c)
{
	uint64_t of = e->restarted && t->of ? t->of : e->seq;
	struct past *p = NULL;

	for (unsigned i = 0; i < t->pasts && !p; i++)
		if (t->past[i].of == of)
			p = &t->past[i];
	if (!p && t->pasts == RESTART_FRAMES) {
		memmove(t->past, t->past + 1, sizeof(t->past) - sizeof(*t->past));
		t->pasts--;
	}
	if (!p)
		p = &t->past[t->pasts++];
	*p = (struct past){ .of = of, .seq = e->seq, .nr = e->nr, .ip = e->ip };
	snprintf(p->code, sizeof(p->code), "-%d %s", c->restart_code, c->error ? c->error : "");
}

static void remember_signal(struct svg *s, struct task *t, const struct event *e)
{
	if (t->signals == SIGNALS_MAX) {
		memmove(t->signal, t->signal + 1, sizeof(t->signal) - sizeof(*t->signal));
		t->signals--;
	}
	t->signal[t->signals].seq = e->seq;
	set_text(t->signal[t->signals++].name, signal_name(e->sig, &s->arena));
}

static void choose(struct svg *s, struct task *t, const struct event *e)
{
	struct svg_restart *r = &s->r;
	struct code *code = map_get(&s->codes, (uint64_t)e->pid);
	struct buffer place = BUFFER_INIT;
	uint64_t since = 0;

	s->chosen = e->tid;
	set_text(r->name, e->of_name);
	r->insn = e->insn;
	r->proof = e->proof;
	r->ip = e->site.ip;
	r->in_vdso = place_is_vdso(&e->site);
	place_print(&place, &e->site);
	set_text(r->place, buffer_text(&place));
	buffer_free(&place);
	for (unsigned i = 0; i < t->pasts; i++)
		if (t->past[i].of == e->of_seq) {
			r->known = true;
			set_text(r->code, t->past[i].code);
			r->nr = t->past[i].nr;
			r->landing = t->past[i].ip;
			since = t->past[i].seq;
		}
	r->handler = t->sigreturn > since;
	for (unsigned i = 0; i < t->signals; i++)
		if (t->signal[i].seq > since && !r->signals++)
			set_text(r->signal, t->signal[i].name);
	if (code && r->in_vdso)
		s->code = &code->drawing;
}

static void draw(struct svg *s)
{
	struct buffer *to = out_to(s->out, 0);

	if (s->chosen)
		svg_draw(to, &s->r, s->code);
	else
		svg_draw_nothing(to);
	s->drawn = true;
}

/* The call that the restart has become is over. */
static void complete(struct svg *s, const struct event *e, const struct call *c)
{
	struct buffer text = BUFFER_INIT;

	set_text(s->r.again, c->name);
	if (c->done && c->failed)
		buffer_addf(&text, "%d %s", e->result, c->error ? c->error : "");
	else if (c->done)
		value_print(&text, c->result, &s->o->style);
	set_text(s->r.result, buffer_text(&text));
	buffer_free(&text);
	draw(s);
}

static void call(struct svg *s, const struct event *e, const struct call *c)
{
	struct task *t = task_of(s, e->tid);

	if (s->chosen == e->tid && e->restarted) {
		complete(s, e, c);
		return;
	}
	if (i386_is_sigreturn(e->nr))
		t->sigreturn = e->seq;
	if (c->restart_code)
		remember_interrupted(t, e, c);
	t->of = 0;
}

static void gone(struct svg *s, const struct event *e)
{
	free(map_take(&s->tasks, (uint64_t)e->tid));
	if (e->tid == e->pid && !s->chosen)
		drop_code(s, e->pid);
}

static void svg_event(struct sink *sink, const struct event *e, const struct call *c)
{
	struct svg *s = (struct svg *)sink;

	if (s->drawn || e->kind == EVENT_ENTRY || (s->chosen && !c))
		return;
	if (c) {
		call(s, e, c);
		return;
	}
	switch (e->kind) {
	case EVENT_VDSO:
		remember_code(s, e);
		break;
	case EVENT_SIGNAL:
		remember_signal(s, task_of(s, e->tid), e);
		break;
	case EVENT_RESTART:
		task_of(s, e->tid)->of = e->of_seq;
		if (++s->restarts == s->o->svg_restart)
			choose(s, task_of(s, e->tid), e);
		break;
	case EVENT_EXITED:
	case EVENT_KILLED:
	case EVENT_SUPERSEDED:
	case EVENT_DETACHED:
		gone(s, e);
		break;
	default:
		break;
	}
	arena_reset(&s->arena);
}

static int svg_flush(struct sink *sink)
{
	return out_flush(((struct svg *)sink)->out);
}

static int svg_end(struct sink *sink)
{
	struct svg *s = (struct svg *)sink;
	bool nothing = !s->chosen;
	struct task *t;
	struct code *code;
	size_t at = 0;
	int r;

	if (!s->drawn)
		draw(s);
	r = out_flush(s->out);
	while ((t = map_next(&s->tasks, &at)))
		free(t);
	for (at = 0; (code = map_next(&s->codes, &at)); free(code))
		drawing_free(&code->drawing);
	map_free(&s->tasks);
	map_free(&s->codes);
	arena_free(&s->arena);
	free(s);
	return r < 0 ? r : nothing ? -ENODATA : 0;
}

struct sink *svg_open(const struct options *o, struct out *out)
{
	struct svg *s = xcalloc(1, sizeof(*s));

	s->sink = (struct sink){
		.needs_call = true,
		.event = svg_event,
		.flush = svg_flush,
		.end = svg_end,
	};
	s->o = o;
	s->out = out;
	return &s->sink;
}
