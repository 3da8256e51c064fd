/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every system call of i386 once, and every sub-call of socketcall and ipc, none of which the kernel
 * makes: a seccomp filter refuses calls whose sixth argument is ours. A tracer sees them all the same.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>

enum { LAST = 471, SOCKETCALL = 102, SOCKETCALLS = 21, IPC = 117, IPCS = 25, OURS = 0x6761 };

static void refuse_ours(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[5])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OURS, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof(code) / sizeof(*code), code };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0) {
		perror("no seccomp filter");
		_Exit(77);
	}
}

static void call(long nr, long first, const void *second)
{
	long result;

	__asm__ volatile("push %%ebp\n\t"
			 "mov %[ours], %%ebp\n\t"
			 "int $0x80\n\t"
			 "pop %%ebp"
			 : "=a"(result)
			 : "0"(nr), "b"(first), "c"(second), "d"(0), "S"(0), "D"(0), [ours] "i"(OURS)
			 : "memory");
}

int main(void)
{
	static const long words[6];

	refuse_ours();
	for (long nr = 0; nr <= LAST; nr++)
		call(nr, 0, NULL);
	for (long n = 1; n < SOCKETCALLS; n++)
		call(SOCKETCALL, n, words);
	for (long n = 1; n < IPCS; n++)
		call(IPC, n, NULL);
	return 0;
}
