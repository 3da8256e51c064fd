/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/die.h"
#include "event/about.h"
#include "options_parse.h"
#include "usage.h"
#include "words.h"

enum { STRING_DEFAULT = 32, STACK_DEFAULT = 256, COLUMN_STRACE = 40, COLUMN_UNSET = 0xffffffff };

static int choose(const struct parse *p, const char *text, const char *const *words, const char *ours,
		  const char *straces)
{
	int i = words_which(text, strlen(text), words);

	return i < 0 ? options_bad(p, ours, straces, text) : i;
}

static int add_pids(struct parse *p, char *list)
{
	static const char between[] = ", \t\n";
	struct options *o = p->o;

	for (list += strspn(list, between); *list; list += strspn(list, between)) {
		size_t n = strcspn(list, between);
		char *word = xcalloc(1, n + 1);
		unsigned pid;
		int r;

		memcpy(word, list, n);
		r = words_number(word, &pid);
		if (r == 0 && pid == 0)
			r = -EINVAL;
		if (r < 0)
			warn(o->strace ? "Invalid process id: '%s'" : "-p: '%s' is no process id", word);
		free(word);
		if (r < 0)
			return r;
		o->attach = xrealloc(o->attach, (o->attaches + 1) * sizeof(*o->attach));
		o->attach[o->attaches++] = (int)pid;
		list += n;
	}
	return 0;
}

static void add_env(struct options *o, char *edit)
{
	o->env = xrealloc(o->env, (o->envs + 1) * sizeof(*o->env));
	o->env[o->envs++] = edit;
}

static int set_precision(const struct parse *p, const char *text, uint8_t *digits, const char *straces)
{
	*digits = 6;
	return text && words_precision(text, digits) < 0 ?
		       options_bad(p, "'%' is no precision: s, ms, us or ns", straces, text) : 0;
}

static int set_times(struct parse *p, const char *text)
{
	p->times = true;
	return words_times(text, &p->o->time, &p->o->time_digits) < 0 ?
		       options_bad(p, "--absolute-timestamps: '%' is not like time or unix,us",
			   "invalid --absolute-timestamps argument: '%'", text) : 0;
}

static int add_quiet(struct parse *p, const char *text)
{
	unsigned quiet;

	if (words_quiet(text, &quiet) < 0)
		return options_bad(p, "--quiet: '%' is not attach, exit, personality, thread-execve or all",
			   "invalid quiet '%'", text);
	p->quiet = true;
	p->o->quiet |= quiet;
	return 0;
}

static int add_injection(struct parse *p, bool fault, const char *expression)
{
	const char *why;
	int r;

	p->o->inject.strace = p->o->strace;
	r = inject_add(&p->o->inject, fault, expression, &why);
	if (why)
		warn("%s", why);
	return r;
}

/* take: words_fds or words_pids. */
static int add_about(struct parse *p, const char *text, const char *ours, const char *straces,
		     int (*take)(const char *, uint32_t *, const char **, size_t *))
{
	const char *bad;
	char *word;
	size_t n;
	uint32_t wishes;

	if (take(text, &wishes, &bad, &n) == 0) {
		p->o->decode.about |= wishes;
		return 0;
	}
	word = xcalloc(1, n + 1);
	memcpy(word, bad, n);
	options_bad(p, ours, straces, word);
	free(word);
	return -EINVAL;
}

static int add_fds(struct parse *p, const char *text)
{
	p->fds = true;
	return add_about(p, text, "--decode-fds: '%' is not path, socket, dev, pidfd or all",
			 "invalid decode-fds '%'", words_fds);
}

/* qualifier: "trace=", or NULL when the expression has its own. */
static int add_expression(struct parse *p, const char *qualifier, const char *expression)
{
	static const char *const quiet[] = { "quiet", "silent", "silence", "q", NULL };
	static const char *const fds[] = { "decode-fds", "decode-fd", NULL };
	size_t n = strcspn(expression, "=");
	const char *why;
	int r;

	if (!qualifier && expression[n] && words_which(expression, n, quiet) >= 0)
		return add_quiet(p, expression + n + 1);
	if (!qualifier && !strncmp(expression, "inject=", 7))
		return add_injection(p, false, expression + 7);
	if (!qualifier && !strncmp(expression, "fault=", 6))
		return add_injection(p, true, expression + 6);
	if (!qualifier && expression[n] && words_which(expression, n, fds) >= 0)
		return add_fds(p, expression + n + 1);
	buffer_reset(&p->expression);
	buffer_adds(&p->expression, qualifier ? qualifier : "");
	buffer_adds(&p->expression, expression);
	p->o->manner.strace = p->o->strace;
	r = manner_add(&p->o->manner, buffer_text(&p->expression), &why);
	if (r < 0)
		warn("%s", why);
	if (r <= 0)
		return r;
	p->o->filter.strace = p->o->strace;
	r = filter_add(&p->o->filter, buffer_text(&p->expression), &why);
	if (r < 0)
		warn("%s", why);
	return r;
}

static int set_strings_in_hex(struct parse *p, const char *text)
{
	static const char *const words[] = { "all", "non-ascii", NULL };
	int i = text ? choose(p, text, words, "--strings-in-hex: '%' is neither all nor non-ascii",
			      "invalid --strings-in-hex argument: '%'")
		     : 0;

	if (i < 0)
		return i;
	p->strings_in_hex = true;
	p->o->style.string = i ? STRING_HEX_NONASCII : STRING_HEX;
	return 0;
}

static void be_strace(struct parse *p)
{
	p->o->strace = true;
	program_name = "strace";
}

static int set_vdso(struct parse *p, const char *text)
{
	static const char *const words[] = { "native", "classic", "int80", NULL };
	struct choice *vdso = &p->o->vdso;
	int i = 0;

	if (!*text)
		return options_bad(p, "--vdso wants classic, int80, native or a file%",
				   "invalid --vdso argument: '%'", "");
	while (words[i] && strcmp(words[i], text) != 0)
		i++;
	vdso->kind = (enum choice_kind)i; /* none of them: CHOICE_FILE */
	vdso->path = text;
	return 0;
}

static int set_columns(struct parse *p, const char *text)
{
	struct options *o = p->o;
	const char *bad;
	size_t len;
	int n = words_columns(text, o->summary_column, &bad, &len);
	char *word, *message;

	if (n >= 0) {
		o->summary_columns = (unsigned)n;
		return 0;
	}
	word = xcalloc(1, len + 1);
	memcpy(word, bad, len);
	if (n == -EINVAL)
		options_bad(p, "-U: '%' is no column: time-percent, calls, name...", "unknown column name: '%'", word);
	else if (asprintf(&message, "%s' (-U option residual: '%s", word, bad) >= 0) {
		options_bad(p, "-U: the column '%' is there twice",
			    "call summary column has been provided more than once: '%')",
			    o->strace ? message : word);
		free(message);
	}
	free(word);
	return -EINVAL;
}

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
		i = choose(p, text, gates, "--gate: '%' is not short, full or none",
			   "invalid --gate argument: '%'");
		o->gate = i < 0 ? o->gate : (enum gate_style)i;
		return i;
	case 'S':
		p->sort = true;
		return words_sort(text, &o->summary_sort) < 0
			       ? options_bad(p,
					     "-S: '%' is not time, min-time, max-time, avg-time, calls, "
					     "errors, name"
					     " or nothing",
					     "invalid sortby: '%'", text)
			       : 0;
	case 'U':
		return set_columns(p, text);
	case 'O':
		return words_duration(text, &o->summary_overhead) < 0 ?
			       options_bad(p, "-O: '%' is no time: 5, 5us, 2ms", "invalid -O argument: '%'", text) : 0;
	case USAGE_SUMMARY_BY:
		i = choose(p, text, keys, "--summary-by: '%' is neither gate nor site",
			   "invalid --summary-by argument: '%'");
		o->summary = i == 1 ? SUMMARY_SITES : SUMMARY_GATES;
		return i;
	case USAGE_PROVE:
		i = text ? choose(p, text, proofs, "--prove: '%' is neither restarts nor all",
				  "invalid --prove argument: '%'")
			 : 0;
		o->prove = i == 1 ? PROVE_ALL : PROVE_RESTARTS;
		return i;
	default:
		i = text ? choose(p, text, colors, "--color: '%' is not auto, always or never",
				  "invalid --color argument: '%'")
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
		break;
	case 'c':
		p->only = true;
		break;
	case 'E':
		add_env(o, text);
		break;
	case USAGE_ARGV0:
		o->argv0 = text;
		break;
	case 'f':
		p->f++;
		break;
	case 'i':
		o->show_ip = true;
		break;
	case 'k':
		o->stack = true;
		break;
	case 'n':
		o->show_nr = true;
		break;
	case 'o':
		o->output = text;
		break;
	case 'p':
		return add_pids(p, text);
	case 'q':
		p->q++;
		break;
	case 't':
		p->t++;
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
	case USAGE_KILL:
		o->kill_on_exit = true;
		break;
	case USAGE_VDSO:
		return set_vdso(p, text);
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
		return words_number(text, &o->svg_restart) < 0 || !o->svg_restart ?
			       options_bad(p, "--svg-restart: '%' is no number from 1 on",
					   "invalid --svg-restart argument: '%'", text) : 0;
	case USAGE_SEPARATE:
		o->separate = true;
		break;
	case USAGE_STRACE:
		be_strace(p);
		break;
	case 'a':
		return words_number(text, &o->column) < 0 ?
			       options_bad(p, "-a: '%' is no column", "invalid -a argument: '%'", text) : 0;
	case USAGE_STACK_LIMIT:
		return words_number(text, &o->stack_max) < 0 || !o->stack_max
			       ? options_bad(p, "--stack-trace-frame-limit: '%' is no number of functions",
					     "invalid --stack-trace-frame-limit argument: '%'", text)
			       : 0;
	case 's':
		return words_number(text, &o->decode.string_max) < 0
			       ? options_bad(p, "-s: '%' is no number of bytes", "invalid -s argument: '%'",
					     text)
			       : 0;
	case 'e':
		return add_expression(p, NULL, text);
	case USAGE_TRACE:
		return add_expression(p, "trace=", text);
	case USAGE_SIGNAL:
		return add_expression(p, "signal=", text);
	case USAGE_STATUS:
		return add_expression(p, "status=", text);
	case USAGE_INJECT:
	case USAGE_FAULT:
		return add_injection(p, key == USAGE_FAULT, text);
	case USAGE_ABBREV:
		return add_expression(p, "abbrev=", text);
	case USAGE_VERBOSE:
		return add_expression(p, "verbose=", text);
	case USAGE_RAW:
		return add_expression(p, "raw=", text);
	case USAGE_READ:
		return add_expression(p, "read=", text);
	case USAGE_WRITE:
		return add_expression(p, "write=", text);
	case 'z':
	case 'Z':
		p->z++;
		return add_expression(p, "status=", key == 'z' ? "successful" : "failed");
	case 'q' | USAGE_LONG:
		if (text)
			return add_quiet(p, text);
		p->q++;
		break;
	case 'r':
	case 'r' | USAGE_LONG:
		o->relative = true;
		return set_precision(p, text, &o->relative_digits,
				     "invalid --relative-timestamps argument: '%'");
	case 'T':
	case 'T' | USAGE_LONG:
		o->durations = true;
		return set_precision(p, text, &o->duration_digits, "invalid --syscall-times argument: '%'");
	case 't' | USAGE_LONG:
		p->times = true;
		return set_times(p, text);
	case 'y' | USAGE_LONG:
		return add_fds(p, text ? text : "path");
	case USAGE_DECODE_PIDS:
		return add_about(p, text, "--decode-pids: '%' is not comm, pidns or all",
				 "invalid decode-pids '%'", words_pids);
	case 'x' | USAGE_LONG:
		return set_strings_in_hex(p, text);
	case 'X':
		i = choose(p, text, styles, "-X: '%' is not abbrev, raw or verbose",
			   "invalid -X argument: '%'");
		o->style.xlat = i < 0 ? o->style.xlat : (enum xlat_style)i;
		return i;
	default:
		return take_word(p, key, text);
	}
	return 0;
}

/* getopt's '?' and ':': argv's word, or the letter in optopt. */
static int unknown(const struct parse *p, int key, char **argv)
{
	char *word = argv[optind - 1];
	char letter[] = { (char)optopt, '\0' };

	if (key == ':' && !strncmp(word, "--", 2))
		return options_bad(p, "option % needs an argument", "option '%' requires an argument", word);
	if (key == ':')
		return options_bad(p, "option -% needs an argument", "option requires an argument -- '%'",
				   letter);
	if (!optopt)
		return options_bad(p, "unknown option % (gatetrace --help lists them)",
				   "unrecognized option '%'", word);
	if (optopt > UCHAR_MAX || strchr(usage_letters(), optopt)) {
		word[strcspn(word, "=")] = '\0';
		return options_bad(p, "option % takes no argument", "option '%' doesn't allow an argument",
				   word);
	}
	return options_bad(p, "unknown option -% (gatetrace --help lists them)", "invalid option -- '%'",
			   letter);
}

int options_parse(struct options *o, int argc, char **argv)
{
	struct parse p = { .o = o, .expression = BUFFER_INIT };
	const char *name = argc > 0 ? strrchr(argv[0], '/') : NULL;
	int key, r = 0;

	memset(o, 0, sizeof(*o));
	o->decode.string_max = STRING_DEFAULT;
	o->stack_max = STACK_DEFAULT;
	o->column = COLUMN_UNSET;
	o->svg_restart = 1;
	if (argc > 0 && !strcmp(name ? name + 1 : argv[0], "strace"))
		be_strace(&p);
	opterr = 0;
	optind = 0; /* start anew, also for a second time */
	while (r >= 0 && (key = getopt_long(argc, argv, usage_letters(), usage_names(), NULL)) != -1) {
		if (key == 'h' || key == 'V') {
			r = key == 'h' ? usage_help() : usage_version();
			if (r < 0)
				warn("cannot write to standard output: %s", strerror(-r));
			buffer_free(&p.expression);
			options_free(o);
			return r < 0 ? 2 : 1;
		}
		r = key == '?' || key == ':' ? unknown(&p, key, argv) : take(&p, key, optarg);
	}
	if (r >= 0) {
		o->command = optind < argc ? argv + optind : NULL;
		if (o->column == COLUMN_UNSET)
			o->column = o->strace ? COLUMN_STRACE : 0;
		r = options_finish(&p);
	}
	buffer_free(&p.expression);
	if (r < 0) {
		options_free(o);
		return 2;
	}
	return 0;
}

void options_free(struct options *o)
{
	manner_free(&o->manner);
	free(o->env);
	o->env = NULL;
	o->envs = 0;
	inject_free(&o->inject);
	free(o->attach);
	o->attach = NULL;
	o->attaches = 0;
}
