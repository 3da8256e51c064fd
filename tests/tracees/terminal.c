/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A user at a terminal:
 *
 *	terminal CMD...    runs CMD in a session of its own on a new pseudo-terminal
 *
 * and types what standard input says, a line each:
 *
 *	type TEXT    TEXT as printf(1) has it: \n, \032 (^Z), \003 (^C), \004 (^D)
 *	see TEXT     waits until TEXT has come, behind what was seen before
 *	until CMD    waits until the shell command succeeds
 *
 * All that came goes to standard output. The exit status is CMD's; 100: a TEXT
 * that never came.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum { NEVER = 100, PATIENCE_MS = 20000, ROOM = 1 << 20 };

static char came[ROOM];
static size_t length, seen;
static int terminal;

static void unescape(char *text)
{
	char *to = text;

	while (*text) {
		if (*text == '\\' && text[1] == 'n') {
			*to++ = '\n';
			text += 2;
		} else if (*text == '\\' && text[1] == '0') {
			*to++ = (char)strtol(text + 1, &text, 8);
		} else {
			*to++ = *text++;
		}
	}
	*to = '\0';
}

/* Whether more came; the end of the terminal is no more. */
static int hear(int ms)
{
	struct pollfd p = { .fd = terminal, .events = POLLIN };
	ssize_t n;

	if (poll(&p, 1, ms) <= 0 || length == ROOM - 1)
		return 0;
	n = read(terminal, came + length, ROOM - 1 - length);
	if (n <= 0)
		return 0;
	fwrite(came + length, 1, (size_t)n, stdout);
	fflush(stdout);
	length += (size_t)n;
	came[length] = '\0';
	return 1;
}

static void see(const char *text)
{
	char *at;

	while (!(at = strstr(came + seen, text)))
		if (!hear(PATIENCE_MS)) {
			printf("\n[never came: %s]\n", text);
			exit(NEVER);
		}
	seen = (size_t)(at - came) + strlen(text);
}

static void run(char **command, const char *name)
{
	int fd;

	setsid();
	fd = open(name, O_RDWR);
	if (fd < 0 || ioctl(fd, TIOCSCTTY, 0) < 0)
		_exit(NEVER + 1);
	dup2(fd, 0);
	dup2(fd, 1);
	dup2(fd, 2);
	if (fd > 2)
		close(fd);
	for (int sig = 1; sig < NSIG; sig++)
		signal(sig, SIG_DFL);
	execvp(command[0], command);
	_exit(NEVER + 2);
}

int main(int argc, char **argv)
{
	char line[1000];
	int status;
	pid_t pid;

	terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (argc < 2 || terminal < 0 || grantpt(terminal) || unlockpt(terminal))
		return NEVER;
	pid = fork();
	if (pid == 0)
		run(argv + 1, ptsname(terminal));
	while (fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = '\0';
		unescape(line);
		if (!strncmp(line, "type ", 5))
			write(terminal, line + 5, strlen(line + 5));
		else if (!strncmp(line, "see ", 4))
			see(line + 4);
		else if (!strncmp(line, "until ", 6))
			while (system(line + 6))
				usleep(10000);
	}
	while (hear(PATIENCE_MS))
		;
	if (waitpid(pid, &status, 0) != pid)
		return NEVER;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
