/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the traced programs ask of today's C library and an old one has not, or does otherwise (old-cc). */
#include <errno.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* It remembers the answer. */
pid_t getpid(void)
{
	return (pid_t)syscall(SYS_getpid);
}

int memfd_create(const char *name, unsigned flags)
{
	return (int)syscall(SYS_memfd_create, name, flags);
}

const char *strerrorname_np(int err)
{
	switch (err) {
	case E2BIG: return "E2BIG";
	case EINVAL: return "EINVAL";
	case EIO: return "EIO";
	case ENOENT: return "ENOENT";
	case ENOSYS: return "ENOSYS";
	case EPERM: return "EPERM";
	case ESRCH: return "ESRCH";
	}
	return NULL;
}
