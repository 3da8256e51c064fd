/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef OPTIONS_PARSE_H
#define OPTIONS_PARSE_H

#include "base/buffer.h"
#include "command/options.h"

/* Shared by the files that read the command line; everybody else wants options.h. */

/* What only the reading of the command line needs to know. */
struct parse {
	struct resolution {
		const char *path, *resolved;
	} *resolved;                       /* owned: -P's that lead elsewhere */
	unsigned resolutions;
	struct options *o;
	struct buffer expression;
	char name[64];                     /* of the option at hand: "-s", "--string-limit" */
	unsigned f, q, t, x, y, z;         /* how often -f, -q, -t, -x, -y, -z or -Z */
	unsigned d, deprecated_f;          /* how often -D, -F */
	bool quiet, times, strings_in_hex; /* their long names came, with an argument */
	bool daemonize;                    /* --daemonize came */
	bool fds;                          /* --decode-fds came, or -e decode-fds */
	bool only;                         /* -c */
	bool seccomp;                      /* --seccomp-bpf */
	bool sort;                         /* -S */
	bool separately;                   /* --output-separately */
	bool svg_restart;                  /* --svg-restart */
};

#define OPTIONS_TRY "Try 'strace -h' for more information.\n"

/*
 * Tells what is bad: ours, or straces with --strace, in which the first %
 * stands for what. -EINVAL.
 */
int options_bad(const struct parse *p, const char *ours, const char *straces, const char *what);

/* The same of an argument: strace's words name the option as it was given. */
int options_bad_value(const struct parse *p, const char *ours, const char *what);

/* The same without strace's hint at its help. */
int options_refuse(const struct parse *p, const char *ours, const char *straces, const char *what);

/* What several options decide together. 0, or -EINVAL when that was told to be bad. */
int options_finish(struct parse *p) __attribute__((warn_unused_result));

#endif
