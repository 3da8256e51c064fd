/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command/names.h"

#include <errno.h>
#include <string.h>

#include "command/usage.h"

/* strace 6.1's, in the order in which it tells what an ambiguous one can be. */
static const char *const straces[] = {
	"attach", "absolute-timestamps", "abbrev",
	"columns", "const-print-style",
	"detach-on", "debug", "daemonize", "daemonised", "daemonized", "decode-fds", "decode-pids",
	"env",
	"follow-forks", "failed-only", "failing-only", "fault",
	"help",
	"instruction-pointer", "interruptible", "inject",
	"kvm",
	"no-abbrev",
	"output-append-mode", "output-separately", "output",
	"quiet",
	"relative-timestamps", "raw", "read",
	"summary-only", "summary", "stack-traces", "syscall-number", "summary-syscall-overhead",
	"string-limit", "summary-sort-by", "syscall-times", "summary-columns", "summary-wall-clock",
	"strings-in-hex", "successful-only", "seccomp-bpf", "signals", "status", "silent", "silence",
	"secontext",
	"trace-path", "timestamps", "tips", "trace",
	"user",
	"version", "verbose",
	"write",
};

enum { STRACES = sizeof(straces) / sizeof(*straces) };

/* The option of just this name; NULL: none. */
static const struct option *exactly(const char *name, size_t len)
{
	for (const struct option *o = usage_names(); o->name; o++)
		if (strlen(o->name) == len && !memcmp(o->name, name, len))
			return o;
	return NULL;
}

/* What the search has come to. */
struct search {
	const char *text;
	size_t len;
	struct option *found;
	struct buffer *several;
	bool any;
	bool ambiguous;
};

static void tell(struct search *s, const struct option *o)
{
	buffer_addf(s->several, " '--%s'", o->name);
}

/* Two names of one option are no ambiguity. */
static void consider(struct search *s, const struct option *o)
{
	if (!o || strncmp(o->name, s->text, s->len) != 0)
		return;
	if (!s->any) {
		s->any = true;
		*s->found = *o;
		tell(s, o);
	} else if (o->val != s->found->val || o->has_arg != s->found->has_arg) {
		s->ambiguous = true;
		tell(s, o);
	}
}

static const struct option *straces_own(const char *name, size_t len)
{
	for (size_t i = 0; i < STRACES; i++)
		if (strlen(straces[i]) == len && !memcmp(straces[i], name, len))
			return exactly(name, len);
	return NULL;
}

int names_find(const char *text, bool strace, struct option *found, struct buffer *several)
{
	struct search s = { .text = text, .len = strcspn(text, "="), .found = found, .several = several };
	size_t start = several->len;
	bool ours;
	const struct option *whole = strace ? straces_own(text, s.len) : NULL;

	for (size_t i = 0; strace && !whole && i < STRACES; i++)
		consider(&s, exactly(straces[i], strlen(straces[i])));
	if (!whole && (!s.any || s.ambiguous))
		whole = exactly(text, s.len);
	ours = !whole && !s.any;
	for (const struct option *o = usage_names(); ours && o->name; o++)
		consider(&s, o);
	if (!whole && s.ambiguous)
		return -ENOTUNIQ;
	several->len = start;
	if (whole)
		*found = *whole;
	return whole || s.any;
}
