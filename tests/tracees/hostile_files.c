/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files and names that a process puts where a tracer might take them for its own:
 *
 *	hostile_files SCENARIO FOLDER
 *
 * Code is mapped from a file there; then the file is another one, or none, and
 * a call is made from that code. The symbols of the call are not to be had, and
 * looking for them must neither wait nor open what is there now.
 *
 *	hostile_files uid
 *
 * says whose rights it has.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static const unsigned char code[] = {
	0x53,                   /* push %ebx */
	0x8b, 0x5c, 0x24, 0x08, /* mov 8(%esp), %ebx */
	0x31, 0xc9,             /* xor %ecx, %ecx */
	0xb8, 0x21, 0, 0, 0,    /* mov $SYS_access, %eax */
	0xcd, 0x80,             /* int $0x80 */
	0x5b,                   /* pop %ebx */
	0xc3,
};

static long (*map(const char *path))(const char *)
{
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0755);
	void *at;

	if (fd < 0 || write(fd, code, sizeof(code)) != (ssize_t)sizeof(code) || ftruncate(fd, 8192))
		exit(77);
	at = mmap(NULL, 8192, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
	close(fd);
	if (at == MAP_FAILED)
		exit(77);
	return (long (*)(const char *))at;
}

int main(int argc, char **argv)
{
	static const char *const names[] = {
		"plain", "fifo", "link", "device", "gone", "newline", "deleted", "markup", "folder", NULL
	};
	long (*call)(const char *);
	char path[512], other[512];
	unsigned i;

	if (argc == 2 && !strcmp(argv[1], "list")) {
		for (i = 0; names[i]; i++)
			puts(names[i]);
		return 0;
	}
	if (argc == 2 && !strcmp(argv[1], "uid"))
		return printf("%d\n", (int)geteuid()) < 0;
	if (argc < 3)
		return 1;
	snprintf(path, sizeof(path), "%s/%s", argv[2], argv[1]);
	if (!strcmp(argv[1], "newline"))
		snprintf(path, sizeof(path), "%s/a\n00400000-00500000 r-xp 00000000 00:00 0 \033[31m",
			 argv[2]);
	if (!strcmp(argv[1], "deleted"))
		snprintf(path, sizeof(path), "%s/a (deleted)", argv[2]);
	if (!strcmp(argv[1], "markup"))
		snprintf(path, sizeof(path), "%s/<script>'\"&\033]0;title\a", argv[2]);
	prctl(PR_SET_NAME, "<b>\033[31m\n\a\"");
	call = map(path);
	snprintf(other, sizeof(other), "%s/other", argv[2]);
	if (!strcmp(argv[1], "fifo")) {
		unlink(path);
		mkfifo(path, 0600);
	} else if (!strcmp(argv[1], "link")) {
		unlink(path);
		symlink("/etc/passwd", path);
	} else if (!strcmp(argv[1], "device")) {
		unlink(path);
		mknod(path, S_IFCHR | 0600, makedev(5, 0)); /* the terminal */
	} else if (!strcmp(argv[1], "gone")) {
		unlink(path);
	} else if (!strcmp(argv[1], "folder")) {
		unlink(path);
		mkdir(path, 0700);
	}
	call("from there");
	return 0;
}
