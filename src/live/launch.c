/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/die.h"
#include "base/pipe.h"
#include "event/i386.h"

/* What we change for ourselves and the program must not inherit. */
static const int our_signals[] = {
	SIGPIPE, SIGXFSZ, SIGCHLD, SIGALRM, SIGINT,  SIGTERM,
	SIGHUP,	 SIGQUIT, SIGXCPU, SIGTSTP, SIGTTIN, SIGTTOU,
};
static struct sigaction theirs[sizeof(our_signals) / sizeof(*our_signals)];
static sigset_t their_mask;

void launch_remember_signals(void)
{
	for (size_t i = 0; i < sizeof(our_signals) / sizeof(*our_signals); i++)
		sigaction(our_signals[i], NULL, &theirs[i]);
	sigprocmask(SIG_SETMASK, NULL, &their_mask);
}

/* 0 when path can be executed. */
static int executable(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EACCES;
	return access(path, X_OK) < 0 ? -errno : 0;
}

int launch_find(const char *name, char **path)
{
	const char *dirs = getenv("PATH");
	struct buffer at = BUFFER_INIT;
	int r = -ENOENT;

	*path = NULL;
	if (!*name)
		return -ENOENT;
	if (strchr(name, '/')) {
		r = executable(name);
		if (r == 0)
			*path = xstrdup(name);
		return r;
	}
	if (!dirs)
		dirs = "/bin:/usr/bin";
	for (;;) {
		size_t n = strcspn(dirs, ":");
		int now;

		buffer_reset(&at);
		buffer_add(&at, n ? dirs : ".", n ? n : 1);
		buffer_addc(&at, '/');
		buffer_adds(&at, name);
		now = executable(buffer_text(&at));
		if (now == 0) {
			*path = xstrdup(buffer_text(&at));
			r = 0;
			break;
		}
		if (now == -EACCES)
			r = -EACCES;
		if (!dirs[n])
			break;
		dirs += n + 1;
	}
	buffer_free(&at);
	return r;
}

/* The three arguments of execve, all of it below 4 GiB, as a 32-bit kernel entry wants them. */
struct block {
	char *mem;
	size_t size;
	uint32_t path, argv, envp;
};

static size_t count(char *const list[])
{
	size_t n = 0;

	while (list[n])
		n++;
	return n;
}

static size_t text_size(char *const list[])
{
	size_t n = 0;

	for (; *list; list++)
		n += strlen(*list) + 1;
	return n;
}

static uint32_t low(const void *p)
{
	return (uint32_t)(uintptr_t)p;
}

/* Copies the texts to *text and the vector of their addresses to *words. */
static uint32_t place(char *const list[], uint32_t **words, char **text)
{
	uint32_t at = low(*words);

	for (; *list; list++) {
		size_t n = strlen(*list) + 1;

		memcpy(*text, *list, n);
		*(*words)++ = low(*text);
		*text += n;
	}
	*(*words)++ = 0;
	return at;
}

static int block_make(struct block *b, const char *path, char *const argv[], char *const envp[])
{
	size_t vectors = (count(argv) + count(envp) + 2) * sizeof(uint32_t);
	int flags = MAP_PRIVATE | MAP_ANONYMOUS;
	uint32_t *words;
	char *text;

#ifdef __x86_64__
	flags |= MAP_32BIT;
#endif
	b->size = vectors + strlen(path) + 1 + text_size(argv) + text_size(envp);
	b->mem = mmap(NULL, b->size, PROT_READ | PROT_WRITE, flags, -1, 0);
	if (b->mem == MAP_FAILED)
		return -errno;
	words = (uint32_t *)(void *)b->mem;
	text = b->mem + vectors;
	b->argv = place(argv, &words, &text);
	b->envp = place(envp, &words, &text);
	b->path = low(text);
	memcpy(text, path, strlen(path) + 1);
	return 0;
}

static long execve_by_int80(const struct block *b)
{
	long result;

#ifdef __x86_64__
	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "0"((long)NR_EXECVE), "b"((long)b->path), "c"((long)b->argv), "d"((long)b->envp)
			 : "memory", "r8", "r9", "r10", "r11");
#else
	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "0"(NR_EXECVE), "b"(b->path), "c"(b->argv), "d"(b->envp)
			 : "memory");
#endif
	return (int)result;
}

/* Without privileges a filter needs the promise to gain none, and setuid programs run without theirs. */
static int install(const struct sock_fprog *program)
{
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program) == 0)
		return 1;
	if (errno == EACCES && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program) == 0)
		return 1;
	return -errno;
}

/* The kernel then honours setuid and setgid bits of the program, since root traces it. */
static int become(const struct launch_user *user)
{
	if (setgroups((size_t)user->n_groups, user->groups) < 0 || setgid(user->gid) < 0)
		return -1;
	return setuid(user->uid);
}

static void child(const struct launch *l, const struct block *b, int gate, int tracer)
{
	char byte;

	for (size_t i = 0; i < sizeof(our_signals) / sizeof(*our_signals); i++)
		sigaction(our_signals[i], &theirs[i], NULL);
	sigprocmask(SIG_SETMASK, &their_mask, NULL);
	/* The end of the pipe, not a byte, means that the tracer is no more. */
	while (read(gate, &byte, 1) != 1)
		if (errno != EINTR)
			_exit(1);
	close(gate);
	if (l->aside)
		prctl(PR_SET_PTRACER, 0, 0, 0, 0);
	if (l->installed && !*l->installed)
		*l->installed = install(l->seccomp);
	if (l->user && become(l->user) < 0)
		_exit(1);
	/* Behind becoming another user, which would undo it; and the parent may be gone already. */
	if (l->ends && (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != tracer))
		_exit(1);
	execve_by_int80(b);
	_exit(1);
}

/*
 * The program is to be the process that the user started, so it's us who step aside: as its grandchild,
 * which it never hears of. Returns what fork() would if it were the other way round: 0 in the program to
 * be, its id in us.
 */
static pid_t fork_aside(enum launch_aside how)
{
	pid_t program = getpid(), between;
	int status;

	prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0); /* Yama lets only ancestors trace */
	/* Not fork(): its end is to send no SIGCHLD, which a tracer that is quicker would see arrive. */
	between = (pid_t)syscall(SYS_clone, 0, NULL, NULL, NULL, NULL);
	if (between < 0)
		return between;
	if (between > 0) {
		while (waitpid(between, &status, __WALL) < 0 && errno == EINTR)
			;
		return 0;
	}
	if (fork() != 0)
		_exit(0); /* without a tracer the pipe ends, and so does the program */
	if (how == LAUNCH_ASIDE_PGROUP)
		setpgid(0, 0);
	if (how == LAUNCH_ASIDE_SESSION)
		setsid();
	return program;
}

int launch_start(struct launch *l, char *const argv[], char *const envp[])
{
	struct block b = { 0 };
	int pipes[2], tracer = getpid(), r;

	l->tid = 0;
	l->go = -1;
	if (l->seccomp) {
		l->installed = mmap(NULL, sizeof(*l->installed), PROT_READ | PROT_WRITE,
				    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
		if (l->installed == MAP_FAILED) {
			l->installed = NULL;
			return -errno;
		}
	}
	r = block_make(&b, l->path, argv, envp);
	if (r < 0)
		return r;
	r = pipe_private(pipes);
	if (r < 0)
		goto unmap;
	l->tid = l->aside ? fork_aside(l->aside) : fork();
	if (l->tid == 0) {
		close(pipes[1]);
		child(l, &b, pipes[0], tracer);
	}
	if (l->tid < 0)
		r = -errno;
	close(pipes[0]);
	if (l->tid > 0)
		l->go = pipes[1];
	else
		close(pipes[1]);
unmap:
	munmap(b.mem, b.size);
	return r;
}

void launch_refuse_seccomp(struct launch *l, int err)
{
	if (l->installed)
		*l->installed = err;
}

int launch_installed(const struct launch *l)
{
	return l->installed ? *l->installed : 0;
}

void launch_go(struct launch *l)
{
	ssize_t n;

	if (l->go < 0)
		return;
	do
		n = write(l->go, "", 1);
	while (n < 0 && errno == EINTR);
	close(l->go);
	l->go = -1;
}

void launch_abandon(struct launch *l)
{
	close(l->go);
	l->go = -1;
	while (waitpid(l->tid, NULL, 0) < 0 && errno == EINTR)
		;
}

void launch_end(struct launch *l)
{
	if (l->go >= 0)
		close(l->go);
	l->go = -1;
	if (l->installed)
		munmap(l->installed, sizeof(*l->installed));
	l->installed = NULL;
	free(l->path);
	l->path = NULL;
}
