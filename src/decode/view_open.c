/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which arguments a call has, and where they are: registers, memory, rows of variants. */
#include "decode/types.h"

#include <string.h>

const struct call_spec *variant_row(const struct variant_spec *variant, uint32_t value)
{
	uint32_t low = variant->first, high = (uint32_t)variant->first + variant->count;

	value &= variant->mask;
	while (low < high) {
		uint32_t mid = (low + high) / 2;

		if (spec_rows[mid].value < value)
			low = mid + 1;
		else
			high = mid;
	}
	if (low < (uint32_t)variant->first + variant->count && spec_rows[low].value == value)
		return &spec_calls[spec_rows[low].call];
	return variant->last ? &spec_calls[variant->last] : NULL;
}

/* The words behind a pointer take the registers' place: false when they can't be read. */
static bool open_block(struct view *v, const struct call_spec *spec, uint32_t addr, struct capturing *k)
{
	uint32_t words = spec->words;
	uint8_t exit = v->exit;
	const uint8_t *at;

	if (k)
		capture_bytes(k, addr, 4 * words);
	v->exit = 0;
	at = view_bytes(v, addr, 4 * words);
	v->exit = exit;
	if (!at)
		return false;
	for (uint32_t i = 0; i < words; i++)
		v->word[i] = (uint32_t)bytes_number(at + 4 * i, 4);
	return true;
}

bool view_unread(const struct view *v, uint32_t i)
{
	return v->unread >> i & 1;
}

/* The word that a register points to; of what can't be read the register. */
static uint64_t word_behind(struct view *v, const struct arg_spec *arg, struct capturing *k)
{
	uint32_t at = v->word[arg->word];
	uint8_t exit = v->exit;
	uint64_t raw;

	if (k && !v->o->opaque)
		capture_bytes(k, at, arg->offset + 4u);
	v->exit = 0;
	if (!view_number(v, at + arg->offset, 4, &raw)) {
		raw = at;
		v->unread |= 1u << v->nargs;
	}
	v->exit = exit;
	return raw;
}

static void add_arg(struct view *v, const struct arg_spec *arg, struct capturing *k)
{
	const struct type_spec *t = &spec_types[arg->type];
	uint64_t raw = arg->word == WORD_SP ? v->e->sp : v->word[arg->word];

	if (arg->mark >= MARK_NOTE) {
		if (v->notes < MOST_NOTES)
			v->note[v->notes++] = arg;
		return;
	}
	if (arg->mark == MARK_RESULT) {
		v->answer = arg;
		return;
	}
	if (arg->mark >= MARK_BECOMES) {
		v->becomes = arg;
		v->before = v->nargs - 1;
		return;
	}
	if (v->nargs == CALL_ARGS_MAX)
		return;
	if (arg->flags & ARG_BEHIND) {
		raw = word_behind(v, arg, k);
		if (arg->flags & ARG_BLOCK && arg->offset && view_unread(v, v->nargs)) {
			v->unread &= ~(1u << v->nargs);
			return;
		}
	} else if ((t->kind == TYPE_NUMBER || t->kind == TYPE_FLAGS) && t->size == 8 &&
		   arg->word + 1 < EVENT_ARGS) {
		uint64_t next = v->word[arg->word + 1];

		raw = t->kind == TYPE_NUMBER && t->of == NUMBER_HIGH_FIRST ? raw << 32 | next
									   : next << 32 | raw;
	}
	v->arg[v->nargs] = arg;
	v->raw[v->nargs++] = raw;
}

static void add_args(struct view *v, const struct call_spec *spec, struct capturing *k);

static void add_variant(struct view *v, const struct arg_spec *arg, const struct type_spec *t,
			struct capturing *k)
{
	const struct call_spec *row = variant_row(&spec_variants[t->of], v->word[t->word]);

	if (!row)
		return;
	if (row->flags & CALL_BLOCK && row->name && !open_block(v, row, v->word[arg->word], k)) {
		add_arg(v, arg, k);
		return;
	}
	if (row->name) {
		v->spec = row;
		v->nargs = v->unread = 0;
	}
	if (row->flags & CALL_HAS_RESULT)
		v->result = row;
	if (row->flags & CALL_LATE)
		v->late = v->nargs;
	add_args(v, row, k);
}

static void add_block(struct view *v, const struct arg_spec *arg, const struct type_spec *t,
		      struct capturing *k)
{
	const struct call_spec *spec = &spec_calls[t->word ? spec_variants[t->of].last : t->of];

	if (!open_block(v, spec, v->word[arg->word], k)) {
		add_arg(v, arg, k);
		return;
	}
	if (spec->flags & CALL_HAS_RESULT)
		v->result = spec;
	add_args(v, spec, k);
}

/* A variant or a block is the last of its call's arguments. */
static void add_args(struct view *v, const struct call_spec *spec, struct capturing *k)
{
	for (uint32_t i = spec->first; i < (uint32_t)spec->first + spec->args; i++) {
		const struct arg_spec *arg = &spec_args[i];
		const struct type_spec *t = &spec_types[arg->type];

		if (t->kind == TYPE_VARIANT)
			add_variant(v, arg, t, k);
		else if (t->kind == TYPE_BLOCK)
			add_block(v, arg, t, k);
		else if (!(arg->flags & ARG_HIDDEN) && view_cond(v, arg->cond))
			add_arg(v, arg, k);
	}
}

void view_open(struct view *v, const struct event *e, const struct decode_options *o, struct capturing *k)
{
	v->e = e;
	v->o = o;
	v->spec = v->result = call_spec_by_nr(e->nr);
	v->nargs = v->unread = 0;
	v->late = CALL_ARGS_MAX;
	v->around = NULL;
	v->becomes = v->answer = NULL;
	v->notes = 0;
	v->noting = false;
	v->half = v->split = v->errors = false;
	v->given = UINT32_MAX;
	v->sized = 0;
	v->depth = 0;
	v->exit = e->kind == EVENT_EXIT;
	v->dump = false; /* until the arguments are known */
	memcpy(v->word, e->arg, sizeof(v->word));
	add_args(v, v->spec, k);
	v->dump =
		v->nargs &&
		((v->spec->flags & CALL_READS && o->reads && numbers_has(o->reads, (uint32_t)v->raw[0])) ||
		 (v->spec->flags & CALL_WRITES && o->writes && numbers_has(o->writes, (uint32_t)v->raw[0])));
}
