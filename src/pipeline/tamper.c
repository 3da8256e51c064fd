/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pipeline/tamper.h"

#include <stdio.h>

#include "base/die.h"
#include "decode/decode.h"
#include "decode/many.h"
#include "decode/spec.h"
#include "pipeline/show.h"

/* The kernel's arguments of a call, or those of its sub-call. */
struct words {
	const char *name;
	unsigned count;
	uint32_t word[EVENT_ARGS];
};

static struct words words_of(const struct pipeline *p, const struct event *e)
{
	const struct call_spec *call = call_spec_by_nr(e->nr);
	const struct variant_spec *v = many_rows(call);
	struct words w = { many_name(e->nr, e->arg[0]), call->name ? call->words : EVENT_ARGS, { 0 } };
	uint32_t size;

	for (unsigned i = 0; i < EVENT_ARGS; i++)
		w.word[i] = e->arg[i];
	for (unsigned i = 0; v && i < v->count; i++) {
		const struct row_spec *row = &spec_rows[v->first + i];

		if (row->value != (e->arg[0] & v->mask) || !spec_calls[row->call].name)
			continue;
		call = &spec_calls[row->call];
		w.count = call->words;
		size = w.count * (uint32_t)sizeof(*w.word);
		if (!(call->flags & CALL_BLOCK)) {
			for (unsigned j = 0; j + 1 < EVENT_ARGS; j++)
				w.word[j] = e->arg[j + 1];
		} else if (p->reader.read(p->reader.origin, e->arg[1], w.word, size) != (int)size) {
			w = (struct words){ w.name, w.count, { 0 } };
		}
		break;
	}
	return w;
}

static void complain(struct pipeline *p, const struct event *e, const char *what)
{
	show_flush(p);
	warn(p->o->strace ? "poke_tcb: Failed to tamper with process %d: %s" : "-e inject=: process %d: %s",
	     e->tid, what);
}

static bool poke(struct pipeline *p, const struct event *e, const struct inject_rule *r,
		 const struct inject_pokes *pokes)
{
	struct words w = words_of(p, e);
	bool any = false;

	for (unsigned i = 0; i < pokes->count; i++) {
		const struct inject_poke *poke = &pokes->poke[i];
		struct tampering how = { 0 };
		char text[160];

		if (poke->arg > w.count) {
			snprintf(text, sizeof(text),
				 "requested to tamper with argument #%u, but system call '%s' has only %u "
				 "arguments",
				 poke->arg, w.name, w.count);
			complain(p, e, text);
			continue;
		}
		how.poke = (struct span){ w.word[poke->arg - 1], r->bytes + poke->at, poke->len };
		if (p->source->tamper(p->source, &how) < 0)
			complain(p, e, "couldn't poke");
		else
			any = true;
	}
	return any;
}

void tamper_entry(struct pipeline *p, struct thread *t, struct event *e)
{
	const struct inject_rule *r = inject_strike(&p->o->inject, &t->counts, e);
	struct tampering how = { 0 };

	if (!r)
		return;
	if (r->what & INJECT_POKE_ENTER && poke(p, e, r, &r->enter))
		e->tampered |= TAMPERED_ARGS;
	if (r->what & (INJECT_ERROR | INJECT_VALUE)) {
		how.skip = true;
		how.instead = r->call;
		/* strace's ERESTARTSYS is an odd result and no more. */
		how.restart = inject_is_restart(r) && !p->o->strace;
		/* As the kernel has them in 64-bit registers, for 64-bit code. */
		how.result = r->what & INJECT_VALUE ? (int64_t)(uint32_t)r->result : r->result;
	}
	if (r->what & INJECT_SIGNAL)
		how.sig = r->sig;
	if (r->what & INJECT_DELAY_ENTER)
		how.delay = r->delay_enter;
	/* A task that was killed meanwhile is past all interference. */
	if (p->source->tamper(p->source, &how) < 0)
		return;
	t->struck = r;
	if (how.skip)
		e->tampered |= TAMPERED_RESULT | (r->what & INJECT_VALUE ? TAMPERED_VALUE : 0) |
			       (how.restart ? TAMPERED_RESTART : 0);
	if (r->what & (INJECT_DELAY_ENTER | INJECT_DELAY_EXIT))
		e->tampered |= TAMPERED_DELAY;
}

void tamper_exit(struct pipeline *p, struct thread *t)
{
	const struct inject_rule *r = t->struck;
	const struct tampering how = { .delay = r->delay_exit };

	if (r->what & INJECT_POKE_EXIT && poke(p, t->call, r, &r->exit))
		t->call->tampered |= TAMPERED_ARGS;
	if (how.delay && p->source->tamper(p->source, &how) < 0)
		t->call->tampered &= (uint8_t)~TAMPERED_DELAY;
}
