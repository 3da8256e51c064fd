/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Threads that work one after the other, each in its own turn, and end in that
 * order: the same calls in every run. Each takes its time to end, so that the
 * first thread already waits for it.
 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { THREADS = 4, ROUNDS = 25, LAST_ROUND = 100 };

static int turn[THREADS + 1][2];

static void *worker(void *arg)
{
	int *mine = arg, round;
	char line[64], c;

	for (round = 0; round < ROUNDS; round++) {
		if (read(mine[0], &c, 1) != 1)
			break;
		snprintf(line, sizeof(line), "thread %d, round %d", (int)(mine - turn[0]) / 2, round);
		access(line, F_OK);
		write(mine[3], &c, 1);
	}
	read(mine[0], &c, 1);
	for (round = 0; round < LAST_ROUND; round++)
		access("the end is near", F_OK);
	write(mine[3], &c, 1);
	return NULL;
}

int main(void)
{
	pthread_t thread[THREADS];
	int i, round;
	char c = '.';

	for (i = 0; i <= THREADS; i++)
		if (pipe(turn[i]))
			return 1;
	for (i = 0; i < THREADS; i++)
		if (pthread_create(&thread[i], NULL, worker, turn[i]))
			return 1;
	for (round = 0; round < ROUNDS; round++) {
		write(turn[0][1], &c, 1);
		read(turn[THREADS][0], &c, 1);
	}
	write(turn[0][1], &c, 1);
	for (i = 0; i < THREADS; i++)
		pthread_join(thread[i], NULL);
	puts("all rounds done");
	return 0;
}
