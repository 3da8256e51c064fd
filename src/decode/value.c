/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "decode/value.h"

#include <string.h>

#include "decode/sets.h"

static void print_number(struct buffer *to, const struct value *v)
{
	switch ((enum value_base)v->base) {
	case BASE_DEC:
		buffer_add_dec(to, (int64_t)v->number);
		break;
	case BASE_UDEC:
		buffer_add_udec(to, v->number);
		break;
	case BASE_HEX:
		if (v->number)
			buffer_add_hex(to, v->number);
		else
			buffer_addc(to, '0');
		break;
	case BASE_OCT:
		/* Permissions: three digits at least, a 0 in front. */
		buffer_addf(to, "%#03llo", (unsigned long long)v->number);
		break;
	}
}

static void print_address(struct buffer *to, uint64_t addr)
{
	if (addr)
		buffer_add_hex(to, addr);
	else
		buffer_add(to, "NULL", 4);
}

static void print_string(struct buffer *to, const struct value *v, const struct value_style *style)
{
	if (v->invert)
		buffer_addc(to, '@');
	buffer_addc(to, '"');
	escape_add(to, v->bytes, v->len, "", v->base == BASE_HEX ? STRING_HEX : style->string);
	buffer_addc(to, '"');
	if (v->cut)
		buffer_add(to, "...", 3);
}

static void print_comment(struct buffer *to, const char *text)
{
	buffer_add(to, " /* ", 4);
	buffer_adds(to, text);
	buffer_add(to, " */", 3);
}

/* "V4L2_CTRL_CLASS_USER+0x92b": from a word of another set; false: there is none. */
static bool print_based(struct buffer *to, const struct set *s, uint64_t number, bool comment)
{
	uint64_t mask = s->base_mask;
	const char *word = s->base ? set_word(&spec_sets[s->base - 1], number & ~mask) : NULL;

	if (word)
		buffer_addf(to, comment ? " /* %s+%#llx */" : "%s+%#llx", word,
			    (unsigned long long)(number & mask));
	return word;
}

static void print_enum(struct buffer *to, const struct value *v, const struct value_style *style)
{
	const char *word = set_word(v->set, v->number);

	bool words = style->xlat != XLAT_RAW || v->set->told == SET_TOLD_ALWAYS;

	if (word && style->xlat == XLAT_ABBREV && !v->set->told) {
		buffer_adds(to, word);
		return;
	}
	if (!word && style->xlat == XLAT_ABBREV && print_based(to, v->set, v->number, false))
		return;
	if (!words)
		word = NULL;
	if (v->base == BASE_DEC && v->width == 4)
		buffer_add_dec(to, (int32_t)v->number);
	else
		print_number(to, v);
	if (!word && words && print_based(to, v->set, v->number, true))
		return;
	if (!word && words)
		word = set_unknown(v->set);
	if (word)
		print_comment(to, word);
}

static void print_flags(struct buffer *to, const struct value *v, const struct value_style *style)
{
	if (style->xlat == XLAT_ABBREV && !v->set->told) {
		set_print_flags(to, v->set, v->number);
		return;
	}
	if (v->set->parts) {
		set_print_parts(to, v->set, v->number, style->xlat == XLAT_VERBOSE);
		return;
	}
	print_number(to, v);
	if (style->xlat == XLAT_RAW)
		return;
	if (set_has_words(v->set, v->number)) {
		buffer_add(to, " /* ", 4);
		set_print_flags(to, v->set, v->number);
		buffer_add(to, " */", 3);
	} else if (v->number && set_unknown(v->set)) {
		print_comment(to, set_unknown(v->set));
	}
}

static void print_word(struct buffer *to, const struct value *v, const struct value_style *style)
{
	if (!v->first || style->xlat == XLAT_ABBREV) {
		buffer_add(to, v->bytes, v->len);
		if (v->invert && v->name && v->first) { /* inside its last bracket */
			to->len--;
			buffer_addf(to, ", &%s)", v->name);
		}
		return;
	}
	value_print(to, v->first, style);
	if (style->xlat == XLAT_VERBOSE) {
		buffer_add(to, " /* ", 4);
		buffer_add(to, v->bytes, v->len);
		buffer_add(to, " */", 3);
	}
}

static void print_children(struct buffer *to, const struct value *v, const char *between,
                           const struct value_style *style)
{
	for (const struct value *child = v->first; child; child = child->next) {
		bool inside = child->kind == VALUE_WORD && child->invert &&
		              (style->xlat == XLAT_ABBREV || !child->first);

		if (child != v->first)
			buffer_adds(to, between);
		if (child->name && (v->kind == VALUE_STRUCT || *child->name == '[') && !inside) {
			buffer_adds(to, child->name);
			buffer_addc(to, '=');
		}
		value_print(to, child, style);
	}
}

/* "%/%": each % is the next field. */
static void print_spelled(struct buffer *to, const struct value *v, const struct value_style *style)
{
	const struct value *child = v->first;

	for (const char *p = v->bytes; *p; p++) {
		if (*p != '%') {
			buffer_addc(to, *p);
		} else if (child) {
			value_print(to, child, style);
			child = child->next;
		}
	}
}

struct value *value_last(const struct value *v)
{
	struct value *last = v->first;

	while (last && last->next)
		last = last->next;
	return last;
}

void value_print(struct buffer *to, const struct value *v, const struct value_style *style)
{
	switch (v->kind) {
	case VALUE_NUMBER:
		print_number(to, v);
		break;
	case VALUE_ADDRESS:
	case VALUE_UNAVAILABLE:
		print_address(to, v->number);
		break;
	case VALUE_ENUM:
		print_enum(to, v, style);
		break;
	case VALUE_FLAGS:
		print_flags(to, v, style);
		break;
	case VALUE_STRING:
		print_string(to, v, style);
		break;
	case VALUE_STRUCT:
		if (v->bytes) {
			print_spelled(to, v, style);
			break;
		}
		buffer_addc(to, '{');
		print_children(to, v, ", ", style);
		buffer_addc(to, '}');
		break;
	case VALUE_ARRAY:
		buffer_addc(to, '[');
		print_children(to, v, ", ", style);
		buffer_addc(to, ']');
		break;
	case VALUE_BITS:
		buffer_adds(to, v->invert ? "~[" : "[");
		print_children(to, v, " ", style);
		buffer_addc(to, ']');
		break;
	case VALUE_CHANGE:
		value_print(to, v->first, style);
		if (v->first->next) {
			buffer_add(to, " => ", 4);
			value_print(to, v->first->next, style);
		}
		break;
	case VALUE_WORD:
		print_word(to, v, style);
		break;
	case VALUE_MORE:
		buffer_add(to, "...", 3);
		break;
	}
	if (v->about)
		buffer_adds(to, v->about);
	if (v->comment)
		print_comment(to, v->comment);
	if (v->then) {
		buffer_add(to, " => ", 4);
		value_print(to, v->then, style);
	}
}
