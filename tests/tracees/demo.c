/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What "./bootstrap demo" traces: both gates, a read() interrupted with and
 * without SA_RESTART, and a nanosleep() stopped and continued.
 *
 * A helper process sends the signals. It never guesses when: `act` says where
 * the program is, and /proc says whether it is asleep there.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ACT_START, ACT_READ_RESTARTS, ACT_READ_FAILS, ACT_SLEEP, ACT_END };

/* Shared with the helper. */
static struct {
	volatile int act;
	volatile int handled; /* signals */
} *stage;

static void count(int sig)
{
	(void)sig;
	stage->handled++;
}

static void handle(int sig, int flags)
{
	struct sigaction sa = { .sa_handler = count, .sa_flags = flags };

	sigaction(sig, &sa, NULL);
}

static int int80(int nr)
{
	int ret;

	__asm__ volatile("int $0x80" : "=a"(ret) : "0"(nr) : "memory");
	return ret;
}

/* ---- The helper ---- */

/* The number or letter behind KEY in /proc/PID/status. */
static char *status(int pid, const char *key)
{
	static char line[128];
	size_t n = strlen(key);
	char path[32];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	f = fopen(path, "r");
	if (!f)
		exit(1);
	while (fgets(line, sizeof(line), f) && (strncmp(line, key, n) || line[n] != ':'))
		;
	fclose(f);
	return line + n + 2;
}

static int state(int pid)
{
	return *status(pid, "State");
}

static void look_again(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
}

static void wait_asleep(int pid, int act, int handled)
{
	while (stage->act != act || stage->handled != handled || state(pid) != 'S')
		look_again();
}

/*
 * Stopped: T. A traced process is in t, in every stop: it is the last of them
 * when its tracer has nothing left to do, twice in a row.
 */
static void wait_stopped(int pid)
{
	int quiet = 0;

	while (quiet < 2 && state(pid) != 'T') {
		int tracer = atoi(status(pid, "TracerPid"));

		quiet = tracer && state(pid) == 't' && state(tracer) == 'S' ? quiet + 1 : 0;
		look_again();
	}
}

static void help(int pid, int fd)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);

	wait_asleep(pid, ACT_READ_RESTARTS, 0);
	kill(pid, SIGUSR1);
	wait_asleep(pid, ACT_READ_RESTARTS, 1);
	write(fd, "data", 4);

	wait_asleep(pid, ACT_READ_FAILS, 1);
	kill(pid, SIGUSR2);

	wait_asleep(pid, ACT_SLEEP, 2);
	kill(pid, SIGSTOP);
	wait_stopped(pid);
	kill(pid, SIGCONT);

	/* A SIGCHLD before the program waits for us would disturb it. */
	wait_asleep(pid, ACT_END, 2);
	_exit(0);
}

/* ---- The program ---- */

int main(void)
{
	char data[8];
	int fd[2];

	stage = mmap(NULL, sizeof(*stage), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (stage == MAP_FAILED || pipe(fd))
		return 1;
	handle(SIGUSR1, SA_RESTART);
	handle(SIGUSR2, 0);
	if (fork() == 0)
		help(getppid(), fd[1]);

	write(STDOUT_FILENO, "through the vDSO\n", 17);
	int80(SYS_getpid);

	stage->act = ACT_READ_RESTARTS;
	read(fd[0], data, sizeof(data));

	stage->act = ACT_READ_FAILS;
	read(fd[0], data, sizeof(data));

	stage->act = ACT_SLEEP;
	nanosleep(&(struct timespec){ .tv_sec = 1 }, NULL);

	stage->act = ACT_END;
	wait(NULL);
	return 0;
}
