/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whatever a traced process can name, it names so that a terminal or a browser
 * which got it as it is would obey it: names of files, threads, sockets,
 * functions and programs, strings, arguments.
 *
 *	rude FOLDER    an empty folder, for its files
 *	rude again     executed by that under a rude name
 */
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

/*
 * OSC and CSI sequences by ESC, by C1 controls raw and in UTF-8; line ends and
 * backspaces; what turns the direction of text round, and joins; bytes that
 * are no UTF-8, overlong, surrogates, cut short; markup, and JSON's own signs.
 */
static const char *const rude[] = {
	"\033]0;rude\a\033[31m",
	"\2331m\2350;\234",
	"\302\2331m\302\235\302\205",
	"a\r\nb\bc\177\v\f",
	"\342\200\256\342\201\246\342\200\217\330\234\342\200\250\342\200\251",
	"\357\273\277\342\200\213\342\200\215\357\277\277",
	"\377\376\300\200\340\200",
	"\355\240\200\364\220\200\200\360\237\230",
	"<img src=x onerror=f()>",
	"</script><!--",
	"--><style>&lt;&#27;",
	"\\u001b\"'}],{`${x}",
	"%s%n\\033[1m",
	" > <b> = -1 \n+++ ",
};

enum { RUDE = sizeof(rude) / sizeof(*rude) };

/* Its copy, executed under a rude name, has rude bytes in place of the function's name. */
#define FUNCTION rude_function_that_the_copy_names_otherwise
#define TEXT(name) #name
#define NAME_OF(name) TEXT(name)

static const char function[] = NAME_OF(FUNCTION);
static const char rude_name[] = "\033[7m<b>\302\233m\342\200\256\n\"\\</script>\233\377&lt;a...........";

_Static_assert(sizeof(function) == sizeof(rude_name), "one takes the other's place");

__attribute__((noinline)) void FUNCTION(int fd, const char *text);

__attribute__((noinline)) void FUNCTION(int fd, const char *text)
{
	syscall(SYS_write, fd, text, strlen(text));
	__asm__ volatile("" : : : "memory");
}

static void name_file(const char *name)
{
	char path[64], byte;
	int fd;

	/* A name that is no path. */
	snprintf(path, sizeof(path), "%s", name);
	for (char *p = path; *p; p++)
		if (*p == '/')
			*p = '|';
	fd = open(path, O_RDWR | O_CREAT, 0600);
	read(fd, &byte, 1);
	FUNCTION(fd, name);
	ioctl(fd, FIONREAD, &byte);
	mkdir(path, 0700);
	link(path, path);
	symlink(name, name);
	readlink(path, path + 40, 20);
	setxattr(path, name, name, strlen(name), 0);
	close(fd);
	fd = memfd_create(name, 0);
	read(fd, &byte, 1);
	close(fd);
	unlink(path);
	mkdir(path, 0700);
	if (chdir(path) == 0) {
		/* Descriptors of a folder, by AT_FDCWD and by number. */
		fd = openat(AT_FDCWD, ".", O_RDONLY | O_DIRECTORY);
		openat(fd, "none", O_RDONLY);
		close(fd);
		chdir("..");
	}
	rmdir(path);
}

static void name_socket(const char *name)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	struct iovec iov = { (void *)(uintptr_t)name, strlen(name) };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1, .msg_name = &addr, .msg_namelen = sizeof(addr)
	};
	struct ifreq ifr = { .ifr_flags = 0 };
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	strcpy(addr.sun_path, name);
	bind(fd, (struct sockaddr *)&addr, sizeof(addr));
	sendmsg(fd, &msg, MSG_DONTWAIT);
	unlink(name);
	close(fd);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	strcpy(addr.sun_path + 1, name);
	addr.sun_path[0] = '\0';
	bind(fd, (struct sockaddr *)&addr, (socklen_t)(3 + strlen(name)));
	listen(fd, 1);
	close(fd);
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	strncpy(ifr.ifr_name, name, IFNAMSIZ);
	ioctl(fd, SIOCGIFINDEX, &ifr);
	close(fd);
}

/* Waits in a call that restarts, under a rude name; -Y names whom the other one asks for. */
static void name_thread(const char *name)
{
	int status;
	pid_t pid;

	prctl(PR_SET_NAME, name);
	pid = fork();
	if (pid == 0) {
		raise(SIGWINCH);
		_exit(0);
	}
	kill(pid, 0);
	waitpid(pid, &status, 0);
}

static void copy(const char *name)
{
	int from = open("/proc/self/exe", O_RDONLY), to = open(name, O_WRONLY | O_CREAT | O_EXCL, 0700);
	static char image[1 << 20];
	ssize_t n = read(from, image, sizeof(image));
	char *at = image;

	while (n > 0 && (at = memmem(at, (size_t)(image + n - at), function, sizeof(function) - 1)))
		memcpy(at, rude_name, sizeof(rude_name) - 1);
	write(to, image, (size_t)n);
	close(from);
	close(to);
}

/* A program of a rude name: in call stacks it is a module. */
static int execute_again(void)
{
	char self[] = "\033[5mrude<b>\302\233\n\342\200\256.elf";
	char *argv[RUDE + 3] = { self, "again" };
	char *envp[RUDE + 1];

	copy(self);
	for (int i = 0; i < RUDE; i++)
		argv[i + 2] = envp[i] = (char *)(uintptr_t)rude[i];
	argv[RUDE + 2] = envp[RUDE] = NULL;
	execve(self, argv, envp);
	return 1;
}

static int again(const char *self)
{
	int fd = open(self, O_RDONLY);

	name_thread(rude[0]);
	FUNCTION(fd, rude[0]);
	return unlink(self) != 0;
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return 1;
	if (!strcmp(argv[1], "again"))
		return again(argv[0]);
	if (chdir(argv[1]))
		return 1;
	for (int i = 0; i < RUDE; i++) {
		name_thread(rude[i]);
		name_file(rude[i]);
		name_socket(rude[i]);
	}
	return execute_again();
}
