/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Processes that do to themselves what tracers do, one scenario a run:
 *
 *	hostile_odd SCENARIO, hostile_odd list
 *
 * What they do is between access("begin") and access("end"); on standard
 * output they say what came of it, which is the same untraced but where a
 * scenario says otherwise.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "expect.h"
#include "raw.h"

static void said(const char *what, long n)
{
	printf("%s %ld\n", what, n);
	fflush(stdout);
}

static pid_t clean_fork(void)
{
	fflush(stdout);
	return fork();
}

static void end_of(pid_t pid, const char *who)
{
	int status;

	if (waitpid(pid, &status, 0) != pid)
		exit(1);
	printf("%s: %s %d\n", who, WIFSIGNALED(status) ? "killed by" : "exited with",
	       WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
	fflush(stdout);
}

/* ---- ptrace inside: "says otherwise", it is EPERM under a tracer and allowed without one */

static void trace_me(void)
{
	expect_begin();
	int80(SYS_ptrace, PTRACE_TRACEME, 0, 0, 0, 0, 0);
	fast(SYS_ptrace, PTRACE_TRACEME, 0, 0, 0, 0, 0);
	int80(SYS_getppid, 0, 0, 0, 0, 0, 0);
	expect_end();
}

static void trace_child(void)
{
	pid_t pid = clean_fork();
	int end[2];

	if (pid == 0) {
		for (;;)
			pause();
	}
	expect_begin();
	int80(SYS_ptrace, PTRACE_ATTACH, pid, 0, 0, 0, 0);
	int80(SYS_ptrace, PTRACE_SEIZE, pid, 0, 0, 0, 0);
	expect_end();
	kill(pid, SIGKILL);
	(void)end;
	end_of(pid, "child");
}

/* ---- seccomp filters of its own ---- */

enum { MARKED = 0x5ecc };

/* access(..., MARKED) has this action; all else is allowed. */
static int filter(unsigned action, unsigned flags)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_access, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[1])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MARKED, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, action),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { .len = sizeof(code) / sizeof(*code), .filter = code };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		skip("no seccomp filters");
	return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
}

static long by_int80(void)
{
	return int80(SYS_access, (long)"marked", MARKED, 0, 0, 0, 0);
}

static long by_fast(void)
{
	return fast(SYS_access, (long)"marked", MARKED, 0, 0, 0, 0);
}

static void in_child(unsigned action)
{
	pid_t pid;

	/* No filter at all is EFAULT where there are filters. */
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, NULL) < 0 && errno == EINVAL)
		skip("no seccomp filters");
	pid = clean_fork();
	if (pid == 0) {
		if (filter(action, 0))
			_exit(77);
		expect_begin();
		said("int80", by_int80());
		said("fast", by_fast());
		said("getppid", int80(SYS_getppid, 0, 0, 0, 0, 0, 0) == getppid());
		expect_end();
		_exit(3);
	}
	end_of(pid, "child");
}

static void seccomp_errno(void)
{
	in_child(SECCOMP_RET_ERRNO | EXDEV);
}

/* What only the kernel says to itself, and what it calls success. */
static void seccomp_restart(void)
{
	in_child(SECCOMP_RET_ERRNO | 512);
	in_child(SECCOMP_RET_ERRNO | 516);
	in_child(SECCOMP_RET_ERRNO | 0);
}

static volatile long traps;

static void on_sigsys(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)info;
	(void)context;
	traps++;
}

static void seccomp_trap(void)
{
	struct sigaction sa = { .sa_sigaction = on_sigsys, .sa_flags = SA_SIGINFO };

	sigaction(SIGSYS, &sa, NULL);
	in_child(SECCOMP_RET_TRAP);
	signal(SIGSYS, SIG_DFL);
	in_child(SECCOMP_RET_TRAP);
}

static void *die_alone(void *arg)
{
	(void)arg;
	filter(SECCOMP_RET_KILL_THREAD, 0);
	by_fast();
	return NULL;
}

static void seccomp_kill_thread(void)
{
	pid_t pid = clean_fork();

	if (pid == 0) {
		pthread_t thread;

		pthread_create(&thread, NULL, die_alone, NULL);
		pthread_join(thread, NULL);
		expect_begin();
		int80(SYS_getppid, 0, 0, 0, 0, 0, 0);
		expect_end();
		_exit(4);
	}
	end_of(pid, "child");
	in_child(SECCOMP_RET_KILL_THREAD);
}

static void seccomp_kill(void)
{
	in_child(SECCOMP_RET_KILL_PROCESS);
}

/* Without a tracer that wants them these calls fail with ENOSYS. */
static void seccomp_trace(void)
{
	in_child(SECCOMP_RET_TRACE | 7);
}

static void seccomp_notify(void)
{
	struct seccomp_notif asked;
	struct seccomp_notif_resp answer;
	volatile int *listener = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t pid;
	int i;

	*listener = -1;
	fflush(stdout);
	pid = (pid_t)syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0);
	if (pid == 0) {
		*listener = filter(SECCOMP_RET_USER_NOTIF, SECCOMP_FILTER_FLAG_NEW_LISTENER);
		expect_begin();
		said("int80", by_int80());
		said("fast", by_fast());
		expect_end();
		_exit(5);
	}
	while (*listener < 0)
		sched_yield();
	for (i = 0; i < 2; i++) {
		memset(&asked, 0, sizeof(asked));
		memset(&answer, 0, sizeof(answer));
		while (ioctl(*listener, SECCOMP_IOCTL_NOTIF_RECV, &asked) && errno == EINTR)
			;
		answer.id = asked.id;
		answer.val = i ? 0 : 4711;
		answer.error = i ? -ENOTTY : 0;
		ioctl(*listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
	}
	end_of(pid, "child");
}

/* ---- The trap flag ---- */

static void on_trap(int sig)
{
	(void)sig;
	traps++;
}

/* Traps behind each instruction, system calls among them. */
static void steps(void (*what)(void))
{
	traps = 0;
	__asm__ volatile("pushf\n"
			 "orl $0x100, (%%esp)\n"
			 "popf\n"
			 :
			 :
			 : "memory", "cc");
	what();
	__asm__ volatile("pushf\n"
			 "andl $~0x100, (%%esp)\n"
			 "popf\n"
			 :
			 :
			 : "memory", "cc");
}

static void nothing(void)
{
	__asm__ volatile("nop\nnop\nnop\nnop\nnop\nnop\nnop\nnop");
}

static void one_int80(void)
{
	int80(SYS_access, (long)"stepped", F_OK, 0, 0, 0, 0);
}

static void one_fast(void)
{
	fast(SYS_access, (long)"stepped", F_OK, 0, 0, 0, 0);
}

static void trap_flag(void)
{
	signal(SIGTRAP, on_trap);
	steps(nothing);
	said("traps without calls", traps);
	steps(one_int80);
	said("traps of int80", traps);
	steps(one_fast);
	said("traps of fast", traps);
	__asm__ volatile("int3");
	said("traps with int3", traps);
}

/* ---- Signals, all of them blocked ---- */

static void blocked(void)
{
	sigset_t all;
	pid_t pid;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	pid = clean_fork();
	if (pid == 0) {
		expect_begin();
		kill(getpid(), SIGTERM);
		kill(getpid(), SIGUSR1);
		by_int80();
		by_fast();
		expect_end();
		kill(getpid(), SIGSTOP);
		_exit(6);
	}
	waitpid(pid, NULL, WUNTRACED);
	kill(pid, SIGCONT);
	end_of(pid, "child");
	pid = clean_fork();
	if (pid == 0)
		__builtin_trap(); /* blocked, and forced on it */
	end_of(pid, "trapped");
}

/* ---- Numbers of processes ---- */

static void namespace(void)
{
	pid_t pid;

	fflush(stdout);
	pid = (pid_t)syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, 0, 0, 0, 0);
	if (pid < 0)
		skip("no pid namespaces: %s", strerror(errno));
	if (pid == 0) {
		pid_t inner;

		expect_begin();
		said("first is", int80(SYS_getpid, 0, 0, 0, 0, 0, 0));
		inner = clean_fork();
		if (inner == 0) {
			said("second is", fast(SYS_getpid, 0, 0, 0, 0, 0, 0));
			by_int80();
			pthread_t thread;
			pthread_create(&thread, NULL, (void *(*)(void *))(void *)by_fast, NULL);
			pthread_join(thread, NULL);
			kill(getpid(), SIGKILL);
		}
		end_of(inner, "second");
		expect_end();
		_exit(7);
	}
	end_of(pid, "first");
}

/* One number, again and again: a process, dead before the next one has it. */
static void reuse(void)
{
	pid_t number = 0, pid;
	int i;

	for (i = 0; i < 20; i++) {
		struct clone_args args = { .exit_signal = SIGCHLD };

		args.set_tid = number ? (uintptr_t)&number : 0;
		args.set_tid_size = number ? 1 : 0;
		pid = (pid_t)syscall(SYS_clone3, &args, sizeof(args));
		if (pid < 0)
			skip("a process can't be given a number: %s", strerror(errno));
		if (pid == 0) {
			(i & 1 ? by_int80 : by_fast)();
			_exit(i);
		}
		if (number && pid != number)
			exit(1);
		number = pid;
		if (waitpid(pid, NULL, 0) != pid)
			exit(1);
	}
	said("processes of one number", i);
}

static const struct {
	const char *name;
	void (*act)(void);
} scenarios[] = {
	{ "trace-me", trace_me },
	{ "trace-child", trace_child },
	{ "seccomp-errno", seccomp_errno },
	{ "seccomp-restart", seccomp_restart },
	{ "seccomp-trap", seccomp_trap },
	{ "seccomp-kill-thread", seccomp_kill_thread },
	{ "seccomp-kill", seccomp_kill },
	{ "seccomp-trace", seccomp_trace },
	{ "seccomp-notify", seccomp_notify },
	{ "trap-flag", trap_flag },
	{ "blocked", blocked },
	{ "namespace", namespace },
	{ "reuse", reuse },
};

int main(int argc, char **argv)
{
	unsigned i;

	for (i = 0; i < sizeof(scenarios) / sizeof(*scenarios); i++) {
		if (argc == 2 && !strcmp(argv[1], "list"))
			puts(scenarios[i].name);
		if (argc != 2 || strcmp(argv[1], scenarios[i].name))
			continue;
		scenarios[i].act();
		return 0;
	}
	return argc == 2 && !strcmp(argv[1], "list") ? 0 : 1;
}
