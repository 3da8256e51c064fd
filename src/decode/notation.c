/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers that are spelled in parts: "QCMD(%, %)", "[%<<16|]%", "%{<<28}|%". */
#include "decode/sets.h"
#include "decode/types.h"

#include <string.h>

static void add_part(struct buffer *to, struct decoding *d, const struct type_spec *t, uint64_t raw,
		     const struct value_style *style)
{
	value_print(to, decode_word(d, t, raw), style);
}

/* "%{<<28}": what is in braces stands between a number and what is remarked on it. */
static void add_shifted(struct buffer *to, struct decoding *d, const struct type_spec *t, uint64_t raw,
			const struct value_style *style, const char *text, size_t len)
{
	struct value *v = decode_word(d, t, raw);

	if (v->kind == VALUE_ENUM && (style->xlat == XLAT_RAW || !set_word(v->set, v->number))) {
		value_print(to, make_number(d, v->number, v->base), style);
		buffer_add(to, text, len);
		if (set_unknown(v->set))
			buffer_addf(to, " /* %s */", set_unknown(v->set));
		return;
	}
	value_print(to, v, style);
	buffer_add(to, text, len);
}

/* What is in brackets: where its part's condition holds; without one, where the part is not 0. */
static bool is_there(const struct decoding *d, const struct field_spec *part, uint64_t raw)
{
	return part->cond ? view_cond(&d->v, part->cond) :
			    raw & spec_tests[spec_types[part->type].count].mask;
}

static void spell(struct buffer *to, struct decoding *d, const struct struct_spec *s, uint64_t raw,
		  const struct value_style *style)
{
	const struct field_spec *part = &spec_fields[s->first];

	for (const char *p = spec_name(s->spelled); *p; p++) {
		const struct type_spec *t = &spec_types[part->type];

		if (*p == '[' && !is_there(d, part, raw)) {
			p = strchr(p, ']');
			part++;
		} else if (*p == '[') {
			/* Without a % it is text alone. */
			part += !memchr(p, '%', strcspn(p, "]"));
		} else if (*p == '%' && p[1] == '{') {
			size_t len = strcspn(p + 2, "}");

			add_shifted(to, d, t, raw, style, p + 2, len);
			p += len + 2;
			part++;
		} else if (*p == '%') {
			add_part(to, d, t, raw, style);
			part++;
		} else if (*p != ']') {
			buffer_addc(to, *p);
		}
	}
	buffer_addc(to, '\0');
}

struct value *decode_notation(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	static const struct value_style plain = { XLAT_ABBREV, STRING_AUTO },
					nested = { XLAT_VERBOSE, STRING_AUTO };
	enum xlat_style wish = d->v.o->style.xlat;
	const struct value_style *style = t->word == NOTATION_PARTS || t->word == NOTATION_SPELLED
						  ? &d->v.o->style
					  : t->word == NOTATION_NESTED && wish == XLAT_VERBOSE ? &nested
											       : &plain;
	struct buffer b = BUFFER_INIT;
	const uint8_t *around = d->v.around;
	uint8_t bytes[8];
	struct value *v;

	if (t->word == NOTATION_SPELLED && wish == XLAT_RAW)
		return make_number(d, raw, t->base);
	/* What the conditions of parts ask for. */
	for (int i = 0; i < 8; i++)
		bytes[i] = (uint8_t)(raw >> 8 * i);
	d->v.around = bytes;
	spell(&b, d, &spec_structs[t->of], raw, style);
	d->v.around = around;
	/* Nothing is left of it, but its end. */
	if (b.len == 1) {
		buffer_free(&b);
		return make_number(d, raw, t->base);
	}
	v = make_notation(d, arena_copy(d->a, b.data, b.len), raw);
	buffer_free(&b);
	if (t->word < NOTATION_PARTS)
		v->first = make_number(d, raw, t->base);
	return v;
}
