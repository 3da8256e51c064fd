/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Waits for a byte from a pipe that is empty. A signal comes a tenth of a second
 * later; its handler writes the byte. Steps 5, 6 and 7 of the lecture.
 *
 *	reader restart    the handler has SA_RESTART: the read is made again
 *	reader fail       it has not: the read fails
 *	reader jump       it has, but is left by siglongjmp(): the read is forgotten
 */
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

static int fd[2];
static int jump;
static sigjmp_buf before;

static void handler(int sig)
{
	(void)sig;
	write(fd[1], "x", 1);
	if (jump)
		siglongjmp(before, 1);
}

int main(int argc, char **argv)
{
	struct sigaction sa = { .sa_handler = handler };
	struct itimerval soon = { .it_value.tv_usec = 100000 };
	char byte;

	if (argc != 2 || pipe(fd))
		return 1;
	if (strcmp(argv[1], "fail") != 0)
		sa.sa_flags = SA_RESTART;
	jump = !strcmp(argv[1], "jump");
	sigaction(SIGALRM, &sa, NULL);
	setitimer(ITIMER_REAL, &soon, NULL);
	if (sigsetjmp(before, 1) == 0)
		read(fd[0], &byte, 1);
	return 0;
}
