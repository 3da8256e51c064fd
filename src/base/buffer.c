/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"

char *buffer_room(struct buffer *b, size_t n)
{
	if (b->cap - b->len < n || !b->data) { /* never NULL: zero may not be added to that */
		size_t cap = b->cap ? b->cap * 2 : 256;

		while (cap - b->len < n)
			cap *= 2;
		b->data = xrealloc(b->data, cap);
		b->cap = cap;
	}
	return b->data + b->len;
}

void buffer_add(struct buffer *b, const void *bytes, size_t n)
{
	if (n) {
		memcpy(buffer_room(b, n), bytes, n);
		b->len += n;
	}
}

void buffer_addc(struct buffer *b, char c)
{
	*buffer_room(b, 1) = c;
	b->len++;
}

void buffer_adds(struct buffer *b, const char *text)
{
	buffer_add(b, text, strlen(text));
}

void buffer_addf(struct buffer *b, const char *format, ...)
{
	size_t room = 128;

	for (;;) {
		va_list ap;
		char *at = buffer_room(b, room);
		int n;

		va_start(ap, format);
		n = vsnprintf(at, room, format, ap);
		va_end(ap);
		if (n < 0)
			return;
		if ((size_t)n < room) {
			b->len += (size_t)n;
			return;
		}
		room = (size_t)n + 1;
	}
}

void buffer_add_udec(struct buffer *b, uint64_t number)
{
	char digits[20];
	size_t n = sizeof(digits);

	do {
		digits[--n] = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	buffer_add(b, digits + n, sizeof(digits) - n);
}

void buffer_add_dec(struct buffer *b, int64_t number)
{
	if (number < 0) {
		buffer_addc(b, '-');
		buffer_add_udec(b, -(uint64_t)number);
	} else {
		buffer_add_udec(b, (uint64_t)number);
	}
}

void buffer_add_hex(struct buffer *b, uint64_t number)
{
	char digits[18];
	size_t n = sizeof(digits);

	do {
		digits[--n] = "0123456789abcdef"[number & 15];
		number >>= 4;
	} while (number);
	digits[--n] = 'x';
	digits[--n] = '0';
	buffer_add(b, digits + n, sizeof(digits) - n);
}

void buffer_add_pad(struct buffer *b, char c, size_t n)
{
	memset(buffer_room(b, n + 1), c, n);
	b->len += n;
}

void buffer_reset(struct buffer *b)
{
	b->len = 0;
}

const char *buffer_text(struct buffer *b)
{
	*buffer_room(b, 1) = '\0';
	return b->data;
}

void buffer_free(struct buffer *b)
{
	free(b->data);
	b->data = NULL;
	b->len = b->cap = 0;
}
