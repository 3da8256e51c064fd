/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What ptrace really answers, with room for more, for as much and for less: registers, what a stop is. The
 * child is nobody else's to trace, and its registers are the same in each run.
 */
#include <elf.h>
#include <linux/ptrace.h>
#include <sched.h>
#include <signal.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"
#include "raw.h"

enum { ROOM = 1024, INFO = 88, FILTER_OFF = 8, METADATA = 16 };

static uint32_t words[ROOM / 4];
static long child;

static long request(long what, long addr, const void *data)
{
	return int80(SYS_ptrace, what, child, addr, (long)data, 0, 0);
}

/* All registers that have a meaning anywhere are 0, and the stack is ours. */
static void stop_alone(void)
{
	static uint8_t stack[256];

	int80(SYS_ptrace, PTRACE_TRACEME, 0, 0, 0, 0, 0);
	__asm__ volatile("mov %0, %%esp\n"
			 "xor %%ecx, %%ecx\nxor %%edx, %%edx\nxor %%ebx, %%ebx\n"
			 "xor %%esi, %%esi\nxor %%edi, %%edi\nxor %%ebp, %%ebp\n"
			 "xor %%eax, %%eax\nint3\n"
			 "1: mov $12, %%eax\nint $0x80\njmp 1b" /* chdir(NULL) */
			 :
			 : "r"(stack + sizeof(stack)));
}

static void registers(void)
{
	static const long sets[] = { NT_PRSTATUS, NT_PRFPREG, NT_386_TLS, 0x1234 };
	static const uint32_t sizes[] = { ROOM, 108, 68, 32, 8, 7, 0 };
	struct iovec v;

	for (size_t i = 0; i < sizeof(sets) / sizeof(*sets); i++)
		for (size_t j = 0; j < sizeof(sizes) / sizeof(*sizes); j++) {
			v = (struct iovec){ words, sizes[j] };
			request(PTRACE_GETREGSET, sets[i], &v);
			v = (struct iovec){ words, sizes[j] };
			request(PTRACE_SETREGSET, sets[i], &v);
		}
	request(PTRACE_GETREGSET, NT_PRSTATUS, NULL);
	request(PTRACE_SETREGSET, NT_PRSTATUS, (void *)1);
}

static void stops(void)
{
	for (long size = 0; size <= INFO + 8; size += size % 8 == 0 ? 1 : 7)
		request(PTRACE_GET_SYSCALL_INFO, size, words);
	for (long size = 0; size <= METADATA + 8; size += 4)
		request(PTRACE_SECCOMP_GET_METADATA, size, words);
}

int main(void)
{
	sigset_t blocked;
	int status;

	/* When it would come is chance. */
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGCHLD);
	sigprocmask(SIG_BLOCK, &blocked, NULL);
	child = syscall(SYS_clone, CLONE_UNTRACED | SIGCHLD, 0, 0, 0, 0);
	if (!child)
		stop_alone();
	if (child < 0 || waitpid((pid_t)child, &status, 0) != child || !WIFSTOPPED(status))
		skip("no child to trace");
	expect_begin();
	registers();
	stops();
	request(PTRACE_SETOPTIONS, 0, (void *)PTRACE_O_TRACESYSGOOD);
	for (int i = 0; i < 2; i++) { /* its call's entry, then its exit */
		request(PTRACE_SYSCALL, 0, NULL);
		if (waitpid((pid_t)child, &status, 0) == child)
			stops();
	}
	expect_end();
	kill((pid_t)child, SIGKILL);
	return 0;
}
