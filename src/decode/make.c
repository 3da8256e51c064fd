/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "decode/types.h"

#include <string.h>

#include "decode/signals.h"

struct value *make(struct decoding *d, enum value_kind kind)
{
	struct value *v = arena_alloc(d->a, sizeof(*v));

	v->kind = kind;
	return v;
}

struct value *make_number(struct decoding *d, uint64_t number, enum value_base base)
{
	struct value *v = make(d, VALUE_NUMBER);

	v->number = number;
	v->base = (uint8_t)base;
	return v;
}

struct value *make_address(struct decoding *d, uint64_t addr)
{
	struct value *v = make(d, VALUE_ADDRESS);

	v->number = addr;
	return v;
}

struct value *make_unavailable(struct decoding *d, uint64_t addr)
{
	struct value *v = make(d, VALUE_UNAVAILABLE);

	v->number = addr;
	v->err = 14; /* EFAULT, the kernel's word for it */
	return v;
}

struct value *make_word(struct decoding *d, const char *text)
{
	struct value *v = make(d, VALUE_WORD);

	v->bytes = text;
	v->len = (uint32_t)strlen(text);
	return v;
}

struct value *make_notation(struct decoding *d, const char *text, uint64_t number)
{
	struct value *v = make_word(d, text);

	v->number = number;
	return v;
}

struct value *make_named(struct decoding *d, const char *text, uint64_t number, enum value_base base)
{
	struct value *v = make_word(d, text);

	v->first = make_number(d, number, base);
	v->number = number;
	return v;
}

static struct value *make_of_set(struct decoding *d, enum value_kind kind, const struct set *set,
				 uint64_t number)
{
	struct value *v = make(d, kind);

	v->set = set;
	v->number = number;
	v->base = BASE_HEX;
	return v;
}

struct value *make_enum(struct decoding *d, enum set_id set, uint64_t number)
{
	return make_of_set(d, VALUE_ENUM, &spec_sets[set], number);
}

struct value *make_flags(struct decoding *d, enum set_id set, uint64_t number)
{
	return make_of_set(d, VALUE_FLAGS, &spec_sets[set], number);
}

struct value *make_about(struct decoding *d, struct value *v, enum about kind, uint32_t number)
{
	uint32_t got, n;
	const char *at;

	if (!d->v.o || !about_wished(d->v.o->about, kind))
		return v;
	at = event_bytes(d->v.e, !d->v.exit, about_key(kind, number), ABOUT_MOST, &got);
	if (!got)
		return v;
	at = arena_copy(d->a, at, got);
	n = (uint32_t)strlen(at) + 1;
	v->about = at;
	if (n < got)
		v->comment = at + n;
	return v;
}

struct value *make_fd(struct decoding *d, uint32_t fd)
{
	return make_about(d, make_number(d, (uint64_t)(int32_t)fd, BASE_DEC), ABOUT_FD, fd);
}

struct value *make_pid(struct decoding *d, enum about kind, uint32_t id)
{
	return make_about(d, make_number(d, (uint64_t)(int32_t)id, BASE_DEC), kind, id);
}

struct value *make_signal(struct decoding *d, uint32_t sig)
{
	if (sig == 0 || sig > 64)
		return make_number(d, (uint64_t)(int32_t)sig, BASE_DEC);
	return make_named(d, signal_name((int)sig, d->a), sig, BASE_DEC);
}

struct value *make_string(struct decoding *d, const void *bytes, uint32_t n, bool cut)
{
	struct value *v = make(d, VALUE_STRING);

	/* The event's buffer may move while the call is decoded: the arena does not. */
	v->bytes = arena_copy(d->a, bytes, n);
	v->len = n;
	v->cut = cut;
	return v;
}

struct value *make_beside(struct decoding *d, const char *name, struct value *child)
{
	struct value *v = make(d, VALUE_STRUCT), *last = NULL;

	v->bytes = arena_printf(d->a, "%s=%%", name);
	make_child(v, &last, name, child);
	return v;
}

const char *make_text(struct decoding *d, const struct value *v)
{
	struct buffer b = BUFFER_INIT;
	const char *text;

	value_print(&b, v, &d->v.o->style);
	text = arena_copy(d->a, b.data, b.len);
	buffer_free(&b);
	return text;
}

const char *make_quoted(struct decoding *d, const char *text)
{
	return make_text(d, make_string(d, text, (uint32_t)strlen(text), false));
}

struct value *make_cstring(struct decoding *d, uint64_t addr, uint32_t max)
{
	uint32_t got;
	const char *at, *nul;

	if (!addr)
		return make_address(d, 0);
	if (max < UINT32_MAX)
		max++;
	at = event_string(d->v.e, !d->v.exit, addr, max, &got);
	if (!at)
		at = event_bytes(d->v.e, !d->v.exit, addr, max, &got);
	nul = got ? memchr(at, '\0', got) : NULL;
	if (nul)
		return make_string(d, at, (uint32_t)(nul - at), false);
	if (got < max)
		return make_unavailable(d, addr);
	return make_string(d, at, max - 1, true);
}

/* Where all was captured less may have been there than was asked for. */
static struct value *make_string_of(struct decoding *d, uint64_t addr, uint32_t n, uint32_t shown)
{
	const uint8_t *at = view_bytes(&d->v, addr, shown ? shown : 1);

	return at ? make_string(d, at, shown, shown < n) : make_unavailable(d, addr);
}

struct value *make_bytes(struct decoding *d, uint64_t addr, uint32_t n)
{
	uint32_t shown = n < d->v.o->string_max ? n : d->v.o->string_max;
	const uint8_t *at;

	if (!addr)
		return make_address(d, 0);
	if (!n)
		return make_string(d, "", 0, false);
	if (d->v.dump)
		return make_string_of(d, addr, n, shown);
	at = view_bytes(&d->v, addr, view_data(&d->v, n));
	return at ? make_string(d, at, shown, shown < n) : make_unavailable(d, addr);
}

struct value *make_hex(struct decoding *d, uint64_t addr, uint32_t n)
{
	struct value *v = make_bytes(d, addr, n);

	v->base = BASE_HEX;
	return v;
}

struct value *make_child(struct value *parent, struct value **last, const char *name, struct value *child)
{
	child->name = name;
	if (*last)
		(*last)->next = child;
	else
		parent->first = child;
	*last = child;
	return child;
}

void make_dump(struct decoding *d, const char *heading, uint64_t addr, uint32_t n)
{
	struct dump **end = &d->c->dump, *dump;
	uint32_t got;
	const char *at = event_bytes(d->v.e, !d->v.exit, addr, n, &got);

	if (!got && !heading)
		return;
	while (*end)
		end = &(*end)->next;
	dump = arena_alloc(d->a, sizeof(*dump));
	dump->heading = heading;
	dump->bytes = got ? arena_copy(d->a, at, got) : NULL;
	dump->len = got;
	*end = dump;
}

void make_note(struct decoding *d, const struct value *v, const char *label, const struct value_style *style)
{
	struct buffer b = BUFFER_INIT;

	if (d->c->note) {
		buffer_adds(&b, d->c->note);
		buffer_add(&b, ", ", 2);
	}
	if (label && *label) {
		buffer_adds(&b, label);
		buffer_addc(&b, ' ');
	}
	value_print(&b, v, style ? style : &d->v.o->style);
	d->c->note = arena_copy(d->a, b.data, b.len);
	buffer_free(&b);
}
