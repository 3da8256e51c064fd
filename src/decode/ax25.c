/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses of amateur radio stations: include/uapi/linux/ax25.h. */
#include "decode/ax25.h"

#include <string.h>

enum {
	CALL = 7,
	LETTERS = 6,
	CALL_AT = 2,
	COUNT_AT = 12,
	DIGIPEATERS = 8,
	WHOLE = AX25 + DIGIPEATERS * CALL
};

/* "W1AW-2", of letters that stand one bit up; NULL: no such letters. */
static const char *call_sign(struct decoding *d, const uint8_t *p)
{
	char text[LETTERS];
	int n = LETTERS;
	unsigned station = p[LETTERS] >> 1 & 0xf;

	for (int i = 0; i < LETTERS; i++) {
		text[i] = (char)(p[i] >> 1);
		if (text[i] < ' ' || text[i] > '~' || text[i] == '*')
			return NULL;
	}
	while (n && text[n - 1] == ' ')
		n--;
	return n || station ? arena_printf(d->a, "%.*s-%u", n, text, station) : "*";
}

static struct value *make_call(struct decoding *d, const uint8_t *p)
{
	static const uint8_t any[CALL] = { 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0 };
	struct value *v = make(d, VALUE_STRUCT), *last = NULL, *word;

	make_child(v, &last, "ax25_call", make_string(d, p, CALL, false))->base = BASE_HEX;
	if (memcmp(p, any, CALL)) {
		v->comment = call_sign(d, p);
		return v;
	}
	word = make_word(d, "*");
	word->first = v;
	return word;
}

static void add_station(struct decoding *d, struct value *v, struct value **last, const uint8_t *p,
			int32_t count)
{
	make_child(v, last, "sax25_call", make_call(d, p + CALL_AT));
	make_child(v, last, "sax25_ndigis", make_number(d, (uint64_t)count, BASE_DEC));
}

void make_ax25(struct decoding *d, struct value *v, struct value **last, const uint8_t *p, uint32_t n)
{
	int32_t count = (int32_t)bytes_number(p + COUNT_AT, 4), there = (int32_t)(n - AX25) / CALL;
	struct value *part, *of = NULL;

	if (n == AX25 && !count) {
		add_station(d, v, last, p, count);
		return;
	}
	part = make(d, VALUE_STRUCT);
	add_station(d, part, &of, p, count);
	make_child(v, last, "fsa_ax25", part);
	if (count > 0) {
		part = make(d, VALUE_ARRAY);
		of = NULL;
		for (int32_t i = 0; i < count && i < there && i < DIGIPEATERS; i++)
			make_child(part, &of, NULL, make_call(d, p + AX25 + i * CALL));
		if (there < count && there < DIGIPEATERS)
			make_child(part, &of, NULL, make(d, VALUE_MORE));
		make_child(v, last, "fsa_digipeater", part);
	}
	if (n > WHOLE || (n - AX25) % CALL)
		make_child(v, last, NULL, make(d, VALUE_MORE));
}
