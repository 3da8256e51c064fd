/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SINK_JSON_H
#define SINK_JSON_H

#include "command/options.h"
#include "sink/out.h"
#include "sink/sink.h"

/*
 * One object a line, version 1 (gatetrace(1), JSON): pure ASCII, whatever the
 * traced process does. A call is told when it comes back, or never will.
 * o and out outlive the sink.
 */
struct sink *json_open(const struct options *o, struct out *out);

#endif
