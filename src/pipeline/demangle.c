/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pipeline/demangle.h"

#include <setjmp.h>
#include <string.h>

#include "base/buffer.h"
#include "base/map.h"
#include "config.h"
#include "decode/symtab.h"

#ifdef HAVE_LIBIBERTY
#include <libiberty/demangle.h>

enum { MANGLED_MAX = 4096, NAME_MAX_ = 4096 };

static struct map names = MAP_INIT; /* by the symbol's own address, which lasts */

struct text {
	struct buffer text;
	jmp_buf enough;
};

/*
 * A short name can stand for gigabytes. libiberty keeps nothing but its own
 * stack while it calls this, so that we can jump out of it.
 */
static void add(const char *part, size_t n, void *arg)
{
	struct text *t = arg;

	buffer_add(&t->text, part, n);
	if (t->text.len > NAME_MAX_)
		longjmp(t->enough, 1);
}

static const char *make(const char *symbol)
{
	static struct text t = { .text = BUFFER_INIT };
	size_t n = strnlen(symbol, MANGLED_MAX);

	buffer_reset(&t.text);
	if (n == MANGLED_MAX)
		return symbol;
	if (setjmp(t.enough)) {
		t.text.len = NAME_MAX_;
		buffer_adds(&t.text, "...");
	} else if (!cplus_demangle_v3_callback(symbol, DMGL_PARAMS | DMGL_ANSI, add, &t)) {
		return symbol;
	}
	return symtab_intern(t.text.data, t.text.len);
}

const char *demangle(const char *symbol)
{
	uint64_t key = (uintptr_t)symbol;
	char *name;

	if (symbol[0] != '_' || symbol[1] != 'Z')
		return symbol;
	name = map_get(&names, key);
	if (!name) {
		name = (char *)make(symbol);
		map_put(&names, key, name);
	}
	return name;
}

void demangle_forget(void)
{
	map_free(&names);
}
#else
const char *demangle(const char *symbol)
{
	return symbol;
}

void demangle_forget(void)
{
}
#endif
