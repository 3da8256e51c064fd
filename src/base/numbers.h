/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_NUMBERS_H
#define BASE_NUMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A set of numbers as a user writes it: "1,2", "all", "none", "!3". Zeroed, it is empty. */
struct numbers {
	uint32_t *number; /* owned */
	unsigned count;
	bool invert;
};

/*
 * Replaces what was there. 0, or -EINVAL: the *bad_len bytes at *bad are no
 * number; the set is empty then.
 */
int numbers_parse(struct numbers *n, const char *text, const char **bad, size_t *bad_len)
	__attribute__((warn_unused_result));

bool numbers_has(const struct numbers *n, uint32_t number);
void numbers_free(struct numbers *n);

#endif
