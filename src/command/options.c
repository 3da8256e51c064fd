/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command/options.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/die.h"
#include "base/duration.h"
#include "command/args.h"
#include "command/names.h"
#include "command/options_parse.h"
#include "command/tips.h"
#include "command/usage.h"
#include "command/words.h"
#include "event/about.h"

enum { STRING_DEFAULT = 32, STACK_DEFAULT = 256, COLUMN_STRACE = 40, COLUMN_UNSET = 0xffffffff };

/* strace's, too: twice as many, and more, have to fit into an int. */
enum { STRING_LIMIT = INT_MAX / 2 };

/* The options that take a word. */
static int take_word(struct parse *p, int key, const char *text)
{
	static const char *const gates[] = { "short", "full", "none", NULL };
	static const char *const keys[] = { "gate", "site", NULL };
	static const char *const proofs[] = { "restarts", "all", NULL };
	static const char *const colors[] = { "auto", "always", "never", NULL };
	struct options *o = p->o;
	int i;

	switch (key) {
	case USAGE_GATE:
		i = args_choose(p, text, gates, "--gate: '%' is not short, full or none");
		o->gate = i < 0 ? o->gate : (enum gate_style)i;
		return i;
	case 'S':
		p->sort = true;
		if (words_sort(text, &o->summary_sort) < 0)
			return options_bad(
				p,
				"-S: '%' is not time, min-time, max-time, avg-time, calls, errors, "
				"name or nothing",
				"invalid sortby: '%'", text);
		return 0;
	case 'U':
		return args_columns(p, text);
	case 'I':
		return words_interruptible(text, &o->interruptible) < 0
			       ? options_bad_value(
					 p,
					 "-I: '%' is not 1, 2, 3 or 4 (anywhere, waiting, never, never_tstp)",
					 text)
			       : 0;
	case 'O':
		return duration_parse(text, &o->summary_overhead) < 0 ?
			       options_bad_value(p, "-O: '%' is no time: 5, 1.5us, 2ms", text) : 0;
	case USAGE_SUMMARY_BY:
		i = args_choose(p, text, keys, "--summary-by: '%' is neither gate nor site");
		o->summary = i == 1 ? SUMMARY_SITES : SUMMARY_GATES;
		return i;
	case USAGE_PROVE:
		i = text ? args_choose(p, text, proofs, "--prove: '%' is neither restarts nor all")
			 : 0;
		o->prove = i == 1 ? PROVE_ALL : PROVE_RESTARTS;
		return i;
	default:
		i = text ? args_choose(p, text, colors, "--color: '%' is not auto, always or never")
			 : COLOR_ALWAYS;
		o->color = i < 0 ? o->color : (enum color_when)i;
		return i;
	}
}

/* One option; text is its argument. 0 or more, or -errno when that was told to be bad. */
static int take(struct parse *p, int key, char *text)
{
	static const char *const styles[] = { "abbrev", "raw", "verbose", NULL };
	struct options *o = p->o;
	int i;

	switch (key) {
	case 'A':
		o->append = true;
		break;
	case 'C':
		o->summary_too = true;
		return args_tables(p);
	case 'b':
		return args_detach(p, text);
	case 'c':
		p->only = true;
		return args_tables(p);
	case 'D':
		p->d++;
		break;
	case 'D' | USAGE_LONG:
		return args_daemonize(p, text);
	case 'd':
		o->debug = true;
		break;
	case USAGE_TIPS:
		return tips_wish(text ? text : "", &o->tips) < 0
			       ? options_bad_value(
					 p, "--tips: '%' is not like 3, random, compact, full or none", text)
			       : 0;
	case USAGE_SECONTEXT:
		return options_refuse(p, "--secontext: SELinux contexts are not printed",
				      "SELinux context printing (--secontext option) is not supported by this"
				      " build of strace", "");
	case 'E':
		args_env(o, text);
		break;
	case USAGE_ARGV0:
		o->argv0 = text;
		break;
	case 'f':
		p->f++;
		break;
	case 'F':
		p->deprecated_f++;
		break;
	case 'i':
		o->show_ip = true;
		break;
	case 'k':
		o->stack = true;
		break;
	case 'N':
		o->arg_names = true;
		break;
	case 'n':
		o->show_nr = true;
		break;
	case 'o':
		o->output = text;
		break;
	case 'p':
		return args_pids(p, text);
	case 'q':
		p->q++;
		break;
	case 't':
		p->t++;
		break;
	case 'P':
		args_path(p, text);
		break;
	case USAGE_TRACE_FDS:
		return args_trace_fds(p, text);
	case 'u':
		o->user = text;
		break;
	case 'v':
		o->decode.verbose = true;
		o->manner.abbrev = (struct filter){ 0 };
		break;
	case 'w':
		o->summary_wall = true;
		break;
	case 'x':
		p->x++;
		break;
	case 'y':
		p->y++;
		break;
	case 'Y':
		o->decode.about |= ABOUT_COMM;
		break;
	case USAGE_SHOW_PID:
		o->show_pid = true;
		break;
	case USAGE_SECCOMP:
		p->seccomp = true;
		break;
	case USAGE_LIMIT:
		return args_number(p, text, 1, &o->limit, "--syscall-limit: '%' is no number of calls");
	case USAGE_KVM:
		return args_kvm(p, text);
	case USAGE_KILL:
		o->kill_on_exit = true;
		break;
	case USAGE_VDSO:
		return args_vdso(p, text);
	case USAGE_FORCE:
		o->vdso.force = true;
		break;
	case USAGE_CHECK_SHIMS:
		o->check_shims = true;
		break;
	case USAGE_EXPLAIN:
		o->explain = true;
		break;
	case USAGE_JSON:
		o->json = true;
		break;
	case USAGE_HTML:
		o->html = text;
		break;
	case USAGE_SVG:
		o->svg = text;
		break;
	case USAGE_SVG_RESTART:
		p->svg_restart = true;
		return args_number(p, text, 1, &o->svg_restart, "--svg-restart: '%' is no number from 1 on");
	case USAGE_SEPARATE:
		o->separate = p->separately = true;
		break;
	case USAGE_STRACE:
		args_strace(p);
		break;
	case 'a':
		return args_number(p, text, 0, &o->column, "-a: '%' is no column");
	case USAGE_STACK_LIMIT:
		return args_number(p, text, 1, &o->stack_max,
				   "--stack-trace-frame-limit: '%' is no number of functions");
	case 's':
		if (args_number(p, text, 0, &o->decode.string_max, "-s: '%' is no number of bytes") < 0)
			return -EINVAL;
		return o->decode.string_max > STRING_LIMIT ?
			       options_bad_value(p, "-s: '%' is too many bytes", text) : 0;
	case 'e':
		return args_expression(p, NULL, text);
	case USAGE_TRACE:
		return args_expression(p, "trace=", text);
	case USAGE_SIGNAL:
		return args_expression(p, "signal=", text);
	case USAGE_STATUS:
		return args_expression(p, "status=", text);
	case USAGE_INJECT:
	case USAGE_FAULT:
		return args_injection(p, key == USAGE_FAULT, text);
	case USAGE_ABBREV:
		return args_expression(p, "abbrev=", text);
	case USAGE_VERBOSE:
		return args_expression(p, "verbose=", text);
	case USAGE_RAW:
		return args_expression(p, "raw=", text);
	case USAGE_READ:
		return args_expression(p, "read=", text);
	case USAGE_WRITE:
		return args_expression(p, "write=", text);
	case 'z':
	case 'Z':
		p->z++;
		return args_expression(p, "status=", key == 'z' ? "successful" : "failed");
	case 'q' | USAGE_LONG:
		return args_quiet(p, text ? text : "attach,personality");
	case 'r':
	case 'r' | USAGE_LONG:
		o->relative = true;
		return args_precision(p, text, &o->relative_digits);
	case 'T':
	case 'T' | USAGE_LONG:
		o->durations = true;
		return args_precision(p, text, &o->duration_digits);
	case 't' | USAGE_LONG:
		return args_times(p, text);
	case 'y' | USAGE_LONG:
		return args_fds(p, text ? text : "path");
	case USAGE_DECODE_PIDS:
		return args_decode_pids(p, text);
	case 'x' | USAGE_LONG:
		return args_strings_in_hex(p, text);
	case 'X':
		i = args_choose(p, text, styles, "-X: '%' is not abbrev, raw or verbose");
		o->style.xlat = i < 0 ? o->style.xlat : (enum xlat_style)i;
		return i;
	default:
		return take_word(p, key, text);
	}
	return 0;
}

/* A long option that is none, or could be several. */
static int unknown_name(const struct parse *p, const char *word, struct buffer *several)
{
	if (!several->len)
		return options_bad(p, "unknown option % (gatetrace --help lists them)",
				   "unrecognized option '%'", word);
	if (p->o->strace)
		warn("option '%s' is ambiguous; possibilities:%s", word, buffer_text(several));
	else
		warn("option %s can be one of%s", word, buffer_text(several));
	if (p->o->strace)
		fputs(OPTIONS_TRY, stderr);
	return -EINVAL;
}

/* getopt's '?' and ':', of the letter in optopt or of the long option p->name. */
static int misused(const struct parse *p, int key)
{
	char letter[] = { (char)optopt, '\0' };

	if (p->name[1] == '-')
		return key == ':' ? options_bad(p, "option % needs an argument",
						"option '%' requires an argument", p->name) :
				    options_bad(p, "option % takes no argument",
						"option '%' doesn't allow an argument", p->name);
	if (key == ':')
		return options_bad(p, "option -% needs an argument", "option requires an argument -- '%'",
				   letter);
	return options_bad(p, "unknown option -% (gatetrace --help lists them)", "invalid option -- '%'",
			   letter);
}

/* The next option's key, or -1: no more; -2: it is none, as was told. */
static int next_option(struct parse *p, int argc, char **argv)
{
	struct option only[2] = { { 0 } };
	const char *word = optind < argc ? argv[optind] : "";
	int key, r = 1;

	/* Not so in the midst of -abc, which is no long one. */
	if (!strncmp(word, "--", 2) && word[2]) {
		buffer_reset(&p->expression);
		r = names_find(word + 2, p->o->strace, only, &p->expression);
		if (r <= 0)
			return unknown_name(p, word, &p->expression), -2;
		snprintf(p->name, sizeof(p->name), "--%s", only->name);
		return getopt_long(argc, argv, usage_letters(), only, NULL);
	}
	key = getopt_long(argc, argv, usage_letters(), only, NULL);
	snprintf(p->name, sizeof(p->name), "-%c", key);
	return key;
}

int options_parse(struct options *o, int argc, char **argv)
{
	struct parse p = { .o = o, .expression = BUFFER_INIT };
	const char *name = argc > 0 ? strrchr(argv[0], '/') : NULL;
	int (*tell)(void) = NULL;
	int key, r = 0;

	memset(o, 0, sizeof(*o));
	o->decode.string_max = STRING_DEFAULT;
	o->stack_max = STACK_DEFAULT;
	o->column = COLUMN_UNSET;
	o->svg_restart = 1;
	if (argc > 0 && !strcmp(name ? name + 1 : argv[0], "strace"))
		args_strace(&p);
	opterr = 0;
	optind = 0; /* start anew, also for a second time */
	if (argc > 0 && getopt_long(1, argv, usage_letters(), usage_names(), NULL) != -1)
		return 2;
	/* Help at once, the version when the options behind it are good ones, too: as strace has it. */
	while (r >= 0 && tell != usage_help && (key = next_option(&p, argc, argv)) != -1) {
		if (key == 'h')
			tell = usage_help;
		else if (key == 'V')
			tell = usage_version;
		else if (key == -2)
			r = -EINVAL;
		else
			r = key == '?' || key == ':' ? misused(&p, key) : take(&p, key, optarg);
	}
	if (r >= 0 && tell) {
		r = tell();
		if (r < 0)
			warn("cannot write to standard output: %s", strerror(-r));
	} else if (r >= 0) {
		o->command = optind < argc ? argv + optind : NULL;
		if (o->column == COLUMN_UNSET)
			o->column = o->strace ? COLUMN_STRACE : 0;
		r = options_finish(&p);
	}
	buffer_free(&p.expression);
	free(p.resolved);
	if (r >= 0 && !tell)
		return 0;
	options_free(o);
	return r < 0 ? 2 : 1;
}

void options_free(struct options *o)
{
	manner_free(&o->manner);
	paths_free(&o->paths);
	free(o->env);
	o->env = NULL;
	o->envs = 0;
	inject_free(&o->inject);
	free(o->attach);
	o->attach = NULL;
	o->attaches = 0;
}
