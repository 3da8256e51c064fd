/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What shell scripts can't do:
 *
 *	helper trace PID          traces the process until standard input ends
 *	helper default CMD...     runs CMD with no signal ignored or blocked, as from a terminal
 *	helper no-ptrace CMD...   runs CMD where a seccomp filter forbids ptrace
 *	helper gone               prints a pid that no process has
 *	helper children CMD...    runs CMD, and prints what it has left behind: nothing, or pids
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PTRACE_X86_64 = 101, PTRACE_I386 = 26 };

static int complain(const char *what)
{
	perror(what);
	return 126;
}

static int run(char **command)
{
	execvp(command[0], command);
	return complain(command[0]);
}

static int trace(pid_t pid)
{
	char c;

	if (ptrace(PTRACE_SEIZE, pid, NULL, NULL))
		return complain("ptrace");
	puts("traced");
	fflush(stdout);
	while (read(0, &c, 1) > 0)
		;
	return 0;
}

static int by_default(char **command)
{
	sigset_t none;
	int sig;

	for (sig = 1; sig < NSIG; sig++)
		signal(sig, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	return run(command);
}

static int no_ptrace(char **command)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_I386, 2, 0),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PTRACE_X86_64, 3, 2),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PTRACE_I386, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
	};
	struct sock_fprog filter = { sizeof(code) / sizeof(*code), code };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter))
		return complain("seccomp");
	return run(command);
}

static int gone(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	if (waitpid(pid, NULL, 0) != pid)
		return complain("fork");
	printf("%d\n", pid);
	return 0;
}

/* Whatever loses its parent becomes ours. */
static int children(char **command)
{
	int status, ended = 126, left = 0;
	pid_t pid, first;

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	first = fork();
	if (first == 0)
		_exit(run(command));
	while (waitpid(first, &status, 0) != first)
		;
	ended = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	/* Those that have ended already are no leavings. */
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		;
	if (pid == 0) {
		char line[512];
		FILE *f = fopen("/proc/thread-self/children", "r");

		while (f && fscanf(f, "%511s", line) == 1) {
			printf("left behind: %s\n", line);
			kill(atoi(line), SIGKILL);
			left++;
		}
	}
	return left ? 125 : ended;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	if (!strcmp(what, "gone"))
		return gone();
	if (argc > 2 && !strcmp(what, "trace"))
		return trace(atoi(argv[2]));
	if (argc > 2 && !strcmp(what, "default"))
		return by_default(argv + 2);
	if (argc > 2 && !strcmp(what, "no-ptrace"))
		return no_ptrace(argv + 2);
	if (argc > 2 && !strcmp(what, "children"))
		return children(argv + 2);
	fprintf(stderr, "usage: helper trace|default|no-ptrace|gone|children ...\n");
	return 126;
}
