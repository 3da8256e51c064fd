/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SINK_JSON_SHIM_H
#define SINK_JSON_SHIM_H

#include "base/buffer.h"
#include "event/event.h"

/*
 * What --check-shims found: the type of its object, and the members behind
 * those that every object has. For EVENT_BAD_SYSENTER the latter alone, where
 * e->shim is there.
 */
const char *json_shim_type(enum event_kind kind);
void json_shim(struct buffer *to, const struct event *e);

#endif
