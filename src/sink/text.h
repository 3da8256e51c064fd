/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SINK_TEXT_H
#define SINK_TEXT_H

#include "command/options.h"
#include "sink/out.h"
#include "sink/sink.h"

/*
 * The text format: strace's lines with the gate in front, or, with o->strace,
 * strace 6.1's lines alone. o and out outlive the sink.
 *
 * A call's line begins when the task enters the call, and is finished when it
 * comes back; whoever wants to say something meanwhile closes the line as
 * "<unfinished ...>". Beside a table alone (-c) it prints only of whom it hears: "Process 5 attached".
 */
struct sink *text_open(const struct options *o, struct out *out);

#endif
