/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SITES_H
#define SITES_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/buffer.h"
#include "decode/symbols.h"
#include "tiny_elf.h"

/* For tests of symbols: files in a folder of our own, and mappings of them. */
enum { BASE = 0xf7c00000u, CODE = BASE + TINY_CODE };

static char folder[] = "/tmp/gatetrace-test.XXXXXX";

/* Its path; good until the next call. */
static inline const char *in_folder(const char *name)
{
	static char path[64];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static inline void write_file(const char *name, const void *bytes, size_t n)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, n), n);
	close(fd);
}

static inline void write_tiny(const char *name, const struct tiny_elf *t)
{
	write_file(name, t, sizeof(*t));
}

/* A line of a maps file. */
static inline void add_line(struct buffer *to, uint32_t start, uint32_t end, uint32_t offset, bool exec,
			    const char *name, const char *tail)
{
	struct stat st;

	if (stat(name, &st) < 0)
		st = (struct stat){ .st_ino = 1 };
	buffer_addf(to, "%08x-%08x r-%cp %08x %02x:%02x %ju    %s%s\n", start, end, exec ? 'x' : '-', offset,
		    major(st.st_dev), minor(st.st_dev), (uintmax_t)st.st_ino, name, tail);
}

static inline struct mappings *maps_of(const char *text)
{
	return mappings_parse(text, strlen(text));
}

/* Mappings of one file in two pieces: its first page, and again 0x5000 bytes on, executable. */
static inline struct mappings *maps_of_file(const char *name, const char *tail)
{
	struct buffer text = BUFFER_INIT;
	struct mappings *m;

	add_line(&text, BASE, BASE + 0x1000, 0, false, name, tail);
	add_line(&text, BASE + 0x5000, BASE + 0x6000, 0, true, name, tail);
	m = mappings_parse(text.data, text.len);
	buffer_free(&text);
	return m;
}

static inline void assert_site(struct mappings *m, uint64_t ip, const char *text)
{
	struct site where = { .ip = ip, .module = "left over", .symbol = "left over", .offset = 77 };
	struct buffer b = BUFFER_INIT;

	mappings_find(m, &where);
	site_print(&b, &where);
	assert_string_equal(buffer_text(&b), text);
	buffer_free(&b);
}

static inline int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static inline int remove_folder(void **state)
{
	char command[64];

	(void)state;
	symbols_free();
	snprintf(command, sizeof(command), "rm -r %s", folder);
	return system(command);
}

#endif
