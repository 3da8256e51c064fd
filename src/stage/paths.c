/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stage/paths.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "decode/types.h"
#include "stage/capture.h"

/* What capture looks at on its way is what the call has to do with: it asks us. */
struct hunt {
	const struct paths *p;
	const struct reader *r;
	bool found;
};

static const char *add(struct paths *p, const char *path)
{
	p->path = xrealloc(p->path, (p->count + 1) * sizeof(*p->path));
	p->path[p->count] = xstrdup(path);
	return p->path[p->count++];
}

void paths_add(struct paths *p, const char *path, const char **resolved)
{
	char *real = realpath(path, NULL);

	add(p, path);
	*resolved = real && strcmp(real, path) != 0 ? add(p, real) : NULL;
	free(real);
}

bool paths_given(const struct paths *p)
{
	return p->count || p->fds_given;
}

static bool has_path(const struct paths *p, const char *path, size_t n)
{
	static const char gone[] = " (deleted)";
	const size_t tail = sizeof(gone) - 1;

	/* As /proc shows the path of a file that is no more. */
	if (n > tail && !memcmp(path + n - tail, gone, tail) && has_path(p, path, n - tail))
		return true;
	for (unsigned i = 0; i < p->count; i++)
		if (strlen(p->path[i]) == n && !memcmp(p->path[i], path, n))
			return true;
	return false;
}

static int hunt_read(void *origin, uint64_t addr, void *to, uint32_t n)
{
	struct hunt *h = origin;

	return h->r->read(h->r->origin, addr, to, n);
}

static int hunt_about(void *origin, enum about kind, uint32_t owner, uint32_t number, struct buffer *to)
{
	struct hunt *h = origin;
	size_t before = to->len;

	(void)owner;
	if (kind != ABOUT_FD || h->found)
		return -ENOENT;
	h->found = h->p->fds_given && numbers_has(&h->p->fds, number);
	if (!h->found && h->p->count && h->r->about(h->r->origin, ABOUT_LINK, 0, number, to) == 0)
		h->found = has_path(h->p, to->data + before, to->len - before);
	to->len = before;
	return -ENOENT;
}

/* Names among the arguments. */
static bool names(const struct paths *p, const struct event *e, const struct decode_options *o)
{
	struct view v;
	uint32_t got;

	view_open(&v, e, o, NULL);
	for (uint32_t i = 0; i < v.nargs && p->count; i++) {
		const struct type_spec *t = &spec_types[v.arg[i]->type];
		const char *at, *nul;

		if (t->kind != TYPE_STRING || t->of != STRING_PATH)
			continue;
		at = event_bytes(e, true, v.raw[i] & UINT32_MAX, PATH_MAX, &got);
		nul = got ? memchr(at, '\0', got) : NULL;
		if (nul && has_path(p, at, (size_t)(nul - at)))
			return true;
	}
	return false;
}

bool paths_match(const struct paths *p, const struct event *e, const struct reader *r)
{
	const struct decode_options o = { .about = ABOUT_PATH, .string_max = PATH_MAX, .verbose = true };
	struct hunt hunt = { .p = p, .r = r };
	const struct reader reader = { hunt_read, hunt_about, &hunt };
	struct event copy = *e;

	/* The pieces are not the event's: what is asked here is not to be remembered. */
	copy.piece = NULL;
	copy.pieces = copy.piece_cap = 0;
	copy.pages = NULL;
	copy.paged = false;
	copy.bytes = (struct buffer)BUFFER_INIT;
	copy.stack = (struct frames){ .frame = NULL };
	capture_entry(&copy, &o, &reader);
	hunt.found = hunt.found || names(p, &copy, &o);
	event_free(&copy);
	return hunt.found;
}

void paths_free(struct paths *p)
{
	for (unsigned i = 0; i < p->count; i++)
		free(p->path[i]);
	free(p->path);
	numbers_free(&p->fds);
	*p = (struct paths){ 0 };
}
