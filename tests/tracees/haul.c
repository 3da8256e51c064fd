/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A long haul, and what it costs its tracer:
 *
 *	haul calls N       calls of getppid
 *	haul paths N       calls with a path, a buffer and a structure each
 *	haul sleeps N      calls that a signal interrupts, and that restart
 *	haul children N    children, one after the other
 *	haul threads N     threads, one after the other
 *
 * Prints how much memory the tracer has, in kB, after a hundredth of it (but
 * at least a few hundred) and at the end: now, and at most.
 */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LEAST = 300 };

static long from_status(int pid, const char *field)
{
	char path[64], line[256];
	long value = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	f = fopen(path, "r");
	while (f && fgets(line, sizeof(line), f))
		if (!strncmp(line, field, strlen(field)))
			value = atol(line + strlen(field));
	if (f)
		fclose(f);
	return value;
}

static void measure(void)
{
	int tracer = (int)from_status(getpid(), "TracerPid:");

	printf("%ld %ld\n", from_status(tracer, "VmRSS:"), from_status(tracer, "VmHWM:"));
}

static void call(void)
{
	syscall(SYS_getppid);
}

static void path(void)
{
	static unsigned n;
	char name[64];
	struct stat st;
	int fd;

	snprintf(name, sizeof(name), "/proc/self/../%u/none", n++);
	stat(name, &st);
	fd = open("/dev/null", O_WRONLY);
	write(fd, name, sizeof(name));
	close(fd);
}

static void sleep_on(void)
{
	const struct itimerval soon = { .it_value = { .tv_usec = 50 } };
	const struct timespec moment = { .tv_nsec = 200000 };

	setitimer(ITIMER_REAL, &soon, NULL);
	nanosleep(&moment, NULL);
}

static void child(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	waitpid(pid, NULL, 0);
}

static void *nothing(void *arg)
{
	return arg;
}

static void thread(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, nothing, NULL) == 0)
		pthread_join(thread, NULL);
}

static const struct {
	const char *name;
	void (*once)(void);
} kinds[] = {
	{ "calls", call },     { "paths", path },     { "sleeps", sleep_on },
	{ "children", child }, { "threads", thread },
};

int main(int argc, char **argv)
{
	long n = argc == 3 ? atol(argv[2]) : 0, first = n / 100 < LEAST ? LEAST : n / 100;

	signal(SIGALRM, SIG_IGN); /* interrupts only a traced process */
	for (unsigned k = 0; k < sizeof(kinds) / sizeof(*kinds); k++) {
		if (argc != 3 || strcmp(argv[1], kinds[k].name))
			continue;
		for (long i = 0; i < n; i++) {
			kinds[k].once();
			if (i == first)
				measure();
		}
		measure();
		return 0;
	}
	return 1;
}
