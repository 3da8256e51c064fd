/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sink/result.h"

void result_print(struct buffer *to, const struct event *e, const struct call *c,
		  const struct value_style *style)
{
	if (!c->failed) {
		value_print(to, c->result, style);
		return;
	}
	buffer_adds(to, c->restart_code ? "? " : "-1 ");
	if (c->error)
		buffer_addf(to, "%s (%s)", c->error, c->error_text);
	else
		buffer_addf(to, "(errno %d)", -e->result);
}
