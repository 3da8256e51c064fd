/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kin who: the restart point that a process and those it makes have, each by
 * its own AT_SYSINFO: a line "WHO: INSTRUCTION at OFFSET".
 * kin calls: calls of six arguments, through libc; what came of them.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "vdso.h"

static char name[] = "kin", leaf[] = "leaf";

static void say(const char *who)
{
	struct own_vdso v = own_vdso();

	printf("%s: %s at 0x%x\n", who, v.insn, v.restart);
	fflush(stdout);
}

static void reap(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, 0) != pid || status)
		printf("child failed: 0x%x\n", status);
}

static void exec_leaf(char *who)
{
	char *argv[] = { name, leaf, who, NULL };

	execv("/proc/self/exe", argv);
	_exit(127);
}

static void *thread_says(void *arg)
{
	say("a thread");
	return arg;
}

static void *thread_execs(void *arg)
{
	exec_leaf(arg);
	return arg;
}

static void by_fork(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		say("fork");
		_exit(0);
	}
	reap(pid);
}

static void by_vfork(void)
{
	char who[] = "vfork and exec";
	pid_t pid = vfork();

	if (pid == 0)
		exec_leaf(who);
	reap(pid);
}

static void by_spawn(void)
{
	char who[] = "spawn", *argv[] = { name, leaf, who, NULL }, *env[] = { NULL };
	pid_t pid;

	if (posix_spawn(&pid, "/proc/self/exe", NULL, NULL, argv, env) == 0)
		reap(pid);
}

static void by_thread(void)
{
	static char who[] = "exec by a thread";
	pid_t pid = fork();
	pthread_t thread;

	if (pid == 0) {
		pthread_create(&thread, NULL, thread_execs, who);
		pthread_join(thread, NULL);
		_exit(1);
	}
	reap(pid);
}

static int who(void)
{
	pthread_t thread;

	say("itself");
	if (pthread_create(&thread, NULL, thread_says, NULL) == 0)
		pthread_join(thread, NULL);
	by_fork();
	by_vfork();
	by_spawn();
	by_thread();
	return 0;
}

/* The 6th argument, wrong, is seen in each. */
static int calls(void)
{
	enum { PAGE = 4096 };
	char path[] = "/tmp/kin.XXXXXX", page[PAGE];
	int fd = mkstemp(path), word = 7, i;
	const char *at;

	unlink(path);
	for (i = 0; i < 4; i++) {
		memset(page, 'a' + i, PAGE);
		if (write(fd, page, PAGE) != PAGE)
			return 1;
	}
	for (i = 0; i < 4; i++) {
		at = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, i * PAGE);
		printf("page %d: %c\n", i, at == MAP_FAILED ? '?' : *at);
	}
	for (i = 6; i < 9; i++) {
		long r = syscall(SYS_futex, &word, FUTEX_CMP_REQUEUE, 1, 1, &word, i);

		printf("requeue if %d: %s\n", i, r < 0 ? strerror(errno) : "done");
	}
	return 0;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	if (!strcmp(what, "who"))
		return who();
	if (!strcmp(what, "calls"))
		return calls();
	if (argc == 3 && !strcmp(what, leaf)) {
		say(argv[2]);
		return 0;
	}
	fprintf(stderr, "usage: %s who|calls\n", argv[0]);
	return 1;
}
