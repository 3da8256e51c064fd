/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stage/capture.h"

#include <string.h>

#include "decode/type_netlink.h"
#include "decode/types.h"

enum {
	MOST_BYTES = 1024 * 1024, /* of one argument */
	MOST_DUMPED = 64 * MOST_BYTES, /* of what the user wants dumped */
	MOST_TOLD = 2048, /* pieces with what is told of numbers: a set has up to 65536 of them */
	MOST_IN_ALL = 8 * MOST_BYTES, /* a thousand buffers may be of the same memory; no execve has more */
	MOST_AT_LENGTH = 2 * MOST_DUMPED, /* the same, when dumps or long strings are asked for */
	LONG_STRING = 64 * 1024,
	MOST_PIECES = 8192, /* of one event: each is looked for among all */
	FEW_PIECES = 64, /* up to here one more costs less than looking whether it is there */
	CHUNK = 256, /* nearly every path fits */
};

/* Copies up to n bytes at addr into a piece of their own; how many came. */
static uint32_t fetch(struct capturing *k, uint64_t addr, uint32_t n)
{
	bool at_length = k->v.dump || k->v.o->string_max > LONG_STRING;
	uint32_t most = at_length ? MOST_AT_LENGTH : MOST_IN_ALL;
	uint32_t room = k->e->bytes.len < most ? most - (uint32_t)k->e->bytes.len : 0;
	struct piece *p;
	char *to;
	int got;

	if (k->e->pieces >= MOST_PIECES)
		return 0;
	n = n < room ? n : room;
	to = event_piece(k->e, addr, n);
	p = &k->e->piece[k->e->pieces - 1];
	got = n ? k->r->read(k->r->origin, addr, to, n) : 0;
	p->exit = k->v.exit;
	p->len = got > 0 ? (uint32_t)got : 0;
	k->e->bytes.len -= n - p->len;
	if (!p->len)
		k->e->pieces--;
	return p->len;
}

bool capture_bytes(struct capturing *k, uint64_t addr, uint32_t n)
{
	const struct event *e = k->e;
	uint32_t most;

	if (!addr || !n)
		return false;
	most = k->v.dump ? MOST_DUMPED : MOST_BYTES;
	if (n > most)
		n = most;
	/* Only what was copied at this stop shows what memory holds now. */
	for (uint32_t i = e->pieces; i-- > 0;)
		if (e->piece[i].exit == k->v.exit && addr >= e->piece[i].addr &&
		    addr + n <= e->piece[i].addr + e->piece[i].len)
			return true;
	return fetch(k, addr, n) == n;
}

void capture_copy(struct capturing *k, uint64_t addr, const void *bytes, uint32_t n, uint32_t size)
{
	char *to = event_piece(k->e, addr, size);

	memcpy(to, bytes, n);
	memset(to + n, 0, size - n);
	k->e->piece[k->e->pieces - 1].exit = k->v.exit;
}

void capture_about(struct capturing *k, enum about kind, uint32_t number)
{
	capture_about_of(k, kind, 0, number);
}

void capture_about_of(struct capturing *k, enum about kind, uint32_t owner, uint32_t number)
{
	uint64_t key = about_key(kind, number);
	struct event *e = k->e;
	struct piece *p;
	size_t before;

	if (!about_wished(k->v.o->about, kind) || !k->r->about || ((int32_t)number < 0 && kind != ABOUT_CWD))
		return;
	if (e->pieces >= MOST_TOLD)
		return;
	for (uint32_t i = 0; i < e->pieces; i++)
		if (e->piece[i].exit == k->v.exit && e->piece[i].addr == key)
			return;
	event_piece(e, key, 0);
	p = &e->piece[e->pieces - 1];
	before = e->bytes.len;
	p->exit = k->v.exit;
	if (k->r->about(k->r->origin, kind, owner, number, &e->bytes) < 0)
		e->bytes.len = before;
	/* That there is nothing any more is an answer, too: not what the entry had. */
	if (e->bytes.len == before && k->v.exit)
		buffer_addc(&e->bytes, '\0');
	if (e->bytes.len > before + ABOUT_MOST)
		e->bytes.len = before + ABOUT_MOST;
	p->len = (uint32_t)(e->bytes.len - before);
}

/* A number of a type that may be told more of. */
static void capture_number(struct capturing *k, const struct type_spec *t, uint64_t raw)
{
	if (t->kind == TYPE_DIRFD && (int32_t)raw == AT_FDCWD_NUMBER)
		capture_about(k, ABOUT_CWD, (uint32_t)raw);
	else if (t->kind == TYPE_FD && t->word)
		capture_about_of(k, t->word, k->v.word[t->count], (uint32_t)raw);
	else
		capture_about(k, t->kind == TYPE_PID ? t->of : ABOUT_FD, (uint32_t)raw);
}

static bool has_zero(const char *bytes, uint32_t n, uint32_t unit)
{
	static const char zeros[4];

	if (unit == 1)
		return memchr(bytes, '\0', n);
	for (uint32_t i = 0; i + unit <= n; i += unit)
		if (!memcmp(bytes + i, zeros, unit))
			return true;
	return false;
}

/* Up to a zero of unit bytes, or to most bytes, in one piece. */
static void capture_until(struct capturing *k, uint64_t addr, uint32_t most, uint32_t unit)
{
	uint32_t have = 0;

	if (!addr)
		return;
	most = most < MOST_BYTES ? most : MOST_BYTES;
	while (have < most) {
		uint32_t n = most - have < CHUNK ? most - have : CHUNK;
		uint32_t got = fetch(k, addr + have, n);
		const char *bytes = k->e->bytes.data + k->e->bytes.len - got;

		if (have && got) { /* goes on where the piece before it ends */
			k->e->pieces--;
			k->e->piece[k->e->pieces - 1].len += got;
		}
		if (got < n || has_zero(bytes, got, unit))
			return;
		have += got;
	}
}

void capture_string(struct capturing *k, uint64_t addr, uint32_t max)
{
	uint32_t most = max < MOST_BYTES ? max + 1 : MOST_BYTES, got;

	/* A million arguments may be one string. */
	if (k->e->pieces < FEW_PIECES || !event_string(k->e, !k->v.exit, addr, most, &got))
		capture_until(k, addr, most, 1);
}

void capture_words(struct capturing *k, uint64_t addr, uint32_t max)
{
	capture_until(k, addr, 4 * max, 4);
}

static void capture_fields(struct capturing *k, const struct struct_spec *s, uint64_t addr)
{
	const uint8_t *before = k->v.around;
	uint64_t start = k->v.start;

	for (uint32_t i = s->first; i < (uint32_t)s->first + s->fields; i++) {
		const struct field_spec *field = &spec_fields[i];

		/* Each copy may move the bytes of those before it. */
		k->v.around = view_bytes(&k->v, addr, s->size);
		k->v.start = addr;
		if (!k->v.around)
			break;
		if ((field->flags & FIELD_VERBOSE && !k->v.o->verbose) || !view_field(&k->v, field, addr))
			continue;
		if (field->flags & FIELD_OUT && spec_types[field->type].kind == TYPE_POINTER &&
		    (!k->v.exit || view_failed(&k->v)))
			continue;
		capture_at(k, &spec_types[k->v.exit ? field->then : field->type], addr + field->offset);
	}
	k->v.around = before;
	k->v.start = start;
}

void capture_struct(struct capturing *k, enum struct_id id, uint64_t addr)
{
	const struct struct_spec *s = &spec_structs[id];

	if (capture_bytes(k, addr, s->size) && s->pointers)
		capture_fields(k, s, addr);
}

static bool follows(const struct capturing *k, const struct type_spec *t)
{
	switch ((enum type_kind)t->kind) {
	case TYPE_STRUCT:
		return spec_structs[t->of].pointers;
	case TYPE_STRING:
	case TYPE_BYTES:
	case TYPE_TEXT:
	case TYPE_DATA:
	case TYPE_POINTER:
	case TYPE_SIZED:
	case TYPE_PART:
	case TYPE_CUSTOM:
		return true;
	case TYPE_FD:
	case TYPE_DIRFD:
	case TYPE_PID:
		return k->v.o->about;
	case TYPE_ARRAY:
		return t->count_by != COUNT_NUMBER || follows(k, &spec_types[t->of]);
	default:
		return false;
	}
}

/* And one more: is it there? */
void capture_elements(struct capturing *k, uint64_t addr, uint32_t n, uint32_t shown, uint32_t size)
{
	capture_bytes(k, addr, (shown + (shown < n)) * size);
}

static void capture_array(struct capturing *k, const struct type_spec *t, uint64_t addr)
{
	const struct type_spec *of = &spec_types[t->of];
	uint32_t size = type_size(of), most = t->count_by == COUNT_ZERO ? MOST_ELEMENTS : MOST_FOLLOWED, all,
		 n;

	if (t->count_by == COUNT_ZERO)
		capture_words(k, addr, view_shown(&k->v, MOST_ELEMENTS) + 1);
	all = view_array(&k->v, t, addr);
	n = view_elements(&k->v, t, all);
	if (t->count_by != COUNT_ZERO)
		capture_elements(k, addr, all, n, size);
	if (follows(k, of))
		for (uint32_t i = 0; i < n && i < most && k->e->pieces < MOST_PIECES &&
				     view_bytes(&k->v, addr + i * size, size);
		     i++)
			capture_at(k, of, addr + i * size);
}

void capture_at(struct capturing *k, const struct type_spec *t, uint64_t addr)
{
	uint64_t raw;
	uint32_t n;

	if (!addr || view_too_many(&k->v, t))
		return;
	switch ((enum type_kind)t->kind) {
	case TYPE_STRUCT:
		capture_struct(k, t->of, addr);
		return;
	case TYPE_ARRAY:
		capture_array(k, t, addr);
		return;
	case TYPE_CHARS:
		capture_bytes(k, addr, view_count(&k->v, t));
		return;
	case TYPE_TEXT:
		capture_string(k, addr, view_text_here(&k->v, t, addr));
		return;
	case TYPE_DATA:
		n = view_count(&k->v, t);
		capture_bytes(k, addr, t->few == FEW_ALL ? n : view_data(&k->v, n));
		return;
	case TYPE_ANSWERS:
		capture_answers(k, t, addr);
		return;
	case TYPE_SIZED:
		capture_sized(k, t, addr);
		return;
	case TYPE_PART:
		capture_part(k, t, addr);
		return;
	case TYPE_RECORDS:
		capture_records(k, t, addr);
		return;
	case TYPE_HEADED:
		capture_headed(k, t, addr);
		return;
	case TYPE_CHOICE:
		capture_choice(k, t, addr);
		return;
	case TYPE_CUSTOM:
		if (spec_customs[t->of]->capture) {
			spec_customs[t->of]->capture(k, t, addr);
			return;
		}
		break;
	default:
		break;
	}
	if (capture_bytes(k, addr, t->size) && follows(k, t) && view_number(&k->v, addr, t->size, &raw))
		capture_word(k, t, raw);
}

void capture_word(struct capturing *k, const struct type_spec *t, uint64_t raw)
{
	switch ((enum type_kind)t->kind) {
	case TYPE_STRING:
		capture_string(k, view_string(&k->v, t, raw), view_text(&k->v, t));
		break;
	case TYPE_BYTES:
		if (t->of == BYTES_PACKET) {
			capture_packet(k, raw, view_packet(&k->v, t));
			break;
		}
		if (!view_too_many(&k->v, t))
			capture_bytes(k, raw, view_data(&k->v, view_count(&k->v, t)));
		break;
	case TYPE_POINTER:
		if (!view_opaque(&k->v, t) && (t->word != FOLLOW_VERBOSE || k->v.o->verbose))
			capture_at(k, &spec_types[t->of], raw);
		else if (!k->v.o->opaque && spec_types[t->of].count_by == COUNT_ZERO)
			capture_words(k, raw, MOST_ELEMENTS);
		break;
	case TYPE_FD:
	case TYPE_DIRFD:
	case TYPE_PID:
		if (k->v.o->about)
			capture_number(k, t, raw);
		break;
	case TYPE_CUSTOM:
		if (spec_customs[t->of]->capture_word && !k->v.o->opaque)
			spec_customs[t->of]->capture_word(k, t, raw);
		break;
	default:
		break;
	}
}

static void begin(struct capturing *k, struct event *e, const struct decode_options *o,
		  const struct reader *r)
{
	k->e = e;
	k->r = r;
	view_open(&k->v, e, o, e->kind == EVENT_EXIT ? NULL : k);
}

void capture_entry(struct event *e, const struct decode_options *o, const struct reader *r)
{
	struct capturing k;

	if (!o->about && call_spec_by_nr(e->nr)->flags & CALL_NO_ENTRY_MEMORY)
		return;
	begin(&k, e, o, r);
	for (uint32_t i = 0; i < k.v.nargs && !o->raw; i++) {
		enum arg_mark mark = k.v.arg[i]->mark;

		if (mark <= MARK_READABLE || mark == MARK_BOTH || mark == MARK_AND_THEN)
			capture_word(&k, &spec_types[k.v.arg[i]->type], k.v.raw[i]);
	}
}

static uint32_t bytes_ahead(const struct event *e, const struct decode_options *o, const struct type_spec *t)
{
	switch ((enum type_kind)t->kind) {
	case TYPE_STRING:
		return CHUNK;
	case TYPE_BYTES:
		return t->count_by != COUNT_WORD ? 0 :
		       e->arg[t->count] <= o->string_max ? e->arg[t->count] : o->string_max + 1;
	case TYPE_POINTER:
		return o->opaque || t->word == FOLLOW_VERBOSE ? 0 : type_size(&spec_types[t->of]);
	default:
		return 0;
	}
}

uint32_t capture_ahead(const struct event *e, const struct decode_options *o, uint64_t *addr)
{
	const struct call_spec *call = call_spec_by_nr(e->nr);
	uint32_t n = 0;

	if (o->raw || call->flags & CALL_NO_ENTRY_MEMORY)
		return 0;
	for (uint32_t i = call->first; i < (uint32_t)call->first + call->args && !n; i++) {
		const struct arg_spec *arg = &spec_args[i];

		if (arg->mark > MARK_READABLE && arg->mark != MARK_BOTH && arg->mark != MARK_AND_THEN)
			continue;
		*addr = arg->word == WORD_SP ? e->sp : e->arg[arg->word];
		n = *addr ? bytes_ahead(e, o, &spec_types[arg->type]) : 0;
	}
	return n;
}

void capture_signal(struct event *e, const struct decode_options *o, const struct reader *r)
{
	struct capturing k = { .v = { .e = e, .o = o }, .e = e, .r = r };

	if (o->about & ABOUT_PIDS && e->has_info)
		capture_siginfo(&k);
}

void capture_exit(struct event *e, const struct decode_options *o, const struct reader *r)
{
	const struct type_spec *result;
	struct capturing k;

	if (!o->about && call_spec_by_nr(e->nr)->flags & CALL_NO_EXIT_MEMORY)
		return;
	begin(&k, e, o, r);
	if (o->raw)
		return;
	/* Lengths that other arguments point to come first. */
	for (uint32_t i = 0; i < k.v.nargs; i++)
		if (k.v.arg[i]->mark == MARK_BOTH && view_written(&k.v, k.v.arg[i]))
			capture_word(&k, &spec_types[k.v.arg[i]->type], k.v.raw[i]);
	for (uint32_t i = 0; i < k.v.nargs; i++)
		if (k.v.arg[i]->mark != MARK_BOTH && view_written(&k.v, k.v.arg[i]))
			capture_word(&k, &spec_types[k.v.arg[i]->type], k.v.raw[i]);
	if (k.v.becomes && view_written(&k.v, k.v.becomes))
		capture_word(&k, &spec_types[k.v.becomes->type], k.v.word[k.v.becomes->word]);
	note_capture(&k);
	if (k.v.answer && !view_failed(&k.v))
		capture_at(&k, &spec_types[spec_types[k.v.answer->type].of], k.v.word[k.v.answer->word]);
	result = &spec_types[k.v.result->result];
	if (!(k.v.result->flags & CALL_HAS_RESULT) || view_failed(&k.v))
		return;
	if (result->kind != TYPE_CUSTOM)
		capture_word(&k, result, (uint32_t)e->result);
	else if (spec_customs[result->of]->capture_result)
		spec_customs[result->of]->capture_result(&k);
}
