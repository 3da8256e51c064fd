/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WORDS_H
#define WORDS_H

#include <stddef.h>
#include <stdint.h>

#include "command/options.h"

/*
 * The little languages of option arguments. Pure; -EINVAL for what makes no
 * sense, then nothing was written.
 */

/* Which of the words (NULL ends them) the len bytes at text are; -1: none. */
int words_which(const char *text, size_t len, const char *const *words);
int words_which_case(const char *text, size_t len, const char *const *words);

/* Decimal digits and nothing else, up to INT_MAX. */
int words_number(const char *text, unsigned *number) __attribute__((warn_unused_result));

/* s, ms, us, ns -> digits behind the point */
int words_precision(const char *text, uint8_t *digits) __attribute__((warn_unused_result));

/* [[format:]none|time|unix][,[precision:]s|ms|us|ns], in any order; NULL is empty. */
int words_times(const char *text, enum time_style *style, uint8_t *digits)
	__attribute__((warn_unused_result));

/* strace's words for the order of a summary's rows */
int words_sort(const char *text, enum summary_sort *sort) __attribute__((warn_unused_result));

/*
 * strace's words for columns, with commas, into column[SUMMARY_COLUMNS]: how many. -EINVAL: *bad is no
 * column; -EEXIST: the column at *bad came before.
 */
int words_columns(const char *text, uint8_t *column, const char **bad, size_t *bad_len)
	__attribute__((warn_unused_result));

/* 1 to 4, or strace's words for them */
int words_interruptible(const char *text, uint8_t *level) __attribute__((warn_unused_result));

/*
 * Sets: all, none, or words with commas; each ! in front inverts. *bad, of *bad_len bytes, is the word
 * that is none. attach, personality, exit, thread-execve, path-resolution -> enum quiet; path, socket,
 * dev, pidfd -> of ABOUT_FDS; comm, pidns -> of ABOUT_PIDS.
 */
int words_quiet(const char *text, uint32_t *quiet, const char **bad, size_t *bad_len)
	__attribute__((warn_unused_result));
int words_fds(const char *text, uint32_t *wishes, const char **bad, size_t *bad_len)
	__attribute__((warn_unused_result));
int words_pids(const char *text, uint32_t *wishes, const char **bad, size_t *bad_len)
	__attribute__((warn_unused_result));

#endif
