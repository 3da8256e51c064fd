/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

int pipe_private(int end[2])
{
	if (pipe2(end, O_CLOEXEC) == 0)
		return 0;
	/* Before 2.6.27, where glibc's pipe() fails, too; we have no threads that could fork meanwhile. */
	if (errno != ENOSYS || syscall(SYS_pipe, end) < 0)
		return -errno;
	fcntl(end[0], F_SETFD, FD_CLOEXEC);
	fcntl(end[1], F_SETFD, FD_CLOEXEC);
	return 0;
}
