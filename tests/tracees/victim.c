/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a tracer attaches to and lets go again. It does one thing and prints
 * how it came out:
 *
 *	victim running    makes calls without end, until standard input has a line
 *	victim read       reads a line of standard input, asleep in the read
 *	victim nanosleep  sleeps for a second, or as many as VICTIM_SECONDS says, and looks whether it did
 *	victim stopped    stops itself, and is continued
 *	victim threads    all of this at once, but for the stop
 */
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

static void *do_running(void *arg)
{
	struct pollfd p = { .fd = 0, .events = POLLIN };
	int ret;

	do
		ret = poll(&p, 1, 0);
	while (ret == 0);
	return ret == 1 ? "ok" : arg;
}

static void *do_read(void *arg)
{
	char line[32];

	return read(0, line, sizeof(line)) == 5 && !memcmp(line, "line\n", 5) ? "ok" : arg;
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void *do_nanosleep(void *arg)
{
	const char *seconds = getenv("VICTIM_SECONDS");
	struct timespec sleep = { .tv_sec = seconds ? atoi(seconds) : 1 };
	double start = now();

	return nanosleep(&sleep, NULL) == 0 && now() - start >= (double)sleep.tv_sec ? "ok" : arg;
}

static void *do_stopped(void *arg)
{
	return raise(SIGSTOP) == 0 ? "ok" : arg;
}

static void *do_threads(void *arg)
{
	void *one, *two, *three;
	pthread_t a, b;

	if (pthread_create(&a, NULL, do_nanosleep, arg) || pthread_create(&b, NULL, do_running, arg))
		return arg;
	pthread_join(b, &two);
	pthread_join(a, &one);
	three = do_read(arg);
	return one != arg && two != arg && three != arg ? "ok" : arg;
}

static const struct {
	const char *name;
	void *(*run)(void *arg);
} kinds[] = {
	{ "running", do_running }, { "read", do_read },       { "nanosleep", do_nanosleep },
	{ "stopped", do_stopped }, { "threads", do_threads },
};

int main(int argc, char **argv)
{
	static char wrong[] = "wrong";
	unsigned i;

	prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0); /* Yama */
	for (i = 0; argc == 2 && i < sizeof(kinds) / sizeof(*kinds); i++)
		if (!strcmp(argv[1], kinds[i].name)) {
			printf("%s: %s\n", argv[1], (char *)kinds[i].run(wrong));
			return 0;
		}
	return 1;
}
