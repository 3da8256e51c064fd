/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "decode/types.h"

#include <errno.h>

uint64_t bytes_number(const uint8_t *at, uint32_t size)
{
	uint64_t number = 0;

	/* i386 is little-endian, whatever we run on. */
	for (uint32_t i = size; i-- > 0;)
		number = number << 8 | at[i];
	return number;
}

const uint8_t *view_bytes(const struct view *v, uint64_t addr, uint32_t n)
{
	uint32_t got;
	const void *at = event_bytes(v->e, !v->exit, addr, n, &got);

	return got == n ? at : NULL;
}

bool view_number(const struct view *v, uint64_t addr, uint32_t size, uint64_t *number)
{
	const uint8_t *at = view_bytes(v, addr, size);

	if (at)
		*number = bytes_number(at, size);
	return at;
}

uint32_t type_size(const struct type_spec *t)
{
	switch ((enum type_kind)t->kind) {
	case TYPE_STRUCT:
		return spec_structs[t->of].size;
	case TYPE_ARRAY:
		if (t->most)
			return t->most * type_size(&spec_types[t->of]);
		return t->count_by == COUNT_NUMBER ? t->count * type_size(&spec_types[t->of]) : 0;
	default:
		return t->size;
	}
}

/* A number in what an argument points to, where all of that is known. */
bool view_pointee(const struct view *v, const struct type_spec *t, uint64_t *number)
{
	uint32_t size = 4, got;
	const uint8_t *at;
	bool entry = !v->exit;

	for (uint32_t i = 0; i < v->nargs; i++) {
		const struct type_spec *arg = &spec_types[v->arg[i]->type];

		if (v->arg[i]->word != t->count || arg->kind != TYPE_POINTER)
			continue;
		size = type_size(&spec_types[arg->of]);
		entry |= v->arg[i]->mark <= MARK_READABLE;
	}
	at = event_bytes(v->e, entry, v->word[t->count], size, &got);
	if (got < size || got < t->asked + 4u || v->o->opaque)
		return false;
	*number = bytes_number(at + t->asked, 4);
	return true;
}

static uint32_t count(const struct view *v, const struct type_spec *t)
{
	uint64_t number;
	uint32_t size;

	switch ((enum count_by)t->count_by) {
	case COUNT_NONE:
	case COUNT_ZERO:
	case COUNT_OWN:
		break;
	case COUNT_INDEX:
		return v->index;
	case COUNT_NUMBER:
		return t->count;
	case COUNT_WORD:
		return v->word[t->count];
	case COUNT_POINTEE:
		return view_pointee(v, t, &number) ? (uint32_t)number : 0;
	case COUNT_FIELD:
		size = t->asked & ~COUNT_SIGNED;
		number = v->around ? bytes_number(v->around + t->count, size) : 0;
		if (t->asked & COUNT_SIGNED && number >> (8 * size - 1))
			return 0;
		return number < UINT32_MAX ? (uint32_t)number : UINT32_MAX;
	case COUNT_RESULT:
		/* More than any kernel would say is a lie, not nothing: that much is not there. */
		return view_failed(v) ? 0 : (uint32_t)v->e->result;
	case COUNT_REST:
		size = t->kind == TYPE_ARRAY ? type_size(&spec_types[t->of]) : 1;
		return size ? v->rest / size : 0;
	}
	return 0;
}

uint32_t view_wanted(const struct view *v, const struct type_spec *t)
{
	uint64_t n = count(v, t);

	n = n * (t->times ? t->times : 1) + t->plus;
	if (t->divisor)
		n /= t->divisor;
	if (t->most && n > t->most)
		return t->most;
	return n < UINT32_MAX ? (uint32_t)n : UINT32_MAX;
}

uint32_t view_count(const struct view *v, const struct type_spec *t)
{
	uint32_t n = view_wanted(v, t), other = t->other ? view_count(v, &spec_types[t->other - 1]) : 0;

	switch ((enum other_is)t->other_is) {
	case OTHER_NONE:
		break;
	case OTHER_LESS:
		return other <= n ? n - other : n;
	case OTHER_MOST:
	case OTHER_MOST_TOLD:
		return other < n ? other : n;
	}
	return n;
}

uint32_t view_given(struct view *v, const struct type_spec *t)
{
	uint32_t n = view_count(v, t), room = n;

	if (t->count_by != COUNT_POINTEE)
		return n;
	if (v->exit) {
		v->exit = 0;
		room = view_count(v, t);
		v->exit = 1;
	}
	return n <= INT32_MAX && room && room <= INT32_MAX ? n : 0;
}

uint32_t view_array(const struct view *v, const struct type_spec *t, uint64_t addr)
{
	uint32_t shown = view_shown(v, MOST_ELEMENTS), i;
	uint64_t word;

	if (t->count_by != COUNT_ZERO)
		return view_count(v, t);
	for (i = 0; i <= shown && view_number(v, addr + 4ull * i, 4, &word); i++)
		if (!word)
			return i;
	return i + 1;
}

uint32_t view_elements(const struct view *v, const struct type_spec *t, uint32_t n)
{
	uint32_t most = v->o->verbose ? t->many : t->few;

	if (t->few == FEW_ALL) {
		most = t->many ? t->many : MOST_ELEMENTS;
		return n < most ? n : most;
	}
	if (most == FEW_NONE)
		return 0;
	return view_shown(v, most && n > most ? most : n);
}

bool view_too_many(const struct view *v, const struct type_spec *t)
{
	uint64_t number;

	/* What tells how long it is can't be read. */
	if (t->count_by == COUNT_POINTEE && t->asked)
		return !view_pointee(v, t, &number);
	return t->limit && view_count(v, t) > t->limit;
}

uint32_t view_shown(const struct view *v, uint32_t n)
{
	uint32_t most = v->o->verbose || v->o->string_max > MOST_ELEMENTS ? MOST_ELEMENTS : v->o->string_max;

	return n < most ? n : most;
}

uint32_t view_data(const struct view *v, uint32_t n)
{
	return n <= v->o->string_max || v->dump ? n : v->o->string_max + 1;
}

uint32_t view_packet(const struct view *v, const struct type_spec *t)
{
	uint32_t n = view_count(v, t);

	return t->count_by == COUNT_RESULT && t->asked && v->word[t->asked - 1] < n ? v->word[t->asked - 1]
										    : n;
}

uint64_t view_string(const struct view *v, const struct type_spec *t, uint64_t raw)
{
	if (t->size < 8)
		raw &= UINT32_MAX;
	return t->of == STRING_BEHIND ? v->start + t->plus + raw : raw;
}

uint32_t view_text(const struct view *v, const struct type_spec *t)
{
	/* A result counts the NUL. */
	if (t->count_by == COUNT_RESULT && v->e->result > 0 && v->e->result <= PATH_SHOWN)
		return (uint32_t)v->e->result - 1;
	if (t->count_by == COUNT_RESULT)
		return PATH_SHOWN;
	if (!t->count_by)
		return t->of == STRING_TEXT || t->of == STRING_BEHIND ? v->o->string_max : PATH_SHOWN;
	return t->word && v->o->string_max < view_count(v, t) ? v->o->string_max : view_count(v, t);
}

bool view_cond(const struct view *v, uint16_t cond)
{
	const struct cond_spec *c = &spec_conds[cond];
	uint64_t number;
	bool any = false;

	if (!cond)
		return true;
	if (!c->size && v->e->kind != EVENT_EXIT)
		return c->negate && view_cond(v, c->also);
	if (!c->size)
		number = (uint32_t)v->e->result;
	else
		number = v->around ? bytes_number(v->around + c->ref, c->size) : v->word[c->ref];
	for (uint32_t i = c->first; i < c->first + c->tests; i++)
		any |= spec_tests[i].mask ? (number & spec_tests[i].mask) == spec_tests[i].value
					  : number >= spec_tests[i].value;
	return any != c->negate && view_cond(v, c->also);
}

static bool all_zero(const struct view *v, const struct field_spec *field)
{
	const struct type_spec *t = &spec_types[field->type];
	uint32_t size = type_size(t);

	if (t->kind == TYPE_BITS)
		return !(bytes_number(v->around + field->offset, size) & spec_tests[t->count].mask);

	for (uint32_t i = 0; i < size; i++)
		if (v->around[field->offset + i])
			return false;
	return true;
}

bool view_field(const struct view *v, const struct field_spec *field, uint64_t addr)
{
	if (field->flags & (v->o->verbose ? FIELD_NONZERO : FIELD_NONZERO | FIELD_BRIEF) && v->around &&
	    all_zero(v, field))
		return false;
	if (field->flags & FIELD_ERROR && !(v->exit && view_failed(v)))
		return false;
	if (field->flags & FIELD_OUT && (spec_types[field->type].kind != TYPE_POINTER || v->errors) &&
	    (!v->exit || (view_failed(v) && !(field->flags & FIELD_ANYWAY))))
		return false;
	return !(field->since && v->given != UINT32_MAX && addr - v->sized + field->since >= v->given) &&
	       view_cond(v, field->cond);
}

bool view_opaque(const struct view *v, const struct type_spec *t)
{
	const struct type_spec *of = &spec_types[t->of];

	return v->o->opaque && t->word != FOLLOW_ALWAYS &&
	       !(of->kind == TYPE_CUSTOM && spec_customs[of->of]->always);
}

bool view_failed(const struct view *v)
{
	return event_failed(v->e);
}

static bool interrupted(const struct view *v)
{
	switch (v->e->result) {
	case -EINTR:
	case -512:
	case -513:
	case -514:
	case -516:
		return true;
	}
	return false;
}

static bool failed_too(const struct arg_spec *arg)
{
	const struct type_spec *t = &spec_types[arg->type];

	if (t->kind == TYPE_POINTER)
		t = &spec_types[t->of];
	return (t->kind == TYPE_SIZED && t->count_by != COUNT_OWN && !t->most) ||
	       (t->kind == TYPE_CUSTOM && spec_customs[t->of]->failed_too);
}

bool view_answers_errors(const struct arg_spec *arg)
{
	const struct type_spec *t = &spec_types[arg->type];

	if (t->kind == TYPE_POINTER)
		t = &spec_types[t->of];
	return t->kind == TYPE_CHOICE ||
	       ((t->kind == TYPE_STRUCT || t->kind == TYPE_SIZED) && spec_structs[t->of].errors) ||
	       (t->kind == TYPE_CUSTOM && spec_customs[t->of]->failed_too);
}

bool view_written(const struct view *v, const struct arg_spec *arg)
{
	/* There at all when the call had this result */
	if (arg->cond && !spec_conds[arg->cond].size)
		return true;
	switch ((enum arg_mark)arg->mark) {
	case MARK_IN:
	case MARK_NONZERO:
	case MARK_READABLE:
		return false;
	case MARK_OUT:
		return !view_failed(v) || failed_too(arg);
	case MARK_OUT_SOME:
		return !view_failed(v) && v->e->result != 0;
	case MARK_OUT_INTR:
		return interrupted(v);
	case MARK_BOTH:
		return !view_failed(v) || view_answers_errors(arg);
	case MARK_AND_THEN:
	case MARK_BECOMES:
	case MARK_BECOMES_OR:
	case MARK_BECOMES_AT_ONCE:
	case MARK_BECOMES_STILL:
	case MARK_RESULT:
	case MARK_NOTE:
	case MARK_NOTE_AT:
	case MARK_NOTE_OR:
		return !view_failed(v);
	case MARK_BECOMES_ANYWAY:
	case MARK_BECOMES_IF:
		return true;
	}
	return false;
}
