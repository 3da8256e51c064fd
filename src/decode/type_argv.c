/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Arrays of strings that a NULL ends: execve's. */
#include "decode/types.h"

enum { MOST_STRINGS = 64 * 1024 };

static uint64_t string_at(const struct view *v, uint64_t addr, uint32_t i, bool *there)
{
	uint64_t string = 0;

	*there = view_number(v, addr + 4ull * i, 4, &string);
	return string;
}

static void argv_capture(struct capturing *k, const struct type_spec *t, uint64_t raw)
{
	uint32_t shown = view_shown(&k->v, MOST_STRINGS);
	bool there = true;
	uint64_t string;

	(void)t;
	/* One more than is shown tells whether there are more. */
	capture_words(k, raw, shown + 1);
	for (uint32_t i = 0; i < shown; i++) {
		string = string_at(&k->v, raw, i, &there);
		if (!string)
			break;
		capture_string(k, string, k->v.o->string_max);
	}
}

static struct value *argv_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	uint32_t shown = view_shown(&d->v, MOST_STRINGS);
	struct value *v = make(d, VALUE_ARRAY), *last = NULL, *child;
	bool there = true;
	uint64_t string;
	uint32_t i;

	(void)t;
	if (!raw || d->v.o->opaque)
		return make_address(d, raw);
	for (i = 0;; i++) {
		string = string_at(&d->v, raw, i, &there);
		if (there && !string)
			return v;
		if (!there && !i)
			return make_unavailable(d, raw);
		if (!there || i == shown)
			break;
		make_child(v, &last, NULL, make_cstring(d, string, d->v.o->string_max));
	}
	child = make_child(v, &last, NULL, make(d, VALUE_MORE));
	if (!there)
		child->comment = arena_printf(d->a, "%#llx", (unsigned long long)raw + 4 * i);
	return v;
}

const struct type_ops type_argv = { .word = argv_word, .capture_word = argv_capture };

static void envp_capture(struct capturing *k, const struct type_spec *t, uint64_t raw)
{
	if (k->v.o->verbose)
		argv_capture(k, t, raw);
	else
		capture_words(k, raw, MOST_STRINGS);
}

static struct value *envp_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	struct value *v;
	bool there = true;
	uint32_t n = 0;

	if (d->v.o->verbose || d->v.o->opaque || !raw)
		return argv_word(d, t, raw);
	while (string_at(&d->v, raw, n, &there) && there)
		n++;
	if (!there && !n)
		return make_unavailable(d, raw);
	v = make_address(d, raw);
	v->comment = arena_printf(d->a, "%u var%s%s", n, n == 1 ? "" : "s", there ? "" : ", unterminated");
	return v;
}

const struct type_ops type_envp = { .word = envp_word, .capture_word = envp_capture };
