/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_FUZZ_PRINTED_H
#define TESTS_FUZZ_PRINTED_H

#include <stdbool.h>

#include "fuzz.h"

/*
 * What was printed, looked at by one who trusts nobody: ASCII that no terminal
 * obeys, and JSON that is JSON. Text ends with a NUL behind its size bytes.
 */

/* colour: sequences that begin with ESC [ and end with m are allowed. */
static inline void check_plain(const char *text, size_t size, bool colour)
{
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)text[i];

		if (colour && c == '\33') {
			FUZZ_REQUIRE(text[i + 1] == '[');
			i += 2 + strspn(text + i + 2, "0123456789;");
			FUZZ_REQUIRE(text[i] == 'm');
			continue;
		}
		FUZZ_REQUIRE(c == '\n' || c == '\t' || (c >= ' ' && c <= '~'));
	}
}

static inline const char *json_blanks(const char *p)
{
	return p + strspn(p, " ");
}

static inline const char *json_string_end(const char *p)
{
	FUZZ_REQUIRE(*p == '"');
	for (p++; *p != '"'; p++) {
		FUZZ_REQUIRE(*p >= ' ' && *p <= '~');
		if (*p != '\\')
			continue;
		p++;
		FUZZ_REQUIRE(*p && strchr("\"\\/bfnrtu", *p));
		if (*p == 'u')
			FUZZ_REQUIRE(strspn(p + 1, "0123456789abcdefABCDEF") >= 4);
	}
	return p + 1;
}

static inline const char *json_digits(const char *p)
{
	size_t n = strspn(p, "0123456789");

	FUZZ_REQUIRE(n);
	return p + n;
}

static inline const char *json_number_end(const char *p)
{
	p += *p == '-';
	FUZZ_REQUIRE(p[0] != '0' || p[1] < '0' || p[1] > '9');
	p = json_digits(p);
	return *p == '.' ? json_digits(p + 1) : p;
}

/* The end of the value that begins at p. */
static inline const char *json_value_end(const char *p, unsigned depth)
{
	char close = *p == '{' ? '}' : ']';
	bool object = *p == '{';

	FUZZ_REQUIRE(depth < 64);
	if (*p == '"')
		return json_string_end(p);
	for (const char *const *word = (const char *const[]){ "true", "false", "null", NULL }; *word; word++)
		if (!strncmp(p, *word, strlen(*word)))
			return p + strlen(*word);
	if (*p != '{' && *p != '[')
		return json_number_end(p);
	p = json_blanks(p + 1);
	if (*p == close)
		return p + 1;
	for (;; p = json_blanks(p + 1)) {
		if (object) {
			p = json_blanks(json_string_end(p));
			FUZZ_REQUIRE(*p == ':');
			p = json_blanks(p + 1);
		}
		p = json_blanks(json_value_end(p, depth + 1));
		if (*p == close)
			return p + 1;
		FUZZ_REQUIRE(*p == ',');
	}
}

/* Values, one a line or, with tabs between them, several. */
static inline void check_json(const char *text)
{
	while (*text) {
		text = json_value_end(text, 0);
		FUZZ_REQUIRE(*text == '\n' || *text == '\t');
		text++;
	}
}

#endif
