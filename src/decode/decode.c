/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "decode/decode.h"

#include <stdio.h>
#include <string.h>

#include "decode/errnos.h"
#include "decode/sets.h"
#include "decode/types.h"

const struct call_spec *call_spec_by_nr(uint32_t nr)
{
	return &spec_calls[nr < spec_nrs ? spec_by_nr[nr] : 0];
}

static int name_unknown(char *to, size_t room, uint32_t nr, bool wide)
{
	return snprintf(to, room, "syscall_%#llx", wide ? (unsigned long long)(int32_t)nr : nr);
}

const char *call_name_by_nr(uint32_t nr)
{
	static char unknown[32];
	const struct call_spec *spec = call_spec_by_nr(nr);

	if (spec->name)
		return spec_name(spec->name);
	name_unknown(unknown, sizeof(unknown), nr, false);
	return unknown;
}

static struct value *name_arg(const struct arg_spec *arg, struct value *v)
{
	v->name = spec_name(arg->name);
	v->named = arg->flags & ARG_NAMED;
	return v;
}

static bool leads_nowhere(const struct value *v)
{
	return v->kind == VALUE_ADDRESS || v->kind == VALUE_UNAVAILABLE;
}

/* Where memory has only an address, which leads nowhere. */
static struct value *bracketed(struct decoding *d, uint32_t i, struct value *v)
{
	struct value *array, *last = NULL;

	if (!(d->v.arg[i]->flags & ARG_BRACKETS) || view_unread(&d->v, i) || !leads_nowhere(v))
		return v;
	array = make(d, VALUE_ARRAY);
	make_child(array, &last, NULL, v);
	return array;
}

static struct value *decode_arg(struct decoding *d, uint32_t i)
{
	const struct arg_spec *arg = d->v.arg[i];
	struct value *v = decode_word(d, &spec_types[arg->type], d->v.raw[i]);

	return v ? name_arg(arg, bracketed(d, i, v)) : NULL;
}

static void begin(struct decoding *d, const struct event *e, const struct decode_options *o, struct arena *a,
		  struct call *c)
{
	view_open(&d->v, e, o, NULL);
	d->a = a;
	d->c = c;
}

/* As the kernel has them, all at the entry. */
static void decode_raw(struct decoding *d)
{
	struct call *c = d->c;
	/* A sub-call's words are where its call points to; of a call with a block that pointer is all. */
	bool own = c->spec == call_spec_by_nr(d->v.e->nr);
	/* What a sub-call was chosen by is none of its arguments. */
	uint32_t first = !own && !(c->spec->flags & CALL_BLOCK), n = c->spec->words - first;

	c->nargs = c->ready = n;
	for (uint32_t i = 0; i < n; i++) {
		c->arg[i] = make_number(d, own ? d->v.e->arg[i] : d->v.word[first + i], BASE_HEX);
		for (uint32_t j = 0; j < d->v.nargs; j++)
			if (d->v.arg[j]->word == first + i)
				c->arg[i]->name = spec_name(d->v.arg[j]->name);
	}
}

static struct value *address_of(struct decoding *d, uint64_t raw)
{
	return raw ? make_unavailable(d, (uint32_t)raw) : make_address(d, 0);
}

/* An argument that the kernel answers in, and that can't be read when the call begins; NULL, mostly. */
static bool is_unreadable(struct decoding *d, uint32_t i)
{
	const struct type_spec *t = &spec_types[d->v.arg[i]->type];

	if (t->kind != TYPE_POINTER || spec_types[t->of].kind == TYPE_ARRAY)
		return false;
	/* What a type of its own has to tell at the entry is not always all. */
	if (spec_types[t->of].kind == TYPE_CUSTOM)
		return !view_bytes(&d->v, d->v.raw[i], spec_types[t->of].size ? spec_types[t->of].size : 1);
	return leads_nowhere(decode_word(d, t, d->v.raw[i]));
}

/* Nothing is to be waited for: there will be only an address, here or where the length should be. */
static bool never_answered(struct decoding *d, uint32_t i)
{
	const struct type_spec *t = &spec_types[d->v.arg[i]->type];

	if (t->kind == TYPE_POINTER)
		t = &spec_types[t->of];
	if (t->count_by != COUNT_POINTEE || t->kind == TYPE_CHOICE)
		return (view_unread(&d->v, i) && !(d->v.arg[i]->flags & ARG_BLOCK)) ||
		       (d->v.arg[i]->mark == MARK_BOTH && is_unreadable(d, i));
	for (uint32_t j = 0; j < d->v.nargs; j++)
		if (d->v.arg[j]->word == t->count &&
		    (d->v.arg[j]->mark == MARK_BOTH ||
		     (d->v.arg[j]->mark == MARK_IN && spec_types[d->v.arg[j]->type].kind == TYPE_POINTER)))
			return is_unreadable(d, j);
	return !d->v.raw[i];
}

static struct value *decode_half(struct decoding *d, uint32_t i)
{
	const struct type_spec *t = &spec_types[d->v.arg[i]->type], *of = &spec_types[t->of];
	struct value *v;

	if (d->v.arg[i]->mark != MARK_BOTH || t->kind != TYPE_POINTER)
		return NULL;
	if (of->kind == TYPE_CHOICE)
		of = view_choice(&d->v, of, d->v.raw[i]);
	if (!of)
		return NULL;
	if (of->kind == TYPE_STRUCT || (of->kind == TYPE_SIZED && of->count_by != COUNT_OWN) ?
		    !spec_structs[of->of].answers || spec_structs[of->of].spelled :
		    spec_types[t->of].kind != TYPE_CHOICE)
		return NULL;
	d->v.half = true;
	v = decode_arg(d, i);
	d->v.half = false;
	return v->first ? v : NULL;
}

/* Was an array not there, or not all of it? */
static bool incomplete(const struct value *v)
{
	if ((v->kind == VALUE_MORE && v->comment) || (v->kind == VALUE_UNAVAILABLE && v->cut))
		return true;
	for (const struct value *child = v->first; child; child = child->next)
		if (incomplete(child))
			return true;
	return false;
}

/* Is there anything that could become something else? */
static bool becomes_something(const struct value *before, const struct arg_spec *after)
{
	if (!before || (before->kind == VALUE_ARRAY && !before->first) || incomplete(before))
		return false;
	return !leads_nowhere(before) || after->mark == MARK_BECOMES_STILL;
}

/* Of a MARK_NONZERO: there is nothing to tell yet. */
static bool is_zero(struct decoding *d, const struct type_spec *pointer, uint64_t raw)
{
	const struct type_spec *of = &spec_types[pointer->of];
	uint32_t n = of->kind == TYPE_PART ? view_count(&d->v, of) : type_size(of);
	const uint8_t *p = view_bytes(&d->v, raw, n);

	while (p && n && !p[n - 1])
		n--;
	return p && !n;
}

void decode_entry(const struct event *e, const struct decode_options *o, struct arena *a, struct call *c)
{
	struct decoding d;
	char unknown[32];
	uint32_t i;

	memset(c, 0, sizeof(*c));
	begin(&d, e, o, a, c);
	c->spec = d.v.spec;
	if (c->spec->name)
		c->name = spec_name(c->spec->name);
	else
		c->name = arena_copy(a, unknown,
				     (size_t)name_unknown(unknown, sizeof(unknown), e->nr, o->strace));
	c->no_return = c->spec->flags & CALL_NORETURN;
	c->nargs = d.v.nargs;
	if (o->raw) {
		decode_raw(&d);
		return;
	}
	for (i = 0; i < c->nargs && !c->late_comma; i++) {
		enum arg_mark mark = d.v.arg[i]->mark;

		if (mark == MARK_NONZERO && is_zero(&d, &spec_types[d.v.arg[i]->type], d.v.raw[i]))
			break;
		if (mark > MARK_READABLE && mark != MARK_AND_THEN) {
			if (never_answered(&d, i)) {
				c->arg[i] = name_arg(d.v.arg[i], address_of(&d, d.v.raw[i]));
				continue;
			}
			c->half = decode_half(&d, i);
			if (!c->half || c->half->cut)
				break;
			c->arg[i] = c->half;
			c->half = NULL;
			continue;
		}
		c->arg[i] = decode_arg(&d, i);
		if (mark == MARK_READABLE && leads_nowhere(c->arg[i]))
			break;
		if (d.v.becomes && i == d.v.before && i + 1 < c->nargs &&
		    becomes_something(c->arg[i], d.v.becomes))
			mark = MARK_AND_THEN;
		c->late_comma = mark == MARK_AND_THEN && !leads_nowhere(c->arg[i]);
	}
	c->ready = i;
	c->arrow = d.v.becomes && d.v.becomes->mark == MARK_BECOMES_AT_ONCE && d.v.before < i &&
		   becomes_something(c->arg[d.v.before], d.v.becomes);
	if (i < c->nargs && !c->half &&
	    (d.v.arg[i]->flags & ARG_NAMED || (i == d.v.late) != !!(d.v.arg[i]->flags & ARG_COMMA)))
		c->late_comma = true;
}

static bool same(const struct value *a, const struct value *b)
{
	for (; a && b; a = a->next, b = b->next)
		if (a->kind != b->kind || a->number != b->number || !same(a->first, b->first))
			return false;
	return !a && !b;
}

static bool points_to_number(const struct type_spec *t)
{
	if (t->kind != TYPE_POINTER)
		return false;
	switch ((enum type_kind)spec_types[t->of].kind) {
	case TYPE_STRUCT:
	case TYPE_ARRAY:
	case TYPE_CHARS:
	case TYPE_SIZED:
	case TYPE_RECORDS:
	case TYPE_HEADED:
	case TYPE_CHOICE:
	case TYPE_CUSTOM:
	case TYPE_PART:
	case TYPE_ATTRS:
		return false;
	default:
		return true;
	}
}

/* <>: what a call made of it; [28 => 16], for what a pointer to a number shows in brackets. */
static struct value *decode_both(struct decoding *d, const struct arg_spec *arg, uint64_t raw)
{
	const struct type_spec *t = &spec_types[arg->type];
	struct value *before, *after, *change, *last = NULL;

	d->v.exit = view_written(&d->v, arg);
	d->v.split = d->v.exit;
	after = decode_word(d, t, raw);
	d->v.split = false;
	if (!d->v.exit || !points_to_number(t) || after->kind != VALUE_ARRAY)
		return after;
	d->v.exit = false;
	before = decode_word(d, t, raw);
	if (before->kind != VALUE_ARRAY || same(before->first, after->first))
		return after;
	change = make(d, VALUE_CHANGE);
	make_child(change, &last, NULL, before->first);
	make_child(change, &last, NULL, after->first);
	last = NULL;
	make_child(after, &last, NULL, change);
	return after;
}

static void finish_arg(struct decoding *d, uint32_t i)
{
	const struct arg_spec *arg = d->v.arg[i];
	struct value *v;

	d->v.exit = arg->mark != MARK_IN;
	if (arg->flags & ARG_BLOCK && view_failed(&d->v)) {
		d->c->arg[i] = arg->offset ? NULL : name_arg(arg, address_of(d, d->v.word[arg->word]));
		return;
	}
	if (arg->mark == MARK_BOTH) {
		v = decode_both(d, arg, d->v.raw[i]);
	} else if (arg->mark == MARK_READABLE) {
		d->v.exit = false;
		v = decode_word(d, &spec_types[arg->type], d->v.raw[i]);
		if (leads_nowhere(v))
			v = make_number(d, d->v.raw[i], BASE_HEX);
	} else if (arg->mark == MARK_NONZERO && view_written(&d->v, d->v.becomes)) {
		v = decode_word(d, &spec_types[d->v.becomes->type], d->v.raw[i]);
	} else if (arg->mark == MARK_IN || view_written(&d->v, arg)) {
		d->c->arg[i] = decode_arg(d, i);
		return;
	} else {
		v = bracketed(d, i, address_of(d, d->v.raw[i]));
	}
	d->c->arg[i] = name_arg(arg, v);
}

/* <=>: what an argument that was shown at the entry became. */
static void then(struct decoding *d, uint32_t i)
{
	const struct type_spec *t = &spec_types[d->v.arg[i]->type];
	struct value *v;

	if (view_failed(&d->v) && !(t->kind == TYPE_CUSTOM && spec_customs[t->of]->failed_too))
		return;
	d->v.exit = true;
	if (t->kind == TYPE_CUSTOM) {
		d->c->arg[i]->then =
			spec_customs[t->of]->then ? spec_customs[t->of]->then(d, t, d->v.raw[i]) : NULL;
		return;
	}
	v = decode_word(d, t, d->v.raw[i]);
	if (d->v.e->result)
		d->c->arg[i]->then = v;
}

/* Structs in which there is nothing to show. */
static bool empty(const struct value *v)
{
	if (v->kind != VALUE_STRUCT)
		return false;
	for (v = v->first; v; v = v->next)
		if (!empty(v))
			return false;
	return true;
}

/* =>: the same of one that has a look of its own at the exit. */
static void becomes(struct decoding *d)
{
	struct value *before = d->v.before < d->c->nargs ? d->c->arg[d->v.before] : NULL;
	const struct arg_spec *arg = d->v.becomes;
	uint64_t raw = d->v.word[arg->word];
	struct value *after = NULL;

	if (!becomes_something(before, arg))
		return;
	d->v.exit = true;
	if (view_written(&d->v, arg))
		after = decode_word(d, &spec_types[arg->type], raw);
	else if (arg->mark == MARK_BECOMES_OR || arg->mark == MARK_BECOMES_AT_ONCE)
		after = make_address(d, raw);
	/* What a failed call should have left there is not behind an address. */
	if (after && view_failed(&d->v) && arg->mark == MARK_BECOMES_STILL && after->kind != VALUE_STRUCT)
		return;
	d->v.exit = false;
	if (after && arg->mark == MARK_BECOMES_IF && same(after, decode_word(d, &spec_types[arg->type], raw)))
		return;
	if (after && !empty(after))
		before->then = after;
}

static void failure(struct call *c, int err)
{
	c->failed = true;
	c->error = restart_name(err, &c->error_text);
	if (c->error) {
		c->restart_code = err;
		return;
	}
	c->error = errno_name(err);
	c->error_text = errno_text(err);
}

static bool last_is_seen(const struct call *c)
{
	const struct value *v = c->nargs ? c->arg[c->nargs - 1] : NULL;

	return v && !leads_nowhere(v);
}

/* What an argument points to is the result. */
static struct value *answer_of(struct decoding *d, const struct arg_spec *arg)
{
	struct value *v;

	d->v.exit = true;
	v = decode_at(d, &spec_types[spec_types[arg->type].of], d->v.word[arg->word]);
	return v ? v : make_word(d, "?");
}

/* The number, and in the note what it stands for. */
static void result_of(struct decoding *d, const struct call_spec *spec)
{
	const struct type_spec *t = &spec_types[spec->result];
	static const struct value_style words = { XLAT_ABBREV, STRING_AUTO };
	const char *label = spec_name(spec->label);
	uint32_t raw = (uint32_t)d->v.e->result;
	struct value *v;

	switch ((enum type_kind)t->kind) {
	case TYPE_CUSTOM:
		spec_customs[t->of]->result(d, t, raw);
		return;
	case TYPE_FLAGS:
		d->c->result = make_number(d, raw, BASE_HEX);
		if (d->v.o->style.xlat == XLAT_RAW && !(spec->flags & (CALL_STYLED | CALL_WORDS)))
			return;
		v = make_flags(d, t->of, raw);
		if (set_has_words(v->set, raw) || set_apart(v->set, raw))
			make_note(d, v, label, spec->flags & CALL_STYLED ? NULL : &words);
		else if (raw && *label)
			make_note(d, d->c->result, label, &words);
		return;
	case TYPE_ENUM:
		d->c->result = make_number(d, raw, t->base);
		v = make_enum(d, t->of, raw);
		if (set_word(v->set, raw) && !(spec->flags & CALL_SEEN && !last_is_seen(d->c)))
			make_note(d, v, label, &words);
		return;
	case TYPE_SIGNAL:
		d->c->result = make_number(d, raw, BASE_DEC);
		if (raw && raw <= 64)
			make_note(d, make_signal(d, raw), label, &words);
		return;
	case TYPE_NOTATION:
		d->c->result = make_number(d, raw, t->base);
		if (d->v.o->style.xlat != XLAT_RAW)
			d->c->note = decode_word(d, t, raw)->bytes;
		return;
	case TYPE_ADDR:
		d->c->result = make_number(d, raw, BASE_HEX);
		return;
	case TYPE_MODE:
		/* One that is made up may be no mode. */
		d->c->result = make_number(d, raw, BASE_OCT);
		return;
	default:
		d->v.exit = true; /* a new descriptor: what is known of it now */
		d->c->result = decode_word(d, t, raw);
	}
}

/* An argument whose type says that it is none. */
static void leave_out(struct call *c)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < c->nargs; i++)
		if (c->arg[i])
			c->arg[n++] = c->arg[i];
	c->nargs = n;
}

void decode_exit(const struct event *e, const struct decode_options *o, struct arena *a, struct call *c)
{
	struct decoding d;

	begin(&d, e, o, a, c);
	if (o->raw) {
		c->done = true;
		if (view_failed(&d.v))
			failure(c, -e->result);
		else
			c->result = make_number(&d, (uint32_t)e->result, BASE_HEX);
		return;
	}
	if (c->nargs > d.v.nargs)
		c->nargs = d.v.nargs; /* a block that can't be read any more */
	for (uint32_t i = 0; i < c->nargs; i++)
		if (i >= c->ready)
			finish_arg(&d, i);
		else if (d.v.arg[i]->mark == MARK_AND_THEN)
			then(&d, i);
	if (d.v.becomes && (d.v.before < c->ready || (d.v.arg[d.v.before]->mark != MARK_NONZERO &&
						      d.v.arg[d.v.before]->mark != MARK_READABLE)))
		becomes(&d);
	leave_out(c);
	c->done = true;
	if (view_failed(&d.v))
		failure(c, -e->result);
	else if (d.v.answer)
		c->result = answer_of(&d, d.v.answer);
	else if (d.v.result->flags & CALL_HAS_RESULT)
		result_of(&d, d.v.result);
	else if (!c->spec->name) /* may be an address; strace shows a long */
		c->result = make_number(&d, o->strace ? (uint64_t)e->result : (uint32_t)e->result, BASE_HEX);
	else /* a uid may be anything */
		c->result = make_number(&d, (uint32_t)e->result, BASE_DEC);
	note_tell(&d);
}
