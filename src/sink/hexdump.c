/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sink/hexdump.h"

#include <stdio.h>

enum { ROW = 16, HALF = 8 };

static void row(struct buffer *to, const unsigned char *p, uint32_t n)
{
	static const char digits[] = "0123456789abcdef";
	char *start = buffer_room(to, 4 * ROW + 8), *at = start;

	for (uint32_t i = 0; i < ROW; i++) {
		*at++ = i < n ? digits[p[i] >> 4] : ' ';
		*at++ = i < n ? digits[p[i] & 15] : ' ';
		*at++ = ' ';
		if (i == HALF - 1)
			*at++ = ' ';
	}
	*at++ = ' ';
	for (uint32_t i = 0; i < ROW; i++)
		*at++ = i >= n ? ' ' : p[i] >= ' ' && p[i] <= '~' ? (char)p[i] : '.';
	*at++ = ' ';
	*at++ = '|';
	*at++ = '\n';
	to->len += (size_t)(at - start);
}

void hexdump_print(struct buffer *to, const struct dump *dump)
{
	for (; dump; dump = dump->next) {
		int width = snprintf(NULL, 0, "%x", (unsigned)dump->len);

		if (dump->heading)
			buffer_addf(to, " %s\n", dump->heading);
		for (uint32_t i = 0; i < dump->len; i += ROW) {
			buffer_addf(to, " | %0*x  ", width > 5 ? width : 5, (unsigned)i);
			row(to, (const unsigned char *)dump->bytes + i,
			    dump->len - i < ROW ? dump->len - i : ROW);
		}
	}
}
