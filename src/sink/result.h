/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SINK_RESULT_H
#define SINK_RESULT_H

#include "base/buffer.h"
#include "decode/decode.h"
#include "event/event.h"

/* What stands behind a done call's =, without its note: "3", "-1 ENOENT (...)", "? ERESTARTSYS (...)". */
void result_print(struct buffer *to, const struct event *e, const struct call *c,
		  const struct value_style *style);

#endif
