/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "decode/sets.h"

#include <stddef.h>
#include <string.h>

#include "decode/signals.h"

const char *set_word(const struct set *s, uint64_t value)
{
	const struct set_word *w = &spec_words[s->first];
	uint32_t low = 0, high = s->count;

	/* Most enums count from their first word on. */
	if (high && value - w[0].value < high && w[value - w[0].value].value == value)
		low = (uint32_t)(value - w[0].value);
	else
		while (low < high) {
			uint32_t mid = (low + high) / 2;

			if (w[mid].value < value)
				low = mid + 1;
			else
				high = mid;
		}
	while (low && low < s->count && w[low - 1].value == value)
		low--;
	return low < s->count && w[low].value == value ? spec_name(w[low].name) : NULL;
}

const char *set_unknown(const struct set *s)
{
	return s->unknown ? spec_name(s->unknown) : NULL;
}

static void add_comment(struct buffer *to, const char *word)
{
	buffer_add(to, " /* ", 4);
	buffer_adds(to, word);
	buffer_add(to, " */", 3);
}

static void add_unknown(struct buffer *to, const struct set *s, uint64_t value)
{
	buffer_add_hex(to, value);
	if (s->unknown)
		add_comment(to, spec_name(s->unknown));
}

static uint32_t first_of_field(const struct set_word *w, uint32_t i)
{
	while (i && w[i - 1].kind == WORD_FIELD && w[i - 1].mask == w[i].mask)
		i--;
	return i;
}

/* An enumeration of most of the bits: what of it has no word is as bits that have none. */
static bool stands_for_rest(const struct set *s, const struct set_word *word)
{
	/* Or one whose bits are words, too, when they are not together this value. */
	for (uint32_t i = s->first; i < (uint32_t)s->first + s->count; i++)
		if (spec_words[i].kind == WORD_BITS && spec_words[i].value & word->mask)
			return true;
	return __builtin_popcountll(word->mask) > 16;
}

/* The bits that are numbers of their own. */
static uint64_t apart_bits(const struct set *s)
{
	uint64_t bits = 0;

	for (uint32_t i = s->first; i < (uint32_t)s->first + s->count; i++)
		if (spec_words[i].kind == WORD_APART)
			bits |= spec_words[i].mask;
	return bits;
}

static bool field_has_word(const struct set *s, uint32_t i, uint64_t value)
{
	const struct set_word *w = &spec_words[s->first];
	uint64_t mask = w[i].mask;

	for (; i < s->count && w[i].kind == WORD_FIELD && w[i].mask == mask; i++)
		if ((value & mask) == w[i].value)
			return true;
	return false;
}

/* A value of an enumeration inside the word that no word of it has. */
static bool field_unknown(const struct set *s, const struct set_word *w, uint32_t i, uint64_t value)
{
	if (w[i].mask & apart_bits(s) || i != first_of_field(w, i) || !(value & w[i].mask) ||
	    stands_for_rest(s, &w[i]))
		return false;
	for (uint32_t j = i; j < s->count && w[j].kind == WORD_FIELD && w[j].mask == w[i].mask; j++)
		if ((value & w[j].mask) == w[j].value)
			return false;
	return true;
}

static void add_hex(struct buffer *to, uint64_t value)
{
	if (value)
		buffer_add_hex(to, value);
	else
		buffer_addc(to, '0');
}

static void add_octal(struct buffer *to, uint64_t value)
{
	char digits[24];
	size_t n = sizeof(digits);

	while (value || n > sizeof(digits) - 2) {
		digits[--n] = (char)('0' + (value & 7));
		value >>= 3;
	}
	digits[--n] = '0';
	buffer_add(to, digits + n, sizeof(digits) - n);
}

static void add_of_enum(struct buffer *to, const struct set *s, uint64_t value)
{
	const char *word = set_word(s, value);

	if (word)
		buffer_adds(to, word);
	else if (value)
		add_unknown(to, s, value);
	else if (s->unknown)
		buffer_addf(to, "0 /* %s */", spec_name(s->unknown));
	else
		buffer_addc(to, '0');
}

/* Appends what word w says of the value; false: nothing. *left loses the bits that were told. */
static bool add_word(struct buffer *to, const struct set *s, const struct set_word *w, uint32_t i,
		     uint64_t value, uint64_t *left, bool any)
{
	const struct set_word *word = &w[i];
	uint64_t bits = value & word->mask;

	switch ((enum word_kind)word->kind) {
	case WORD_BITS:
		if (word->value ? (*left & word->value) != word->value : value != 0)
			return false;
		*left &= ~word->value;
		break;
	case WORD_FIELD:
		if (field_unknown(s, w, i, value)) {
			if (s->parts) /* not told from the bits around it */
				return false;
			*left &= ~word->mask;
			if (any)
				buffer_addc(to, '|');
			add_unknown(to, s, bits);
			return true;
		}
		if (bits != word->value || (*left & word->mask) != bits)
			return false;
		*left &= ~word->mask;
		break;
	case WORD_SHIFTED:
		if (!bits)
			return false;
		*left &= ~word->mask;
		if (any)
			buffer_addc(to, '|');
		buffer_add_udec(to, bits >> word->value);
		buffer_add(to, "<<", 2);
		buffer_adds(to, spec_name(word->name));
		return true;
	case WORD_OCTAL:
	case WORD_HEX:
		*left &= ~word->mask;
		if (any)
			buffer_addc(to, '|');
		if (word->kind == WORD_OCTAL)
			add_octal(to, bits);
		else
			add_hex(to, bits);
		return true;
	case WORD_SIGNAL:
		if (!bits)
			return false;
		*left &= ~word->mask;
		if (any)
			buffer_addc(to, '|');
		signal_print(to, (int)bits);
		return true;
	case WORD_ENUM:
		*left &= ~word->mask;
		if (any)
			buffer_addc(to, '|');
		add_of_enum(to, &spec_sets[word->value], bits);
		return true;
	case WORD_APART:
		if (!(*left & bits))
			return false;
		*left &= ~word->mask;
		if (any)
			buffer_addc(to, '|');
		buffer_add_hex(to, bits);
		add_comment(to, spec_name(word->name));
		return true;
	}
	if (any)
		buffer_addc(to, '|');
	buffer_adds(to, spec_name(word->name));
	return true;
}

/* Numbers inside a flag word: what has no name stands in front of them. */
static bool stands_last(uint32_t kind)
{
	return kind == WORD_SHIFTED || kind == WORD_OCTAL || kind == WORD_HEX || kind == WORD_SIGNAL ||
	       kind == WORD_ENUM;
}

static uint64_t last_bits(const struct set *s)
{
	uint64_t bits = 0;

	for (uint32_t i = s->first; i < (uint32_t)s->first + s->count; i++)
		if (stands_last(spec_words[i].kind))
			bits |= spec_words[i].mask;
	return bits;
}

/* SOCK_DGRAM is no flag, but AT_STATX_SYNC_AS_STAT is one: of 0. */
static bool is_number(const struct set *s, uint32_t i)
{
	const struct set_word *w = &spec_words[s->first];

	return w[i].kind == WORD_FIELD &&
	       (w[i].mask & apart_bits(s) || !field_has_word(s, first_of_field(w, i), 0));
}

void set_print_flags(struct buffer *to, const struct set *s, uint64_t value)
{
	const struct set_word *w = &spec_words[s->first];
	uint64_t left = value, unknown, apart = apart_bits(s);
	bool any = false, known = false;

	for (uint32_t i = 0; i < s->count; i++) {
		if (stands_last(w[i].kind) || !add_word(to, s, w, i, value, &left, any))
			continue;
		any = true;
		known |= !(w[i].mask & apart) && !(s->parts && is_number(s, i));
	}
	unknown = left & ~last_bits(s);
	if (unknown && any)
		buffer_addc(to, '|');
	if (unknown && known)
		buffer_add_hex(to, unknown);
	else if (unknown)
		add_unknown(to, s, unknown);
	any |= unknown != 0;
	for (uint32_t i = 0; i < s->count; i++)
		if (stands_last(w[i].kind))
			any |= add_word(to, s, w, i, value, &left, any);
	if (!any)
		buffer_addc(to, '0');
}

static void add_signal(struct buffer *to, int sig, bool words)
{
	buffer_add_dec(to, sig);
	if (words && sig <= 64) {
		buffer_add(to, " /* ", 4);
		signal_print(to, sig);
		buffer_add(to, " */", 3);
	}
}

/* The bits that stand for themselves; known: others had names. */
static void add_bits(struct buffer *to, const struct set *s, uint64_t bits, bool words, bool known)
{
	const struct set_word *w = &spec_words[s->first];
	uint64_t left = bits;
	bool any = false;

	buffer_add_hex(to, bits);
	for (uint32_t i = 0; words && i < s->count; i++) {
		if (w[i].kind != WORD_BITS || !w[i].value || (left & w[i].value) != w[i].value)
			continue;
		buffer_adds(to, any ? "|" : " /* ");
		buffer_adds(to, spec_name(w[i].name));
		left &= ~w[i].value;
		any = true;
	}
	if (any && left) {
		buffer_addc(to, '|');
		buffer_add_hex(to, left);
	}
	if (any)
		buffer_add(to, " */", 3);
	else if (words && !known && s->unknown)
		add_comment(to, spec_name(s->unknown));
}

/* B50<<IBSHIFT: 0x1 / * B50 * /<<0x10 / * IBSHIFT * /; false: it is no such word. */
static bool add_shifted(struct buffer *to, const struct set_word *w, bool words)
{
	const char *name = spec_name(w->name), *by = strstr(name, "<<");
	unsigned shift = (unsigned)__builtin_ctzll(w->mask);

	if (!by)
		return false;
	add_hex(to, w->value >> shift);
	if (words)
		buffer_addf(to, " /* %.*s */<<%#x /* %s */", (int)(by - name), name, shift, by + 2);
	else
		buffer_addf(to, "<<%#x", shift);
	return true;
}

static void add_field(struct buffer *to, const struct set *s, uint32_t i, uint64_t bits, bool words)
{
	const struct set_word *w = &spec_words[s->first + i];

	/* It has a word, or it would not be a part. */
	while (w->value != bits)
		w++;
	if (add_shifted(to, w, words))
		return;
	/* strace's raw form of a flag that is 0 is nothing. */
	if (bits || words || is_number(s, i))
		add_hex(to, bits);
	if (words)
		add_comment(to, spec_name(w->name));
}

static uint64_t plain_bits(const struct set *s, uint64_t value)
{
	const struct set_word *w = &spec_words[s->first];

	for (uint32_t i = 0; i < s->count; i++)
		if (w[i].kind != WORD_FIELD || field_has_word(s, first_of_field(w, i), value))
			value &= ~w[i].mask;
	return value;
}

/* Of a part that is a number of its own: has it no word? */
static bool apart_unknown(const struct set *s, const struct set_word *apart, uint64_t value)
{
	const struct set_word *w = &spec_words[s->first];

	for (uint32_t i = 0; i < s->count; i++)
		if (w[i].kind == WORD_FIELD && w[i].mask == apart->mask &&
		    w[i].value == (value & apart->mask))
			return false;
	return value & apart->mask;
}

/* Does word i begin a part that is to be shown? */
static bool begins_part(const struct set *s, uint32_t i, uint64_t value, uint64_t rest)
{
	const struct set_word *w = &spec_words[s->first];

	switch ((enum word_kind)w[i].kind) {
	case WORD_BITS:
		return rest;
	case WORD_FIELD:
		return first_of_field(w, i) == i && field_has_word(s, i, value);
	case WORD_SIGNAL:
	case WORD_SHIFTED:
		return value & w[i].mask;
	case WORD_APART:
		return apart_unknown(s, &w[i], value);
	case WORD_OCTAL:
	case WORD_ENUM:
	case WORD_HEX:
		return true;
	}
	return false;
}

static void add_part(struct buffer *to, const struct set *s, uint32_t i, uint64_t bits, bool words)
{
	const struct set_word *w = &spec_words[s->first + i];
	const char *word = NULL;

	switch ((enum word_kind)w->kind) {
	case WORD_BITS:
		return;
	case WORD_FIELD:
		add_field(to, s, i, bits, words);
		return;
	case WORD_OCTAL:
		add_octal(to, bits);
		return;
	case WORD_SIGNAL:
		add_signal(to, (int)bits, words);
		return;
	case WORD_SHIFTED:
		buffer_add_udec(to, bits >> w->value);
		buffer_addf(to, "<<%u", (unsigned)w->value);
		word = spec_name(w->name);
		break;
	case WORD_ENUM:
		word = set_word(&spec_sets[w->value], bits);
		if (!word)
			word = set_unknown(&spec_sets[w->value]);
		add_hex(to, bits);
		break;
	case WORD_APART:
		word = spec_name(w->name);
		buffer_add_hex(to, bits);
		break;
	case WORD_HEX:
		add_hex(to, bits);
		break;
	}
	if (words && word)
		add_comment(to, word);
}

void set_print_parts(struct buffer *to, const struct set *s, uint64_t value, bool words)
{
	const struct set_word *w = &spec_words[s->first];
	uint64_t rest = plain_bits(s, value);
	bool any = false, known = false;

	for (uint32_t i = 0; i < s->count; i++) {
		if (!begins_part(s, i, value, rest))
			continue;
		if (any)
			buffer_addc(to, '|');
		any = true;
		if (w[i].kind == WORD_BITS) {
			add_bits(to, s, rest, words, known);
			rest = 0;
		}
		add_part(to, s, i, value & w[i].mask, words);
		known |= w[i].kind == WORD_FIELD && !is_number(s, i);
	}
	if (!any)
		buffer_addc(to, '0');
}

bool set_apart(const struct set *s, uint64_t value)
{
	return value & apart_bits(s);
}

bool set_has_words(const struct set *s, uint64_t value)
{
	const struct set_word *w = &spec_words[s->first];

	for (uint32_t i = 0; i < s->count; i++)
		switch ((enum word_kind)w[i].kind) {
		case WORD_BITS:
			if (w[i].value ? (value & w[i].value) == w[i].value : !value)
				return true;
			break;
		case WORD_FIELD:
			if ((value & w[i].mask) == w[i].value)
				return true;
			break;
		case WORD_SIGNAL:
			if (value & w[i].mask)
				return true;
			break;
		case WORD_SHIFTED: /* all is told together, what is unknown, too */
			if (value)
				return true;
			break;
		case WORD_OCTAL:
		case WORD_ENUM:
			return true;
		case WORD_HEX:
			if (value & ~w[i].mask)
				return true;
			break;
		case WORD_APART:
			break;
		}
	return false;
}
