/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/stop.h"

#include <errno.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "live/debug.h"
#include "live/kernel.h"

/* Kernel ABI, linux/ptrace.h: glibc's enum lacks some on old systems. */
enum { EVENT_STOP = 128 };

bool stop_is_group_signal(int sig)
{
	return sig == SIGSTOP || sig == SIGTSTP || sig == SIGTTIN || sig == SIGTTOU;
}

static enum stop_kind event_kind(int event, int sig)
{
	switch (event) {
	case 0:
		return sig == (SIGTRAP | 0x80) ? STOP_SYSCALL : STOP_SIGNAL;
	case EVENT_STOP:
		return stop_is_group_signal(sig) ? STOP_GROUP : STOP_TRAP;
	case PTRACE_EVENT_FORK:
	case PTRACE_EVENT_VFORK:
		return STOP_FORK;
	case PTRACE_EVENT_CLONE:
		return STOP_CLONE;
	case PTRACE_EVENT_EXEC:
		return STOP_EXEC;
	case PTRACE_EVENT_SECCOMP:
		return STOP_SECCOMP;
	}
	return STOP_OTHER;
}

static void fill(struct stop *s, int tid, int status)
{
	*s = (struct stop){ .tid = tid };
	if (debug_on)
		debug_wait(tid, status);
	if (WIFEXITED(status)) {
		s->kind = STOP_EXITED;
		s->status = WEXITSTATUS(status);
	} else if (WIFSIGNALED(status)) {
		s->kind = STOP_KILLED;
		s->sig = WTERMSIG(status);
		s->core = WCOREDUMP(status);
	} else {
		s->sig = WSTOPSIG(status);
		s->kind = event_kind(status >> 16, s->sig);
	}
}

static int wait_any(struct stop *s, struct rusage *usage, int options)
{
	int status;
	int tid = wait4(-1, &status, __WALL | options, usage);

	if (tid <= 0)
		return tid < 0 ? -errno : 0;
	fill(s, tid, status);
	return 1;
}

int stop_wait(struct stop *s, struct rusage *usage)
{
	return wait_any(s, usage, 0);
}

int stop_poll(struct stop *s, struct rusage *usage)
{
	return wait_any(s, usage, WNOHANG);
}

bool stop_waits(int tid)
{
	siginfo_t info = { .si_signo = 0 };
	long message;
	int options = WEXITED | WSTOPPED | WNOHANG | WNOWAIT | __WALL;

	/* Without waitid() for threads: was it killed? Of an exec that replaced it, its own stop tells. */
	if (!kernel.waitid_all)
		return ptrace(PTRACE_GETEVENTMSG, tid, NULL, &message) < 0 && errno == ESRCH;
	return waitid(P_PID, (id_t)tid, &info, options) == 0 && info.si_signo == SIGCHLD;
}

int stop_wait_for(int tid, struct stop *s)
{
	int status, got;

	do
		got = waitpid(tid, &status, __WALL);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return -errno;
	fill(s, got, status);
	return 1;
}

bool stop_is_death(const struct stop *s)
{
	return s->kind == STOP_EXITED || s->kind == STOP_KILLED;
}
