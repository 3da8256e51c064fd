/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SINK_OUT_H
#define SINK_OUT_H

#include <stdbool.h>

#include "base/buffer.h"
#include "command/options.h"

/*
 * Where the sinks' bytes go: standard error, a file, a command's standard
 * input, or with o->separate a file for each task.
 *
 * Sinks append to the buffers that out_to() gives, and call out_spill() behind
 * each event. What could not be written is dropped; the error is kept until
 * someone asks. A write to a command that has ended is -EPIPE: SIGPIPE is
 * ignored from out_open() on.
 */
struct out;

/* 0 and *opened, or -errno: o->output can't be written. Call it before any process is traced. */
int out_open(const struct options *o, struct out **opened) __attribute__((warn_unused_result));

/* The buffer for the lines of tid. Good until the next call for another tid. */
struct buffer *out_to(struct out *out, int tid);

/* Does the task share its buffer with others? */
bool out_is_shared(const struct out *out);

/* A task is gone: what it has of its own is written and closed. */
void out_gone(struct out *out, int tid);

/* Messages to the user go between the lines: these are on standard error, too. */
bool out_is_stderr(const struct out *out);
bool out_is_terminal(const struct out *out);

/* Writes what has become much. */
void out_spill(struct out *out);

/*
 * A reader that stalls (a full pipe, a terminal that is held) makes a write wait. Once asked() is true
 * a wait ends as soon as a signal interrupts it: the bytes stay, and no more is written until the
 * function is taken back by NULL. For all outputs.
 */
void out_leave_when(bool (*asked)(void));

/* Writes everything: 0, or -errno of the first write that failed since the last call. */
int out_flush(struct out *out) __attribute__((warn_unused_result));

/*
 * Flushes, closes, frees; waits for the command to end. 0 or -errno as
 * out_flush(). NULL: nothing to do.
 */
int out_close(struct out *out) __attribute__((warn_unused_result));

#endif
