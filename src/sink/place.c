/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sink/place.h"

#include <string.h>

#include "decode/symbols.h"

bool place_is_vdso(const struct site *where)
{
	return where->module && where->symbol && !strcmp(where->module, "[vdso]");
}

static bool printable(char c)
{
	return c >= ' ' && c <= '~';
}

void place_tame(struct buffer *to, size_t n)
{
	size_t bad = 0, from = to->len, at;

	for (size_t i = n; i < to->len; i++)
		bad += !printable(to->data[i]);
	if (!bad)
		return;
	/* Backwards, in place: each bad byte becomes four. */
	buffer_room(to, 3 * bad);
	to->len += 3 * bad;
	at = to->len;
	while (from-- > n) {
		unsigned char c = (unsigned char)to->data[from];

		if (printable((char)c)) {
			to->data[--at] = (char)c;
			continue;
		}
		to->data[--at] = (char)('0' + (c & 7));
		to->data[--at] = (char)('0' + (c >> 3 & 7));
		to->data[--at] = (char)('0' + (c >> 6));
		to->data[--at] = '\\';
	}
}

void place_print(struct buffer *to, const struct site *where)
{
	size_t n = to->len;

	if (place_is_vdso(where)) {
		buffer_adds(to, where->symbol);
		buffer_addc(to, '+');
		buffer_add_hex(to, where->offset);
	} else {
		site_print(to, where);
	}
	place_tame(to, n);
}
