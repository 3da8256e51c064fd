/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/die.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *program_name = "gatetrace";

enum { RESERVE = 512 * 1024 };

static void (*hook_at_death)(void);
static void *reserve; /* what the hook may need, should memory be what is out */

/* One write, so that lines of several processes don't mix on a terminal. */
__attribute__((format(printf, 1, 0))) static void say(const char *format, va_list ap)
{
	char text[1024];

	vsnprintf(text, sizeof(text), format, ap);
	fprintf(stderr, "%s: %s\n", program_name, text);
}

void warn(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	say(format, ap);
	va_end(ap);
}

void die(const char *format, ...)
{
	void (*hook)(void) = hook_at_death;
	va_list ap;

	hook_at_death = NULL;
	va_start(ap, format);
	say(format, ap);
	va_end(ap);
	free(reserve);
	reserve = NULL;
	if (hook)
		hook();
	exit(1);
}

void die_hook(void (*hook)(void))
{
	hook_at_death = hook;
	if (!reserve)
		reserve = malloc(RESERVE);
}

void *xcalloc(size_t count, size_t size)
{
	void *p = calloc(count, size);

	if (!p)
		die("out of memory");
	return p;
}

void *xrealloc(void *old, size_t size)
{
	void *p = realloc(old, size);

	if (!p)
		die("out of memory");
	return p;
}

char *xstrdup(const char *text)
{
	size_t n = strlen(text) + 1;

	return memcpy(xcalloc(1, n), text, n);
}
