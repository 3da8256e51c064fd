/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/attach.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "live/attach_old.h"
#include "live/debug.h"
#include "live/kernel.h"
#include "live/mem.h"
#include "live/regs.h"
#include "live/stop.h"
#include "live/task.h"
#include "live/turns.h"

static long options_for(bool follow)
{
	long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC;

	if (follow)
		options |= PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE;
	return options;
}

static int take(struct task *t, bool follow)
{
	kernel_begin();
	if (!kernel.seize)
		return attach_old_take(t);
	if (debug_on)
		debug_options(options_for(follow));
	if (ptrace(PTRACE_SEIZE, t->tid, NULL, options_for(follow)) < 0)
		return -errno;
	attach_interrupt(t);
	return 0;
}

int attach_task(struct map *tasks, int tid, int pid, bool follow)
{
	struct task *t = task_add(tasks, tid, pid);
	int r = take(t, follow);

	if (r < 0)
		task_remove(tasks, tid);
	return r;
}

int attach_child(struct task *t, bool follow, bool seccomp, bool kill, struct stop *end)
{
	struct stop s = { .kind = STOP_OTHER };
	int r = take(t, follow);

	/* Somebody was faster, here and below: its death is all that there is to tell. */
	if (r == -ESRCH && stop_waits(t->tid))
		return stop_wait_for(t->tid, end);
	while (r >= 0 && s.kind != STOP_TRAP) {
		if (s.kind != STOP_OTHER)
			ptrace(PTRACE_CONT, t->tid, NULL, (void *)(long)(s.kind == STOP_SIGNAL ? s.sig : 0));
		r = stop_wait_for(t->tid, &s);
		if (r > 0 && stop_is_death(&s)) {
			*end = s;
			return 1;
		}
		if (r > 0 && !kernel.seize && !attach_old_stop(t, &s))
			s.kind = STOP_OTHER;
	}
	if (r < 0)
		return r;
	kernel_look(t->tid);
	if (!kernel.seize || seccomp || kill)
		r = attach_options(t->tid, follow, seccomp, kill);
	return r < 0 && r != -ESRCH ? r : 0;
}

void attach_interrupt(struct task *t)
{
	if (kernel.seize)
		ptrace(PTRACE_INTERRUPT, t->tid, NULL, NULL);
	else
		attach_old_interrupt(t);
}

int attach_options(int tid, bool follow, bool seccomp, bool kill)
{
	long options = options_for(follow);

	if (seccomp && kernel.syscall_info)
		options |= PTRACE_O_TRACESECCOMP;
	if (kill && kernel.exitkill)
		options |= PTRACE_O_EXITKILL;
	if (debug_on)
		debug_options(options);
	return ptrace(PTRACE_SETOPTIONS, tid, NULL, options) < 0 ? -errno : 0;
}

/* One pass over the threads: how many were new. */
static int seize_new_threads(struct map *tasks, int pid, bool follow)
{
	char path[64];
	struct folder dir;
	const char *name;
	int new = 0, r;

	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	r = folder_open(&dir, path);
	if (r < 0)
		return r;
	while ((name = folder_next(&dir))) {
		int tid = atoi(name);

		if (tid > 0 && !task_get(tasks, tid) && attach_task(tasks, tid, pid, follow) == 0)
			new++;
	}
	folder_close(&dir);
	return new;
}

int attach_threads(struct map *tasks, int pid, bool follow)
{
	int all = 0, new;

	/* Threads that are not seized yet go on making others. */
	do {
		new = seize_new_threads(tasks, pid, follow);
		if (new > 0)
			all += new;
	} while (new > 0);
	return new < 0 && !all ? new : all;
}

const char *attach_why(int pid, int err)
{
	static char text[160];
	uint64_t tracer = 0, uid = 0;
	struct buffer scope = BUFFER_INIT;

	if (err == ESRCH || err == ENOENT)
		return "no such process";
	if (pid == getpid())
		return "that is this program";
	if (err != EPERM && err != EACCES) {
		return strerror(err);
	}
	if (mem_proc_status(pid, "TracerPid", 10, &tracer) == 0 && tracer) {
		snprintf(text, sizeof(text), "process %d traces it already: end that one first", (int)tracer);
		return text;
	}
	if (mem_proc_status(pid, "Uid", 10, &uid) == 0 && uid != geteuid() && geteuid() != 0) {
		snprintf(text, sizeof(text),
			 "not permitted, it belongs to user %u: try as that user, or as root", (unsigned)uid);
		return text;
	}
	if (mem_proc_file(getpid(), "../sys/kernel/yama/ptrace_scope", &scope) == 0 &&
	    buffer_text(&scope)[0] != '0' && geteuid() != 0)
		snprintf(text, sizeof(text),
			 "ptrace is restricted to one's own children: try as root, or write 0 to "
			 "/proc/sys/kernel/yama/ptrace_scope");
	else
		snprintf(text, sizeof(text), "ptrace is not permitted here");
	buffer_free(&scope);
	return text;
}

struct task *attach_born(struct map *tasks, int tid, int pid)
{
	struct task *t = task_add(tasks, tid, pid);

	t->halt.attach = !kernel.seize;
	return t;
}

void attach_detach(struct map *tasks, struct task *t)
{
	watch_end(t->tid, &t->watch);
	tamper_let_go(t->tid, &t->skip, &t->phase);
	/* Before 3.0 its stop ends with us: one more waits for it. Where it lasts, the SIGCONT takes both. */
	if (t->held && !attach_old_continued(t))
		syscall(SYS_tgkill, t->pid, t->tid, SIGSTOP);
	ptrace(PTRACE_DETACH, t->tid, NULL, (void *)(long)t->deliver);
	task_remove(tasks, t->tid);
}

/* t stands still: our end is its own, or it goes on. */
static void let_go(struct map *tasks, struct task *t)
{
	if (t->ends) {
		kill(t->pid, SIGKILL);
		task_remove(tasks, t->tid);
		return;
	}
	attach_detach(tasks, t);
}

/* A SIGSTOP of ours is on its way to t, which must have it before it is let go. */
static void go_on_to_our_stop(struct task *t, const struct stop *s)
{
	struct syscall_info info;

	watch_end(t->tid, &t->watch);
	if (t->skip.on && (s->kind != STOP_SYSCALL || regs_syscall(t->tid, &t->phase, &info) == 0))
		tamper_let_go(t->tid, &t->skip, &t->phase);
	ptrace(PTRACE_CONT, t->tid, NULL, (void *)(long)t->deliver);
	t->deliver = 0;
}

/* A stop that came while letting go; a child that was born just now is the kernel's gift to us. */
static void stopped(struct map *tasks, struct stop *s)
{
	struct task *t = task_get(tasks, s->tid);
	unsigned long child = 0;

	if (!t)
		t = attach_born(tasks, s->tid, s->tid);
	if (!kernel.seize && !stop_is_death(s) && !attach_old_stop(t, s))
		return;
	if ((s->kind == STOP_FORK || s->kind == STOP_CLONE) &&
	    ptrace(PTRACE_GETEVENTMSG, t->tid, NULL, &child) == 0 && child && !task_get(tasks, (int)child))
		attach_born(tasks, (int)child, t->pid);
	t->deliver = s->kind == STOP_SIGNAL && !watch_trapped(t->tid, &t->watch, s->sig) ? s->sig : 0;
	if (stop_is_death(s))
		task_remove(tasks, t->tid);
	else if (!t->ends && s->kind != STOP_GROUP && attach_old_due(t))
		go_on_to_our_stop(t, s);
	else
		let_go(tasks, t);
}

/* For a second in all: soon at first, since what is asked to stop does so at once. */
enum { QUICK = 20, QUICK_NS = 100000, SLOW_NS = 5000000, PATIENCE = 220 };

static void wait_a_little(unsigned idle)
{
	nanosleep(&(struct timespec){ .tv_nsec = idle < QUICK ? QUICK_NS : SLOW_NS }, NULL);
}

void attach_release_all(struct map *tasks, struct turns *turns)
{
	unsigned idle = 0;
	struct task *t;
	size_t at = 0;

	while ((t = map_next(tasks, &at))) {
		if (t->state == TASK_STOPPED || t->ends) {
			let_go(tasks, t);
			at = 0; /* the table changed */
		} else if (!t->fresh) {
			attach_interrupt(t);
		}
	}
	/*
	 * A task that can't stop now (in vfork, waiting for its child) is let go
	 * by the kernel when we end: no need to wait for it for long.
	 */
	while (tasks->used && idle < PATIENCE) {
		struct stop s;
		int r = turns_left(turns) ? turns_next(turns, false, &s, NULL) : stop_poll(&s, NULL);

		if (r == -ECHILD)
			break;
		if (r <= 0) {
			wait_a_little(idle++);
			continue;
		}
		idle = 0;
		stopped(tasks, &s);
	}
	for (at = 0; (t = map_next(tasks, &at)); at = 0) {
		/* It takes back the SIGSTOP that comes when we are gone. */
		if (attach_old_due(t))
			kill(t->pid, SIGCONT);
		let_go(tasks, t);
	}
	turns_free(turns);
}
