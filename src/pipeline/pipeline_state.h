/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PIPELINE_STATE_H
#define PIPELINE_STATE_H

#include "pipeline/pipeline.h"
#include "pipeline/process.h"
#include "event/reader.h"

struct checking;

/* What the pipeline's own files share; nobody else includes it. */
struct pipeline {
	struct source *source;
	const struct options *o;
	struct sink *const *sinks;
	unsigned count;
	struct processes processes;
	struct reader reader;
	struct decode_options decode; /* of one call, where it is not all calls' */
	struct event *scratch; /* what the source fills; owned */
	uint64_t seq;
	struct checking *checking; /* --check-shims; else NULL; owned */
	struct story *told; /* the one that the sinks see now; owned */
	bool needs_call;    /* some sink wants decoded calls */
	bool needs_site;    /* ... or modules and symbols */
	bool needs_stack;   /* ... or call stacks */
	bool needs_figure;  /* ... or stacks and vDSOs */
	int holding;        /* our program's tid until its execve has succeeded */
	int launched;
	unsigned shown;     /* calls, towards --syscall-limit */
	bool enough;
	struct pipeline_end end;
};

#endif
