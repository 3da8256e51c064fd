/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/ptrace_stops.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>

#include "base/die.h"
#include "event/i386.h"
#include "live/about.h"
#include "live/attach.h"
#include "live/kernel.h"
#include "live/mem.h"
#include "live/regs.h"
#include "source/ptrace_delay.h"
#include "source/ptrace_old.h"

/* Numbers of the i386 table that mean something to the source itself. */

void ptrace_stops_resume(struct task *t, int request, int sig)
{
	t->state = request == PTRACE_LISTEN ? TASK_LISTENING : TASK_RUNNING;
	t->exec_sp = 0;
	t->deliver = 0;
	t->send = 0;
	/* ESRCH: killed meanwhile; its death comes through wait. */
	if (ptrace(request, t->tid, NULL, (void *)(long)sig) < 0 && errno != ESRCH)
		warn("cannot resume process %d: %s", t->tid, strerror(errno));
}

void ptrace_stops_run_on(struct task *t, int sig)
{
	int request = t->filtered && !t->in_call ? PTRACE_CONT : PTRACE_SYSCALL;

	if (watch_run(t->tid, &t->watch)) {
		phase_step(&t->phase);
		request = PTRACE_SINGLESTEP;
	}
	ptrace_stops_resume(t, request, sig);
}

void ptrace_stops_listen(struct ptrace_source *p, struct task *t)
{
	if (kernel.seize)
		ptrace_stops_resume(t, PTRACE_LISTEN, 0);
	else
		ptrace_old_hold(p, t);
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

static void add_all_regs(const struct ptrace_source *p, struct event *e)
{
	/* What can't be had now stays unknown; the task is being killed. */
	if (p->options.want_regs && regs_get_all(e->tid, &e->regs) < 0)
		e->regs.known = false;
}

int ptrace_stops_group(int tid)
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

/* The child of ours calls execve. */
static void seccomp_begins(const struct ptrace_source *p, struct task *t)
{
	int r = launch_installed(&p->launch);

	t->filtered = r > 0;
	if (r == -ENOTSUP)
		warn("--seccomp-bpf: not on this kernel (before Linux 5.3); every system call stops");
	else if (r < 0)
		warn("cannot install a seccomp filter: %s; every system call stops", strerror(-r));
}

/* 1: report e; 0: nothing to report, t runs on. */
static int syscall_stop(struct ptrace_source *p, struct task *t, struct event *e)
{
	struct syscall_info info;

	if (regs_syscall(t->tid, &t->phase, &info) < 0) {
		ptrace_stops_resume(t, PTRACE_SYSCALL, 0);
		return 0;
	}
	if (info.op == SYSCALL_NONE || (!kernel.syscall_info && ptrace_old_replaced(p, t))) {
		/* Outdated: the leader was replaced by exec, whose own stop is to come. */
		t->state = TASK_RUNNING;
		return 0;
	}
	if (!kernel.seize)
		halt_passed(&t->halt);
	e->ip = info.ip;
	e->sp = info.sp;
	t->watch.in_call = info.op == SYSCALL_ENTRY;
	if (info.op == SYSCALL_EXIT) {
		if (t->wide_call) {
			t->wide_call = false;
			ptrace_stops_resume(t, PTRACE_SYSCALL, 0);
			return 0;
		}
		t->in_call = t->by_filter = false;
		e->kind = EVENT_EXIT;
		e->result = info.result;
		if (t->skip.on) {
			e->result = tamper_finish(t->tid, &t->skip);
			if (t->skip.restart)
				tamper_restart(t->tid, &t->skip);
			add_all_regs(p, e);
		}
		return 1;
	}
	if (p->launching == t->tid) {
		if (info.wide || info.nr != NR_EXECVE) {
			t->wide_call = info.wide;
			ptrace_stops_resume(t, PTRACE_SYSCALL, 0);
			return 0;
		}
		p->launching = 0;
		seccomp_begins(p, t);
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
		ptrace_stops_resume(t, PTRACE_SYSCALL, 0);
		return 0;
	}
	if (e->kind == EVENT_MODE) {
		e = queue(p, e);
	}
	if (info.nr == NR_MODIFY_LDT || info.nr == NR_SET_THREAD_AREA)
		t->gs_known = false;
	watch_entry(t->tid, &t->watch, info.nr, e);
	t->in_call = true;
	e->kind = EVENT_ENTRY;
	e->nr = info.nr;
	memcpy(e->arg, info.arg, sizeof(e->arg));
	return 1;
}

static void signal_stop(struct task *t, struct event *e, int sig)
{
	siginfo_t info;

	_Static_assert(sizeof(info) == sizeof(e->info), "siginfo is 128 bytes");
	if (watch_signal(t->tid, &t->watch) && e->regs.known && regs_get_all(t->tid, &e->regs) < 0)
		e->regs.known = false;
	e->kind = EVENT_SIGNAL;
	e->sig = sig;
	t->deliver = sig;
	add_regs(e);
	if (ptrace(PTRACE_GETSIGINFO, t->tid, NULL, &info) == 0) {
		e->has_info = true;
		memcpy(e->info, &info, sizeof(info));
	}
}

/* What the kernel gives to a child, too; only what we started has it. */
static void inherit(struct task *child, const struct task *parent)
{
	child->filtered = parent && parent->filtered;
	child->ends = parent && parent->ends;
	watch_born(&child->watch, parent ? &parent->watch : NULL);
}

/* The parent's side of a birth; the child's first stop may have come before. */
static int fork_stop(struct ptrace_source *p, struct task *t, struct event *e, enum stop_kind kind)
{
	unsigned long child = 0;
	struct task *new;

	if (ptrace(PTRACE_GETEVENTMSG, t->tid, NULL, &child) < 0 || task_get(&p->tasks, (int)child)) {
		ptrace_stops_run_on(t, 0);
		return 0;
	}
	e->kind = EVENT_NEW;
	e->tid = (int)child;
	e->pid = kind == STOP_CLONE ? ptrace_stops_group(e->tid) : e->tid;
	e->other = t->tid;
	new = attach_born(&p->tasks, e->tid, e->pid);
	new->announced = true;
	inherit(new, t);
	return 1;
}

/* 64-bit calls make no stop that would tell of them where a filter chooses. */
static void mode_at_exec(struct ptrace_source *p, struct task *t, const struct event *e)
{
	struct event mode = *e;

	if (!t->filtered || !e->wide || (t->mode_known && t->wide))
		return;
	t->mode_known = true;
	t->wide = e->wide;
	mode.kind = EVENT_MODE;
	queue(p, &mode);
}

static int exec_stop(struct ptrace_source *p, struct task *t, struct event *e)
{
	unsigned long former = 0;
	struct task *caller;

	if (ptrace(PTRACE_GETEVENTMSG, t->tid, NULL, &former) < 0)
		former = (unsigned long)t->tid;
	else if (!former)
		former = (unsigned long)ptrace_old_caller(p, t);
	t->gs_known = false;
	t->skip.on = false;
	phase_exec(&t->phase);
	watch_exec(&t->watch);
	e->kind = EVENT_EXEC;
	add_regs(e);
	t->exec_sp = e->wide ? 0 : e->sp;
	e->other = (int)former;
	caller = task_get(&p->tasks, (int)former);
	if (former == (unsigned long)t->tid || !caller) {
		mode_at_exec(p, t, e);
		return 1;
	}
	/* The caller lives on under the leader's tid; the leader that was is no more. */
	t->wide_call = caller->wide_call;
	t->wide_calls = caller->wide_calls;
	t->wide = caller->wide;
	t->mode_known = caller->mode_known;
	t->in_call = caller->in_call;
	t->by_filter = caller->by_filter;
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
		phase_outside(&t->phase);
		if (watch_trapped(t->tid, &t->watch, s->sig)) {
			ptrace_stops_run_on(t, 0);
			return 0;
		}
		signal_stop(t, e, s->sig);
		return 1;
	case STOP_GROUP:
		phase_outside(&t->phase);
		e->kind = EVENT_STOP;
		e->sig = s->sig;
		add_regs(e);
		return 1;
	case STOP_FORK:
	case STOP_CLONE:
		return fork_stop(p, t, e, s->kind);
	case STOP_EXEC:
		return exec_stop(p, t, e);
	case STOP_SECCOMP:
		/* Its entry was reported already, or it is our own child's, or another filter's. */
		if (!t->filtered || t->in_call)
			break;
		t->by_filter = true;
		return syscall_stop(p, t, e);
	case STOP_TRAP:
		phase_outside(&t->phase);
		break;
	default:
		break;
	}
	ptrace_stops_run_on(t, 0);
	return 0;
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

int ptrace_stops_event(struct ptrace_source *p, struct stop *s, struct event *e)
{
	struct task *t = task_get(&p->tasks, s->tid);
	bool first;

	/* A system call says so itself, and is not to cost more. */
	if ((s->kind != STOP_SYSCALL || !kernel.syscall_info) && !stop_is_death(s) &&
	    turns_outdated(&p->turns, s))
		return 0;

	if (!t) {
		uint64_t parent = 0;
		if (stop_is_death(s))
			return 0;
		/* A child whose first stop overtook its parent's. */
		t = attach_born(&p->tasks, s->tid, ptrace_stops_group(s->tid));
		if (t->pid == t->tid && mem_proc_status(t->tid, "PPid", 10, &parent) == 0)
			t->parent = (int)parent;
		else
			t->parent = t->pid;
		inherit(t, task_get(&p->tasks, t->parent));
	}
	e->tid = t->tid;
	e->pid = t->pid;
	p->now = t->tid;
	if (!stop_is_death(s))
		t->state = TASK_STOPPED; /* known before anything can fail */
	if (t->due)
		ptrace_delay_forget(p, t);
	if (p->options.about & ABOUT_COMM) {
		/* Of one that is gone the name that it had is still good. */
		if (stop_is_death(s) || about_comm(t->tid, t->comm) == 0)
			memcpy(e->comm, t->comm, sizeof(e->comm));
	}
	if (stop_is_death(s)) {
		death(p, t, s, e);
		return 1;
	}
	if (t->fresh)
		kernel_look(t->tid);
	if (!kernel.seize && !ptrace_old_stop(p, t, s))
		return 0;
	add_all_regs(p, e);
	if (e->regs.known && e->regs.gs != t->gs) {
		t->gs = e->regs.gs;
		t->gs_known = false;
	}
	first = t->fresh && !t->announced;
	t->fresh = false;
	t->announced = true;
	return first ? first_stop(p, t, s, e) : stop_event(p, t, s, e);
}
