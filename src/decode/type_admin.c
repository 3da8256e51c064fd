/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers made of two, and the sets of capabilities: words that calls of administrators have. */
#include "decode/sets.h"
#include "decode/types.h"

/* include/uapi/linux/keyctl.h: KEYCTL_CAPABILITIES. The third register has the buffer's size. */
enum { CAPS_SIZE = 2 };

static uint32_t key_caps_bytes(const struct view *v, const struct type_spec *t)
{
	uint32_t n = view_count(v, t);

	return n < v->word[CAPS_SIZE] ? n : v->word[CAPS_SIZE];
}

static void key_caps_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	uint32_t n = key_caps_bytes(&k->v, t);

	capture_elements(k, at, n, view_shown(&k->v, n), 1);
}

static struct value *key_caps_byte(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	uint64_t n;

	(void)t;
	if (!view_number(&d->v, at, 1, &n))
		return NULL;
	switch (at - d->v.word[CAPS_SIZE - 1]) {
	case 0:
		return make_flags(d, SET_key_caps0, n);
	case 1:
		return make_flags(d, SET_key_caps1, n);
	}
	return make_number(d, n, BASE_HEX);
}

static struct value *key_caps_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	return decode_elements(d, at, key_caps_bytes(&d->v, t), 1, key_caps_byte, t);
}

const struct type_ops type_key_caps = { .memory = key_caps_memory, .capture = key_caps_capture };

/* include/uapi/linux/capability.h: from the second version on there are two of these. */
enum { CAP_HEADER = 8, CAP_DATA = 12, SETS = 3, VERSION_2 = 0x20071026, VERSION_3 = 0x20080522 };

static uint32_t cap_size(const struct view *v, const struct type_spec *t)
{
	uint32_t version = view_count(v, t);

	if (!view_bytes(v, v->word[t->count], CAP_HEADER))
		return 0;
	return version == VERSION_2 || version == VERSION_3 ? 2 * CAP_DATA : CAP_DATA;
}

static void capabilities_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	capture_bytes(k, at, cap_size(&k->v, t));
}

static const char *cap_set(struct decoding *d, uint32_t low, uint32_t high)
{
	struct buffer b = BUFFER_INIT;
	const char *text;

	if (low || !high)
		set_print_flags(&b, &spec_sets[SET_cap_low], low);
	if (low && high)
		buffer_addc(&b, '|');
	if (high)
		set_print_flags(&b, &spec_sets[SET_cap_high], high);
	text = arena_copy(d->a, b.data, b.len);
	buffer_free(&b);
	return text;
}

static struct value *capabilities_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	static const char *const names[SETS] = { "effective", "permitted", "inheritable" };
	struct value *v = make(d, VALUE_STRUCT), *last = NULL;
	uint32_t size = cap_size(&d->v, t);
	const uint8_t *p = size ? view_bytes(&d->v, at, size) : NULL;

	if (!p)
		return NULL;
	for (uint32_t i = 0; i < SETS; i++) {
		uint32_t low = (uint32_t)bytes_number(p + 4 * i, 4);
		uint32_t high = size > CAP_DATA ? (uint32_t)bytes_number(p + CAP_DATA + 4 * i, 4) : 0;

		make_child(v, &last, names[i],
			   low || high ? make_named(d, cap_set(d, low, high), (uint64_t)high << 32 | low,
						    BASE_HEX)
				       : make_number(d, 0, BASE_HEX));
	}
	return v;
}

const struct type_ops type_capabilities = { .memory = capabilities_memory, .capture = capabilities_capture };
