/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

/* man 2 getdents */
struct entry {
	uint64_t ino;
	int64_t off;
	uint16_t size;
	uint8_t type;
	char name[];
};

int file_stat(int fd, struct stat *st)
{
	char link[32];

	if (fstat(fd, st) == 0)
		return 0;
	if (errno != EINVAL)
		return -errno;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	return stat(link, st) < 0 ? -errno : 0;
}

int folder_open(struct folder *f, const char *path)
{
	f->at = f->end = 0;
	f->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return f->fd < 0 ? -errno : 0;
}

const char *folder_next(struct folder *f)
{
	const struct entry *e;

	if (f->at == f->end) {
		long n = syscall(SYS_getdents64, f->fd, f->room, sizeof(f->room));

		if (n <= 0)
			return NULL;
		f->at = 0;
		f->end = (unsigned)n;
	}
	e = (const void *)((const char *)f->room + f->at);
	f->at += e->size;
	return e->name;
}

void folder_close(struct folder *f)
{
	close(f->fd);
}
