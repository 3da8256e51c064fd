/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/ptrace_old.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>

#include "base/die.h"
#include "live/attach.h"
#include "live/attach_old.h"
#include "source/ptrace_delay.h"

enum { LOOK_NS = 2000000 };

/* A SIGCONT is for all threads, but one of them alone gets it. */
static void continue_all(struct ptrace_source *p, int pid)
{
	struct task *t;
	size_t at = 0;

	while ((t = map_next(&p->tasks, &at)))
		if (t->pid == pid)
			t->held = false;
}

/* Options come only now: until then it made children and threads that are not ours. */
static void first_stop(struct ptrace_source *p, const struct task *t)
{
	int r = attach_options(t->tid, p->options.follow, false, false);

	if (r < 0 && r != -ESRCH)
		warn("process %d: PTRACE_SETOPTIONS: %s", t->tid, strerror(-r));
	if (p->options.follow && !t->announced)
		p->rescan = t->pid;
}

bool ptrace_old_stop(struct ptrace_source *p, struct task *t, struct stop *s)
{
	bool told;

	if (t->fresh)
		first_stop(p, t);
	if (p->rescan && !turns_left(&p->turns)) {
		int pid = p->rescan;

		p->rescan = 0;
		if (attach_threads(&p->tasks, pid, true) > 0)
			p->rescan = pid;
	}
	told = attach_old_stop(t, s);
	if (s->kind == STOP_SIGNAL && s->sig == SIGCONT)
		continue_all(p, t->pid);
	return told;
}

void ptrace_old_hold(struct ptrace_source *p, struct task *t)
{
	t->held = true;
	ptrace_delay_start(p, t, LOOK_NS);
}

bool ptrace_old_released(struct ptrace_source *p, struct task *t, uint64_t now)
{
	if (t->held && attach_old_continued(t))
		continue_all(p, t->pid);
	if (t->held)
		t->due = now + LOOK_NS;
	return !t->held;
}

bool ptrace_old_replaced(const struct ptrace_source *p, const struct task *t)
{
	siginfo_t info;

	if (t->tid != t->pid || p->tasks.used < 2)
		return false;
	return ptrace(PTRACE_GETSIGINFO, t->tid, NULL, &info) == 0 && info.si_code >> 8 == PTRACE_EVENT_EXEC;
}

int ptrace_old_caller(const struct ptrace_source *p, const struct task *leader)
{
	const struct task *t;
	size_t at = 0;

	while ((t = map_next(&p->tasks, &at)))
		if (t->pid == leader->pid && t != leader)
			return t->tid;
	return leader->tid;
}
