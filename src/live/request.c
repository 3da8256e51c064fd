/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/request.h"

#include <errno.h>
#include <linux/ptrace.h>
#include <sys/syscall.h>
#include <unistd.h>

long request_ptrace(long what, int tid, uintptr_t addr, void *data)
{
	long r = syscall(SYS_ptrace, what, (long)tid, addr, data);

	return r < 0 ? -errno : r;
}

int request_poke(int tid, size_t offset, uintptr_t word)
{
	return (int)request_ptrace(PTRACE_POKEUSR, tid, offset, (void *)word);
}
