/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/numbers.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"

static int add(struct numbers *n, const char *text, size_t len)
{
	uint64_t number = 0;

	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -EINVAL;
		number = 10 * number + (uint64_t)(text[i] - '0');
		if (number > INT32_MAX)
			return -EINVAL;
	}
	if (!len)
		return -EINVAL;
	n->number = xrealloc(n->number, (n->count + 1) * sizeof(*n->number));
	n->number[n->count++] = (uint32_t)number;
	return 0;
}

int numbers_parse(struct numbers *n, const char *text, const char **bad, size_t *bad_len)
{
	numbers_free(n);
	for (; *text == '!'; text++)
		n->invert = !n->invert;
	if (!strcmp(text, "all"))
		n->invert = !n->invert;
	if (!strcmp(text, "all") || !strcmp(text, "none"))
		return 0;
	do {
		*bad = text += strspn(text, ",");
		*bad_len = strcspn(text, ",");
		if (add(n, text, *bad_len) < 0) {
			numbers_free(n);
			return -EINVAL;
		}
		text += *bad_len;
	} while (text[strspn(text, ",")]);
	return 0;
}

bool numbers_has(const struct numbers *n, uint32_t number)
{
	for (unsigned i = 0; i < n->count; i++)
		if (n->number[i] == number)
			return !n->invert;
	return n->invert;
}

void numbers_free(struct numbers *n)
{
	free(n->number);
	*n = (struct numbers){ 0 };
}
