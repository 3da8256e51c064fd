/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SINK_SVG_H
#define SINK_SVG_H

#include "command/options.h"
#include "sink/out.h"
#include "sink/sink.h"

/*
 * One restart as a figure for slides (gatetrace(1), --svg): the interrupted
 * call, the signal, the code of __kernel_vsyscall or of the int $0x80 that the
 * program counter is set back in, and the call that follows. SVG 1.1 with a
 * style sheet for light and dark, without scripts.
 *
 * o->svg_restart says which of the trace's restarts: counted from 1, in the
 * order of their lines. end() is -ENODATA when there is no such restart; the
 * figure then says so. o and out outlive the sink; out is nobody else's.
 */
struct sink *svg_open(const struct options *o, struct out *out);

#endif
