/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef COMMAND_LINE_H
#define COMMAND_LINE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "command/options.h"

/* Command lines, as one string each, and what options_parse() makes of them. */

enum { WORDS = 16 };

/* argv of one line, its words separated by blanks; "''" is an empty one. */
static inline int parse(struct options *o, const char *line)
{
	static char copy[512];
	static char *argv[WORDS + 1];
	int argc = 0;

	program_name = "gatetrace";
	snprintf(copy, sizeof(copy), "%s", line);
	for (char *word = strtok(copy, " "); word && argc < WORDS; word = strtok(NULL, " ")) {
		argv[argc] = word;
		if (!strcmp(word, "''"))
			argv[argc][0] = '\0';
		argc++;
	}
	argv[argc] = NULL;
	return options_parse(o, argc, argv);
}

static inline struct options good(const char *line)
{
	struct options o;
	int r = parse(&o, line);

	if (r)
		fail_msg("%s: %d", line, r);
	return o;
}

/* What the line prints to standard output or error; *r: what options_parse() said. */
static inline const char *said(const char *line, int fd, int *r)
{
	static char text[16384];
	char name[] = "/tmp/gatetrace-unit.XXXXXX";
	int file = mkstemp(name), kept = dup(fd);
	struct options o;
	ssize_t n;

	assert_true(file >= 0 && kept >= 0);
	fflush(stdout);
	dup2(file, fd);
	*r = parse(&o, line);
	if (*r == 0)
		options_free(&o);
	fflush(stdout);
	dup2(kept, fd);
	close(kept);
	n = pread(file, text, sizeof(text) - 1, 0);
	text[n > 0 ? n : 0] = '\0';
	close(file);
	unlink(name);
	return text;
}

static inline void is_bad(const char *line, const char *want)
{
	int r;

	assert_string_equal(said(line, STDERR_FILENO, &r), want);
	assert_int_equal(r, 2);
}

static inline void is_warned(const char *line, const char *want)
{
	int r;

	assert_string_equal(said(line, STDERR_FILENO, &r), want);
	assert_int_equal(r, 0);
}

#endif
