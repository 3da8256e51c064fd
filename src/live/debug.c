/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/debug.h"

#include <linux/ptrace.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "base/die.h"
#include "live/kernel.h"

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

static void request(const char *name, bool works, const char *instead)
{
	if (works)
		warn("%s works", name);
	else
		warn("%s does not work: %s in its place", name, instead);
}

void debug_requests(int tid)
{
	static bool told;

	if (told)
		return;
	told = true;
	kernel_look(tid);
	request("PTRACE_GET_SYSCALL_INFO", kernel.syscall_info, "the registers");
	request("PTRACE_GETREGSET", kernel.regset, "PTRACE_GETREGS");
	request("PTRACE_GETSIGMASK", kernel.sigmask, "/proc/PID/status");
	request("process_vm_readv", kernel.vm_readv, "/proc/PID/mem or PTRACE_PEEKDATA");
	request("PTRACE_SEIZE", kernel.seize, "PTRACE_ATTACH");
	request("PTRACE_O_EXITKILL", kernel.exitkill, "prctl(PR_SET_PDEATHSIG)");
	request("waitid with __WALL", kernel.waitid_all, "a request that fails");
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
