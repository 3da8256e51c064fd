/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/tamper.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <unistd.h>

#include "live/regs.h"

#ifdef __x86_64__
enum { NR_OFFSET = offsetof(struct user, regs.orig_rax), RESULT_OFFSET = offsetof(struct user, regs.rax) };
#else
enum { NR_OFFSET = offsetof(struct user, regs.orig_eax), RESULT_OFFSET = offsetof(struct user, regs.eax) };
#endif

static int set(int tid, unsigned long offset, int64_t word)
{
	return ptrace(PTRACE_POKEUSER, tid, (void *)offset, (void *)(long)word) < 0 ? -errno : 0;
}

int tamper_skip(int tid, const struct tampering *how, struct tamper_skip *skip)
{
	struct regs regs;
	int r = regs_get(tid, &regs);

	if (r == 0)
		r = set(tid, NR_OFFSET, (int32_t)how->instead);
	if (r < 0)
		return r;
	*skip = (struct tamper_skip){
		.on = true,
		.restart = how->restart,
		.nr = (uint32_t)regs.orig_ax,
		.result = how->result,
	};
	return 0;
}

int32_t tamper_finish(int tid, struct tamper_skip *skip)
{
	skip->on = false;
	/* What can't be set is of no task any more. */
	if (set(tid, RESULT_OFFSET, skip->result) == 0 &&
	    set(tid, NR_OFFSET, skip->restart ? (int64_t)skip->nr : -1) == 0 && skip->restart)
		ptrace(PTRACE_INTERRUPT, tid, NULL, NULL);
	return (int32_t)skip->result;
}

void tamper_let_go(int tid, struct tamper_skip *skip)
{
	struct syscall_info info;

	if (!skip->on || regs_syscall(tid, &info) < 0)
		return;
	if (info.op == SYSCALL_EXIT)
		tamper_finish(tid, skip);
	else if (set(tid, NR_OFFSET, skip->nr) == 0)
		skip->on = false;
}

int tamper_poke(int tid, const struct span *poke)
{
	char path[64];
	ssize_t n;
	int fd, r;

	snprintf(path, sizeof(path), "/proc/%d/mem", tid);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	n = pwrite64(fd, poke->to, poke->n, (off64_t)poke->addr);
	r = n < 0 ? -errno : n < (ssize_t)poke->n ? -EFAULT : 0;
	close(fd);
	return r;
}
