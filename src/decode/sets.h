/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DECODE_SETS_H
#define DECODE_SETS_H

#include "base/buffer.h"
#include "decode/spec.h"

/* The word of an enum's value, or NULL: it has none. */
const char *set_word(const struct set *s, uint64_t value);

/* The comment for what has no word, "O_???", or NULL. */
const char *set_unknown(const struct set *s);

/* Appends value's words joined by |: "O_RDONLY|O_CREAT|0x80", "0x40 / * O_??? * /", "0". */
void set_print_flags(struct buffer *to, const struct set *s, uint64_t value);

/* Appends the numbers that value consists of, as -X raw shows them, or with their words behind them. */
void set_print_parts(struct buffer *to, const struct set *s, uint64_t value, bool words);

/* Does a flags set have words for the value: printing it gives more than a number? */
bool set_has_words(const struct set *s, uint64_t value);
/* Has the value a part that is told on its own, with a word or without? */
bool set_apart(const struct set *s, uint64_t value);

#endif
