/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/attach_old.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "live/mem.h"
#include "live/stop.h"
#include "live/task.h"

/* A job control stop that nobody traces: its tracer's are "tracing stop", of either letter. */
static bool stopped_by_job_control(int tid)
{
	struct buffer text = BUFFER_INIT;
	bool is = mem_proc_file(tid, "status", &text) == 0 && strstr(buffer_text(&text), "\tT (stopped)");

	buffer_free(&text);
	return is;
}

int attach_old_take(struct task *t)
{
	if (ptrace(PTRACE_ATTACH, t->tid, NULL, NULL) < 0)
		return -errno;
	t->halt = (struct halt){ .attach = true };
	/*
	 * Before 3.0 a task that was stopped already stays so, with no status
	 * for us, and our SIGSTOP waits: a push lets it be seen.
	 */
	if (stopped_by_job_control(t->tid)) {
		t->halt.group = SIGSTOP;
		ptrace(PTRACE_CONT, t->tid, NULL, NULL);
	}
	return 0;
}

void attach_old_interrupt(struct task *t)
{
	t->halt.asked = syscall(SYS_tgkill, t->pid, t->tid, SIGSTOP) == 0;
}

static bool in_group_stop(struct task *t, struct stop *s)
{
	/* The kernel's SIGSTOP waits behind it, if no SIGCONT took that back: let it come, here and now. */
	if (t->halt.attach && attach_old_due(t)) {
		t->halt.group = s->sig;
		ptrace(PTRACE_CONT, t->tid, NULL, NULL);
		return false;
	}
	s->kind = STOP_GROUP;
	return true;
}

bool attach_old_stop(struct task *t, struct stop *s)
{
	siginfo_t info;

	if (s->kind != STOP_SIGNAL)
		return true;
	if (s->sig == SIGCONT)
		halt_passed(&t->halt);
	if (!stop_is_group_signal(s->sig))
		return true;
	if (ptrace(PTRACE_GETSIGINFO, t->tid, NULL, &info) < 0)
		return errno == EINVAL ? in_group_stop(t, s) : true;
	if (s->sig != SIGSTOP || !halt_ours(&t->halt, info.si_code, info.si_pid, getpid()))
		return true;
	s->kind = t->halt.group ? STOP_GROUP : STOP_TRAP;
	if (t->halt.group)
		s->sig = t->halt.group;
	t->halt.group = 0;
	return true;
}

static bool pending(const struct task *t, const char *field, int sig)
{
	uint64_t set;

	return mem_proc_status(t->tid, field, 16, &set) == 0 && set >> (sig - 1) & 1;
}

bool attach_old_due(const struct task *t)
{
	return (t->halt.attach || t->halt.asked) && pending(t, "SigPnd", SIGSTOP);
}

bool attach_old_continued(const struct task *t)
{
	siginfo_t info = { .si_signo = 0 };

	/* A stop signal behind it may have taken the SIGCONT back; the process is continued all the same. */
	if (waitid(P_PID, (id_t)t->pid, &info, WCONTINUED | WNOHANG | WNOWAIT) == 0 &&
	    info.si_code == CLD_CONTINUED) /* a tracer is told of stops, too, whatever it asks for */
		return true;
	/* Its parent was told that already, or the leader is no task of ours. */
	return pending(t, "SigPnd", SIGCONT) || pending(t, "ShdPnd", SIGCONT);
}
