/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stage/manner.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { COMPLAINT = 200 };

static int add_numbers(struct manner *m, struct numbers *set, const char *list, const char **why)
{
	static char complaint[COMPLAINT];
	const char *word;
	size_t n;

	if (numbers_parse(set, list, &word, &n) == 0)
		return 0;
	snprintf(complaint, sizeof(complaint),
		 m->strace ? "invalid descriptor '%.*s'" : "no descriptor: %.*s",
		 (int)(n < COMPLAINT / 2 ? n : COMPLAINT / 2), word);
	*why = complaint;
	return -EINVAL;
}

static int add_calls(struct manner *m, struct filter *set, const char *list, const char **why)
{
	struct buffer expression = BUFFER_INIT;
	int r;

	*set = (struct filter){ .strace = m->strace };
	buffer_adds(&expression, "trace=");
	buffer_adds(&expression, list);
	r = filter_add(set, buffer_text(&expression), why);
	buffer_free(&expression);
	set->strace = false; /* a call that nobody knows is in no set */
	m->given = true;
	return r;
}

int manner_add(struct manner *m, const char *expression, const char **why)
{
	const struct {
		const char *name;
		struct filter *calls;
		struct numbers *numbers;
	} known[] = {
		{ "abbrev", &m->abbrev, NULL },   { "a", &m->abbrev, NULL },
		{ "verbose", &m->verbose, NULL }, { "v", &m->verbose, NULL },
		{ "raw", &m->raw, NULL },         { "x", &m->raw, NULL },
		{ "read", NULL, &m->read },       { "reads", NULL, &m->read },   { "r", NULL, &m->read },
		{ "write", NULL, &m->write },     { "writes", NULL, &m->write }, { "w", NULL, &m->write },
	};
	size_t n = strcspn(expression, "=");

	for (size_t i = 0; expression[n] && i < sizeof(known) / sizeof(*known); i++) {
		if (strlen(known[i].name) != n || memcmp(known[i].name, expression, n) != 0)
			continue;
		return known[i].numbers ? add_numbers(m, known[i].numbers, expression + n + 1, why)
					: add_calls(m, known[i].calls, expression + n + 1, why);
	}
	return 1;
}

static bool has(const struct filter *set, const struct event *e)
{
	struct event entry = { .kind = EVENT_ENTRY, .nr = e->nr };

	memcpy(entry.arg, e->arg, sizeof(entry.arg));
	return filter_pass(set, &entry);
}

const struct decode_options *manner_of(const struct manner *m, const struct event *e,
				       const struct decode_options *plain, struct decode_options *room)
{
	if (!m->given)
		return plain;
	*room = *plain;
	if (m->abbrev.nrs_set)
		room->verbose = !has(&m->abbrev, e);
	room->opaque = m->verbose.nrs_set && !has(&m->verbose, e);
	room->raw = m->raw.nrs_set && has(&m->raw, e);
	return room;
}

void manner_free(struct manner *m)
{
	numbers_free(&m->read);
	numbers_free(&m->write);
}
