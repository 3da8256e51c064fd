/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * throng THREADS CALLS: so many threads, all there at once; each makes CALLS
 * calls before the others may go, and one behind that.
 *
 * throng line CHILDREN: so many children, one after the other.
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_barrier_t all_there;
static int calls;

static void *one(void *arg)
{
	for (int i = 0; i < calls; i++)
		syscall(SYS_getppid);
	pthread_barrier_wait(&all_there);
	syscall(SYS_getpgid, 0);
	return arg;
}

static int at_once(int threads)
{
	pthread_t *thread = calloc((size_t)threads, sizeof(*thread));
	pthread_attr_t small;

	pthread_attr_init(&small);
	pthread_attr_setstacksize(&small, 1 << 16);
	pthread_barrier_init(&all_there, NULL, (unsigned)threads);
	for (int i = 0; i < threads; i++)
		if (pthread_create(&thread[i], &small, one, NULL))
			return 1;
	for (int i = 0; i < threads; i++)
		pthread_join(thread[i], NULL);
	free(thread);
	return 0;
}

static int in_a_line(int children)
{
	int status;

	for (int i = 0; i < children; i++) {
		pid_t pid = fork();

		if (pid == 0)
			_exit(7);
		if (waitpid(pid, &status, 0) != pid || WEXITSTATUS(status) != 7)
			return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	if (argc != 3)
		return 1;
	calls = atoi(argv[2]);
	return strcmp(argv[1], "line") ? at_once(atoi(argv[1])) : in_a_line(calls);
}
