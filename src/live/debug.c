/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/debug.h"

#include <elf.h>
#include <errno.h>
#include <linux/ptrace.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/die.h"
#include "live/request.h"

bool debug_on;

/* "SIGINT", or the number of what has no such name. */
static const char *signal_text(int sig, char text[16])
{
	const char *name = sigabbrev_np(sig);

	if (name)
		snprintf(text, 16, "SIG%s", name);
	else
		snprintf(text, 16, "%d", sig);
	return text;
}

static const char *event_text(int event)
{
	switch (event) {
	case PTRACE_EVENT_FORK:
		return "FORK";
	case PTRACE_EVENT_VFORK:
		return "VFORK";
	case PTRACE_EVENT_CLONE:
		return "CLONE";
	case PTRACE_EVENT_EXEC:
		return "EXEC";
	case PTRACE_EVENT_VFORK_DONE:
		return "VFORK_DONE";
	case PTRACE_EVENT_EXIT:
		return "EXIT";
	case PTRACE_EVENT_SECCOMP:
		return "SECCOMP";
	case PTRACE_EVENT_STOP:
		return "STOP";
	}
	return "?";
}

void debug_options(long options)
{
	static long told = -1;

	if (options != told)
		warn("ptrace_setoptions = %#lx", options);
	told = options;
}

static void request(const char *name, long r)
{
	if (r < 0)
		warn("%s does not work: %s", name, strerror((int)-r));
	else
		warn("%s works", name);
}

void debug_requests(int tid)
{
	static bool told;
	/* As large as the largest: x86-64's registers, and what is told of a call. */
	uint64_t room[32];
	struct iovec regs = { room, sizeof(room) }, from = { room, 1 }, to = { room + 1, 1 };

	if (told)
		return;
	told = true;
	request("PTRACE_GET_SYSCALL_INFO", request_ptrace(PTRACE_GET_SYSCALL_INFO, tid, sizeof(room), room));
	request("PTRACE_GETREGSET", request_ptrace(PTRACE_GETREGSET, tid, NT_PRSTATUS, &regs));
	request("PTRACE_GETSIGMASK", request_ptrace(PTRACE_GETSIGMASK, tid, sizeof(*room), room));
	request("process_vm_readv", process_vm_readv(getpid(), &to, 1, &from, 1, 0) < 0 ? -errno : 0);
}

void debug_wait(int tid, int status)
{
	char name[16];
	int event = (int)((unsigned)status >> 16);

	if (WIFEXITED(status))
		warn("[wait(0x%06x) = %d] WIFEXITED,exitcode=%d", (unsigned)status, tid, WEXITSTATUS(status));
	else if (WIFSIGNALED(status))
		warn("[wait(0x%06x) = %d] WIFSIGNALED,sig=%s%s", (unsigned)status, tid,
		     signal_text(WTERMSIG(status), name), WCOREDUMP(status) ? ",WCOREDUMP" : "");
	else if (event)
		warn("[wait(0x%06x) = %d] WIFSTOPPED,sig=%s,EVENT_%s (%d)", (unsigned)status, tid,
		     signal_text(WSTOPSIG(status), name), event_text(event), event);
	else
		warn("[wait(0x%06x) = %d] WIFSTOPPED,sig=%s", (unsigned)status, tid,
		     signal_text(WSTOPSIG(status), name));
	if (WIFSTOPPED(status))
		debug_requests(tid);
}

void debug_task(int tid, bool gone, unsigned active)
{
	if (gone)
		warn("dropped tcb for pid %d, %u remain", tid, active);
	else
		warn("new tcb for pid %d, active tcbs:%u", tid, active);
}
