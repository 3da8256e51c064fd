/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A growing string of bytes.
 *
 * data holds len bytes and is not NUL-terminated; it is NULL while nothing was
 * ever added. The buffer owns data; whoever declares the buffer frees it. Out
 * of memory ends the program through die().
 */
struct buffer {
	char *data;
	size_t len;
	size_t cap;
};

#define BUFFER_INIT { NULL, 0, 0 }

/* Makes room for n more bytes and returns where they go; len is unchanged. */
char *buffer_room(struct buffer *b, size_t n);

void buffer_add(struct buffer *b, const void *bytes, size_t n);
void buffer_addc(struct buffer *b, char c);
void buffer_adds(struct buffer *b, const char *text);
void buffer_addf(struct buffer *b, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The hot paths of printing: no format to parse. */
void buffer_add_dec(struct buffer *b, int64_t number);
void buffer_add_udec(struct buffer *b, uint64_t number);
void buffer_add_hex(struct buffer *b, uint64_t number);   /* with 0x */
void buffer_add_pad(struct buffer *b, char c, size_t n);  /* n times c */

/* Forgets the content, keeps the memory. */
void buffer_reset(struct buffer *b);

/* The content as a C string; valid until the buffer changes. */
const char *buffer_text(struct buffer *b);

void buffer_free(struct buffer *b);

#endif
