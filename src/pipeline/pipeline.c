/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pipeline/pipeline.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "decode/decode.h"
#include "event/i386.h"
#include "pipeline/backtrace.h"
#include "pipeline/checking.h"
#include "pipeline/figure.h"
#include "pipeline/interrupt.h"
#include "pipeline/lives.h"
#include "pipeline/pipeline_state.h"
#include "pipeline/process.h"
#include "pipeline/show.h"
#include "pipeline/tamper.h"
#include "pipeline/telling.h"
#include "pipeline/verdict.h"
#include "stage/capture.h"
#include "stage/filter.h"
#include "stage/gate.h"
#include "stage/restart.h"
#include "stage/space.h"

static int read_for_capture(void *origin, uint64_t addr, void *to, uint32_t n)
{
	struct source *s = origin;
	struct span span = { addr, to, n };

	return s->readv(s, &span, 1);
}

static int about_for_capture(void *origin, enum about kind, uint32_t owner, uint32_t number,
			     struct buffer *to)
{
	struct source *s = origin;

	return s->about(s, kind, owner, number, to);
}

/* How this call is to be decoded. */
static const struct decode_options *manner(struct pipeline *p, const struct event *call)
{
	return manner_of(&p->o->manner, call, &p->o->decode, &p->decode);
}

/* Our program can't be executed: what its task still does is our own code's doing. */
static bool ended_unexecuted(const struct pipeline *p, const struct thread *t)
{
	return p->end.exec_err && t->tid == p->launched;
}

/* Behind the vDSO the stack is read, for the gate: what capture will want comes with it. */
static void read_ahead(struct pipeline *p, const struct event *e, const struct vdso_layout *vdso)
{
	uint64_t addr;
	uint32_t n;

	if (!vdso->landing || e->ip != vdso->landing || !filter_may_pass(&p->o->filter, e))
		return;
	n = capture_ahead(e, manner(p, e), &addr);
	if (n)
		p->source->ahead(p->source, addr, n);
}

static void entry(struct pipeline *p, struct thread *t, struct event *e)
{
	struct space *space = t->process->space;
	const struct vdso_layout *vdso = space_vdso(space, p->source);
	struct restart_verdict v[RESTART_VERDICTS];
	struct event said[RESTART_VERDICTS], drawn;
	const struct restart_verdict *passed;
	bool draws = false;
	unsigned n;

	if (restart_cares(&t->history)) {
		space_check(space, p->source);
		vdso = space_vdso(space, p->source);
	}
	n = restart_feed(&t->history, e, vdso, false, v);
	passed = n && v[n - 1].kind != EVENT_NO_RESTART ? &v[n - 1] : NULL;
	if (p->needs_call)
		read_ahead(p, e, vdso);
	gate_classify(space, p->source, e, passed);
	e->launch = p->holding == t->tid && sizeof(void *) == 8;
	e->passes = !ended_unexecuted(p, t) && filter_pass(&p->o->filter, e) &&
		    (!paths_given(&p->o->paths) || paths_match(&p->o->paths, e, &p->reader));
	t->struck = NULL;
	if (p->o->inject.count && e->passes && p->holding != t->tid)
		tamper_entry(p, t, e);
	if (e->restarted && e->nr == NR_RESTART_SYSCALL)
		e->chain = verdict_chain(p, t, passed);
	verdict_events(p, t, e, v, n, said);
	e->seq = ++p->seq;
	if (e->passes && p->needs_site && e->site.ip)
		space_locate(space, p->source, &e->site);
	if (e->passes && p->needs_call)
		capture_entry(e, manner(p, e), &p->reader);
	if (e->passes && p->needs_stack)
		backtrace_entry(p, t, e);
	if (p->needs_figure)
		draws = figure_entry(p, t, e, &drawn);
	thread_note_entry(t, e, &p->reader);
	if (p->checking)
		checking_entry(p, t, e, passed);
	if (p->o->explain)
		telling_feed(p, t, e, said, n, false);
	p->source->release(p->source, e);

	p->scratch = thread_begin_call(t, e);
	if (draws) {
		show_event(p, &drawn, NULL);
		event_free(&drawn);
	}
	show_verdicts(p, said, n);
	if (p->o->explain)
		show_stories(p, t, t->call);
	if (p->checking)
		checking_show(p);
	if (!t->call->passes)
		return;
	if (p->needs_call) {
		decode_entry(t->call, manner(p, t->call), &t->arena, &t->decoded);
		t->call->name = t->decoded.name;
	}
	t->call->count = p->o->filter.late ? p->processes.thread.used : 0;
	if (p->holding != t->tid && !p->o->filter.late)
		show_event(p, t->call, &t->decoded);
}

/* Our own program's execve: a failure is told by one line of ours, not by the trace. */
static void exec_done(struct pipeline *p, struct thread *t)
{
	p->holding = 0;
	if (t->call->result < 0)
		p->end.exec_err = -t->call->result;
	if (t->call->result < 0 && !p->o->strace)
		t->call->passes = false;
}

/* strace's child says so itself, before it ends. */
static void exec_failed_in_strace(struct pipeline *p)
{
	show_flush(p);
	warn("exec: %s", strerror(p->end.exec_err));
}

/* Calls that nobody asked for make no stop, and neither would this one's restart. */
static void drop_unseen(const struct pipeline *p, struct thread *t)
{
	uint32_t nr;

	if (restart_number(&t->history, &nr) && !seccomp_stops(&p->o->seccomp, nr))
		restart_drop(&t->history);
}

/* A call that nobody asked for may be resumed by restart_syscall, which is seen. */
static void look_for_sleep(const struct pipeline *p, struct thread *t, const struct event *e,
			   const struct vdso_layout *vdso)
{
	if (restart_cares(&t->history))
		return;
	restart_begin(&t->history, e, vdso);
	drop_unseen(p, t);
}

static void leave(struct pipeline *p, struct thread *t, struct event *e)
{
	struct restart_verdict v[RESTART_VERDICTS];
	struct event said[RESTART_VERDICTS];
	struct event *call = t->call;
	const struct vdso_layout *vdso;
	uint64_t ip = call->ip;
	char comm[16];
	bool ours;
	unsigned n;

	if (!t->in_call) {
		p->source->release(p->source, e);
		return;
	}
	vdso = space_vdso(t->process->space, p->source);
	memcpy(comm, call->comm, sizeof(comm));
	if (t->struck)
		tamper_exit(p, t);
	thread_finish_call(t, e);
	n = restart_feed(&t->history, call, vdso, false, v);
	if (p->o->seccomp.on)
		drop_unseen(p, t);
	verdict_events(p, t, e, v, n, said);
	if (call->passes && !filter_pass(&p->o->filter, call)) {
		show_to_tables(p, call);
		call->passes = false;
	}
	if (call->passes && p->needs_call)
		capture_exit(call, manner(p, call), &p->reader);
	thread_note_exit(t);
	if (call->passes && p->needs_stack)
		backtrace_exit(p, t, call);
	verdict_watch(p, t, vdso);
	if (p->checking)
		checking_exit(p->checking, t);
	if (p->o->explain)
		telling_feed(p, t, call, said, n, false);
	p->source->release(p->source, e);

	ours = p->holding == t->tid;
	if (ours)
		exec_done(p, t);
	if (call->passes) {
		if (ours || p->o->filter.late)
			show_entry(p, t, call->entry_time, ip, comm);
		if (p->needs_call)
			decode_exit(call, manner(p, call), &t->arena, &t->decoded);
		show_event(p, call, &t->decoded);
		p->enough = ++p->shown == p->o->limit;
	}
	if (ours && p->end.exec_err && p->o->strace)
		exec_failed_in_strace(p);
	show_verdicts(p, said, n);
	if (p->o->explain)
		show_stories(p, t, call);
}

static void stop_by_signal(struct pipeline *p, struct thread *t, struct event *e)
{
	const struct vdso_layout *vdso = space_vdso(t->process->space, p->source);
	bool handled, ask;
	int caught;
	struct restart_verdict v[RESTART_VERDICTS];
	struct event said[RESTART_VERDICTS];
	struct event bad = { .kind = EVENT_NONE };
	unsigned n;

	if (p->o->seccomp.on)
		look_for_sleep(p, t, e, vdso);
	ask = restart_cares(&t->history) || p->o->prove == PROVE_ALL;
	caught = ask ? p->source->caught(p->source, e->sig) : 0;
	handled = caught > 0;
	n = restart_feed(&t->history, e, vdso, handled, v);
	if (gate_is_bad_sysenter(vdso, e, t->call))
		bad = (struct event){
			.kind = EVENT_BAD_SYSENTER, .tid = e->tid, .pid = e->pid, .seq = ++p->seq,
			.time = e->time, .ip = e->ip, .sp = e->sp, .bad_ebp = (uint32_t)e->sp
		};
	if (bad.kind)
		checking_bad(p, t, &bad);
	verdict_events(p, t, e, v, n, said);
	e->seq = ++p->seq;
	e->passes = filter_pass(&p->o->filter, e);
	if (e->passes)
		capture_signal(e, &p->o->decode, &p->reader);
	if (e->passes && p->needs_stack)
		backtrace_signal(p, t, e);
	verdict_watch_signal(p, t, vdso, e->sig, caught);
	if (p->o->explain)
		telling_feed(p, t, e, said, n, handled);
	p->source->release(p->source, e);

	if (bad.kind)
		show_event(p, &bad, NULL);
	if (e->passes)
		show_event(p, e, NULL);
	show_verdicts(p, said, n);
	if (p->o->explain)
		show_stories(p, t, e);
}

static void handle(struct pipeline *p, struct event *e)
{
	struct thread *t = threads_get_or_add(&p->processes, e->tid, e->pid);

	if (e->kind != EVENT_ENTRY && e->kind != EVENT_EXIT) {
		e->nr = t->call->nr;
		e->launch = t->call->launch;
	}
	switch (e->kind) {
	case EVENT_ENTRY:
		entry(p, t, e);
		break;
	case EVENT_EXIT:
		leave(p, t, e);
		break;
	case EVENT_SIGNAL:
		stop_by_signal(p, t, e);
		break;
	case EVENT_NEW:
		lives_new(p, t, e);
		break;
	case EVENT_EXEC:
		lives_exec(p, t, e);
		break;
	case EVENT_MODE:
		lives_mode(p, t, e);
		break;
	case EVENT_EXITED:
	case EVENT_KILLED:
	case EVENT_SUPERSEDED:
		p->source->release(p->source, e);
		lives_death(p, t, e);
		break;
	default:
		if (p->o->seccomp.on && e->kind == EVENT_STOP)
			look_for_sleep(p, t, e, space_vdso(t->process->space, p->source));
		if (p->o->explain && e->kind == EVENT_STOP)
			telling_feed(p, t, e, NULL, 0, false);
		p->source->release(p->source, e);
		e->seq = ++p->seq;
		show_event(p, e, NULL);
	}
}

struct pipeline_end pipeline_run(struct source *source, const struct options *o, struct sink *const sinks[],
				 unsigned count, int launched)
{
	struct pipeline p = {
		.source = source,
		.o = o,
		.sinks = sinks,
		.count = count,
		.reader = { read_for_capture, about_for_capture, source },
		.needs_site = o->gate == GATE_STYLE_FULL || o->json || o->html || o->summary == SUMMARY_SITES,
		.needs_figure = o->html || o->svg,
		.holding = launched,
		.launched = launched,
		.scratch = xcalloc(1, sizeof(*p.scratch)),
		.checking = o->check_shims ? checking_new() : NULL,
	};
	int r;

	for (unsigned i = 0; i < count; i++)
		p.needs_call |= sinks[i]->needs_call;
	p.needs_stack = p.needs_call && o->stack;
	/* What our end would kill goes on, though nothing of it can be written. */
	while (!interrupt_signal() && !p.enough && (!p.end.write_err || o->kill_on_exit) && !p.end.vdso_err &&
	       (r = source->next(source, p.scratch)) != 0) {
		if (r > 0)
			handle(&p, p.scratch);
		if (interrupt_ticked())
			show_flush(&p);
	}
	lives_detached(&p);
	show_flush(&p);
	processes_free(&p.processes);
	free(p.told);
	checking_free(p.checking);
	event_free(p.scratch);
	free(p.scratch);
	return p.end;
}
