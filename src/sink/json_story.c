/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sink/json_story.h"

#include <string.h>

#include "decode/signals.h"
#include "sink/json_write.h"
#include "sink/place.h"
#include "stage/story.h"

static const char *const stop_word[] = {
	[STEP_ENTRY] = "entry",         [STEP_EXIT] = "exit",         [STEP_ATTACHED] = "attached",
	[STEP_SIGNAL] = "signal",       [STEP_STOPPED] = "stopped",   [STEP_SIGRETURN] = "sigreturn",
	[STEP_RETURNED] = "returned",   [STEP_AGAIN] = "restart",     [STEP_LAST] = "end",
};

static const char *const end_word[] = {
	[STORY_OPEN] = "open",
	[STORY_DONE] = "restarted",
	[STORY_INTERRUPTED] = "restarted_and_interrupted",
	[STORY_NO_RESTART] = "no_restart",
	[STORY_CUT] = "cut",
};

const char *json_story_why(enum no_restart_why why)
{
	switch (why) {
	case NO_RESTART_HANDLER:
		return "handler_without_sa_restart";
	case NO_RESTART_ALWAYS:
		return "handler";
	case NO_RESTART_JUMPED_OUT:
		return "jumped_out";
	case NO_RESTART_CHANGED:
		return "changed_eip";
	case NO_RESTART_ANOTHER:
		return "another_call";
	case NO_RESTART_NONE:
		break;
	}
	return "unknown";
}

static void add_signal(struct buffer *to, int sig)
{
	struct buffer name = BUFFER_INIT;

	signal_print(&name, sig);
	json_text(to, "signal", buffer_text(&name));
	buffer_free(&name);
}

static void add_bool(struct buffer *to, const char *key, bool yes)
{
	json_key(to, key);
	buffer_adds(to, yes ? "true" : "false");
}

/* As the text has it; names of files may be no UTF-8, but a printed place is ASCII. */
static void add_place(struct buffer *to, const struct site *where)
{
	struct buffer place = BUFFER_INIT;

	place_print(&place, where);
	json_text(to, "place", buffer_text(&place));
	buffer_free(&place);
}

static void add_step(struct buffer *to, const struct story *s, const struct step *step)
{
	const struct registers *r = &step->regs;

	buffer_adds(to, "{\"stop\":");
	json_string(to, stop_word[step->kind], strlen(stop_word[step->kind]));
	if (step->kind == STEP_SIGNAL || step->kind == STEP_STOPPED)
		add_signal(to, step->sig);
	else
		json_text(to, "name", step->name);
	if (step->injected)
		add_bool(to, "injected", true);
	if (step->kind == STEP_SIGNAL)
		add_bool(to, "handled", step->handled);
	if (step->sa_restart != HANDLER_FLAG_UNKNOWN)
		add_bool(to, "sa_restart", step->sa_restart == HANDLER_FLAG_YES);
	if (step->kind == STEP_ENTRY || step->kind == STEP_SIGRETURN || step->kind == STEP_AGAIN)
		json_text(to, "gate", gate_word(step->gate));
	if (step->kind == STEP_SIGRETURN && step->calls >= 0)
		json_number(to, "calls", step->calls);
	if (r->known) {
		json_unsigned(to, "eip", r->ip);
		add_place(to, &step->place);
		json_unsigned(to, "esp", r->sp);
		json_unsigned(to, "ebp", r->bp);
		json_number(to, "eax", (int32_t)r->ax);
		json_number(to, "orig_eax", (int32_t)r->orig_ax);
		add_bool(to, "back", r->ip == (uint32_t)(s->ip - 2));
	}
	buffer_addc(to, '}');
}

void json_story(struct buffer *to, const struct story *s)
{
	json_unsigned(to, "of", s->seq);
	json_text(to, "name", s->name);
	json_unsigned(to, "interruption", s->round);
	if (s->code)
		json_number(to, "code", -s->code);
	json_text(to, "outcome", end_word[s->end]);
	if (s->end == STORY_NO_RESTART)
		json_text(to, "why", json_story_why(s->why));
	if (s->sig)
		add_signal(to, s->sig);
	json_unsigned(to, "returns_to", s->ip);
	json_unsigned(to, "restart_point", s->ip - 2);
	json_unsigned(to, "code_at", s->code_at.addr);
	json_key(to, "code_bytes");
	json_base64(to, s->code_at.bytes, s->code_at.n);
	if (s->again) {
		json_text(to, "by", restart_insn_word(s->insn));
		json_text(to, "proof", proof_word(s->proof));
	}
	json_key(to, "steps");
	for (unsigned i = 0; i < s->steps; i++) {
		buffer_addc(to, i ? ',' : '[');
		add_step(to, s, &s->step[i]);
	}
	buffer_adds(to, s->steps ? "]" : "[]");
	if (s->left_out)
		json_unsigned(to, "left_out", s->left_out);
}
