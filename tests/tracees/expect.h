/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TRACEES_EXPECT_H
#define TRACEES_EXPECT_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * A tracee says on standard output what the trace must show of it: lines
 * "TID LINE", a thread's own lines in order. Only what a thread does between
 * expect_begin() and expect_end() counts. Lines are printed at the end, so
 * that saying what is expected makes no system call in between.
 */
static inline void expect_begin(void)
{
	access("begin", F_OK);
}

static inline void expect_end(void)
{
	access("end", F_OK);
}

static char expected[1 << 16];
static size_t expected_size;

/* The lines that follow are of this thread. */
static int expect_tid;

__attribute__((format(printf, 1, 2))) static inline void expect(const char *format, ...)
{
	int n;
	va_list ap;

	n = snprintf(expected + expected_size, sizeof(expected) - expected_size, "%d ", expect_tid);
	expected_size += (size_t)n;
	va_start(ap, format);
	n = vsnprintf(expected + expected_size, sizeof(expected) - expected_size, format, ap);
	va_end(ap);
	expected_size += (size_t)n;
	if (expected_size + 1 >= sizeof(expected))
		abort();
	expected[expected_size++] = '\n';
}

static inline void expect_print(void)
{
	fwrite(expected, 1, expected_size, stdout);
	fflush(stdout);
}

/* Not possible on this machine: the test is skipped. */
__attribute__((format(printf, 1, 2), noreturn)) static inline void skip(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(77);
}

#endif
