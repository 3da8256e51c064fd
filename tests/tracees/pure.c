/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A program that makes system calls by int $0x80 alone, of several kinds,
 * without any libc. What it does is the same in every run.
 */
#include <asm/unistd.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "bare.h"

static void say(const char *text)
{
	long n = 0;

	while (text[n])
		n++;
	CALL(__NR_write, 1, text, n);
}

static void files(void)
{
	static char data[4096];
	static struct stat64 st;
	long fd = CALL(__NR_open, "/proc/self/exe", O_RDONLY);

	CALL(__NR_read, fd, data, 16);
	CALL(__NR__llseek, fd, 0, 4096, data, SEEK_SET);
	CALL(__NR_pread64, fd, data, 32, 64, 0);
	CALL(__NR_fstat64, fd, &st);
	CALL(__NR_fcntl64, fd, F_GETFL);
	CALL(__NR_fcntl64, fd, F_SETFD, FD_CLOEXEC);
	CALL(__NR_dup2, fd, 9);
	CALL(__NR_close, fd);
	CALL(__NR_close, fd);
	fd = CALL(__NR_openat, AT_FDCWD, "/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	CALL(__NR_getdents64, fd, data, sizeof(data));
	CALL(__NR_close, fd);
	CALL(__NR_access, "/no/such/file", 4);
	CALL(__NR_open, "/no/such/file", O_WRONLY | O_CREAT | O_TRUNC | O_LARGEFILE, 0644);
	CALL(__NR_getcwd, data, sizeof(data));
	CALL(__NR_umask, 022);
}

static void memory(void)
{
	long old = CALL(__NR_brk, 0), at;
	uint32_t block[6] = { 0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, 0xffffffff, 0 };

	CALL(__NR_brk, old + 0x21000);
	CALL(__NR_brk, old);
	at = CALL(__NR_mmap, block);
	CALL(__NR_mprotect, at, 4096, PROT_READ);
	CALL(__NR_madvise, at, 8192, MADV_DONTNEED);
	CALL(__NR_munmap, at, 8192);
	at = CALL(__NR_mmap2, 0, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	CALL(__NR_munmap, at, 4096);
	CALL(__NR_mmap2, 0, 4096, PROT_READ | PROT_EXEC, MAP_SHARED, -1, 0x1234);
	/* Addresses that point nowhere. */
	CALL(__NR_write, 1, 16, 8);
	CALL(__NR_open, 16, O_RDONLY);
	CALL(__NR_nanosleep, 16, 0);
}

static void waits(void)
{
	static const char bytes[] = "\0\1\2\n\"\\\177\377 and more than thirty-two bytes";
	static const int32_t now[2];
	static struct pollfd p[2];
	static char data[16];
	int fd[2];

	CALL(__NR_pipe, fd);
	p[0] = (struct pollfd){ .fd = fd[0], .events = POLLIN | POLLPRI };
	p[1] = (struct pollfd){ .fd = fd[1], .events = POLLOUT };
	CALL(__NR_poll, p, 2, 0);
	CALL(__NR_write, fd[1], bytes, sizeof(bytes) - 1);
	CALL(__NR_poll, p, 1, 100);
	CALL(__NR_read, fd[0], data, 16);
	CALL(__NR_nanosleep, now, 0);
	CALL(__NR_close, fd[0]);
	CALL(__NR_close, fd[1]);
	CALL(__NR_getpriority, 0, 0);
	CALL(__NR_getuid32);
	CALL(0x1e240, 1, 2, 3, 4, 5, 6);
}

__attribute__((force_align_arg_pointer, noreturn)) void _start(void);

void _start(void)
{
	files();
	memory();
	waits();
	say("only int $0x80\n");
	for (;;)
		CALL(__NR_exit, 5);
}
