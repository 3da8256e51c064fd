/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SINK_SUMMARY_H
#define SINK_SUMMARY_H

#include "command/options.h"
#include "sink/out.h"
#include "sink/sink.h"

/*
 * The table at the end: a row for each call, gate, or site (o->summary). o and
 * out outlive the sink; another sink may print to the same out, and ends first.
 */
struct sink *summary_open(const struct options *o, struct out *out);

#endif
