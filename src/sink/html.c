/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sink/html.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/arena.h"
#include "base/die.h"
#include "config.h"
#include "sink/drawing.h"
#include "sink/frames.h"
#include "sink/json_write.h"
#include "sink/place.h"
#include "sink/result.h"

/* A browser parses a few chunks faster than one or thousands. */
enum { CHUNK_SIZE = 256 * 1024, REGISTERS = 13, STACK_WORDS_MAX = 16 };

static const char chunk_begin[] = "<script type=\"application/json\">\n";
static const char chunk_end[] = "</script>\n";

struct html {
	struct sink sink;
	const struct options *o;
	struct out *out;
	struct arena arena;  /* of one event */
	struct buffer text;  /* of one value */
	struct buffer line;  /* of one event */
	struct buffer code;  /* the "K" written last, from the id's comma on */
	unsigned codes;
	uint64_t start;      /* ns; 0: no event yet */
	size_t chunk;        /* bytes in the open chunk */
};

/* ---- The page ---- */

/*
 * Scripts without the number don't run: whatever a traced process smuggles in.
 * Should there be none to be had, the escapes alone have to do.
 */
static void add_page(struct buffer *to)
{
	unsigned char random[16] = { 0 };
	struct buffer nonce = BUFFER_INIT;

	if (getrandom(random, sizeof(random), GRND_NONBLOCK) < 0)
		memset(random, 0, sizeof(random));
	for (size_t i = 0; i < sizeof(random); i++)
		buffer_addf(&nonce, "%02x", random[i]);
	for (unsigned i = 0; i < html_pages; i++) {
		if (i)
			buffer_adds(to, buffer_text(&nonce));
		buffer_adds(to, html_page[i]);
	}
	buffer_free(&nonce);
	buffer_adds(to, chunk_begin);
}

/* All that comes from a traced process passes here: no "<", no tag. */
static void write_line(struct html *h)
{
	struct buffer *to = out_to(h->out, 0);
	const char *from = h->line.data, *end = from + h->line.len, *tag;

	if (h->chunk > CHUNK_SIZE) {
		buffer_adds(to, chunk_end);
		buffer_adds(to, chunk_begin);
		h->chunk = 0;
	}
	h->chunk += h->line.len;
	for (; (tag = memchr(from, '<', (size_t)(end - from))); from = tag + 1) {
		buffer_add(to, from, (size_t)(tag - from));
		buffer_adds(to, "\\u003c");
	}
	buffer_add(to, from, (size_t)(end - from));
	buffer_addc(to, '\n');
	buffer_reset(&h->line);
}

/* ---- Parts of a line ---- */

static void add_number(struct html *h, int64_t n)
{
	buffer_addc(&h->line, ',');
	buffer_add_dec(&h->line, n);
}

static void add_bytes(struct html *h, const char *text, size_t n)
{
	buffer_addc(&h->line, ',');
	json_string(&h->line, text, n);
}

static void add_text(struct html *h, const char *text)
{
	add_bytes(h, text, strlen(text));
}

static void add_time(struct html *h, uint64_t time)
{
	add_number(h, time > h->start ? (int64_t)(time - h->start) : 0);
}

static void add_place(struct html *h, const struct site *where)
{
	buffer_reset(&h->text);
	if (where->ip)
		place_print(&h->text, where);
	add_bytes(h, h->text.data, h->text.len);
}

static void begin(struct html *h, char kind, const struct event *e, uint64_t time)
{
	buffer_addf(&h->line, "[\"%c\"", kind);
	add_number(h, (int64_t)e->seq);
	add_number(h, e->tid);
	if (kind == 'C')
		add_number(h, e->pid);
	add_time(h, time);
}

static void end(struct html *h)
{
	buffer_addc(&h->line, ']');
}

/* In the page's order (data.js, registerNames). */
static void list(const struct registers *r, uint32_t word[REGISTERS])
{
	const uint32_t all[REGISTERS] = { r->ip, r->sp, r->ax, r->orig_ax, r->bx, r->cx, r->dx,
					  r->si, r->di, r->bp, r->flags,   r->ss, r->gs };

	memcpy(word, all, sizeof(all));
}

static void add_words(struct html *h, const uint32_t *word, unsigned n)
{
	buffer_addc(&h->line, '"');
	for (unsigned i = 0; i < n; i++)
		buffer_addf(&h->line, "%s%x", i ? " " : "", word[i]);
	buffer_addc(&h->line, '"');
}

static void add_registers(struct html *h, const struct registers *r)
{
	uint32_t word[REGISTERS];

	list(r, word);
	add_words(h, word, r->known ? REGISTERS : 0);
}

/* Few change in a call: index and value of those that did. */
static void add_changes(struct html *h, const struct registers *from, const struct registers *to)
{
	uint32_t was[REGISTERS], now[REGISTERS], change[2 * REGISTERS];
	unsigned n = 0;

	list(from, was);
	list(to, now);
	for (unsigned i = 0; i < REGISTERS && from->known && to->known; i++)
		if (was[i] != now[i]) {
			change[n++] = i;
			change[n++] = now[i];
		}
	add_words(h, change, n);
}

/* ---- Calls ---- */

static void add_result(struct html *h, const struct event *e, const struct call *c)
{
	buffer_reset(&h->text);
	if (!c->done)
		buffer_addc(&h->text, '?');
	else
		result_print(&h->text, e, c, &h->o->style);
	if (c->done && c->note)
		buffer_addf(&h->text, " (%s)", c->note);
	add_bytes(h, h->text.data, h->text.len);
}

static void add_args(struct html *h, const struct call *c)
{
	uint32_t args = c->done ? c->nargs : c->ready;

	buffer_adds(&h->line, "\t[");
	for (uint32_t i = 0; i < args; i++) {
		const struct value *v = c->arg[i];

		buffer_reset(&h->text);
		value_print(&h->text, v, &h->o->style);
		if (i)
			buffer_addc(&h->line, ',');
		json_string(&h->line, v->name ? v->name : "", v->name ? strlen(v->name) : 0);
		add_bytes(h, h->text.data, h->text.len);
	}
	end(h);
}

static unsigned flags_of(const struct event *e, const struct call *c)
{
	return (c->failed && !c->restart_code ? HTML_FAILED : 0u) |
	       (c->restart_code ? HTML_INTERRUPTED : 0u) | (e->restarted ? HTML_RESTARTED : 0u) |
	       (c->done ? 0u : HTML_UNFINISHED) | (e->detached ? HTML_DETACHED : 0u);
}

/* As -k prints them, when it was given. */
static void add_frames(struct html *h, const struct event *e)
{
	buffer_reset(&h->text);
	frames_print(&h->text, &e->stack, false);
	if (h->text.len)
		add_bytes(h, h->text.data, h->text.len);
}

/* EXIT, UNFINISHED */
static void add_call(struct html *h, const struct event *e, const struct call *c)
{
	const struct registers *entry = e->kind == EVENT_EXIT ? &e->entry_regs : &e->regs;
	uint32_t stack[STACK_WORDS_MAX], got;
	const void *bytes;

	begin(h, 'C', e, e->entry_time);
	add_number(h, e->time > e->entry_time ? (int64_t)(e->time - e->entry_time) : 0);
	add_number(h, e->gate);
	add_number(h, e->nr);
	add_text(h, c->name);
	add_number(h, flags_of(e, c));
	add_result(h, e, c);
	add_place(h, &e->site);
	end(h);
	add_args(h, c);
	buffer_adds(&h->line, "\t[");
	add_registers(h, entry);
	buffer_addc(&h->line, ',');
	add_changes(h, entry, e->kind == EVENT_EXIT ? &e->regs : entry);
	add_number(h, entry->sp);
	buffer_addc(&h->line, ',');
	bytes = entry->known ? event_bytes(e, true, entry->sp, sizeof(stack), &got) : NULL;
	if (bytes)
		memcpy(stack, bytes, got);
	add_words(h, stack, bytes ? got / sizeof(*stack) : 0);
	add_frames(h, e);
	end(h);
	write_line(h);
}

/* ---- Everything else ---- */

static void add_code(struct html *h, const struct drawing *d)
{
	struct buffer now = BUFFER_INIT;

	drawing_json(&now, d);
	if (now.len != h->code.len || memcmp(now.data, h->code.data, now.len) != 0) {
		buffer_addf(&h->line, "[\"K\",%u", ++h->codes);
		buffer_add(&h->line, now.data, now.len);
		end(h);
		write_line(h);
		buffer_free(&h->code);
		h->code = now;
		return;
	}
	buffer_free(&now);
}

static void add_vdso(struct html *h, const struct event *e)
{
	struct drawing d;
	bool known = drawing_make(&d, e);

	if (known)
		add_code(h, &d);
	buffer_addf(&h->line, "[\"V\",%d", e->pid);
	add_time(h, e->time);
	add_number(h, known ? d.base : 0);
	add_number(h, known ? d.vsyscall : 0);
	add_number(h, known ? (int64_t)h->codes : -1);
	end(h);
	write_line(h);
	if (known)
		drawing_free(&d);
}

static void add_restart(struct html *h, const struct event *e)
{
	bool vdso = place_is_vdso(&e->site);

	add_number(h, (int64_t)e->of_seq);
	add_text(h, e->of_name);
	if (e->kind == EVENT_RESTART) {
		add_text(h, restart_insn_word(e->insn));
		add_place(h, &e->site);
		add_number(h, vdso ? (int64_t)e->site.offset : -1);
		add_number(h, (int64_t)e->site.ip);
		add_text(h, proof_word(e->proof));
	} else {
		add_number(h, e->why);
		add_text(h, e->sig ? signal_name(e->sig, &h->arena) : "");
	}
}

static void add_signal(struct html *h, const struct event *e)
{
	const struct value *info = decode_siginfo(e, &h->o->decode, &h->arena);

	add_text(h, signal_name(e->sig, &h->arena));
	end(h);
	buffer_adds(&h->line, "\t[");
	buffer_reset(&h->text);
	if (info)
		value_print(&h->text, info, &h->o->style);
	json_string(&h->line, h->text.data, h->text.len);
	buffer_adds(&h->line, "]\t[");
	add_registers(h, &e->regs);
}

/* The rest of the line of an event that has one; false: it has none. */
static bool add_note(struct html *h, const struct event *e)
{
	static const char kinds[] = {
		[EVENT_RESTART] = 'R', [EVENT_NO_RESTART] = 'N', [EVENT_SIGNAL] = 'S', [EVENT_STOP] = 'P',
		[EVENT_NEW] = 'F',     [EVENT_EXEC] = 'X',       [EVENT_EXITED] = 'D', [EVENT_KILLED] = 'D',
		[EVENT_LOST] = 'L',    [EVENT_BAD_SYSENTER] = 'B',
		[EVENT_FORGED] = 'G',
	};
	char kind = (size_t)e->kind < sizeof(kinds) ? kinds[e->kind] : '\0';

	if (!kind || e->hidden)
		return false;
	begin(h, kind, e, e->time);
	switch (e->kind) {
	case EVENT_RESTART:
	case EVENT_NO_RESTART:
		add_restart(h, e);
		break;
	case EVENT_SIGNAL:
		add_signal(h, e);
		break;
	case EVENT_STOP:
		add_text(h, signal_name(e->sig, &h->arena));
		break;
	case EVENT_NEW:
		add_number(h, e->pid);
		add_number(h, e->other);
		break;
	case EVENT_EXEC:
		add_number(h, e->other);
		break;
	case EVENT_LOST:
		add_number(h, (int64_t)e->count);
		break;
	case EVENT_BAD_SYSENTER:
		add_number(h, e->bad_ebp);
		break;
	case EVENT_FORGED:
		add_place(h, &e->site);
		break;
	default:
		add_number(h, e->status);
		add_text(h, e->kind == EVENT_KILLED ? signal_name(e->sig, &h->arena) : "");
		add_number(h, e->core);
	}
	end(h);
	return true;
}

static void html_event(struct sink *s, const struct event *e, const struct call *c)
{
	struct html *h = (struct html *)s;

	if (e->kind == EVENT_ENTRY)
		return;
	if (!h->start && e->time) {
		h->start = c ? e->entry_time : e->time;
		buffer_addf(&h->line, "[\"T\",\"%llu\"]", (unsigned long long)h->start);
		write_line(h);
	}
	if (c)
		add_call(h, e, c);
	else if (e->kind == EVENT_VDSO)
		add_vdso(h, e);
	else if (add_note(h, e))
		write_line(h);
	arena_reset(&h->arena);
	out_spill(h->out);
}

static int html_flush(struct sink *s)
{
	return out_flush(((struct html *)s)->out);
}

static int html_end(struct sink *s)
{
	struct html *h = (struct html *)s;
	int r;

	buffer_adds(&h->line, "[\"E\"]");
	write_line(h);
	buffer_adds(out_to(h->out, 0), chunk_end);
	r = out_flush(h->out);
	arena_free(&h->arena);
	buffer_free(&h->text);
	buffer_free(&h->line);
	buffer_free(&h->code);
	free(h);
	return r;
}

struct sink *html_open(const struct options *o, struct out *out)
{
	struct html *h = xcalloc(1, sizeof(*h));

	h->sink = (struct sink){
		.needs_call = true,
		.event = html_event,
		.flush = html_flush,
		.end = html_end,
	};
	h->o = o;
	h->out = out;
	add_page(out_to(out, 0));
	buffer_addf(&h->line, "[\"H\",1,\"%s\",[", PACKAGE_VERSION);
	for (char **word = o->command; word && *word; word++) {
		if (word != o->command)
			buffer_addc(&h->line, ',');
		json_string(&h->line, *word, strlen(*word));
	}
	buffer_adds(&h->line, "]]");
	write_line(h);
	return &h->sink;
}
