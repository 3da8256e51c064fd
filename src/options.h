/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "decode/decode.h"
#include "decode/value.h"
#include "stage/filter.h"

/*
 * The command line as data. options_parse() checks everything that can be
 * known without starting anything, so that bad input is told before a process
 * is touched. Strings point into argv.
 */
enum gate_style { GATE_STYLE_SHORT, GATE_STYLE_FULL, GATE_STYLE_NONE };
enum time_style { TIME_NONE, TIME_OF_DAY, TIME_OF_DAY_US, TIME_EPOCH_US }; /* -t -tt -ttt */
enum color_when { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };
enum summary_kind { SUMMARY_NONE, SUMMARY_CALLS, SUMMARY_GATES, SUMMARY_SITES };

struct options {
	/* What to trace. */
	char **command;         /* PROG and its arguments, NULL-terminated; NULL: none */
	int *attach;            /* -p: the pids */
	unsigned attaches;
	unsigned follow;        /* -f: 1; -ff: 2 */

	/* What passes. */
	struct filter filter;   /* -e trace=, signal=, gate= */

	/* How it is decoded. */
	struct decode_options decode;

	/* How it is printed. */
	struct value_style style;
	const char *output;     /* -o; NULL: standard error */
	bool append;            /* -A */
	bool strace;            /* --strace, or called by that name */
	bool json;
	enum gate_style gate;
	enum time_style time;
	bool relative;          /* -r */
	bool durations;         /* -T */
	bool show_ip;           /* -i */
	bool show_nr;           /* -n */
	unsigned column;        /* -a: where results stand; 40 */
	enum color_when color;
	unsigned quiet;         /* -q, -qq, -qqq: 1, 2, 3 */
	enum summary_kind summary;
	bool summary_too;       /* -C: summary behind the ordinary output */
	bool summary_wall;      /* -w */
};

/*
 * Fills *o from argv. 0, or the exit status + 1 when the program is to end at
 * once (--help, --version: 1; bad input, which was told: 2).
 */
int options_parse(struct options *o, int argc, char **argv) __attribute__((warn_unused_result));
void options_free(struct options *o);

#endif
