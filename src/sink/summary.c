/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sink/summary.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/map.h"
#include "decode/many.h"
#include "sink/place.h"

/* The last column's dashes, at least. */
enum { NAME_WIDTH = 16 };

/* The number of the last row. */
#define TOTAL UINT32_MAX

/* Rows of the same key stand in a chain: the map knows only the key's hash. */
struct row {
	struct row *next;
	uint32_t nr;          /* by calls */
	bool launch;          /* strace's own kind of process made it: in a table of its own */
	enum gate gate;       /* by gates and sites */
	struct site site;     /* by sites */
	char *name;           /* owned */
	uint64_t calls, errors, restarts;
	uint64_t ns, min_ns, max_ns;
};

struct summary {
	struct sink sink;
	const struct options *o;
	struct out *out;
	uint64_t forged;      /* entries that EVENT_FORGED told of */
	struct map rows;      /* hash -> struct row, owned */
	size_t count;
};

/* ---- Counting ---- */

/* A tracer of 64 bits starts programs by a call of its own kind, which strace does not mix with i386's. */
static bool apart(const struct summary *s, const struct event *e)
{
	return s->o->strace && e->launch;
}

static bool same_row(const struct summary *s, const struct row *r, const struct event *e, const char *name)
{
	switch (s->o->summary) {
	case SUMMARY_SITES:
		return r->gate == e->gate && site_same(&r->site, &e->site);
	case SUMMARY_GATES:
		return r->gate == e->gate;
	default:
		return r->nr == e->nr && r->launch == apart(s, e) && !strcmp(r->name, name);
	}
}

static uint64_t hash_of(const struct summary *s, const struct event *e, const char *name)
{
	uint64_t hash;

	switch (s->o->summary) {
	case SUMMARY_SITES:
		hash = e->site.module ? (uintptr_t)e->site.module ^ (uintptr_t)e->site.symbol : e->site.ip;
		return (hash * 31 + e->site.offset) * GATE_COUNT + e->gate;
	case SUMMARY_GATES:
		return e->gate;
	default:
		/* socketcall is many calls with one number. */
		return (uint64_t)e->nr << 8 | (unsigned char)name[strlen(name) - 1];
	}
}

static char *row_name(const struct summary *s, const struct event *e, const char *name)
{
	struct buffer text = BUFFER_INIT;
	char *copy;

	if (s->o->summary == SUMMARY_CALLS) {
		buffer_adds(&text, name);
	} else {
		buffer_adds(&text, gate_word(e->gate));
		if (s->o->summary == SUMMARY_SITES) {
			buffer_addc(&text, ' ');
			place_print(&text, &e->site);
		}
	}
	copy = xstrdup(buffer_text(&text));
	buffer_free(&text);
	return copy;
}

static struct row *row_of(struct summary *s, const struct event *e, const char *name)
{
	uint64_t hash = hash_of(s, e, name);
	struct row *first = map_get(&s->rows, hash), *r;

	for (r = first; r; r = r->next)
		if (same_row(s, r, e, name))
			return r;
	r = xcalloc(1, sizeof(*r));
	r->next = first;
	r->nr = e->nr;
	r->launch = apart(s, e);
	r->gate = e->gate;
	r->site = e->site;
	r->name = row_name(s, e, name);
	map_put(&s->rows, hash, r);
	s->count++;
	return r;
}

static void summary_event(struct sink *sink, const struct event *e, const struct call *c)
{
	struct summary *s = (struct summary *)sink;
	uint64_t from, to, ns;
	const char *name;
	struct row *r;

	(void)c;
	s->forged += e->kind == EVENT_FORGED;
	if (e->kind != EVENT_EXIT)
		return;
	name = many_name(e->nr, e->arg[0]);
	if (s->o->strace && !strncmp(name, "syscall_0x", 10))
		return; /* what it can't name, strace does not count */
	r = row_of(s, e, name);
	from = s->o->summary_wall ? e->entry_time : e->entry_stime;
	to = s->o->summary_wall ? e->time : e->stime;
	r->calls++;
	r->errors += event_failed(e);
	r->restarts += e->restarted;
	ns = to > from + s->o->summary_overhead ? to - from - s->o->summary_overhead : 0;
	r->ns += ns;
	if (ns < r->min_ns || r->calls == 1)
		r->min_ns = ns;
	if (ns > r->max_ns)
		r->max_ns = ns;
}

/* ---- The table ---- */

static uint64_t weight(const struct row *r, enum summary_sort sort)
{
	switch (sort) {
	case SORT_TIME:
		return r->ns;
	case SORT_MIN_TIME:
		return r->min_ns;
	case SORT_MAX_TIME:
		return r->max_ns;
	case SORT_AVG_TIME:
		return r->calls ? r->ns / r->calls : 0;
	case SORT_CALLS:
		return r->calls;
	case SORT_ERRORS:
		return r->errors;
	case SORT_NAME:
	case SORT_NOTHING:
		break;
	}
	return 0;
}

static int compare(const void *a, const void *b, void *context)
{
	const struct row *x = *(struct row *const *)a, *y = *(struct row *const *)b;
	enum summary_sort sort = *(const enum summary_sort *)context;
	uint64_t more = weight(x, sort), less = weight(y, sort);

	if (x->launch != y->launch)
		return x->launch ? -1 : 1;
	if (more != less)
		return more < less ? 1 : -1;
	if (sort != SORT_NAME && x->nr != y->nr)
		return x->nr < y->nr ? -1 : 1;
	return strcmp(x->name, y->name);
}

/* A column: its heading, how wide it is, and a row's field in it. */
struct column {
	const char *heading, *dashes;
	void (*add)(struct buffer *to, const struct row *r, uint64_t all_ns);
};

static void add_percent(struct buffer *to, const struct row *r, uint64_t all_ns)
{
	buffer_addf(to, "%6.2f",
		    all_ns	     ? 100.0 * (double)r->ns / (double)all_ns
		    : r->nr == TOTAL ? 100.0
				     : 0.0);
}

static void add_seconds(struct buffer *to, const struct row *r, uint64_t all_ns)
{
	(void)all_ns;
	buffer_addf(to, "%11.6f", (double)r->ns / 1e9);
}

static void add_average(struct buffer *to, const struct row *r, uint64_t all_ns)
{
	(void)all_ns;
	buffer_addf(to, "%11llu", (unsigned long long)(r->calls ? r->ns / r->calls / 1000 : 0));
}

static void add_shortest(struct buffer *to, const struct row *r, uint64_t all_ns)
{
	(void)all_ns;
	buffer_addf(to, "%8.6f", (double)r->min_ns / 1e9);
}

static void add_longest(struct buffer *to, const struct row *r, uint64_t all_ns)
{
	(void)all_ns;
	buffer_addf(to, "%8.6f", (double)r->max_ns / 1e9);
}

static void add_calls(struct buffer *to, const struct row *r, uint64_t all_ns)
{
	(void)all_ns;
	buffer_addf(to, "%9llu", (unsigned long long)r->calls);
}

/* An empty field, where there is nothing to count. */
static void add_count(struct buffer *to, uint64_t count)
{
	if (count)
		buffer_addf(to, "%9llu", (unsigned long long)count);
	else
		buffer_add_pad(to, ' ', 9);
}

static void add_errors(struct buffer *to, const struct row *r, uint64_t all_ns)
{
	(void)all_ns;
	add_count(to, r->errors);
}

static void add_restarts(struct buffer *to, const struct row *r, uint64_t all_ns)
{
	(void)all_ns;
	add_count(to, r->restarts);
}

static const struct column columns[] = {
	[COLUMN_PERCENT] = { "% time", "------", add_percent },
	[COLUMN_TOTAL] = { "    seconds", "-----------", add_seconds },
	[COLUMN_MIN] = { "shortest", "--------", add_shortest },
	[COLUMN_MAX] = { " longest", "--------", add_longest },
	[COLUMN_AVG] = { " usecs/call", "-----------", add_average },
	[COLUMN_CALLS] = { "    calls", "---------", add_calls },
	[COLUMN_ERRORS] = { "   errors", "---------", add_errors },
	[COLUMN_RESTARTS] = { " restarts", "---------", add_restarts },
};

/* The columns of this table; how many. */
static unsigned columns_of(const struct summary *s, uint8_t which[SUMMARY_COLUMNS])
{
	static const uint8_t usual[] = { COLUMN_PERCENT, COLUMN_TOTAL, COLUMN_AVG, COLUMN_CALLS,
					 COLUMN_ERRORS };
	const struct options *o = s->o;
	unsigned n = 0;
	bool named = false;

	if (!o->summary_columns) {
		memcpy(which, usual, sizeof(usual));
		n = sizeof(usual);
		if (o->summary != SUMMARY_CALLS)
			which[n++] = COLUMN_RESTARTS;
	}
	for (unsigned i = 0; i < o->summary_columns; i++)
		which[n++] = o->summary_column[i];
	for (unsigned i = 0; i < n; i++)
		named |= which[i] == COLUMN_NAME;
	if (!named)
		which[n++] = COLUMN_NAME; /* a table without names tells nothing */
	return n;
}

/* One line: of headings, of dashes, or r's. */
static void add_line(struct buffer *to, const uint8_t *which, unsigned n, size_t width, const char *name,
		     const struct row *r, uint64_t all_ns, bool dashes)
{
	for (unsigned i = 0; i < n; i++) {
		const struct column *c = &columns[which[i]];
		size_t start = to->len;

		if (which[i] != COLUMN_NAME) {
			if (r)
				c->add(to, r, all_ns);
			else
				buffer_adds(to, dashes ? c->dashes : c->heading);
		} else if (dashes) {
			buffer_add_pad(to, '-', width);
		} else {
			buffer_adds(to, r ? r->name : name);
			if (i + 1 < n && to->len - start < width)
				buffer_add_pad(to, ' ', width - (to->len - start));
		}
		buffer_addc(to, i + 1 < n ? ' ' : '\n');
	}
}

static struct row total_of(struct row *const *rows, size_t count)
{
	static char all[] = "total";
	struct row total = { .name = all, .nr = TOTAL };

	for (size_t i = 0; i < count; i++) {
		const struct row *r = rows[i];

		total.calls += r->calls;
		total.errors += r->errors;
		total.restarts += r->restarts;
		total.ns += r->ns;
		if (!i || r->min_ns < total.min_ns)
			total.min_ns = r->min_ns;
		if (r->max_ns > total.max_ns)
			total.max_ns = r->max_ns;
	}
	return total;
}

static void add_table(struct summary *s, struct buffer *to, struct row *const *rows, size_t count)
{
	static const char *const keys[] = {
		[SUMMARY_CALLS] = "syscall", [SUMMARY_GATES] = "gate", [SUMMARY_SITES] = "site"
	};
	struct row total = total_of(rows, count);
	uint8_t which[SUMMARY_COLUMNS];
	unsigned n = columns_of(s, which);
	size_t width = NAME_WIDTH;

	for (size_t i = 0; i < count; i++)
		if (strlen(rows[i]->name) > width)
			width = strlen(rows[i]->name);
	add_line(to, which, n, width, keys[s->o->summary], NULL, 0, false);
	add_line(to, which, n, width, NULL, NULL, 0, true);
	for (size_t i = 0; i < count; i++)
		add_line(to, which, n, width, NULL, rows[i], total.ns, false);
	add_line(to, which, n, width, NULL, NULL, 0, true);
	add_line(to, which, n, width, NULL, &total, total.ns, false);
	if (s->forged)
		buffer_addf(to, "%" PRIu64 " of them at the restart point without a restart\n", s->forged);
}

static void add_tables(struct summary *s, struct buffer *to, struct row *const *rows)
{
	size_t first = 0;

	while (first < s->count && rows[first]->launch)
		first++;
	if (first)
		add_table(s, to, rows, first);
	if (first == s->count)
		return;
	if (s->o->strace && sizeof(void *) == 8)
		buffer_adds(to, "System call usage summary for 32 bit mode:\n");
	add_table(s, to, rows + first, s->count - first);
}

static struct row **sorted(const struct summary *s)
{
	struct row **rows = xcalloc(s->count + 1, sizeof(struct row *));
	enum summary_sort sort = s->o->summary_sort;
	struct row *r;
	size_t at = 0, n = 0;

	while ((r = map_next(&s->rows, &at)))
		for (; r; r = r->next)
			rows[n++] = r;
	qsort_r(rows, n, sizeof(struct row *), compare, &sort);
	return rows;
}

static int summary_flush(struct sink *sink)
{
	return out_flush(((struct summary *)sink)->out);
}

static int summary_end(struct sink *sink)
{
	struct summary *s = (struct summary *)sink;
	struct row **rows = sorted(s);
	int r;

	add_tables(s, out_to(s->out, 0), rows);
	r = out_flush(s->out);
	for (size_t i = 0; i < s->count; i++) {
		free(rows[i]->name);
		free(rows[i]);
	}
	free(rows);
	map_free(&s->rows);
	free(s);
	return r;
}

struct sink *summary_open(const struct options *o, struct out *out)
{
	struct summary *s = xcalloc(1, sizeof(*s));

	s->sink = (struct sink){ .event = summary_event, .flush = summary_flush, .end = summary_end };
	s->o = o;
	s->out = out;
	return &s->sink;
}
