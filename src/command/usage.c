/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command/usage.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "config.h"
#include "vdso/disasm.h"

/* Help stands at this column. */
enum { HELP_COLUMN = 40 };

struct row {
	int key;           /* 0: a heading, in help */
	const char *name;  /* the long one; NULL: none */
	const char *arg;   /* "FILE"; in [] when the long name may go without; NULL: none */
	const char *shown; /* what --help shows in place of the letter */
	const char *help;  /* NULL: another name of the row before, which --help keeps to itself */
};

static const struct row rows[] = {
	{ .help = "What is traced" },
	{ 'p', "attach", "PID", NULL, "processes that run already: 12,13, or -p again" },
	{ 'f', "follow-forks", NULL, NULL, "children and threads too" },
	{ USAGE_SEPARATE, "output-separately", NULL, "-ff",
	  "-f, and with -o FILE each thread's lines go to FILE.TID" },
	{ 'F', NULL, NULL, NULL, NULL },
	{ USAGE_SECCOMP, "seccomp-bpf", NULL, NULL, "with -f: calls that are not asked for do not stop" },
	{ 'b', "detach-on", "execve", NULL, "who executes another program is let go" },
	{ 'D', "daemonize", "[HOW]", "-D, -DD, -DDD",
	  "gatetrace steps aside: grandchild; its own pgroup; session" },
	{ 'D', "daemonised", "[HOW]", NULL, NULL },
	{ 'D', "daemonized", "[HOW]", NULL, NULL },
	{ USAGE_LIMIT, "syscall-limit", "N", NULL, "all are let go after N calls" },
	{ USAGE_KILL, "kill-on-exit", NULL, NULL, "what was started is killed when gatetrace ends" },
	{ 'E', "env", "VAR[=VAL]", NULL, "PROG's environment has VAR as VAL, or has it not" },
	{ 'u', "user", "USER", NULL, "PROG runs as this user, with his groups" },
	{ USAGE_ARGV0, "argv0", "NAME", NULL, "PROG is told that its name is NAME" },
	{ USAGE_VDSO, "vdso", "WHICH", NULL,
	  "32-bit programs' way into the kernel: classic, int80, native, a FILE" },
	{ USAGE_FORCE, "force", NULL, NULL, "with --vdso=FILE: whatever is found to be wrong with it" },

	{ .help = "What is printed" },
	{ USAGE_TRACE, "trace", "SET", "-e trace=SET", "these calls: open,read  %file  /^sched_  !mmap2" },
	{ USAGE_SIGNAL, "signal", "SET", "-e signal=SET", "these signals: INT,TERM  !SIGCHLD" },
	{ USAGE_SIGNAL, "signals", "SET", NULL, NULL },
	{ 'e', NULL, "EXPR", "-e gate=SET",
	  "calls by these gates: int80,vdso:int80  restart  !vdso:sysenter" },
	{ USAGE_STATUS, "status", "SET", "-e status=SET",
	  "calls that came out so: successful,failed,unfinished,detached" },
	{ 'P', "trace-path", "PATH", NULL, "calls that have to do with this file" },
	{ USAGE_TRACE_FDS, "trace-fds", "FDS", NULL, "calls with these descriptors: 3,5  all  !1" },
	{ 'z', "successful-only", NULL, NULL, "calls that succeeded" },
	{ 'Z', "failed-only", NULL, NULL, "calls that failed" },
	{ 'Z', "failing-only", NULL, NULL, NULL },
	{ 'c', "summary-only", NULL, NULL, "a table at the end: calls, errors, time" },
	{ 'C', "summary", NULL, NULL, "the table, and the lines too" },
	{ 'w', "summary-wall-clock", NULL, NULL, "the table's time runs from entry to exit" },
	{ 'S', "summary-sort-by", "KEY", NULL, "the table's order: time, calls, errors, name, max-time..." },
	{ 'U', "summary-columns", "COLUMNS", NULL, "its columns: name,calls,errors,total-time,max-time..." },
	{ 'O', "summary-syscall-overhead", "TIME", NULL, "what tracing added to each call: 5us" },
	{ USAGE_SUMMARY_BY, "summary-by", "KEY", NULL,
	  "the table's rows are gates, or sites: KEY gate, site" },
	{ 'q', "quiet", "[SET]", "-q, -qq, -qqq", "no messages of attaching; of exits; none at all" },
	{ 'q', "silent", "[SET]", NULL, NULL },
	{ 'q', "silence", "[SET]", NULL, NULL },

	{ .help = "What is done to calls" },
	{ USAGE_INJECT, "inject", "SET:DO", "-e inject=SET:DO",
	  "error=EIO  retval=0  signal=INT  delay_exit=1ms  when=3  gate=int80" },
	{ USAGE_FAULT, "fault", "SET[:DO]", "-e fault=SET[:DO]", "the same, by default error=ENOSYS" },

	{ .help = "How values are printed" },
	{ 's', "string-limit", "N", NULL, "at most N bytes of a string (32)" },
	{ 'v', "no-abbrev", NULL, NULL, "all fields of structures" },
	{ 'y', "decode-fds", "[SET]", "-y, -yy", "what descriptors are: path; and socket,dev,pidfd" },
	{ 'Y', NULL, NULL, NULL, "the names of processes behind their ids" },
	{ USAGE_DECODE_PIDS, "decode-pids", "SET", NULL,
	  "comm: as -Y; pidns: their ids as gatetrace sees them, too" },
	{ 'N', "arg-names", NULL, NULL, "the arguments' names: read(fd=3, buf=..." },
	{ USAGE_ABBREV, "abbrev", "SET", "-e abbrev=SET", "all fields but in structures of these calls" },
	{ USAGE_VERBOSE, "verbose", "SET", "-e verbose=SET", "what pointers lead to for these calls alone" },
	{ USAGE_RAW, "raw", "SET", "-e raw=SET", "the bare arguments of these calls" },
	{ USAGE_READ, "read", "FDS", "-e read=FDS", "all data read from these descriptors: 3,5  all  !1" },
	{ USAGE_WRITE, "write", "FDS", "-e write=FDS", "all data written to these descriptors" },
	{ USAGE_KVM, "kvm", "vcpu", "-e kvm=vcpu", "strace's; understood, and without effect" },
	{ 'x', "strings-in-hex", "[WHICH]", "-x, -xx",
	  "strings that are not ASCII in hexadecimal; all strings" },
	{ 'X', "const-print-style", "STYLE", NULL,
	  "constants as names, numbers or both: abbrev, raw, verbose" },

	{ .help = "How lines look" },
	{ USAGE_PROVE, "prove", "[WHAT]", NULL,
	  "watch restarts happen: tagged or witnessed; all: each entry" },
	{ USAGE_EXPLAIN, "explain", NULL, NULL, "the story of each interrupted call, step by step" },
	{ USAGE_CHECK_SHIMS, "check-shims", NULL, NULL,
	  "a verdict on each sysenter (syscall) outside the vDSO, with its stack" },
	{ USAGE_GATE, "gate", "STYLE", NULL, "gates: short, full (with the place of the call), none" },
	{ USAGE_STRACE, "strace", NULL, NULL, "as strace, to the letter" },
	{ USAGE_JSON, "json", NULL, NULL, "one JSON object a line" },
	{ USAGE_HTML, "html", "FILE", NULL, "a page to look at, into FILE, in place of lines" },
	{ USAGE_SVG, "svg", "FILE", NULL, "a figure of the first restart, into FILE" },
	{ USAGE_SVG_RESTART, "svg-restart", "N", NULL, "that figure of the Nth restart" },
	{ 't', "absolute-timestamps", "[FORMAT]", "-t, -tt, -ttt",
	  "the time of day; and microseconds; since the epoch" },
	{ 't', "timestamps", "[FORMAT]", NULL, NULL },
	{ 'r', "relative-timestamps", "[PRECISION]", NULL, "the time since the line before" },
	{ 'T', "syscall-times", "[PRECISION]", NULL, "the time that each call took" },
	{ 'i', "instruction-pointer", NULL, NULL, "the instruction pointer" },
	{ 'k', "stack-trace", NULL, NULL, "below each call and signal, how the program came there" },
	{ 'k', "stack-traces", NULL, NULL, NULL },
	{ USAGE_STACK_LIMIT, "stack-trace-frame-limit", "N", NULL, "at most N functions of it (256)" },
	{ 'n', "syscall-number", NULL, NULL, "the number of the call" },
	{ USAGE_SHOW_PID, "always-show-pid", NULL, NULL, "the thread's id, also while there is only one" },
	{ 'a', "columns", "COLUMN", NULL, "where results stand (with --strace 40)" },
	{ USAGE_COLOR, "color", "[WHEN]", NULL, "auto (on a terminal, without NO_COLOR), always, never" },

	{ .help = "Where lines go" },
	{ 'o', "output", "FILE", NULL, "to FILE, not standard error; '|COMMAND': to that" },
	{ 'A', "output-append-mode", NULL, NULL, "behind what FILE holds" },

	{ .help = "The program itself" },
	{ 'I', "interruptible", "HOW", NULL,
	  "1, 2: signals end us; 3: they don't; 4: nor does ^Z stop us" },
	{ 'd', "debug", NULL, NULL, "what of ptrace works here, and each stop, to standard error" },
	{ USAGE_TIPS, "tips", "[WHICH]", NULL, "a tip at the end: an id, random; compact, full, none" },
	{ USAGE_SECONTEXT, "secontext", "[HOW]", NULL, NULL },
	{ 'h', "help", NULL, NULL, "this" },
	{ 'V', "version", NULL, NULL, "the version, and what it was built with" },
};

enum { ROWS = sizeof(rows) / sizeof(*rows) };

static bool is_letter(int key)
{
	return key > 0 && key < USAGE_LONG;
}

static bool is_optional(const struct row *r)
{
	return r->arg && r->arg[0] == '[';
}

const char *usage_letters(void)
{
	static char letters[2 + 2 * ROWS + 1] = "+:"; /* stop at PROG; tell what is missing */
	size_t n = 2;

	for (const struct row *r = rows; r < rows + ROWS; r++) {
		if (!is_letter(r->key) || memchr(letters, r->key, n))
			continue;
		letters[n++] = (char)r->key;
		if (r->arg && !is_optional(r))
			letters[n++] = ':';
	}
	return letters;
}

const struct option *usage_names(void)
{
	static struct option names[ROWS + 1];
	size_t n = 0;

	for (const struct row *r = rows; r < rows + ROWS; r++) {
		int arg = r->arg ? required_argument : no_argument;

		if (!r->name)
			continue;
		names[n++] = (struct option){
			.name = r->name,
			.has_arg = is_optional(r) ? optional_argument : arg,
			.val = is_letter(r->key) && is_optional(r) ? r->key | USAGE_LONG : r->key,
		};
	}
	return names;
}

/* "  -o FILE, --output=FILE" */
static int print_names(const struct row *r)
{
	int n = printf("  ");

	if (r->shown)
		n += printf("%s", r->shown);
	else if (is_letter(r->key))
		n += printf("-%c", r->key);
	if (!r->shown && is_letter(r->key) && r->arg && !is_optional(r))
		n += printf(" %s", r->arg);
	if (!r->name)
		return n;
	n += printf("%s--%s", n > 2 ? ", " : "", r->name);
	if (is_optional(r))
		n += printf("[=%.*s]", (int)strcspn(r->arg + 1, "]"), r->arg + 1);
	else if (r->arg)
		n += printf("=%s", r->arg);
	return n;
}

static int written(void)
{
	return fflush(stdout) || ferror(stdout) ? -(errno ? errno : EIO) : 0;
}

int usage_help(void)
{
	printf("Usage: gatetrace [OPTIONS] PROG [ARG...]\n"
	       "       gatetrace [OPTIONS] -p PID[,PID...] ...\n"
	       "Traces the system calls of 32-bit x86 programs, the gates they take, and their restarts.\n");
	for (const struct row *r = rows; r < rows + ROWS; r++) {
		int n;

		if (!r->help)
			continue;
		if (!r->key) {
			printf("\n%s:\n", r->help);
			continue;
		}
		n = print_names(r);
		printf("%*s%s\n", n < HELP_COLUMN - 3 ? HELP_COLUMN - n : 3, "", r->help);
	}
	return written();
}

int usage_version(void)
{
	printf("gatetrace %s (%s build, stack traces by %s, C++ names by %s, disassembly by %s)\n",
	       PACKAGE_VERSION, sizeof(void *) == 8 ? "x86-64" : "i386", STACK_TRACE, DEMANGLE,
	       disasm_built_with());
	return written();
}
