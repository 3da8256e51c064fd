/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdint.h>
#include <sys/stat.h>

/*
 * What glibc's own functions ask newer kernels for: a 32-bit fstat() of glibc
 * 2.33 is statx(), else fstatat64() with AT_EMPTY_PATH, which came with Linux
 * 2.6.39: before it EINVAL, and opendir() fails with it. Seen on 2.6.29.
 */

/* fstat(), everywhere. 0 or -errno. */
int file_stat(int fd, struct stat *st) __attribute__((warn_unused_result));

/* A folder that is read. Closed by whoever opened it. */
struct folder {
	int fd;
	unsigned at, end;       /* in room */
	uint64_t room[4096 / 8]; /* struct linux_dirent64, one after the other */
};

/* 0 or -errno. */
int folder_open(struct folder *f, const char *path) __attribute__((warn_unused_result));

/* The next name, "." and ".." too, valid until the next call; NULL at the end, and where reading fails. */
const char *folder_next(struct folder *f);

void folder_close(struct folder *f);

#endif
