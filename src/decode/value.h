/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DECODE_VALUE_H
#define DECODE_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/escape.h"

struct set; /* a named set of constants: decode/spec.h */

/*
 * What an argument means, as data: the decoder builds trees of these, the
 * sinks print them. A value lives in its call's arena.
 */
enum value_kind {
	VALUE_NUMBER,      /* number, in base */
	VALUE_ADDRESS,     /* number: 0x1234, or NULL */
	VALUE_UNAVAILABLE, /* memory at number can't be read: prints the address */
	VALUE_ENUM,        /* number, one name of set */
	VALUE_FLAGS,       /* number, names of set joined by | */
	VALUE_STRING,      /* bytes, quoted; cut: "..." behind, invert: @ in front; base HEX: as \x.. */
	VALUE_STRUCT,      /* children with names: {a=1, b=2}; bytes, if any: how it is spelled, "%/%" */
	VALUE_ARRAY,       /* children: [1, 2] */
	VALUE_BITS,        /* children without commas: [INT TERM]; invert: ~[...] */
	VALUE_CHANGE,      /* two children: entry => exit; or one: it stayed as it was */
	VALUE_WORD,        /* bytes as they are: a notation; its child, if any, is the raw form (-X raw) */
	VALUE_MORE,        /* "..." in place of elements or fields left out */
};

enum value_base { BASE_DEC, BASE_UDEC, BASE_HEX, BASE_OCT };

struct value {
	enum value_kind kind;
	uint8_t base;          /* enum value_base */
	bool cut;              /* STRING; UNAVAILABLE: an array; STRUCT: its last fields are not known yet */
	bool invert;           /* BITS, STRING; WORD: the notation has the name inside */
	bool named;            /* an argument that is printed as name=value: clone's */
	uint8_t width;         /* of number, in bytes: 1, 2, 4, 8 */
	int16_t err;           /* UNAVAILABLE: errno */
	uint32_t len;          /* STRING, WORD: bytes */
	const char *name;      /* field or argument; in arrays NULL, or "[VINTR]" */
	uint64_t number;
	const struct set *set;
	const char *bytes;
	const char *about;     /* printed behind the value: "</etc/passwd>"; NULL: nothing */
	const char *comment;   /* printed behind the value as / * comment * /; NULL: none */
	struct value *first;   /* children */
	struct value *next;    /* siblings */
	struct value *then;    /* of an argument shown at the entry the exit knows more: " => " and this */
};

/* How text is to look: the options -s, -x, -X and their like. */
enum xlat_style { XLAT_ABBREV, XLAT_RAW, XLAT_VERBOSE };

struct value_style {
	enum xlat_style xlat;
	enum string_style string;
};

/* Appends the value as the text format prints it (without its name). */
/* Its last child; NULL: it has none. */
struct value *value_last(const struct value *v);

void value_print(struct buffer *to, const struct value *v, const struct value_style *style);

#endif
