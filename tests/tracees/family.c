/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Processes and threads that come and go, one scenario a run:
 *
 *	family SCENARIO, family list
 */
#include <pthread.h>
#include <sched.h>

#include "scenario.h"

/* What a new task does: a call that tells of it, and its end. */
static void leaf(const char *who, int status)
{
	expect_begin();
	access(who, F_OK);
	_exit(status);
}

static void expect_leaf(int pid, const char *who, int status)
{
	expect_tid = pid;
	expect("%s access(\"%s\", F_OK) = -1 ENOENT (No such file or directory)", words.libc, who);
	expect("%s exit_group(%d) = ?", words.libc, status);
	expect("+++ exited with %d +++", status);
}

static void reap(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, 0) != pid)
		exit(1);
}

static void by_fork(void)
{
	pid_t pid = fork();

	if (pid == 0)
		leaf("forked", 3);
	reap(pid);
	expect_leaf(pid, "forked", 3);
}

static void by_vfork(void)
{
	pid_t pid = vfork();

	if (pid == 0)
		leaf("vforked", 4);
	reap(pid);
	expect_leaf(pid, "vforked", 4);
}

static void exec_leaf(void)
{
	execl("/proc/self/exe", "family", "leaf", "5", NULL);
	_exit(127);
}

static void by_vfork_and_exec(void)
{
	pid_t pid = vfork();

	if (pid == 0)
		exec_leaf();
	reap(pid);
	expect_leaf(pid, "leaf", 5);
}

/* By int $0x80, every argument of the i386 order in its place. */
static void by_clone(void)
{
	int tids[2] = { 0, 0 };
	long pid = int80(SYS_clone, CLONE_PARENT_SETTID | CLONE_CHILD_SETTID | SIGCHLD, 0, (long)&tids[0], 0,
			 (long)&tids[1], 0);

	if (pid == 0)
		leaf("cloned", 6);
	reap((pid_t)pid);
	expect_leaf((pid_t)pid, "cloned", 6);
}

static void *thread(void *arg)
{
	if (!arg)
		expect_begin();
	shared->tid = (int)syscall(SYS_gettid);
	int80(SYS_access, (long)"in a thread", F_OK, 0, 0, 0, 0);
	int80(SYS_exit, 0, 0, 0, 0, 0, 0);
	return arg;
}

static void wait_gone(int tid)
{
	while (syscall(SYS_tgkill, getpid(), tid, 0) == 0)
		look_again();
}

static void by_thread(void)
{
	pthread_t t;

	pthread_create(&t, NULL, thread, NULL);
	while (!shared->tid)
		look_again();
	wait_gone(shared->tid);
	expect_tid = shared->tid;
	expect("%s gettid() = %d", words.libc, expect_tid);
	expect("int80 access(\"in a thread\", F_OK) = -1 ENOENT (No such file or directory)");
	expect("int80 exit(0) = ?");
	expect("+++ exited with 0 +++");
}

/* Its parent is gone when it makes its calls. */
static void orphan(void)
{
	pid_t pid;

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	pid = fork();
	if (pid == 0) {
		pid = fork();
		if (pid)
			leaf("parent", 1);
		shared->tid = getpid();
		read_a(); /* until the parent is gone */
		leaf("orphan", 2);
	}
	reap(pid);
	feed(pipe_a);
	while (!shared->tid)
		look_again();
	reap(shared->tid);
	expect_leaf(pid, "parent", 1);
	expect_leaf(shared->tid, "orphan", 2);
}

static void killed(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		expect_begin();
		read_a();
	}
	wait_asleep(pid, SYS_read);
	kill(pid, SIGKILL);
	reap(pid);
	expect_tid = pid;
	expect("%s read(%d, <unfinished ...>) = ?", words.call, pipe_a[0]);
	expect("+++ killed by SIGKILL +++");
}

/* Every signal that stops, and a stop within a stop. */
static void stops(void)
{
	static const struct {
		int sig;
		const char *name;
	} all[] = {
		{ SIGSTOP, "SIGSTOP" }, { SIGTSTP, "SIGTSTP" }, { SIGTTIN, "SIGTTIN" }, { SIGTTOU, "SIGTTOU" }
	};
	int status, me = getpid(), uid = (int)getuid();
	unsigned i;
	pid_t pid = fork();

	if (pid == 0) {
		setpgid(0, 0); /* the session's: not an orphaned group, which ignores these signals */
		expect_begin();
		gate(SYS_read, pipe_a[0], (long)data, 4, 0, 0, 0);
		leaf("stopped", 7);
	}
	expect_tid = pid;
	for (i = 0; i < sizeof(all) / sizeof(*all); i++) {
		wait_asleep(pid, SYS_read);
		kill(pid, all[i].sig);
		if (waitpid(pid, &status, WUNTRACED) != pid || !WIFSTOPPED(status) ||
		    WSTOPSIG(status) != all[i].sig)
			exit(1);
		kill(pid, SIGCONT);
		expect("%s read(%d, 0x%lx, 4) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)",
		       i ? words.again : words.call, pipe_a[0], (unsigned long)data);
		expect("--- %s {si_signo=%s, si_code=SI_USER, si_pid=%d, si_uid=%d} ---", all[i].name,
		       all[i].name, me, uid);
		expect("--- stopped by %s ---", all[i].name);
		expect("--- SIGCONT {si_signo=SIGCONT, si_code=SI_USER, si_pid=%d, si_uid=%d} ---", me, uid);
		expect_restart("read");
	}
	wait_asleep(pid, SYS_read);
	feed(pipe_a);
	reap(pid);
	expect("%s read(%d, \"data\", 4) = 4", words.again, pipe_a[0]);
	expect_leaf(pid, "stopped", 7);
}

/* A thread that is not the first calls execve: it becomes the first, which is gone. */
static void *exec_in_thread(void *arg)
{
	shared->tid = (int)syscall(SYS_gettid);
	wait_asleep(getpid(), SYS_read);
	expect_begin();
	exec_leaf();
	return arg;
}

static void exec_by_thread(void)
{
	int vars;
	pthread_t t;
	pid_t pid = fork();

	if (pid == 0) {
		pthread_create(&t, NULL, exec_in_thread, NULL);
		expect_begin();
		read_a();
	}
	reap(pid);
	expect_tid = pid;
	expect("%s read(%d, <unfinished ...>) = ?", words.call, pipe_a[0]);
	expect("+++ superseded by execve in pid %d +++", shared->tid);
	for (vars = 0; environ[vars]; vars++)
		;
	expect("%s execve(\"/proc/self/exe\", [\"family\", \"leaf\", \"5\"], %p /* %d vars */) = 0",
	       words.libc, (void *)environ, vars);
	expect_leaf(pid, "leaf", 5);
}

/* Many at once. */
enum { CROWD = 40 };

static void crowd(void)
{
	pid_t pid[CROWD];
	int i;

	for (i = 0; i < CROWD; i++) {
		pid[i] = fork();
		if (pid[i] == 0)
			leaf("crowd", i);
	}
	for (i = 0; i < CROWD; i++) {
		reap(pid[i]);
		expect_leaf(pid[i], "crowd", i);
	}
}

static const struct {
	const char *name;
	void (*run)(void);
} scenarios[] = {
	{ "fork", by_fork },   { "vfork", by_vfork },   { "vfork-exec", by_vfork_and_exec },
	{ "clone", by_clone }, { "thread", by_thread }, { "orphan", orphan },
	{ "killed", killed },  { "stops", stops },      { "exec-by-thread", exec_by_thread },
	{ "crowd", crowd },
};

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";
	unsigned i;

	if (!strcmp(name, "leaf"))
		leaf("leaf", atoi(argv[2]));
	for (i = 0; i < sizeof(scenarios) / sizeof(*scenarios); i++) {
		if (!strcmp(name, "list"))
			puts(scenarios[i].name);
		if (strcmp(name, scenarios[i].name))
			continue;
		set_up(0);
		scenarios[i].run();
		expect_print();
		return 0;
	}
	return strcmp(name, "list") != 0;
}
