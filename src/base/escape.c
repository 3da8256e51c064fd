/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/escape.h"

#include <stdbool.h>
#include <string.h>

static char letter(unsigned char c)
{
	switch (c) {
	case '"':
	case '\\':
		return (char)c;
	case '\t':
		return 't';
	case '\n':
		return 'n';
	case '\v':
		return 'v';
	case '\f':
		return 'f';
	case '\r':
		return 'r';
	default:
		return 0;
	}
}

static char *put_octal(char *p, unsigned char c, unsigned char follows)
{
	bool digit = follows >= '0' && follows <= '7';

	*p++ = '\\';
	if (digit || c >= 0100)
		*p++ = (char)('0' + (c >> 6));
	if (digit || c >= 010)
		*p++ = (char)('0' + (c >> 3 & 7));
	*p++ = (char)('0' + (c & 7));
	return p;
}

char *escape_byte(char *p, unsigned char c, unsigned char follows)
{
	if (letter(c)) {
		*p++ = '\\';
		*p++ = letter(c);
		return p;
	}
	if (c < ' ' || c > '~')
		return put_octal(p, c, follows);
	*p++ = (char)c;
	return p;
}

static char *put_hex(char *p, unsigned char c)
{
	*p++ = '\\';
	*p++ = 'x';
	*p++ = "0123456789abcdef"[c >> 4];
	*p++ = "0123456789abcdef"[c & 15];
	return p;
}

static bool is_text(unsigned char c)
{
	return (c >= ' ' && c <= '~') || (c >= '\t' && c <= '\r');
}

static bool all_text(const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!is_text((unsigned char)bytes[i]))
			return false;
	return true;
}

void escape_add(struct buffer *to, const char *bytes, size_t n, const char *octal, enum string_style style)
{
	bool hex = style == STRING_HEX || (style == STRING_HEX_NONASCII && !all_text(bytes, n));
	char *start = buffer_room(to, 4 * n), *p = start;

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)bytes[i];
		unsigned char follows = i + 1 < n ? (unsigned char)bytes[i + 1] : 0;
		bool special = *octal && c && strchr(octal, c);

		if (hex || (style == STRING_HEX_CHARS && (special || !is_text(c))))
			p = put_hex(p, c);
		else
			p = special ? put_octal(p, c, follows) : escape_byte(p, c, follows);
	}
	to->len += (size_t)(p - start);
}
