/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <unistd.h>

#include "live/kernel.h"

enum { PAGE = 4096, PARTS = 64 };

/*
 * process_vm_readv() copies an element whole or not at all, so that the
 * elements end at page boundaries: all that can be read is read.
 */
static unsigned split(const struct span *span, unsigned spans, struct iovec *local, struct iovec *remote)
{
	unsigned parts = 0;

	for (unsigned i = 0; i < spans; i++) {
		uint64_t addr = span[i].addr;
		uint32_t left = span[i].n;
		char *to = span[i].to;

		while (left && parts < PARTS) {
			uint32_t n = PAGE - (uint32_t)(addr % PAGE);

			if (n > left)
				n = left;
			/* A 32-bit tracer must not take what is 4 GiB below. */
			if (addr > UINTPTR_MAX)
				return parts;
			local[parts] = (struct iovec){ to, n };
			remote[parts] = (struct iovec){ (void *)(uintptr_t)addr, n };
			parts++;
			addr += n;
			to += n;
			left -= n;
		}
		if (left)
			break;
	}
	return parts;
}

/* A word at a time, to the end of what is asked for or can be read: how much, or -errno. */
static ssize_t peek(int tid, uintptr_t addr, char *to, size_t n)
{
	size_t done = 0;

	while (done < n) {
		size_t skip = (addr + done) % sizeof(long), part = sizeof(long) - skip;
		long word;

		if (part > n - done)
			part = n - done;
		errno = 0;
		word = ptrace(PTRACE_PEEKDATA, tid, (void *)(addr + done - skip), NULL);
		if (errno)
			return done ? (ssize_t)done : errno == EIO ? -EFAULT : -errno;
		memcpy(to + done, (const char *)&word + skip, part);
		done += part;
	}
	return (ssize_t)done;
}

/*
 * Without process_vm_readv(). What /proc/TID/mem doesn't give, ptrace may: on
 * some kernels the page at ffffe000 is such. fd: -1, there is none.
 */
static ssize_t read_part(int tid, int fd, const struct iovec *local, const struct iovec *remote)
{
	uintptr_t addr = (uintptr_t)remote->iov_base;
	size_t done = 0;
	ssize_t got = 1;

	while (fd >= 0 && got > 0 && done < local->iov_len) {
		got = pread64(fd, (char *)local->iov_base + done, local->iov_len - done,
			      (off64_t)(addr + done));
		done += got > 0 ? (size_t)got : 0;
	}
	if (done == local->iov_len)
		return (ssize_t)done;
	got = peek(tid, addr + done, (char *)local->iov_base + done, local->iov_len - done);
	return got < 0 && !done ? got : (ssize_t)done + (got > 0 ? got : 0);
}

static ssize_t read_parts(int tid, const struct iovec *local, const struct iovec *remote, unsigned parts)
{
	ssize_t all = 0, got = 0;
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/mem", tid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	for (unsigned i = 0; i < parts; i++) {
		got = read_part(tid, fd, &local[i], &remote[i]);
		all += got > 0 ? got : 0;
		if (got < (ssize_t)local[i].iov_len)
			break;
	}
	if (fd >= 0)
		close(fd);
	return got < 0 && !all ? got : all;
}

int mem_readv(int tid, const struct span *span, unsigned spans)
{
	struct iovec local[PARTS], remote[PARTS];
	unsigned parts = split(span, spans, local, remote);
	ssize_t got;

	if (!parts)
		return spans && span[0].n ? -EFAULT : 0;
	if (!kernel.vm_readv)
		return (int)read_parts(tid, local, remote, parts);
	got = process_vm_readv(tid, local, parts, remote, parts, 0);
	return got < 0 ? -errno : (int)got;
}

int mem_read_forced(int tid, uint64_t addr, void *to, uint32_t n)
{
	char path[64];
	ssize_t got;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/mem", tid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	got = pread64(fd, to, n, (off64_t)addr);
	if (got < 0)
		got = errno == EIO ? -EFAULT : -errno;
	close(fd);
	return (int)got;
}

/* What /proc/TID/mem refuses on a kernel with proc_mem.force_override=never. */
static int poke(int tid, uint64_t addr, const char *bytes, size_t n)
{
	long word;

	for (size_t at = 0; at < n; at += sizeof(word)) {
		void *to = (void *)(uintptr_t)(addr + at);

		errno = 0;
		word = n - at < sizeof(word) ? ptrace(PTRACE_PEEKDATA, tid, to, NULL) : 0;
		if (errno)
			return errno == EIO ? -EFAULT : -errno;
		memcpy(&word, bytes + at, n - at < sizeof(word) ? n - at : sizeof(word));
		if (ptrace(PTRACE_POKEDATA, tid, to, (void *)word) < 0)
			return errno == EIO ? -EFAULT : -errno;
	}
	return 0;
}

int mem_write(int tid, uint64_t addr, const void *bytes, size_t n)
{
	size_t at = 0;
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/mem", tid);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	while (fd >= 0 && at < n) {
		ssize_t did = pwrite64(fd, (const char *)bytes + at, n - at, (off64_t)(addr + at));

		if (did <= 0)
			break;
		at += (size_t)did;
	}
	if (fd >= 0)
		close(fd);
	return at < n ? poke(tid, addr + at, (const char *)bytes + at, n - at) : 0;
}

int mem_proc_file(int tid, const char *name, struct buffer *to)
{
	char path[64];
	int fd, r = 0;

	snprintf(path, sizeof(path), "/proc/%d/%s", tid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	for (;;) {
		ssize_t n = read(fd, buffer_room(to, PAGE), PAGE);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			r = -errno;
		if (n <= 0)
			break;
		to->len += (size_t)n;
	}
	close(fd);
	return r;
}

int mem_proc_status(int tid, const char *field, int base, uint64_t *number)
{
	struct buffer text = BUFFER_INIT;
	size_t n = strlen(field);
	const char *line;
	int r = mem_proc_file(tid, "status", &text);

	if (r < 0)
		goto out;
	r = -ENOENT;
	for (line = buffer_text(&text); line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (!strncmp(line, field, n) && line[n] == ':') {
			*number = strtoull(line + n + 1, NULL, base);
			r = 0;
			break;
		}
	}
out:
	buffer_free(&text);
	return r;
}
