/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls to be tampered with: int $0x80 without any libc, each result told on standard output.
 *
 *	inject-bare       calls of many kinds, one after the other
 *	inject-bare fork  a child that makes some of them, too, and executes this program again
 */
#include <asm/unistd.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "bare.h"

static char text[64];

static void say(long result)
{
	unsigned long left = result < 0 ? -(unsigned long)result : (unsigned long)result;
	char line[16];
	int i = sizeof(line);

	line[--i] = '\n';
	do
		line[--i] = (char)('0' + left % 10);
	while (left /= 10);
	if (result < 0)
		line[--i] = '-';
	CALL(__NR_write, 1, line + i, sizeof(line) - i);
}

static void files(void)
{
	say(CALL(__NR_chdir, "."));
	say(CALL(__NR_chdir, "/no"));
	say(CALL(__NR_getppid) > 1);
	say(CALL(__NR_umask, 0));
	say(CALL(__NR_getcwd, text, sizeof(text)) > 0);
	say(CALL(__NR_open, "/proc/self/exe", O_RDONLY));
	say(CALL(__NR_read, 3, text, 8));
	say(CALL(__NR_pread64, 3, text, 4, 1, 0));
	say(CALL(__NR_chdir, "."));
	say(CALL(__NR_chdir, "."));
	say(CALL(__NR_fcntl64, 3, F_GETFL));
	say(CALL(__NR_close, 3));
}

static void others(void)
{
	static struct pollfd none = { .fd = -1 };
	long words[6] = { AF_UNIX, SOCK_STREAM };

	say(CALL(__NR_poll, &none, 1, 0));
	say(CALL(9999, 1, 2));
	say(CALL(__NR_mmap2, 0, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ? 1 : 0);
	say(CALL(__NR_socketcall, 1, words));
	say(CALL(__NR_socketcall, 1, words));
	say(CALL(__NR_socketcall, 99, words));
	say(CALL(__NR_ipc, 3, -1, 0, 0, 0));
}

static void family(const char *name)
{
	const char *argv[] = { name, 0 };
	long status, child = CALL(__NR_fork);

	if (!child) {
		say(CALL(__NR_umask, 2));
		CALL(__NR_execve, name, argv, 0);
		CALL(__NR_exit, 1);
	}
	say(CALL(__NR_waitpid, child, &status, 0) > 0);
	say(CALL(__NR_umask, 3));
	say(CALL(__NR_umask, 4));
}

__attribute__((used)) static void start(long *sp)
{
	const char **argv = (const char **)(sp + 1);

	if (sp[0] > 1)
		family(argv[0]);
	files();
	others();
	say(CALL(__NR_exit, 5));
	__builtin_trap();
}

__asm__(".globl _start\n"
	"_start:\n"
	"	mov %esp, %eax\n"
	"	and $-16, %esp\n"
	"	sub $12, %esp\n"
	"	push %eax\n"
	"	call start\n");
