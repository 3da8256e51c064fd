/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PIPELINE_H
#define PIPELINE_H

#include "command/options.h"
#include "sink/sink.h"
#include "source/source.h"

/*
 * source.next -> gate -> restart -> filter -> capture | decode -> sinks
 *
 * Owns nothing that it is given. launched is the tid of the program that we
 * started, 0 for none.
 */
enum { PIPELINE_SINKS = 4 };

struct pipeline_end {
	int status;    /* of the launched program */
	int sig;       /* that killed it; 0: none */
	bool launched; /* it has ended */
	int exec_err;  /* its execve failed with this errno; 0 */
	int vdso_err;  /* a process could not be given its vDSO (--vdso): errno; 0 */
	int write_err; /* output could not be written: errno; 0 */
	unsigned write_sink; /* that of this sink */
};

/* Runs until nothing is left to trace, a signal asks us to end, or output fails. */
struct pipeline_end pipeline_run(struct source *source, const struct options *o, struct sink *const sinks[],
				 unsigned count, int launched);

#endif
