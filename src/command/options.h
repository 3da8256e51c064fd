/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "command/tips.h"
#include "decode/decode.h"
#include "decode/value.h"
#include "stage/filter.h"
#include "stage/manner.h"
#include "stage/paths.h"
#include "stage/inject.h"
#include "stage/seccomp.h"
#include "vdso/choice.h"

/*
 * The command line as data. options_parse() checks everything that can be
 * known without starting anything, so that bad input is told before a process
 * is touched. Strings point into argv.
 */
enum daemon { DAEMON_NONE, DAEMON_GRANDCHILD, DAEMON_PGROUP, DAEMON_SESSION };
enum gate_style { GATE_STYLE_SHORT, GATE_STYLE_FULL, GATE_STYLE_NONE };
enum time_style { TIME_NONE, TIME_OF_DAY, TIME_EPOCH };
enum color_when { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };
enum prove_wish { PROVE_NONE, PROVE_RESTARTS, PROVE_ALL };
enum summary_kind { SUMMARY_NONE, SUMMARY_CALLS, SUMMARY_GATES, SUMMARY_SITES };

/* The order of a summary's rows: -S. Most first; names from a to z; nothing: as the calls are numbered. */
enum summary_sort {
	SORT_TIME,
	SORT_MIN_TIME,
	SORT_MAX_TIME,
	SORT_AVG_TIME,
	SORT_CALLS,
	SORT_ERRORS,
	SORT_NAME,
	SORT_NOTHING,
};

/* Its columns: -U. */
enum summary_column {
	COLUMN_PERCENT,
	COLUMN_TOTAL,
	COLUMN_MIN,
	COLUMN_MAX,
	COLUMN_AVG,
	COLUMN_CALLS,
	COLUMN_ERRORS,
	COLUMN_RESTARTS, /* not to be asked for: tables of gates and sites have it */
	COLUMN_NAME,
	SUMMARY_COLUMNS,
};

/* What -q, -qq, -qqq and --quiet= leave out: bits. */
enum quiet {
	QUIET_ATTACH = 1,   /* "Process 5 attached", "detached" */
	QUIET_MODE = 2,     /* strace's "runs in 32 bit mode" */
	QUIET_EXIT = 4,     /* "+++ exited with 0 +++" */
	QUIET_EXEC = 8,     /* "superseded by execve" */
	QUIET_PATHS = 16,   /* "Requested path ... resolved into ..." */
	QUIET_ALL = 31,
};

struct options {
	/* What to trace. */
	char **command;         /* PROG and its arguments, NULL-terminated; NULL: none */
	char *argv0;            /* --argv0: the name that PROG is told; NULL: as it was given */
	char **env;             /* -E: for environment_edit() */
	unsigned envs;
	const char *user;       /* -u; NULL: we */
	int *attach;            /* -p: the pids */
	unsigned attaches;
	bool follow;            /* -f */
	bool detach_on_exec;    /* -b execve: but our program's own first one */
	unsigned limit;         /* --syscall-limit: calls that are shown; 0: no limit */

	/* What passes. */
	struct paths paths;     /* -P, --trace-fds */
	struct filter filter;   /* -e trace=, signal=, gate= */

	struct inject_plan inject; /* -e inject=, fault= */

	struct seccomp_stops seccomp; /* --seccomp-bpf: what stops, when it is on */
	uint8_t daemon;         /* -D: enum daemon */
	bool debug;             /* -d: tell what ptrace can, and each stop */
	uint8_t interruptible;  /* -I: 1 to 4; 3: INT, TERM, HUP, QUIT are ignored, 4: TSTP too */
	bool kill_on_exit;      /* --kill-on-exit: what we started ends with us */

	enum prove_wish prove;  /* --prove: watch restarts happen, or all entries */
	bool check_shims;       /* --check-shims: who makes calls, and how well */
	bool explain;           /* --explain: tell the story of each interrupted call */

	struct choice vdso;     /* --vdso: which one the traced programs get */

	/* How it is decoded. */
	struct decode_options decode;
	struct manner manner;   /* -e abbrev=, verbose=, raw=, read=, write= */

	/* How it is printed. */
	struct value_style style;
	const char *output;     /* -o; NULL: standard error */
	bool append;            /* -A */
	bool separate;          /* -ff and -o FILE: each task's lines go to FILE.TID */
	bool strace;            /* --strace, or called by that name */
	bool json;
	const char *html;       /* --html: the page's file; NULL: none */
	const char *svg;        /* --svg: the figure's file; NULL: none */
	unsigned svg_restart;   /* --svg-restart: which of the trace's restarts, from 1 */
	enum gate_style gate;
	enum time_style time;   /* -t -tt -ttt */
	bool relative;          /* -r */
	bool durations;         /* -T */
	uint8_t time_digits;    /* of these three behind the point: 0, 3, 6 or 9 */
	uint8_t relative_digits;
	uint8_t duration_digits;
	bool show_ip;           /* -i */
	bool show_nr;           /* -n */
	bool arg_names;         /* -N */
	bool show_pid;          /* --always-show-pid */
	bool stack;             /* -k: call stacks */
	unsigned stack_max;     /* --stack-trace-frame-limit */
	unsigned column;        /* -a: where results stand; 0, and 40 with --strace */
	enum color_when color;
	uint32_t quiet;         /* enum quiet */
	struct tips_wish tips;  /* --tips */
	enum summary_kind summary;
	bool summary_too;       /* -C: summary behind the ordinary output */
	bool summary_wall;      /* -w */
	enum summary_sort summary_sort; /* -S */
	uint8_t summary_column[SUMMARY_COLUMNS]; /* -U: enum summary_column */
	unsigned summary_columns; /* 0: the usual ones */
	uint64_t summary_overhead; /* -O: ns that each call took less than we saw */
};

/*
 * Fills *o from argv. 0, or the exit status + 1 when the program is to end at
 * once (--help, --version: 1; bad input, which was told: 2).
 */
int options_parse(struct options *o, int argc, char **argv) __attribute__((warn_unused_result));
void options_free(struct options *o);

#endif
