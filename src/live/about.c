/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/about.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/file.h"
#include "live/genl.h"
#include "live/mem.h"
#include "live/socket.h"

enum { PROC_PATH = 280 }; /* the longest name of a folder, too */

/* What would end the text that stands between < and >. */
#define BRACKETS "<>"

static enum string_style style_of(uint32_t wishes)
{
	return (enum string_style)(wishes / ABOUT_STYLE);
}

static bool begins(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

/* Before /proc/TID/comm (2.6.33): "TID (NAME) STATE ...", where NAME may be anything. */
static int comm_of_stat(int tid, struct buffer *name)
{
	struct buffer text = BUFFER_INIT;
	int r = mem_proc_file(tid, "stat", &text);
	const char *from = strchr(buffer_text(&text), '('), *to = strrchr(buffer_text(&text), ')');

	if (r == 0 && from && to && from < to)
		buffer_add(name, from + 1, (size_t)(to - from - 1));
	buffer_free(&text);
	return r;
}

int about_comm(int tid, char comm[16])
{
	struct buffer text = BUFFER_INIT;
	int r = mem_proc_file(tid, "comm", &text);
	size_t n;

	if (r == -ENOENT)
		r = comm_of_stat(tid, &text);
	if (r == 0) {
		/* A name ends at a newline for all who read it as a line: strace, too. */
		n = strcspn(buffer_text(&text), "\n");
		n = n < 15 ? n : 15;
		memcpy(comm, text.data, n);
		comm[n] = '\0';
	}
	buffer_free(&text);
	return r;
}

static void add_comm(int pid, uint32_t wishes, struct buffer *to)
{
	char comm[16];

	if (about_comm(pid, comm) < 0)
		return;
	buffer_addc(to, '<');
	escape_add(to, comm, strlen(comm), BRACKETS, style_of(wishes));
	buffer_addc(to, '>');
}

struct looks {
	mode_t mode;
	unsigned links;
	unsigned major, minor; /* of a device */
};

/*
 * Attributes that the kernel has at hand: a file system whose server is the
 * stopped task must not be asked. Before statx() (4.11) that can't be had, but
 * for what is at home in /dev.
 */
static int look(const char *link, const char *path, struct looks *l)
{
	struct statx s;
	struct stat old;

	if (syscall(SYS_statx, AT_FDCWD, link, AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT, STATX_TYPE | STATX_NLINK,
		    &s) == 0) {
		*l = (struct looks){ s.stx_mode, s.stx_nlink, s.stx_rdev_major, s.stx_rdev_minor };
		return 0;
	}
	if (errno != ENOSYS)
		return -errno;
	if (!begins(path, "/dev/"))
		return -ENOSYS;
	if (stat(link, &old) < 0)
		return -errno;
	*l = (struct looks){ old.st_mode, (unsigned)old.st_nlink, major(old.st_rdev), minor(old.st_rdev) };
	return 0;
}

/* The path of a link in /proc, with what the kernel says behind it when the file is gone. */
static void add_path(const char *link, char *path, size_t n, const char *device, uint32_t wishes,
		     struct buffer *to)
{
	static const char gone[] = " (deleted)";
	size_t tail = sizeof(gone) - 1;
	bool deleted = n > tail && !strcmp(path + n - tail, gone);
	struct looks l = { .mode = 0 };
	int r = deleted ? look(link, path, &l) : 0;

	/* Without statx() the name has to be believed. */
	if (r < 0 || (deleted && l.links))
		deleted = r == -ENOSYS;
	buffer_addc(to, '<');
	escape_add(to, path, deleted ? n - tail : n, BRACKETS, style_of(wishes));
	buffer_adds(to, device);
	buffer_addc(to, '>');
	if (deleted)
		buffer_adds(to, "(deleted)");
}

static bool add_device(const char *link, char *path, size_t n, uint32_t wishes, struct buffer *to)
{
	char device[48];
	struct looks l = { .mode = 0 };

	if (look(link, path, &l) < 0 || (!S_ISCHR(l.mode) && !S_ISBLK(l.mode)))
		return false;
	snprintf(device, sizeof(device), "<%s %u:%u>", S_ISBLK(l.mode) ? "block" : "char", l.major, l.minor);
	add_path(link, path, n, device, wishes, to);
	return true;
}

/* Whose a pidfd is; 0: nobody's any more, or it is none. */
static int pid_of(int tid, uint32_t fd)
{
	struct buffer text = BUFFER_INIT;
	char name[32];
	const char *line;
	int pid = 0;

	snprintf(name, sizeof(name), "fdinfo/%u", fd);
	if (mem_proc_file(tid, name, &text) == 0) {
		line = strstr(buffer_text(&text), "\nPid:");
		pid = line ? atoi(line + 5) : 0;
	}
	buffer_free(&text);
	return pid > 0 ? pid : 0;
}

static bool add_pidfd(int tid, uint32_t fd, uint32_t wishes, struct buffer *to)
{
	int pid = pid_of(tid, fd);

	if (!pid)
		return false;
	buffer_addf(to, "<pid:%d", pid);
	if (wishes & ABOUT_COMM)
		add_comm(pid, wishes, to);
	buffer_addc(to, '>');
	return true;
}

static int about_fd(int tid, enum about kind, uint32_t fd, uint32_t wishes, struct buffer *to)
{
	char link[PROC_PATH], path[PATH_MAX];
	bool socket, pidfd;
	ssize_t n;

	if (kind == ABOUT_CWD)
		snprintf(link, sizeof(link), "/proc/%d/cwd", tid);
	else
		snprintf(link, sizeof(link), "/proc/%d/fd/%u", tid, fd);
	n = readlink(link, path, sizeof(path) - 1);
	if (n < 0)
		return -errno;
	if (kind == ABOUT_LINK) {
		buffer_add(to, path, (size_t)n);
		return 0;
	}
	path[n] = '\0';
	if (kind == ABOUT_NETLINK)
		return begins(path, "socket:[") ?
			       socket_netlink(link, strtoul(path + strlen("socket:["), NULL, 10), to) :
			       -ENOENT;
	socket = begins(path, "socket:[");
	pidfd = !strcmp(path, "anon_inode:[pidfd]");
	if (kind != ABOUT_CWD) {
		/* Of other processes' sockets strace tells only that they are some. */
		if (kind == ABOUT_FD && wishes & ABOUT_SOCKET && socket &&
		    socket_describe(link, strtoul(path + strlen("socket:["), NULL, 10), style_of(wishes), to))
			return 0;
		if (wishes & ABOUT_PIDFD && pidfd && add_pidfd(tid, fd, wishes, to))
			return 0;
		if (wishes & ABOUT_DEV && path[0] == '/' && add_device(link, path, (size_t)n, wishes, to))
			return 0;
		/* Without the paths the kind of thing that it asked for is still told. */
		if (!(wishes & ABOUT_PATH) && !(wishes & ABOUT_SOCKET && socket) &&
		    !(wishes & ABOUT_PIDFD && pidfd))
			return -ENOENT;
	}
	add_path(link, path, (size_t)n, "", wishes, to);
	return 0;
}

/* ---- Processes ---- */

static int namespace_of(const char *pid, struct stat *s)
{
	char path[PROC_PATH];

	snprintf(path, sizeof(path), "/proc/%s/ns/pid", pid);
	return stat(path, s) < 0 ? -errno : 0;
}

/* The last number of a line of NSpid, NStgid, NSpgid, NSsid: in the innermost namespace. */
static bool is_called(int pid, const char *field, uint32_t id)
{
	struct buffer text = BUFFER_INIT;
	const char *line, *end, *last;
	bool found = false;

	if (mem_proc_file(pid, "status", &text) == 0) {
		line = strstr(buffer_text(&text), field);
		end = line ? strchr(line + 1, '\n') : NULL;
		last = end;
		while (last && last > line && last[-1] != '\t')
			last--;
		found = last && strtoul(last, NULL, 10) == id;
	}
	buffer_free(&text);
	return found;
}

/* Our number of the task that is called id in tid's namespace; 0: not found, or no other namespace. */
static int translate(int tid, enum about kind, uint32_t id)
{
	static const char *const fields[] = {
		[ABOUT_TASK] = "\nNSpid:", [ABOUT_PGID] = "\nNSpgid:", [ABOUT_SID] = "\nNSsid:",
	};
	struct stat ours, theirs, s;
	char name[16];
	struct folder proc;
	const char *d;
	int found = 0;

	snprintf(name, sizeof(name), "%d", tid);
	if (namespace_of("self", &ours) < 0 || namespace_of(name, &theirs) < 0 ||
	    ours.st_ino == theirs.st_ino)
		return 0;
	if (folder_open(&proc, "/proc") < 0)
		return 0;
	while (!found && (d = folder_next(&proc))) {
		if (d[0] < '1' || d[0] > '9' || namespace_of(d, &s) < 0 || s.st_ino != theirs.st_ino)
			continue;
		if (is_called(atoi(d), fields[kind], id))
			found = atoi(d);
	}
	folder_close(&proc);
	return found;
}

static int about_pid(int tid, enum about kind, uint32_t id, uint32_t wishes, struct buffer *to)
{
	size_t before = to->len;
	int ours;

	if (!id)
		return -ENOENT;
	ours = translate(tid, kind, id);
	if (wishes & ABOUT_COMM && kind == ABOUT_TASK)
		add_comm(ours ? ours : (int)id, wishes, to);
	buffer_addc(to, '\0');
	if (wishes & ABOUT_PIDNS && ours && ours != (int)id)
		buffer_addf(to, "%d in strace's PID NS", ours);
	return to->len > before + 1 ? 0 : -ENOENT;
}

int about_number(int tid, enum about kind, uint32_t owner, uint32_t number, uint32_t wishes,
		 struct buffer *to)
{
	int ours;

	switch (kind) {
	case ABOUT_FD:
	case ABOUT_CWD:
	case ABOUT_LINK:
	case ABOUT_NETLINK:
		return about_fd(tid, kind, number, wishes, to);
	case ABOUT_FD_OF_PIDFD:
		return about_fd(pid_of(tid, owner), kind, number, wishes, to);
	case ABOUT_FD_OF_FIRST:
	case ABOUT_FD_OF_SECOND:
		ours = translate(tid, ABOUT_TASK, owner);
		return about_fd(ours ? ours : (int)owner, kind, number, wishes, to);
	case ABOUT_GENERIC:
		return genl_families(to);
	default:
		return about_pid(tid, kind, number, wishes, to);
	}
}
