/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include <stddef.h>

#include "base/buffer.h"

/*
 * Bytes of the traced process as printable ASCII, in C's notation: \n, \", \33;
 * octal is as short as the byte behind it allows. No terminal obeys the result.
 */

/* How much of it is \x74 instead: -x, --strings-in-hex. */
enum string_style {
	STRING_AUTO,
	STRING_HEX_NONASCII, /* a string with other bytes than ASCII's is all hex */
	STRING_HEX_CHARS,    /* those bytes alone are, in place of octal */
	STRING_HEX,
};

/* One byte at p, at most 4 written; the end of what was written. follows: the byte behind it, or 0. */
char *escape_byte(char *p, unsigned char c, unsigned char follows);

/* Appends n bytes; those in octal (a string; "" for none) as \74 too. */
void escape_add(struct buffer *to, const char *bytes, size_t n, const char *octal, enum string_style style);

#endif
