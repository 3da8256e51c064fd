/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/ptrace.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <time.h>

#include "base/die.h"
#include "live/attach.h"
#include "live/launch.h"
#include "live/mem.h"
#include "live/regs.h"
#include "live/stop.h"
#include "live/task.h"

/* Numbers of the i386 table that mean something to the source itself. */
enum { I386_EXECVE = 11, I386_MODIFY_LDT = 123, I386_SET_THREAD_AREA = 243 };

struct ptrace_source {
	struct source source;
	struct ptrace_options options;
	struct map tasks;
	struct launch launch;
	int launching;     /* the child whose execve has not come yet; 0: none */
	int now;           /* the task of the last event; 0: gone or none */
	struct event next; /* kind NONE, or what comes before any new stop */
	bool have_next;
};

static struct ptrace_source *mine(struct source *s)
{
	return (struct ptrace_source *)s;
}

static uint64_t clock_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void resume(struct task *t, int request, int sig)
{
	t->state = request == PTRACE_LISTEN ? TASK_LISTENING : TASK_RUNNING;
	t->deliver = 0;
	/* ESRCH: killed meanwhile; its death comes through wait. */
	if (ptrace(request, t->tid, NULL, (void *)(long)sig) < 0 && errno != ESRCH)
		warn("cannot resume process %d: %s", t->tid, strerror(errno));
}

/* The stop after a step of ours: swallowed. */
static bool is_step(const struct task *t, int sig)
{
	siginfo_t info;

	return t->step && sig == SIGTRAP && ptrace(PTRACE_GETSIGINFO, t->tid, NULL, &info) == 0 &&
	       info.si_code == TRAP_TRACE;
}

static int stepped(struct task *t)
{
	struct regs regs;

	t->step = false;
	if (regs_get(t->tid, &regs) == 0)
		t->stepped = regs.ip;
	resume(t, PTRACE_SYSCALL, 0);
	return 0;
}

/* What is known of the way to this entry stop; nothing of it is left in the task. */
static void add_evidence(struct task *t, struct event *e)
{
	e->stepped = t->stepped;
	t->stepped = 0;
	t->step = false;
	if (t->tag.on) {
		int r = prove_was_int80(t->tid);

		if (r >= 0)
			e->evidence = r ? EVIDENCE_INT80 : EVIDENCE_NO_INT80;
		prove_untag(t->tid, &t->tag);
	}
}

static void run_on(struct task *t, int sig)
{
	resume(t, t->step ? PTRACE_SINGLESTEP : PTRACE_SYSCALL, sig);
}

static void add_regs(struct event *e)
{
	struct regs regs;

	if (regs_get(e->tid, &regs) < 0)
		return;
	e->ip = regs.ip;
	e->sp = regs.sp;
	e->ax = regs.ax;
	e->orig_ax = regs.orig_ax;
	e->wide = regs.wide;
}

/* The thread group of a task that we know only by its tid. */
static int group_of(int tid)
{
	uint64_t pid;

	return mem_proc_status(tid, "Tgid", 10, &pid) == 0 ? (int)pid : tid;
}

/* Keeps *e for the next call of next(): the second event of one stop. */
static struct event *queue(struct ptrace_source *p, const struct event *e)
{
	p->next = *e;
	p->have_next = true;
	return &p->next;
}

/* 1: report e; 0: nothing to report, t runs on. */
static int syscall_stop(struct ptrace_source *p, struct task *t, struct event *e)
{
	struct syscall_info info;

	if (regs_syscall(t->tid, &info) < 0 || info.op == SYSCALL_NONE) {
		resume(t, PTRACE_SYSCALL, 0);
		return 0;
	}
	e->ip = info.ip;
	e->sp = info.sp;
	if (info.op == SYSCALL_EXIT) {
		if (t->wide_call) {
			t->wide_call = false;
			resume(t, PTRACE_SYSCALL, 0);
			return 0;
		}
		e->kind = EVENT_EXIT;
		e->result = info.result;
		return 1;
	}
	if (p->launching == t->tid) {
		if (info.wide || info.nr != I386_EXECVE) {
			t->wide_call = info.wide;
			resume(t, PTRACE_SYSCALL, 0);
			return 0;
		}
		p->launching = 0;
	} else if (!t->mode_known || t->wide != info.wide) {
		t->mode_known = true;
		t->wide = info.wide;
		e->kind = EVENT_MODE;
		e->wide = info.wide;
		e->count = t->wide_calls;
	}
	t->wide_call = info.wide;
	if (info.wide) {
		t->wide_calls++;
		if (e->kind == EVENT_MODE)
			return 1;
		resume(t, PTRACE_SYSCALL, 0);
		return 0;
	}
	if (e->kind == EVENT_MODE) {
		e = queue(p, e);
	}
	if (info.nr == I386_MODIFY_LDT || info.nr == I386_SET_THREAD_AREA)
		t->gs_known = false;
	add_evidence(t, e);
	e->kind = EVENT_ENTRY;
	e->nr = info.nr;
	memcpy(e->arg, info.arg, sizeof(e->arg));
	return 1;
}

static void signal_stop(struct task *t, struct event *e, int sig)
{
	siginfo_t info;

	_Static_assert(sizeof(info) == sizeof(e->info), "siginfo is 128 bytes");
	e->kind = EVENT_SIGNAL;
	e->sig = sig;
	t->deliver = sig;
	add_regs(e);
	if (ptrace(PTRACE_GETSIGINFO, t->tid, NULL, &info) == 0) {
		e->has_info = true;
		memcpy(e->info, &info, sizeof(info));
	}
}

/* The parent's side of a birth; the child's first stop may have come before. */
static int fork_stop(struct ptrace_source *p, struct task *t, struct event *e, enum stop_kind kind)
{
	unsigned long child = 0;

	if (ptrace(PTRACE_GETEVENTMSG, t->tid, NULL, &child) < 0 || task_get(&p->tasks, (int)child)) {
		resume(t, PTRACE_SYSCALL, 0);
		return 0;
	}
	e->kind = EVENT_NEW;
	e->tid = (int)child;
	e->pid = kind == STOP_CLONE ? group_of(e->tid) : e->tid;
	e->other = t->tid;
	task_add(&p->tasks, e->tid, e->pid)->announced = true;
	return 1;
}

static int exec_stop(struct ptrace_source *p, struct task *t, struct event *e)
{
	unsigned long former = 0;
	struct task *caller;

	if (ptrace(PTRACE_GETEVENTMSG, t->tid, NULL, &former) < 0)
		former = (unsigned long)t->tid;
	t->gs_known = false;
	t->tag.on = false; /* exec gives SS and slots anew */
	e->kind = EVENT_EXEC;
	e->other = (int)former;
	caller = task_get(&p->tasks, (int)former);
	if (former == (unsigned long)t->tid || !caller)
		return 1;
	/* The caller lives on under the leader's tid; the leader that was is no more. */
	t->wide_call = caller->wide_call;
	t->wide_calls = caller->wide_calls;
	t->wide = caller->wide;
	t->mode_known = caller->mode_known;
	task_remove(&p->tasks, caller->tid);
	queue(p, e);
	e->kind = EVENT_SUPERSEDED;
	return 1;
}

static void death(struct ptrace_source *p, struct task *t, const struct stop *s, struct event *e)
{
	e->kind = s->kind == STOP_EXITED ? EVENT_EXITED : EVENT_KILLED;
	e->status = s->status;
	e->sig = s->sig;
	e->core = s->core;
	e->count = t->wide_calls;
	p->now = 0;
	task_remove(&p->tasks, t->tid);
}

/* What a stop of a live task is: 1: *e is filled; 0: t runs on, nothing to report. */
static int stop_event(struct ptrace_source *p, struct task *t, const struct stop *s, struct event *e)
{
	switch (s->kind) {
	case STOP_SYSCALL:
		return syscall_stop(p, t, e);
	case STOP_SIGNAL:
		if (is_step(t, s->sig))
			return stepped(t);
		signal_stop(t, e, s->sig);
		return 1;
	case STOP_GROUP:
		e->kind = EVENT_STOP;
		e->sig = s->sig;
		add_regs(e);
		return 1;
	case STOP_FORK:
	case STOP_CLONE:
		return fork_stop(p, t, e, s->kind);
	case STOP_EXEC:
		return exec_stop(p, t, e);
	default:
		run_on(t, 0);
		return 0;
	}
}

/* The first stop of a task says hello before it says what it is. */
static int first_stop(struct ptrace_source *p, struct task *t, const struct stop *s, struct event *e)
{
	struct event new = *e;

	new.kind = EVENT_NEW;
	new.other = t->parent;
	new.count = p->tasks.used;
	add_regs(&new);
	if (s->kind != STOP_TRAP && stop_event(p, t, s, e))
		queue(p, e);
	*e = new;
	return 1;
}

/* One wait status -> 1: *e is an event; 0: none. */
static int dispatch(struct ptrace_source *p, const struct stop *s, struct event *e)
{
	struct task *t = task_get(&p->tasks, s->tid);
	bool first;

	if (!t) {
		uint64_t parent = 0;

		if (stop_is_death(s))
			return 0;
		/* A child whose first stop overtook its parent's. */
		t = task_add(&p->tasks, s->tid, group_of(s->tid));
		if (t->pid == t->tid && mem_proc_status(t->tid, "PPid", 10, &parent) == 0)
			t->parent = (int)parent;
		else
			t->parent = t->pid;
	}
	e->tid = t->tid;
	e->pid = t->pid;
	p->now = t->tid;
	if (stop_is_death(s)) {
		death(p, t, s, e);
		return 1;
	}
	t->state = TASK_STOPPED;
	first = t->fresh && !t->announced;
	t->fresh = false;
	t->announced = true;
	return first ? first_stop(p, t, s, e) : stop_event(p, t, s, e);
}

/* event_reset() has been done; pieces stay e's own. */
static void take_over(struct event *e, const struct event *from)
{
	struct event keep = *e;

	*e = *from;
	e->piece = keep.piece;
	e->piece_cap = keep.piece_cap;
	e->bytes = keep.bytes;
}

static int source_next(struct source *s, struct event *e)
{
	struct ptrace_source *p = mine(s);
	struct rusage usage;
	struct stop stop;

	event_reset(e);
	if (p->have_next) {
		p->have_next = false;
		take_over(e, &p->next);
		p->now = e->tid;
		return 1;
	}
	do {
		int r;

		if (!p->tasks.used)
			return 0;
		r = stop_wait(&stop, p->options.want_stime ? &usage : NULL);
		if (r == -ECHILD)
			return 0;
		if (r < 0)
			return r;
		if (p->options.want_time)
			e->time = clock_now();
		if (p->options.want_stime)
			e->stime = (uint64_t)usage.ru_stime.tv_sec * 1000000000u +
				   (uint64_t)usage.ru_stime.tv_usec * 1000u;
	} while (!dispatch(p, &stop, e));
	return 1;
}

static void source_release(struct source *s, const struct event *e)
{
	struct ptrace_source *p = mine(s);
	struct task *t = p->now ? task_get(&p->tasks, p->now) : NULL;

	/* Another event of the same stop waits. */
	if (p->have_next || !t || t->state != TASK_STOPPED)
		return;
	if (e->kind == EVENT_STOP)
		resume(t, PTRACE_LISTEN, 0);
	else
		run_on(t, e->kind == EVENT_SIGNAL ? e->sig : 0);
}

static int source_prove(struct source *s, enum prove_how how)
{
	struct task *t = task_get(&mine(s)->tasks, mine(s)->now);

	if (!t || t->state != TASK_STOPPED)
		return -ESRCH;
	t->step = how == PROVE_STEP;
	if (how == PROVE_TAG)
		return prove_tag(t->tid, &t->tag);
	prove_untag(t->tid, &t->tag);
	return 0;
}

static int source_readv(struct source *s, const struct span *span, unsigned spans)
{
	return mem_readv(mine(s)->now, span, spans);
}

static int source_maps(struct source *s, struct buffer *to)
{
	return mem_proc_file(mine(s)->now, "maps", to);
}

static int source_auxv(struct source *s, struct buffer *to)
{
	return mem_proc_file(mine(s)->now, "auxv", to);
}

static int source_caught(struct source *s, int sig)
{
	uint64_t caught;
	int r = mem_proc_status(mine(s)->now, "SigCgt", 16, &caught);

	if (r < 0)
		return r;
	return sig >= 1 && sig <= 64 && (caught >> (sig - 1) & 1);
}

static int source_wide(struct source *s)
{
	struct regs regs;
	int r = regs_get(mine(s)->now, &regs);

	return r < 0 ? r : regs.wide;
}

static int source_gs_base(struct source *s, uint32_t *base)
{
	struct task *t = task_get(&mine(s)->tasks, mine(s)->now);

	if (!t)
		return -ESRCH;
	if (!t->gs_known) {
		int r = regs_gs_base(t->tid, &t->gs_base);

		if (r < 0)
			return r;
		t->gs_known = true;
	}
	*base = t->gs_base;
	return 0;
}

static void source_close(struct source *s)
{
	struct ptrace_source *p = mine(s);

	attach_release_all(&p->tasks, NULL, NULL);
	map_free(&p->tasks);
	launch_end(&p->launch);
	free(p);
}

struct source *source_ptrace(const struct ptrace_options *o)
{
	struct ptrace_source *p = xcalloc(1, sizeof(*p));

	p->options = *o;
	p->launch.go = -1;
	p->source = (struct source){
		.next = source_next,
		.readv = source_readv,
		.maps = source_maps,
		.auxv = source_auxv,
		.caught = source_caught,
		.wide = source_wide,
		.gs_base = source_gs_base,
		.prove = source_prove,
		.release = source_release,
		.close = source_close,
	};
	return &p->source;
}

int source_ptrace_launch(struct source *s, const char *path, char *const argv[], char *const envp[])
{
	struct ptrace_source *p = mine(s);
	struct stop stop;
	struct task *t;
	int r;

	p->launch.path = xstrdup(path);
	r = launch_start(&p->launch, argv, envp);
	if (r < 0)
		return r;
	r = attach_seize(p->launch.tid, p->options.follow);
	if (r < 0) {
		launch_abandon(&p->launch);
		return r;
	}
	t = task_add(&p->tasks, p->launch.tid, p->launch.tid);
	t->fresh = false;
	t->announced = true;
	ptrace(PTRACE_INTERRUPT, t->tid, NULL, NULL);
	r = stop_wait_for(t->tid, &stop);
	if (r < 0)
		return r;
	if (stop_is_death(&stop))
		return -ECHILD;
	p->launching = t->tid;
	resume(t, PTRACE_SYSCALL, 0);
	launch_go(&p->launch);
	return t->tid;
}

int source_ptrace_attach(struct source *s, int pid)
{
	struct ptrace_source *p = mine(s);
	int r;

	if (task_get(&p->tasks, pid))
		return 0;
	r = attach_seize(pid, p->options.follow);
	if (r < 0)
		return r;
	ptrace(PTRACE_INTERRUPT, pid, NULL, NULL);
	task_add(&p->tasks, pid, group_of(pid));
	if (!p->options.follow)
		return 1;
	r = attach_threads(&p->tasks, pid, true);
	return r < 0 ? 1 : 1 + r;
}
