/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lacks: what this kernel answers to requests of ptrace and system calls that
 * are not as old as the rest: a line "NAME ERROR" for each, 0 where it has it.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static void say(const char *name, long result)
{
	/* The words of this libc, not of the kernel: their names are what is compared. */
	printf("%s %s\n", name, result < 0 ? strerrorname_np(errno) : "0");
	fflush(stdout);
}

static long request(long what, int pid, long addr, void *data)
{
	return syscall(SYS_ptrace, what, pid, addr, data);
}

int main(void)
{
	uint64_t room[64];
	struct iovec iov = { room, sizeof(room) };
	struct perf_event_attr breakpoint = {
		.type = PERF_TYPE_BREAKPOINT,
		.size = PERF_ATTR_SIZE_VER1,
		.bp_type = HW_BREAKPOINT_RW,
		.bp_addr = (uintptr_t)room,
		.bp_len = HW_BREAKPOINT_LEN_4,
		.exclude_kernel = 1,
	};
	int status, pid = fork();

	if (pid == 0) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	say("SETOPTIONS", request(PTRACE_SETOPTIONS, pid, 0, (void *)0x7f));
	say("EXITKILL", request(PTRACE_SETOPTIONS, pid, 0, (void *)(0x7f | PTRACE_O_EXITKILL)));
	say("GETREGS", request(PTRACE_GETREGS, pid, 0, room));
	say("GETSIGINFO", request(PTRACE_GETSIGINFO, pid, 0, room));
	say("GETREGSET", request(PTRACE_GETREGSET, pid, NT_PRSTATUS, &iov));
	say("LISTEN", request(PTRACE_LISTEN, pid, 0, NULL));
	say("GETSIGMASK", request(PTRACE_GETSIGMASK, pid, 8, room));
	say("GET_SYSCALL_INFO", request(0x420e, pid, sizeof(room), room));
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);

	/* Nobody seizes himself, where there is seizing. */
	say("SEIZE", request(PTRACE_SEIZE, getpid(), 0, NULL));
	say("process_vm_readv", syscall(SYS_process_vm_readv, getpid(), NULL, 0, NULL, 0, 0));
	say("waitid", syscall(SYS_waitid, P_PID, getpid(), NULL, WEXITED | WNOHANG | __WALL, NULL));
	say("PR_SET_PTRACER", syscall(SYS_prctl, PR_SET_PTRACER, 0, 0, 0, 0));
	say("getrandom", syscall(SYS_getrandom, room, 1, 0));
	say("statx", syscall(SYS_statx, 0, NULL, 0, 0, NULL));
	say("memfd_create", syscall(SYS_memfd_create, NULL, 0));
	say("clone3", syscall(435, NULL, 0));
	say("perf_event_open", syscall(SYS_perf_event_open, &breakpoint, 0, -1, -1, 0));
	say("fcntl", syscall(SYS_fcntl64, 0, F_DUPFD_CLOEXEC, 0) < 0 ? -1 : 0);
	return 0;
}
