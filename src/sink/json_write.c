/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sink/json_write.h"

#include <string.h>

enum { REPLACEMENT = 0xfffd };

/* How many bytes follow a first one; 4: it begins nothing. */
static size_t more_bytes(unsigned char first)
{
	if (first < 0x80)
		return 0;
	if (first < 0xc2 || first > 0xf4)
		return 4;
	return first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
}

/* One character of UTF-8 (RFC 3629): its code, and in *n its bytes; REPLACEMENT for one byte that is none. */
static uint32_t utf8(const unsigned char *p, size_t left, size_t *n)
{
	static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
	size_t more = more_bytes(p[0]);
	uint32_t c = more ? p[0] & (0x3fu >> more) : p[0];

	*n = 1;
	if (more >= left || more > 3)
		return REPLACEMENT;
	for (size_t i = 1; i <= more; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return REPLACEMENT;
		c = c << 6 | (p[i] & 0x3f);
	}
	if (c < least[more] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return REPLACEMENT;
	*n = more + 1;
	return c;
}

static void add_unit(struct buffer *to, uint32_t unit)
{
	static const char hex[] = "0123456789abcdef";
	const char text[] = {
		'\\', 'u', hex[unit >> 12 & 15], hex[unit >> 8 & 15], hex[unit >> 4 & 15], hex[unit & 15]
	};

	buffer_add(to, text, sizeof(text));
}

void json_string(struct buffer *to, const char *text, size_t len)
{
	size_t plain = 0, n;

	buffer_addc(to, '"');
	for (size_t i = 0; i < len; i += n) {
		uint32_t c = utf8((const unsigned char *)text + i, len - i, &n);

		if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
			plain++;
			continue;
		}
		buffer_add(to, text + i - plain, plain);
		plain = 0;
		if (c == '"' || c == '\\') {
			buffer_addc(to, '\\');
			buffer_addc(to, (char)c);
		} else if (c == '\n') {
			buffer_add(to, "\\n", 2);
		} else if (c < 0x10000) {
			add_unit(to, c);
		} else {
			add_unit(to, 0xd800 + ((c - 0x10000) >> 10));
			add_unit(to, 0xdc00 + (c & 0x3ff));
		}
	}
	if (plain) /* text may be NULL when it is empty */
		buffer_add(to, text + len - plain, plain);
	buffer_addc(to, '"');
}

void json_base64(struct buffer *to, const void *bytes, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *p = bytes;
	char *at = buffer_room(to, len / 3 * 4 + 8), *start = at;

	*at++ = '"';
	for (; len; p += 3) {
		size_t n = len < 3 ? len : 3;
		uint32_t bits = (uint32_t)p[0] << 16 | (n > 1 ? p[1] << 8 : 0) | (n > 2 ? p[2] : 0);

		*at++ = digits[bits >> 18];
		*at++ = digits[bits >> 12 & 63];
		*at++ = n > 1 ? digits[bits >> 6 & 63] : '=';
		*at++ = n > 2 ? digits[bits & 63] : '=';
		len -= n;
	}
	*at++ = '"';
	to->len += (size_t)(at - start);
}

void json_seconds(struct buffer *to, uint64_t ns)
{
	buffer_add_udec(to, ns / 1000000000);
	buffer_addf(to, ".%09u", (unsigned)(ns % 1000000000));
}

void json_key(struct buffer *to, const char *key)
{
	buffer_add(to, ",\"", 2);
	buffer_adds(to, key);
	buffer_add(to, "\":", 2);
}

void json_number(struct buffer *to, const char *key, int64_t number)
{
	json_key(to, key);
	buffer_add_dec(to, number);
}

void json_unsigned(struct buffer *to, const char *key, uint64_t number)
{
	json_key(to, key);
	buffer_add_udec(to, number);
}

void json_text(struct buffer *to, const char *key, const char *text)
{
	json_key(to, key);
	json_string(to, text, strlen(text));
}

void json_place(struct buffer *to, const struct site *where)
{
	buffer_adds(to, "{\"ip\":");
	buffer_add_udec(to, where->ip);
	if (where->module)
		json_text(to, "module", where->module);
	if (where->symbol)
		json_text(to, "symbol", where->symbol);
	if (where->module)
		json_unsigned(to, "offset", where->offset);
	buffer_addc(to, '}');
}

void json_site(struct buffer *to, const char *key, const struct site *where)
{
	json_key(to, key);
	json_place(to, where);
}
