/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/passes.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/limit.h"

/* A kernel that has it not need not be asked for each thread again. */
static int lacking;

static int try(int tid, uint64_t addr, uint64_t length)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_BREAKPOINT,
		.size = PERF_ATTR_SIZE_VER1,
		.bp_type = HW_BREAKPOINT_X,
		.bp_addr = addr,
		.bp_len = length,
		.exclude_kernel = 1,
		.exclude_hv = 1,
	};
	int fd = (int)syscall(SYS_perf_event_open, &attr, tid, -1, -1, 0);

	if (fd < 0)
		return -errno;
	/* PERF_FLAG_FD_CLOEXEC is younger; nothing of ours executes a program meanwhile. */
	if (fcntl(fd, F_SETFD, FD_CLOEXEC) < 0) {
		close(fd);
		return -EBADF;
	}
	return fd;
}

/* The kernel wants its own sizeof(long), which need not be ours (arch/x86/kernel/hw_breakpoint.c). */
static int open_counter(int tid, uint64_t addr)
{
	int fd = try(tid, addr, 8);

	return fd == -EINVAL ? try(tid, addr, 4) : fd;
}

/* Not of one process that is not to be looked at, or of the moment. 2.6.32 finds the structure too big. */
static bool is_lacking(int err)
{
	return err == ENOSYS || err == EINVAL || err == ENOENT || err == EOPNOTSUPP || err == E2BIG;
}

static bool too_many(int fd)
{
	static unsigned long limit;

	if (!limit)
		limit = limit_descriptors();
	return (unsigned long)fd >= limit / 2;
}

int passes_begin(struct passes *p, int tid, uint64_t addr)
{
	int fd;

	if (lacking)
		return -lacking;
	if (passes_on(p) && p->at == addr)
		return 0;
	passes_end(p);
	fd = open_counter(tid, addr);
	if (fd < 0) {
		if (is_lacking(-fd))
			lacking = -fd;
		return fd;
	}
	if (too_many(fd)) {
		close(fd);
		return -EMFILE;
	}
	*p = (struct passes){ .fd_1 = fd + 1, .at = addr };
	return 0;
}

int passes_look(struct passes *p)
{
	uint64_t count;
	bool passed;

	if (read(p->fd_1 - 1, &count, sizeof(count)) != sizeof(count))
		return -EIO;
	passed = count != p->before;
	p->before = count;
	return passed;
}

void passes_end(struct passes *p)
{
	if (passes_on(p))
		close(p->fd_1 - 1);
	p->fd_1 = 0;
}
