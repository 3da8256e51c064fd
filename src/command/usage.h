/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef USAGE_H
#define USAGE_H

#include <getopt.h>

/*
 * The options' names and what they mean, once: the parser and --help read the
 * same table.
 *
 * An option is known by its letter. Those without one have a key of their own,
 * and a long name with an optional argument has its letter | USAGE_LONG, as
 * the letter alone takes none.
 */
enum {
	USAGE_LONG = 0x100,
	USAGE_TRACE = 0x200,
	USAGE_SIGNAL,
	USAGE_STATUS,
	USAGE_TRACE_FDS,
	USAGE_ABBREV,
	USAGE_VERBOSE,
	USAGE_RAW,
	USAGE_READ,
	USAGE_WRITE,
	USAGE_DECODE_PIDS,
	USAGE_SEPARATE,
	USAGE_ARGV0,
	USAGE_SUMMARY_BY,
	USAGE_GATE,
	USAGE_PROVE,
	USAGE_CHECK_SHIMS,
	USAGE_EXPLAIN,
	USAGE_STRACE,
	USAGE_JSON,
	USAGE_HTML,
	USAGE_SVG,
	USAGE_SVG_RESTART,
	USAGE_COLOR,
	USAGE_SHOW_PID,
	USAGE_STACK_LIMIT,
	USAGE_VDSO,
	USAGE_INJECT,
	USAGE_FAULT,
	USAGE_SECCOMP,
	USAGE_KILL,
	USAGE_LIMIT,
	USAGE_KVM,
	USAGE_FORCE,
	USAGE_TIPS,
	USAGE_SECONTEXT,
};

/* getopt_long()'s tables: static. An argument that is missing gives ':', a bad option '?'. */
const char *usage_letters(void);
const struct option *usage_names(void);

/* To standard output: 0, or -errno when it can't be written. */
int usage_help(void) __attribute__((warn_unused_result));
int usage_version(void) __attribute__((warn_unused_result));

#endif
