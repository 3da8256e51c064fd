/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * relay N: a thread makes the next one, and ends; N in all, some of them at
 * once. Prints how many have run.
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LANES = 4 };

static atomic_int left, ran;
static sem_t done;

static void *leg(void *unused)
{
	pthread_t next;
	int r;

	(void)unused;
	ran++;
	getppid();
	if (left-- <= 0) {
		sem_post(&done);
		return NULL;
	}
	r = pthread_create(&next, NULL, leg, NULL);
	if (r) {
		fprintf(stderr, "relay: %s\n", strerror(r));
		exit(1);
	}
	pthread_detach(next);
	return NULL;
}

int main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : 100;

	left = n;
	sem_init(&done, 0, 0);
	for (int i = 0; i < LANES; i++) {
		pthread_t first;

		if (pthread_create(&first, NULL, leg, NULL))
			return 1;
		pthread_detach(first);
	}
	for (int i = 0; i < LANES; i++)
		while (sem_wait(&done) < 0)
			;
	printf("relay: %d ran\n", ran);
	return 0;
}
