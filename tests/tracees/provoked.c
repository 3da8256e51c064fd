/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A program that loses nothing when its calls are restarted: four reads of a pipe by libc's gate and
 * by an int $0x80 in turn, with a handler of SIGUSR1 that has SA_RESTART. Says what it has read.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "raw.h"

static int handled;

static void handler(int sig)
{
	(void)sig;
	handled++;
}

int main(void)
{
	struct sigaction sa = { .sa_handler = handler, .sa_flags = SA_RESTART };
	char got[16] = "";
	int ends[2], n = 0;

	sigaction(SIGUSR1, &sa, NULL);
	if (pipe(ends) || write(ends[1], "abcdefgh", 8) != 8)
		return 1;
	for (int i = 0; i < 4; i++) {
		long r = (i & 1 ? int80 : fast)(SYS_read, ends[0], (long)(got + n), 2, 0, 0, 0);

		printf("%ld ", r);
		if (r > 0)
			n += (int)r;
	}
	printf("%.*s, %d handled\n", n, got, handled);
	return 0;
}
