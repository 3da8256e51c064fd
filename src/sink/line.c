/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sink/line.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/die.h"
#include "base/escape.h"
#include "sink/colour.h"
#include "sink/place.h"

/* The gate's column: the widest of the usual words; with its site, of most. */
enum { GATE_WIDTH = 13, GATE_WIDTH_FULL = 40 };

enum { NS = 1000000000 }; /* a second's */

enum { NR_EXECVE_64 = 59 }; /* asm/unistd_64.h */

void lines_init(struct lines *x, const struct options *o, struct out *out)
{
	*x = (struct lines){ .o = o, .out = out, .colour = colour_wanted(o, out), .clock_second = -1 };
}

void lines_free(struct lines *x)
{
	struct line_task *t;
	size_t at = 0;

	while ((t = map_next(&x->tasks, &at)))
		free(t);
	map_free(&x->tasks);
}

struct line_task *lines_task(struct lines *x, int tid)
{
	struct line_task *t = map_get(&x->tasks, (uint64_t)tid);

	if (t)
		return t;
	t = xcalloc(1, sizeof(*t));
	t->tid = tid;
	t->wide = x->o->strace && sizeof(long) == 8; /* strace starts with its own word size */
	map_put(&x->tasks, (uint64_t)tid, t);
	x->unseen -= x->unseen > 0;
	return t;
}

struct line_task *lines_task_at(struct lines *x, const struct event *e)
{
	struct line_task *t = lines_task(x, e->tid);

	if (e->kind < EVENT_RESTART)
		t->nr = x->o->strace && e->launch ? NR_EXECVE_64 : e->nr;
	if (e->kind == EVENT_MODE)
		t->wide = e->wide;
	else if (e->ip && !x->o->strace)
		t->wide = e->wide || e->gate == GATE_INT80_64;
	if (e->kind == EVENT_NEW && e->count)
		x->unseen = e->count > x->tasks.used ? e->count - x->tasks.used : 0;
	if (e->kind == EVENT_EXITED || e->kind == EVENT_KILLED)
		t->ip = 0;
	else if (e->ip)
		t->ip = e->ip;
	return t;
}

void lines_forget(struct lines *x, struct line_task *t)
{
	if (x->open == t)
		x->open = NULL;
	map_take(&x->tasks, (uint64_t)t->tid);
	out_gone(x->out, t->tid);
	free(t);
}

void lines_rename(struct lines *x, struct line_task *t, int tid)
{
	struct line_task *was = map_take(&x->tasks, (uint64_t)tid);

	if (was == t) {
		map_put(&x->tasks, (uint64_t)tid, t);
		return;
	}
	if (was && x->open == was)
		x->open = NULL;
	free(was);
	map_take(&x->tasks, (uint64_t)t->tid);
	out_gone(x->out, t->tid);
	t->tid = tid;
	map_put(&x->tasks, (uint64_t)tid, t);
}

/* ---- What stands in front ---- */

/* The site is the instruction itself, not its caller. */
static bool is_own_place(enum gate gate)
{
	return gate == GATE_INT80 || gate == GATE_INT80_64 || gate == GATE_VDSO_SIGRETURN;
}

static void add_gate(const struct lines *x, struct buffer *to, const struct event *e)
{
	bool full = x->o->gate == GATE_STYLE_FULL;
	size_t width = full ? GATE_WIDTH_FULL : GATE_WIDTH;
	const char *word = gate_word(e->gate);
	size_t used = strlen(word), start;

	colour_begin(x->colour, to, colour_of_gate(e->gate));
	buffer_add(to, word, used);
	colour_end(x->colour, to);
	start = to->len;
	if (full && e->site.ip) {
		buffer_adds(to, is_own_place(e->gate) ? "@" : "<-");
		place_print(to, &e->site);
	}
	used += to->len - start;
	buffer_add_pad(to, ' ', used < width ? width + 1 - used : 1);
}

static void add_comm(struct buffer *to, const char *comm, enum string_style style)
{
	if (!*comm)
		return;
	buffer_addc(to, '<');
	escape_add(to, comm, strlen(comm), "<>", style);
	buffer_addc(to, '>');
}

/* "%-5d ", on every line. */
static void add_padded(struct buffer *to, int tid, const char *comm, enum string_style style)
{
	size_t start = to->len, used;

	buffer_add_udec(to, (unsigned)tid);
	add_comm(to, comm, style);
	used = to->len - start;
	buffer_add_pad(to, ' ', used < 5 ? 6 - used : 1);
}

/* Several tasks in one place: whose line is it? */
static void add_tid(const struct lines *x, struct buffer *to, const struct line_task *t,
		    const struct event *e)
{
	const struct options *o = x->o;
	bool late = e->kind == EVENT_ENTRY && e->count;

	if (!out_is_shared(x->out))
		return;
	if (!out_is_stderr(x->out)) {
		if (o->follow || o->attaches > 1 || o->show_pid)
			add_padded(to, t->tid, e->comm, o->style.string);
	} else if (o->show_pid || (late ? e->count : x->tasks.used + x->unseen) > 1) {
		buffer_addf(to, "[pid %5d", t->tid);
		add_comm(to, e->comm, o->style.string);
		buffer_adds(to, "] ");
	}
}

static void add_clock(struct lines *x, struct buffer *to, uint64_t time)
{
	int64_t second = (int64_t)(time / NS);

	if (x->o->time == TIME_EPOCH) {
		buffer_add_udec(to, (uint64_t)second);
	} else {
		if (second != x->clock_second) {
			time_t t = (time_t)second;
			struct tm tm;

			if (!localtime_r(&t, &tm) ||
			    !strftime(x->clock_text, sizeof(x->clock_text), "%T", &tm))
				x->clock_text[0] = '\0';
			x->clock_second = second;
		}
		buffer_adds(to, x->clock_text);
	}
	line_add_fraction(to, time % NS, x->o->time_digits);
	buffer_addc(to, ' ');
}

static void add_relative(struct lines *x, struct buffer *to, uint64_t time)
{
	/* The clock may be set back. */
	uint64_t since = x->last_time && time > x->last_time ? time - x->last_time : 0;
	bool both = x->o->time != TIME_NONE;

	buffer_addf(to, both ? "(+%6llu" : "%6llu", (unsigned long long)(since / NS));
	line_add_fraction(to, since % NS, x->o->relative_digits);
	buffer_adds(to, both ? ") " : " ");
	x->last_time = time;
}

static void add_ip(struct buffer *to, const struct line_task *t)
{
	if (!t->ip)
		buffer_adds(to, t->wide ? "[????????????????] " : "[????????] ");
	else
		buffer_addf(to, t->wide ? "[%016llx] " : "[%08llx] ", (unsigned long long)t->ip);
}

struct buffer *line_begin(struct lines *x, struct line_task *t, const struct event *e, bool call,
			  size_t *start)
{
	const struct options *o = x->o;
	struct buffer *to = out_to(x->out, t->tid);

	line_end_open(x, t, " <unfinished ...>\n");
	*start = to->len;
	add_tid(x, to, t, e);
	if (o->time != TIME_NONE)
		add_clock(x, to, e->time);
	if (o->relative)
		add_relative(x, to, e->time);
	if (o->show_nr)
		buffer_addf(to, "[%4d] ", (int)t->nr);
	if (o->show_ip)
		add_ip(to, t);
	if (call && o->gate != GATE_STYLE_NONE) {
		size_t gate = to->len;

		add_gate(x, to, e);
		*start += to->len - gate; /* the columns are strace's, its results stand below each other */
	}
	return to;
}

void line_add_fraction(struct buffer *to, uint64_t ns, unsigned digits)
{
	static const uint32_t unit[] = { NS, 1000000, 1000, 1 };

	if (digits)
		buffer_addf(to, ".%0*u", (int)digits, (unsigned)(ns / unit[digits / 3]));
}

/* ---- Lines that wait for their end ---- */

void line_leave(struct lines *x, struct line_task *t, size_t column)
{
	t->open = true;
	t->column = column;
	if (out_is_shared(x->out))
		x->open = t;
}

bool line_resume(struct lines *x, struct line_task *t)
{
	if (!t->open)
		return false;
	t->open = false;
	x->open = NULL;
	return true;
}

void line_end_open(struct lines *x, struct line_task *t, const char *ending)
{
	struct line_task *owner = out_is_shared(x->out) ? x->open : t;

	if (owner && line_resume(x, owner))
		buffer_adds(out_to(x->out, owner->tid), ending);
}
