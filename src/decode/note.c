/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is told behind a result, of the memory that arguments point to. */
#include "decode/sets.h"
#include "decode/types.h"

#include <string.h>

enum {
	MOST_ANSWERS = 16 * 1024,
	MOST_TEXT = 996, /* bytes of "[{...}, {...}" that strace shows of an answer */
};

/* A result that has a word says all that there is to say: 0 (Timeout). */
bool note_wanted(const struct view *v)
{
	const struct type_spec *t = &spec_types[v->result->result];

	return v->notes && !view_failed(v) &&
	       !(v->result->flags & CALL_HAS_RESULT && t->kind == TYPE_ENUM &&
		 set_word(&spec_sets[t->of], (uint32_t)v->e->result));
}

void note_capture(struct capturing *k)
{
	for (uint32_t i = 0; i < k->v.notes && note_wanted(&k->v); i++)
		capture_word(k, &spec_types[k->v.note[i]->type], k->v.word[k->v.note[i]->word]);
}

static bool is_told(const struct decoding *d, const struct arg_spec *arg, const struct value *v)
{
	switch (v->kind) {
	case VALUE_ADDRESS:
	case VALUE_UNAVAILABLE:
		return v->number &&
		       (arg->mark == MARK_NOTE_AT || (arg->mark == MARK_NOTE_OR && !d->v.o->opaque));
	case VALUE_ARRAY:
	case VALUE_BITS:
		return v->first;
	default:
		return true;
	}
}

void note_tell(struct decoding *d)
{
	if (!note_wanted(&d->v))
		return;
	d->v.exit = d->v.noting = true;
	d->v.untold = (uint32_t)d->v.e->result;
	for (uint32_t i = 0; i < d->v.notes; i++) {
		const struct arg_spec *arg = d->v.note[i];
		struct value *v = decode_word(d, &spec_types[arg->type], d->v.word[arg->word]);
		const char *label = spec_name(arg->name);

		if (is_told(d, arg, v))
			make_note(d, v, strcmp(label, ".") ? label : NULL, NULL);
	}
	if (d->v.result->flags & CALL_NOTED && !d->c->note && d->v.o->strace)
		d->c->note = "";
}

static uint32_t answers(const struct view *v, const struct type_spec *t)
{
	uint32_t n = view_count(v, t);

	return n < MOST_ANSWERS ? n : MOST_ANSWERS;
}

void capture_answers(struct capturing *k, const struct type_spec *t, uint64_t addr)
{
	capture_bytes(k, addr, answers(&k->v, t) * spec_structs[t->of].size);
}

struct value *decode_answers(struct decoding *d, const struct type_spec *t, uint64_t addr)
{
	const struct struct_spec *s = &spec_structs[t->of];
	const struct field_spec *field = &spec_fields[s->first + s->fields - 1];
	uint32_t most = view_shown(&d->v, UINT32_MAX), n = 0;
	struct value *v = make(d, VALUE_ARRAY), *last = NULL, *child;
	size_t len = 1;
	uint64_t answer;

	for (uint32_t i = 0; i < answers(&d->v, t); i++, addr += s->size) {
		child = decode_struct(d, t->of, addr);
		if (!child) {
			make_child(v, &last, NULL, make_unavailable(d, addr));
			break;
		}
		if (!view_number(&d->v, addr + field->offset, spec_types[field->type].size, &answer) ||
		    !answer)
			continue;
		len += (n ? 2 : 0) + strlen(make_text(d, child));
		if (n++ == most || len > MOST_TEXT) {
			make_child(v, &last, NULL, make(d, VALUE_MORE));
			break;
		}
		make_child(v, &last, NULL, child);
	}
	return v;
}
