/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sink/out.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/die.h"
#include "base/map.h"
#include "base/pipe.h"

enum {
	SPILL_SIZE = 64 * 1024,
	SPARE_FILES = 24, /* descriptors that are not for output */
	LEAST_FILES = 8,
};

/* Of a stream's descriptor. */
enum { NOT_OPENED = -1, SHUT = -2 };

/* One file. */
struct stream {
	int fd;               /* NOT_OPENED: it can't be; SHUT: it has been, and is for now too many */
	int tid;              /* separate: its task */
	struct buffer buffer;
};

struct out {
	const char *name;     /* -o's argument; NULL: standard error */
	bool append;
	bool separate;
	int error;            /* of the first write that failed, not yet told */
	pid_t command;        /* 0: none */
	struct stream all;    /* unless separate */
	struct map tasks;     /* separate: tid -> struct stream, owned */
	size_t open, room;    /* of them; as many as may be */
	struct stream *last;  /* that was written to */
};

static bool (*asked_to_leave)(void);
static bool stalled; /* and so was asked: all that comes waits with what is there */

/* A descriptor out of the way of the three that the traced program shares. */
static int keep_away(int fd)
{
	int high;

	if (fd < 0)
		return -errno;
	if (fd > STDERR_FILENO)
		return fd;
	high = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	if (high < 0 && errno == EINVAL) /* before 2.6.24 */
		high = fcntl(fd, F_DUPFD, STDERR_FILENO + 1);
	if (high < 0)
		high = -errno;
	else
		fcntl(high, F_SETFD, FD_CLOEXEC);
	close(fd);
	return high;
}

/*
 * A link in a sticky folder for all may be a trap that somebody has laid: we
 * follow ours and those of the folder's owner, whom nobody can replace there.
 * So does Linux with fs.protected_symlinks (Documentation/admin-guide/sysctl/fs.rst),
 * which is off by default.
 */
static bool may_follow(const char *name)
{
	const char *slash = strrchr(name, '/');
	struct buffer path = BUFFER_INIT;
	struct stat folder, link;
	bool may;

	buffer_add(&path, slash ? name : ".", slash ? (size_t)(slash + 1 - name) : 1);
	may = lstat(name, &link) == 0 && stat(buffer_text(&path), &folder) == 0 &&
	      (link.st_uid == geteuid() || link.st_uid == folder.st_uid ||
	       (folder.st_mode & (S_ISVTX | S_IWOTH)) != (S_ISVTX | S_IWOTH));
	buffer_free(&path);
	return may;
}

static int open_file(const char *name, bool append)
{
	int how = O_WRONLY | O_CREAT | O_CLOEXEC | (append ? O_APPEND : O_TRUNC);
	int fd = open(name, how | O_NOFOLLOW, 0666);

	if (fd < 0 && errno == ELOOP) {
		if (!may_follow(name))
			return -EACCES;
		fd = open(name, how, 0666);
	}
	return keep_away(fd);
}

/* FILE.TID comes with its task: that it can't come should be known now. */
static int check_folder(const char *name)
{
	const char *slash = strrchr(name, '/');
	struct buffer folder = BUFFER_INIT;
	int r;

	buffer_add(&folder, name, slash ? (size_t)(slash - name) + 1 : 0);
	buffer_addc(&folder, '.');
	r = access(buffer_text(&folder), W_OK | X_OK) ? -errno : 0;
	buffer_free(&folder);
	return r;
}

/* The child's side: none of our settings, input from fd. */
static void become_shell(int fd, const char *command, const char *word)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	if (fd == STDIN_FILENO)
		fcntl(fd, F_SETFD, 0);
	else if (fd >= 0)
		dup2(fd, STDIN_FILENO);
	execl("/bin/sh", "sh", "-c", command, "sh", word, (char *)NULL);
	_exit(127);
}

/*
 * Is there what the command line begins with? Only the shell knows: it may be
 * a word of its own. What is no plain word passes.
 */
static int check_command(const char *command)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./-+";
	size_t n;
	char *word;
	int status;
	pid_t pid;

	command += strspn(command, " \t");
	n = strspn(command, plain);
	if (n == 0 || (command[n] && !strchr(" \t;&|<>\n", command[n])))
		return 0;
	word = xcalloc(1, n + 1);
	memcpy(word, command, n);
	pid = fork();
	if (pid == 0)
		become_shell(-1, "command -v \"$1\" >/dev/null 2>&1", word);
	free(word);
	if (pid < 0)
		return -errno;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return status ? -ENOENT : 0;
}

static int start_command(struct out *out, const char *command)
{
	int end[2], r = check_command(command);
	pid_t pid;

	if (r < 0)
		return r;
	r = pipe_private(end);
	if (r < 0)
		return r;
	pid = fork();
	if (pid == 0)
		become_shell(end[0], command, NULL);
	if (pid < 0) {
		r = -errno;
		close(end[0]);
		close(end[1]);
		return r;
	}
	out->command = pid;
	close(end[0]);
	return keep_away(end[1]);
}

static size_t files_room(void)
{
	struct rlimit most;

	if (getrlimit(RLIMIT_NOFILE, &most) < 0 || most.rlim_cur < SPARE_FILES + LEAST_FILES)
		return LEAST_FILES;
	return most.rlim_cur - SPARE_FILES;
}

int out_open(const struct options *o, struct out **opened)
{
	struct out *out = xcalloc(1, sizeof(*out));
	int r = 0;

	out->name = o->output;
	out->append = o->append;
	out->separate = o->separate;
	out->all.fd = STDERR_FILENO;
	out->room = files_room();
	if (out->separate)
		r = check_folder(out->name);
	else if (out->name && (out->name[0] == '|' || out->name[0] == '!'))
		out->all.fd = r = start_command(out, out->name + 1);
	else if (out->name)
		out->all.fd = r = open_file(out->name, out->append);
	if (r < 0) {
		free(out);
		return r;
	}
	signal(SIGPIPE, SIG_IGN);
	*opened = out;
	return 0;
}

static void shut(struct out *out, struct stream *s)
{
	/* NFS and quotas tell of a full disk only now. */
	if (s->fd > STDERR_FILENO && close(s->fd) < 0 && errno != EINTR && !out->error)
		out->error = errno;
	if (s != &out->all && s->fd >= 0)
		out->open--;
}

static void write_stream(struct out *out, struct stream *s);

/* More tasks than we may have files open: all make room, and who has something to say comes back. */
static void make_room(struct out *out)
{
	struct stream *s;
	size_t at = 0;

	if (out->open < out->room)
		return;
	while ((s = map_next(&out->tasks, &at))) {
		if (s->fd < 0)
			continue;
		write_stream(out, s);
		shut(out, s);
		s->fd = SHUT;
	}
}

static void open_stream(struct out *out, struct stream *s, bool append)
{
	struct buffer name = BUFFER_INIT;

	make_room(out);
	buffer_addf(&name, "%s.%d", out->name, s->tid);
	s->fd = open_file(buffer_text(&name), append);
	buffer_free(&name);
	if (s->fd >= 0) {
		out->open++;
		return;
	}
	if (!out->error)
		out->error = -s->fd;
	s->fd = NOT_OPENED;
}

static struct stream *stream_for_task(struct out *out, int tid)
{
	struct stream *s = xcalloc(1, sizeof(*s));

	s->tid = tid;
	open_stream(out, s, out->append);
	map_put(&out->tasks, (uint64_t)tid, s);
	return s;
}

struct buffer *out_to(struct out *out, int tid)
{
	if (!out->separate)
		out->last = &out->all;
	else if (!out->last || out->last->tid != tid)
		out->last = map_get(&out->tasks, (uint64_t)tid);
	if (!out->last)
		out->last = stream_for_task(out, tid);
	return &out->last->buffer;
}

bool out_is_shared(const struct out *out)
{
	return !out->separate;
}

bool out_is_stderr(const struct out *out)
{
	return !out->name;
}

bool out_is_terminal(const struct out *out)
{
	return !out->separate && isatty(out->all.fd);
}

void out_leave_when(bool (*asked)(void))
{
	asked_to_leave = asked;
	stalled = false;
}

/* Whoever gave us the descriptor may have made it non-blocking. */
static int wait_for_reader(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLOUT };

	return poll(&p, 1, -1) < 0 ? -errno : 0;
}

/* How many of the n bytes could be written; *err: why not the others, 0 if we were asked to leave them. */
static size_t write_all(int fd, const char *bytes, size_t n, int *err)
{
	size_t at = 0;

	*err = 0;
	while (at < n && !stalled) {
		ssize_t did = write(fd, bytes + at, n - at);

		if (did >= 0) {
			at += (size_t)did;
			continue;
		}
		*err = errno == EAGAIN ? -wait_for_reader(fd) : errno;
		if (*err && *err != EINTR)
			break;
		stalled = *err && asked_to_leave && asked_to_leave();
		*err = 0;
	}
	return at;
}

static void write_stream(struct out *out, struct stream *s)
{
	int err = 0;
	size_t did;

	if (s->fd == SHUT && s->buffer.len)
		open_stream(out, s, true);
	did = s->fd < 0 ? 0 : write_all(s->fd, s->buffer.data, s->buffer.len, &err);
	if (err && !out->error)
		out->error = err;
	if (s->fd < 0 || err || did == s->buffer.len) {
		buffer_reset(&s->buffer);
	} else {
		memmove(s->buffer.data, s->buffer.data + did, s->buffer.len - did);
		s->buffer.len -= did;
	}
}

void out_spill(struct out *out)
{
	if (out->last && out->last->buffer.len >= SPILL_SIZE)
		write_stream(out, out->last);
}

static void close_stream(struct out *out, struct stream *s)
{
	write_stream(out, s);
	shut(out, s);
	buffer_free(&s->buffer);
}

void out_gone(struct out *out, int tid)
{
	struct stream *s = map_take(&out->tasks, (uint64_t)tid);

	if (!s)
		return;
	if (out->last == s)
		out->last = NULL;
	close_stream(out, s);
	free(s);
}

int out_flush(struct out *out)
{
	struct stream *s;
	size_t at = 0;
	int r;

	write_stream(out, &out->all);
	while ((s = map_next(&out->tasks, &at)))
		write_stream(out, s);
	r = -out->error;
	out->error = 0;
	return r;
}

int out_close(struct out *out)
{
	struct stream *s;
	size_t at = 0;
	int r;

	if (!out)
		return 0;
	close_stream(out, &out->all);
	while ((s = map_next(&out->tasks, &at))) {
		close_stream(out, s);
		free(s);
	}
	map_free(&out->tasks);
	/* Whoever waits for all children may have had it already. */
	while (out->command && waitpid(out->command, NULL, 0) < 0 && errno == EINTR)
		;
	r = -out->error;
	free(out);
	return r;
}
