/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UNIT_PLAY_H
#define UNIT_PLAY_H

/*
 * For tests of sinks: plays events and calls made by hand to a sink that writes
 * to a file, and compares the file with tests/golden/NAME.txt.
 *
 * To look at a new golden file: GOLDEN_UPDATE=1 tests/unit/test_text
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "decode/decode.h"
#include "command/options.h"
#include "sink/out.h"
#include "sink/sink.h"

struct play {
	struct options o;
	struct out *out;
	struct sink *sink;
	struct arena arena;
	char file[64];
	bool on_stderr;          /* in place of file */
	bool late_comma;         /* of the next call */
	uint64_t seq, time;      /* each event is 1.5 ms behind the one before */
	struct event call[4];    /* what a task is in, by tid % 4 */
	struct call decoded[4];
};

static void play_begin(struct play *p, struct sink *(*open)(const struct options *, struct out *))
{
	int fd;

	strcpy(p->file, "/tmp/gatetrace-unit.XXXXXX");
	fd = mkstemp(p->file);
	assert_true(fd >= 0);
	close(fd);
	if (!p->on_stderr)
		p->o.output = p->file;
	if (!p->o.column && p->o.strace)
		p->o.column = 40;
	assert_int_equal(out_open(&p->o, &p->out), 0);
	p->sink = open(&p->o, p->out);
	p->time = UINT64_C(1700000000123456789);
}

static inline void read_file(struct buffer *to, const char *name)
{
	FILE *f = fopen(name, "r");
	int c;

	if (!f)
		return;
	while ((c = getc(f)) != EOF)
		buffer_addc(to, (char)c);
	fclose(f);
}

/* file's content is that of tests/golden/NAME.txt. */
static inline void assert_golden(const char *file, const char *name)
{
	const char *top = getenv("top_srcdir");
	struct buffer path = BUFFER_INIT, want = BUFFER_INIT, got = BUFFER_INIT;

	buffer_addf(&path, "%s/tests/golden/%s.txt", top ? top : ".", name);
	read_file(&got, file);
	if (getenv("GOLDEN_UPDATE")) {
		FILE *f = fopen(buffer_text(&path), "w");

		assert_non_null(f);
		fwrite(got.data, 1, got.len, f);
		fclose(f);
	}
	read_file(&want, buffer_text(&path));
	assert_string_equal(buffer_text(&got), buffer_text(&want));
	buffer_free(&path);
	buffer_free(&want);
	buffer_free(&got);
}

static inline void play_end(struct play *p, const char *golden)
{
	assert_int_equal(p->sink->end(p->sink), 0);
	assert_int_equal(out_close(p->out), 0);
	if (golden)
		assert_golden(p->file, golden);
	unlink(p->file);
	arena_free(&p->arena);
}

/* ---- Values ---- */

static struct value *make(struct play *p, const char *name, enum value_kind kind, uint64_t number)
{
	struct value *v = arena_alloc(&p->arena, sizeof(*v));

	v->kind = kind;
	v->name = name;
	v->number = number;
	v->width = 4;
	return v;
}

static inline struct value *number(struct play *p, const char *name, int64_t n)
{
	return make(p, name, VALUE_NUMBER, (uint64_t)n);
}

static inline struct value *address(struct play *p, const char *name, uint32_t addr)
{
	return make(p, name, VALUE_ADDRESS, addr);
}

static inline struct value *word(struct play *p, const char *name, const char *text)
{
	struct value *v = make(p, name, VALUE_WORD, 0);

	v->bytes = text;
	v->len = (uint32_t)strlen(text);
	return v;
}

static inline struct value *string(struct play *p, const char *name, const char *bytes, uint32_t len,
				   bool cut)
{
	struct value *v = make(p, name, VALUE_STRING, 0);

	v->bytes = bytes;
	v->len = len;
	v->cut = cut;
	return v;
}

static inline struct value *named(struct value *v)
{
	v->named = true;
	return v;
}

/* ---- Events ---- */

static void show(struct play *p, struct event *e, const struct call *c)
{
	if (!e->seq)
		e->seq = ++p->seq;
	p->time += 1500000;
	e->time = p->time;
	if (e->kind != EVENT_ENTRY && e->kind != EVENT_EXIT)
		e->nr = p->call[e->tid % 4].nr;
	p->sink->event(p->sink, e, p->sink->needs_call ? c : NULL);
}

static void tell(struct play *p, struct event e)
{
	e.pid = e.pid ? e.pid : e.tid;
	show(p, &e, NULL);
}

/* tid enters a call; of its nargs arguments the first ready are known. */
static inline void enter(struct play *p, struct event e, const char *name, uint32_t nargs, uint32_t ready,
			 struct value *const *args)
{
	struct call *c = &p->decoded[e.tid % 4];

	memset(c, 0, sizeof(*c));
	c->name = name;
	c->nargs = nargs;
	c->ready = ready;
	c->late_comma = p->late_comma;
	p->late_comma = false;
	memcpy(c->arg, args, ready * sizeof(*args));
	e.kind = EVENT_ENTRY;
	e.pid = e.pid ? e.pid : e.tid;
	p->call[e.tid % 4] = e;
	show(p, &p->call[e.tid % 4], c);
}

static inline struct call *decoded(struct play *p, int tid)
{
	return &p->decoded[tid % 4];
}

static struct event *come_back(struct play *p, int tid, int32_t result)
{
	struct event *e = &p->call[tid % 4];

	e->kind = EVENT_EXIT;
	e->entry_time = e->time;
	e->result = result;
	p->decoded[tid % 4].done = true;
	return e;
}

/* The call comes back with a number, or -errno. */
static inline void leave(struct play *p, int tid, int32_t result)
{
	struct call *c = decoded(p, tid);

	c->failed = result < 0 && result >= -4095;
	c->error = c->failed ? result == -ENOENT ? "ENOENT" : "EFAULT" : NULL;
	c->error_text = c->failed ? result == -ENOENT ? "No such file or directory" : "Bad address" : NULL;
	if (!c->failed && !c->result)
		c->result = number(p, NULL, result);
	show(p, come_back(p, tid, result), c);
}

static inline void leave_interrupted(struct play *p, int tid, int code, const char *name, const char *text)
{
	struct call *c = decoded(p, tid);

	c->failed = true;
	c->restart_code = code;
	c->error = name;
	c->error_text = text;
	show(p, come_back(p, tid, -code), c);
}

/* It never comes back. */
static inline void lose(struct play *p, int tid, bool detached)
{
	struct event *e = &p->call[tid % 4];

	e->kind = EVENT_UNFINISHED;
	e->detached = detached;
	e->entry_time = e->time;
	show(p, e, decoded(p, tid));
}

#define ARGS(...) ((struct value *const[]){ __VA_ARGS__ })

#endif
