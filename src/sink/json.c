/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sink/json.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/die.h"
#include "event/i386.h"
#include "sink/json_shim.h"
#include "sink/json_story.h"
#include "sink/json_write.h"
#include "sink/place.h"

struct json {
	struct sink sink;
	const struct options *o;
	struct out *out;
	struct arena arena;    /* of one event */
	struct buffer text;    /* of one value */
};

/* ---- Parts ---- */

/* What every object begins with. */
static void begin(struct buffer *to, const char *type, const struct event *e, uint64_t time)
{
	buffer_adds(to, "{\"v\":1");
	json_text(to, "type", type);
	json_unsigned(to, "seq", e->seq);
	json_number(to, "pid", e->pid);
	json_number(to, "tid", e->tid);
	json_key(to, "time");
	json_seconds(to, time);
}

static void end(struct buffer *to)
{
	buffer_add(to, "}\n", 2);
}

static void add_value(struct json *j, struct buffer *to, const char *key, const struct value *v)
{
	buffer_reset(&j->text);
	value_print(&j->text, v, &j->o->style);
	json_key(to, key);
	json_string(to, j->text.data, j->text.len);
}

static void add_stack(struct buffer *to, const struct frames *stack)
{
	if (!stack->frames)
		return;
	json_key(to, "stack");
	buffer_addc(to, '[');
	for (uint32_t i = 0; i < stack->frames; i++) {
		if (i)
			buffer_addc(to, ',');
		json_place(to, &stack->frame[i].site);
	}
	buffer_addc(to, ']');
	if (stack->end != STACK_WHOLE)
		json_text(to, "stack_end", stack->end == STACK_LIMIT ? "limit" : "lost");
}

/* Where a restart executes: the vDSO needs no more than the symbol. */
static void add_place(struct buffer *to, const struct site *where)
{
	if (!place_is_vdso(where)) {
		json_site(to, "at", where);
		return;
	}
	json_key(to, "at");
	buffer_adds(to, "{\"symbol\":");
	json_string(to, where->symbol, strlen(where->symbol));
	json_unsigned(to, "offset", where->offset);
	buffer_addc(to, '}');
}

/* ---- Calls ---- */

static bool has_number(const struct value *v)
{
	switch (v->kind) {
	case VALUE_NUMBER:
	case VALUE_ADDRESS:
	case VALUE_UNAVAILABLE:
	case VALUE_ENUM:
	case VALUE_FLAGS:
		return true;
	default:
		return false;
	}
}

static void add_number(struct buffer *to, const char *key, const struct value *v)
{
	if (v->base == BASE_DEC && v->kind != VALUE_ADDRESS && v->kind != VALUE_UNAVAILABLE)
		json_number(to, key, (int64_t)v->number);
	else
		json_unsigned(to, key, v->number);
}

static void add_arg(struct json *j, struct buffer *to, const struct value *v)
{
	buffer_adds(to, "{\"name\":");
	json_string(to, v->name ? v->name : "", v->name ? strlen(v->name) : 0);
	if (has_number(v))
		add_number(to, "value", v);
	add_value(j, to, "text", v);
	if (v->kind == VALUE_STRING) {
		json_key(to, "bytes");
		json_base64(to, v->bytes, v->len);
	}
	buffer_addc(to, '}');
}

static void add_result(struct buffer *to, const struct event *e, const struct call *c)
{
	json_key(to, "result");
	if (!c->done) {
		buffer_adds(to, "null");
		return;
	}
	if (c->restart_code) {
		buffer_adds(to, "{\"restart_code\":");
		buffer_add_dec(to, c->restart_code);
		if (c->error)
			json_text(to, "error", c->error);
	} else if (c->failed) {
		buffer_adds(to, "{\"value\":-1");
		json_number(to, "errno", -e->result);
		if (c->error)
			json_text(to, "error", c->error);
	} else {
		buffer_adds(to, "{\"value\":");
		if (c->result->kind == VALUE_NUMBER && c->result->base == BASE_DEC)
			buffer_add_dec(to, (int64_t)c->result->number);
		else
			buffer_add_udec(to, has_number(c->result) ? c->result->number : (uint32_t)e->result);
		if (c->note)
			json_text(to, "note", c->note);
	}
	buffer_addc(to, '}');
}

/* What -e inject= did: "injected":["args","result"], "delayed":true */
static void add_tampered(struct buffer *to, const struct event *e)
{
	bool args = e->tampered & TAMPERED_ARGS, result = e->tampered & TAMPERED_RESULT;

	if (args || result) {
		json_key(to, "injected");
		buffer_adds(to, args && result ? "[\"args\",\"result\"]"
				: args	       ? "[\"args\"]"
					       : "[\"result\"]");
	}
	if (e->tampered & TAMPERED_DELAY) {
		json_key(to, "delayed");
		buffer_adds(to, "true");
	}
}

/* EXIT, UNFINISHED */
static void add_call(struct json *j, struct buffer *to, const struct event *e, const struct call *c)
{
	uint32_t args = c->done ? c->nargs : c->ready;

	begin(to, "syscall", e, e->entry_time);
	json_text(to, "gate", gate_word(e->gate));
	if (e->site.ip)
		json_site(to, "site", &e->site);
	json_unsigned(to, "nr", e->nr);
	json_text(to, "name", c->name);
	json_key(to, "args");
	buffer_addc(to, '[');
	for (uint32_t i = 0; i < args; i++) {
		if (i)
			buffer_addc(to, ',');
		add_arg(j, to, c->arg[i]);
	}
	buffer_addc(to, ']');
	json_key(to, "raw");
	for (int i = 0; i < EVENT_ARGS; i++) {
		buffer_addc(to, i ? ',' : '[');
		buffer_add_udec(to, e->arg[i]);
	}
	buffer_addc(to, ']');
	add_result(to, e, c);
	if (e->tampered)
		add_tampered(to, e);
	if (c->done) {
		json_key(to, "duration");
		json_seconds(to, e->time > e->entry_time ? e->time - e->entry_time : 0);
	}
	add_stack(to, &e->stack);
	end(to);
}

/* ---- Everything else ---- */

static void add_restart(struct json *j, struct buffer *to, const struct event *e)
{
	begin(to, e->kind == EVENT_RESTART ? "restart" : "no_restart", e, e->time);
	json_unsigned(to, "of", e->of_seq);
	json_text(to, "name", e->of_name);
	if (e->kind == EVENT_RESTART) {
		json_text(to, "by", restart_insn_word(e->insn));
		add_place(to, &e->site);
		json_text(to, "proof", proof_word(e->proof));
		if (e->misnumbered)
			json_unsigned(to, "misnumbered", NR_RESTART_SYSCALL_64);
	} else {
		json_text(to, "why", json_story_why(e->why));
		if (e->sig)
			json_text(to, "signal", signal_name(e->sig, &j->arena));
	}
	end(to);
}

static void add_forged(struct buffer *to, const struct event *e)
{
	begin(to, "forged", e, e->time);
	json_text(to, "by", restart_insn_word(e->insn));
	if (e->site.ip)
		json_site(to, "from", &e->site);
	json_text(to, "proof", proof_word(e->proof));
	end(to);
}

static void add_signal(struct json *j, struct buffer *to, const struct event *e)
{
	const struct value *info = decode_siginfo(e, &j->o->decode, &j->arena);

	begin(to, "signal", e, e->time);
	json_text(to, "signal", signal_name(e->sig, &j->arena));
	if (info)
		add_value(j, to, "text", info);
	add_stack(to, &e->stack);
	end(to);
}

static void add_death(struct json *j, struct buffer *to, const struct event *e)
{
	begin(to, e->kind == EVENT_KILLED ? "killed" : "exit", e, e->time);
	if (e->kind == EVENT_KILLED) {
		json_text(to, "signal", signal_name(e->sig, &j->arena));
		json_key(to, "core");
		buffer_adds(to, e->core ? "true" : "false");
	} else {
		json_number(to, "status", e->status);
	}
	if (e->count)
		json_unsigned(to, "calls64", e->count);
	end(to);
}

static void add_note(struct json *j, struct buffer *to, const struct event *e)
{
	switch (e->kind) {
	case EVENT_RESTART:
	case EVENT_NO_RESTART:
		add_restart(j, to, e);
		break;
	case EVENT_FORGED:
		add_forged(to, e);
		break;
	case EVENT_SIGNAL:
		add_signal(j, to, e);
		break;
	case EVENT_STOP:
		begin(to, "stopped", e, e->time);
		json_text(to, "signal", signal_name(e->sig, &j->arena));
		end(to);
		break;
	case EVENT_EXEC:
		begin(to, "exec", e, e->time);
		if (e->other != e->tid)
			json_number(to, "by", e->other);
		end(to);
		break;
	case EVENT_NEW:
		if (!e->other)
			break;
		begin(to, "fork", e, e->time);
		json_number(to, "parent", e->other);
		end(to);
		break;
	case EVENT_EXITED:
	case EVENT_KILLED:
		if (!e->hidden)
			add_death(j, to, e);
		break;
	case EVENT_STORY:
		begin(to, "explanation", e, e->time);
		json_story(to, e->story);
		end(to);
		break;
	case EVENT_SHIM:
	case EVENT_SHIM_GS:
	case EVENT_SHIM_COUNTS:
		begin(to, json_shim_type(e->kind), e, e->time);
		json_shim(to, e);
		end(to);
		break;
	case EVENT_BAD_SYSENTER:
		begin(to, "bad_sysenter", e, e->time);
		json_unsigned(to, "ebp", e->bad_ebp);
		if (e->shim)
			json_shim(to, e);
		end(to);
		break;
	case EVENT_LOST:
		begin(to, "lost", e, e->time);
		json_unsigned(to, "count", e->count);
		end(to);
		break;
	default:
		break;
	}
}

static void json_event(struct sink *s, const struct event *e, const struct call *c)
{
	struct json *j = (struct json *)s;
	struct buffer *to;

	if (e->kind == EVENT_ENTRY)
		return;
	to = out_to(j->out, e->tid);
	if (c)
		add_call(j, to, e, c);
	else
		add_note(j, to, e);
	arena_reset(&j->arena);
	out_spill(j->out);
	if (e->kind == EVENT_EXITED || e->kind == EVENT_KILLED || e->kind == EVENT_DETACHED)
		out_gone(j->out, e->tid);
}

static int json_flush(struct sink *s)
{
	return out_flush(((struct json *)s)->out);
}

static int json_end(struct sink *s)
{
	struct json *j = (struct json *)s;
	int r = out_flush(j->out);

	arena_free(&j->arena);
	buffer_free(&j->text);
	free(j);
	return r;
}

struct sink *json_open(const struct options *o, struct out *out)
{
	struct json *j = xcalloc(1, sizeof(*j));

	j->sink = (struct sink){
		.needs_call = true,
		.event = json_event,
		.flush = json_flush,
		.end = json_end,
	};
	j->o = o;
	j->out = out;
	return &j->sink;
}
