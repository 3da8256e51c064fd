/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A process that is killed while its tracer holds it:
 *
 *	hostile_kill KIND ROUNDS TRACER [OPTION...]
 *	hostile_kill victim KIND
 *
 * The first form runs the second one under "TRACER OPTION... --", again and
 * again, and each time at another moment: it stops the tracer, waits until the
 * victim stands in a ptrace-stop, kills it, and lets the tracer go on. What the
 * victim does all the time decides in which kind of stop that is. It prints in
 * how many rounds the victim was held, and fails when the tracer does not end in
 * time or not by the victim's SIGKILL.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <sys/syscall.h>

#include "asleep.h"
#include "raw.h"

enum { PATIENCE = 10 };

/* ---- The victim ---- */

static void calls(void)
{
	for (;;) {
		int80(SYS_getppid, 0, 0, 0, 0, 0, 0);
		fast(SYS_getppid, 0, 0, 0, 0, 0, 0);
	}
}

static void on_signal(int sig)
{
	(void)sig;
}

static void signals(void)
{
	signal(SIGUSR1, on_signal);
	for (;;)
		raise(SIGUSR1);
}

static void stops(void)
{
	pid_t parent = getpid();

	if (fork() == 0) {
		/* Whoever has its number later gets none. */
		while (getppid() == parent)
			kill(parent, SIGCONT);
		_exit(0);
	}
	for (;;)
		raise(SIGSTOP);
}

static void execs(void)
{
	execl("/proc/self/exe", "hostile_kill", "victim", "execs", NULL);
	_exit(1);
}

static void forks(void)
{
	for (;;) {
		pid_t pid = fork();

		if (pid == 0)
			_exit(0);
		waitpid(pid, NULL, 0);
	}
}

static void vforks(void)
{
	for (;;) {
		pid_t pid = vfork();

		if (pid == 0)
			_exit(0);
		waitpid(pid, NULL, 0);
	}
}

static void *short_life(void *arg)
{
	return arg;
}

static void threads(void)
{
	for (;;) {
		pthread_t thread;

		if (pthread_create(&thread, NULL, short_life, NULL) == 0)
			pthread_join(thread, NULL);
	}
}

static const struct {
	const char *name;
	void (*act)(void);
} kinds[] = {
	{ "calls", calls }, { "signals", signals }, { "stops", stops },	    { "execs", execs },
	{ "forks", forks }, { "vforks", vforks },   { "threads", threads },
};

static int victim(const char *kind)
{
	unsigned i;

	for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (!strcmp(kind, kinds[i].name))
			kinds[i].act();
	return 1;
}

/* ---- The killer ---- */

static pid_t child_of(pid_t pid)
{
	char name[32], text[256];

	snprintf(name, sizeof(name), "task/%d/children", pid);
	proc_read(pid, name, text, sizeof(text));
	return (pid_t)strtol(text, NULL, 10);
}

/* A fork of the tracer has the tracer's name. */
static int is_at_work(pid_t pid)
{
	char text[64];

	proc_read(pid, "comm", text, sizeof(text));
	return !strcmp(text, program_invocation_short_name) || !strcmp(text, "exe\n") ||
	       !strncmp(text, program_invocation_short_name, strlen(text) - 1);
}

/* Its tracer is stopped: does it come to a ptrace-stop, or to a place where it waits for good? */
static int is_held(pid_t pid)
{
	unsigned i;

	for (i = 0; i < 200; i++) {
		if (proc_state(pid) == 't')
			return 1;
		look_again();
	}
	return 0;
}

static void on_alarm(int sig)
{
	(void)sig;
}

/* 1: killed in a ptrace-stop, 0: elsewhere, -1: the tracer did not end as it should. */
static int once(const char *kind, char **tracer, unsigned options, unsigned moment)
{
	char *args[64];
	unsigned n;
	int status, held;
	pid_t pid, prey;
	unsigned early = moment % 4 == 0;

	for (n = 0; n < options; n++)
		args[n] = tracer[n];
	args[n++] = "/proc/self/exe";
	args[n++] = "victim";
	args[n++] = (char *)(uintptr_t)kind;
	args[n] = NULL;
	args[options] = realpath("/proc/self/exe", NULL);
	pid = fork();
	if (pid == 0) {
		execv(args[0], args);
		_exit(127);
	}
	free(args[options]);
	while ((prey = child_of(pid)) == 0 || !proc_traced(prey))
		look_again();
	/* Sometimes before its execve. */
	while (early == 0 && !is_at_work(prey))
		look_again();
	nanosleep(&(struct timespec){ .tv_nsec = moment }, NULL);
	kill(pid, SIGSTOP);
	if (waitpid(pid, &status, WUNTRACED) != pid || !WIFSTOPPED(status)) {
		fprintf(stderr, "the tracer ended before: status 0x%x\n", status);
		return -1;
	}
	held = is_held(prey);
	kill(prey, SIGKILL);
	kill(pid, SIGCONT);
	alarm(PATIENCE);
	if (waitpid(pid, &status, 0) != pid) {
		fprintf(stderr, "the tracer does not end\n");
		kill(pid, SIGKILL);
		return -1;
	}
	alarm(0);
	if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL) {
		fprintf(stderr, "the tracer's status is 0x%x\n", status);
		return -1;
	}
	return held;
}

int main(int argc, char **argv)
{
	struct sigaction sa = { .sa_handler = on_alarm };
	unsigned rounds, i, held = 0;

	if (argc == 3 && !strcmp(argv[1], "victim"))
		return victim(argv[2]);
	if (argc < 4)
		return 1;
	sigaction(SIGALRM, &sa, NULL);
	rounds = (unsigned)strtoul(argv[2], NULL, 10);
	for (i = 0; i < rounds; i++) {
		int r = once(argv[1], argv + 3, (unsigned)argc - 3, i * 37777 % 1000000);

		if (r < 0)
			return 1;
		held += (unsigned)r;
	}
	printf("%u\n", held);
	return 0;
}
