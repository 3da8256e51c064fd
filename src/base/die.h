/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_DIE_H
#define BASE_DIE_H

#include <stddef.h>

/*
 * The end of the program for failures of our own, and warnings.
 *
 * Nothing that a traced process does may lead to die(). It prints one line,
 * "gatetrace: ...", runs the hook (which detaches), and exits with 1.
 */
extern const char *program_name; /* "gatetrace", or "strace" when called so */

void die(const char *format, ...)
	__attribute__((noreturn, format(printf, 1, 2)));
void warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* hook runs once, at the first die(); NULL for none. Some memory is kept for it. */
void die_hook(void (*hook)(void));

/* Like their namesakes without x, but they never return NULL. */
void *xcalloc(size_t count, size_t size) __attribute__((malloc));
void *xrealloc(void *old, size_t size);
char *xstrdup(const char *text) __attribute__((malloc));

#endif
