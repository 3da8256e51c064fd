/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command/args.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "command/words.h"
#include "event/about.h"

/* The n bytes at bad, which are no string of their own. */
static int bad_part(const struct parse *p,
		    int (*tell)(const struct parse *, const char *, const char *, const char *),
		    const char *ours, const char *straces, const char *bad, size_t n)
{
	char *word = xcalloc(1, n + 1);
	int r;

	memcpy(word, bad, n);
	r = tell(p, ours, straces, word);
	free(word);
	return r;
}

int args_number(const struct parse *p, const char *text, unsigned least, unsigned *number, const char *ours)
{
	return words_number(text, number) < 0 || *number < least ? options_bad_value(p, ours, text) : 0;
}

int args_choose(const struct parse *p, const char *text, const char *const *words, const char *ours)
{
	int i = words_which(text, strlen(text), words);

	return i < 0 ? options_bad_value(p, ours, text) : i;
}

int args_pids(struct parse *p, char *list)
{
	static const char between[] = ", \t\n";
	struct options *o = p->o;

	if (*list && !list[strspn(list, between)])
		return options_refuse(p, "-p: there is no process id%", "Invalid process id: '%'", "");
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

void args_env(struct options *o, char *edit)
{
	o->env = xrealloc(o->env, (o->envs + 1) * sizeof(*o->env));
	o->env[o->envs++] = edit;
}

int args_precision(const struct parse *p, const char *text, uint8_t *digits)
{
	*digits = 6;
	return text && words_precision(text, digits) < 0 ?
		       options_bad_value(p, "'%' is no precision: s, ms, us or ns", text) : 0;
}

int args_times(struct parse *p, const char *text)
{
	p->times = true;
	return words_times(text, &p->o->time, &p->o->time_digits) < 0
		       ? options_bad_value(p, "--absolute-timestamps: '%' is not like time or unix,us", text)
		       : 0;
}

int args_injection(struct parse *p, bool fault, const char *expression)
{
	const char *why;
	int r;

	p->o->inject.strace = p->o->strace;
	r = inject_add(&p->o->inject, fault, expression, &why);
	if (why)
		warn("%s", why);
	return r;
}

/* take: one of words.h that reads sets; its bits are added to *to. */
static int take_set(struct parse *p, const char *text, const char *ours, const char *straces,
		    int (*take)(const char *, uint32_t *, const char **, size_t *), uint32_t *to)
{
	const char *bad;
	size_t n;
	uint32_t set;

	if (take(text, &set, &bad, &n) < 0)
		return bad_part(p, options_refuse, ours, straces, bad, n);
	*to |= set;
	return 0;
}

int args_fds(struct parse *p, const char *text)
{
	p->fds = true;
	return take_set(p, text, "--decode-fds: '%' is not path, socket, dev, pidfd or all",
			"invalid decode-fds '%'", words_fds, &p->o->decode.about);
}

int args_decode_pids(struct parse *p, const char *text)
{
	return take_set(p, text, "--decode-pids: '%' is not comm, pidns or all", "invalid decode-pids '%'",
			words_pids, &p->o->decode.about);
}

int args_quiet(struct parse *p, const char *text)
{
	p->quiet = true;
	return take_set(p, text, "--quiet: '%' is not attach, exit, personality, thread-execve or all",
			"invalid quiet '%'", words_quiet, &p->o->quiet);
}

int args_tables(const struct parse *p)
{
	static const char both[] = "-c/--summary-only and -C/--summary are mutually exclusive";

	return p->only && p->o->summary_too ? options_bad(p, both, both, "") : 0;
}

int args_daemonize(struct parse *p, const char *text)
{
	static const char *const words[] = { "grandchild", "pgroup", "pgrp", "session", NULL };
	static const uint8_t which[] = { DAEMON_GRANDCHILD, DAEMON_PGROUP, DAEMON_PGROUP, DAEMON_SESSION };
	int i = text ? words_which_case(text, strlen(text), words) : 0;

	if (i < 0)
		return options_bad_value(p, "--daemonize: '%' is not grandchild, pgroup or session", text);
	p->daemonize = true;
	p->o->daemon = which[i];
	return 0;
}

/* qualifier: "trace=", or NULL when the expression has its own. */
int args_expression(struct parse *p, const char *qualifier, const char *expression)
{
	static const char *const quiet[] = { "quiet", "silent", "silence", "q", NULL };
	static const char *const fds[] = { "decode-fds", "decode-fd", NULL };
	static const char *const pids[] = { "decode-pids", "decode-pid", NULL };
	size_t n = strcspn(expression, "=");
	const char *why;
	int r;

	if (!qualifier && expression[n] && words_which(expression, n, quiet) >= 0)
		return args_quiet(p, expression + n + 1);
	if (!qualifier && !strncmp(expression, "inject=", 7))
		return args_injection(p, false, expression + 7);
	if (!qualifier && !strncmp(expression, "fault=", 6))
		return args_injection(p, true, expression + 6);
	if (!qualifier && expression[n] && words_which(expression, n, fds) >= 0)
		return args_fds(p, expression + n + 1);
	if (!qualifier && expression[n] && words_which(expression, n, pids) >= 0)
		return args_decode_pids(p, expression + n + 1);
	if (!qualifier && !strncmp(expression, "kvm=", 4))
		return args_kvm(p, expression + 4);
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

int args_strings_in_hex(struct parse *p, const char *text)
{
	static const char *const words[] = { "all", "non-ascii", "non-ascii-chars", "none", NULL };
	static const enum string_style styles[] = { STRING_HEX, STRING_HEX_NONASCII, STRING_HEX_CHARS,
						    STRING_AUTO };
	int i = text ? args_choose(p, text, words,
				   "--strings-in-hex: '%' is not all, non-ascii, non-ascii-chars or none")
		     : 0;

	if (i < 0)
		return i;
	p->strings_in_hex = true;
	p->o->style.string = styles[i];
	return 0;
}

void args_strace(struct parse *p)
{
	p->o->strace = true;
	program_name = "strace";
}

int args_vdso(struct parse *p, const char *text)
{
	static const char *const words[] = { "native", "classic", "int80", NULL };
	struct choice *vdso = &p->o->vdso;
	int i = 0;

	if (!*text)
		return options_bad_value(p, "--vdso wants classic, int80, native or a file%", "");
	while (words[i] && strcmp(words[i], text) != 0)
		i++;
	vdso->kind = (enum choice_kind)i; /* none of them: CHOICE_FILE */
	vdso->path = text;
	return 0;
}

int args_detach(struct parse *p, const char *text)
{
	p->o->detach_on_exec = !strcmp(text, "execve");
	if (p->o->detach_on_exec)
		return 0;
	warn(p->o->strace ? "Syscall '%s' for -b isn't supported" : "-b: '%s' is not execve", text);
	return -EINVAL;
}

int args_kvm(const struct parse *p, const char *text)
{
	if (!strcmp(text, "vcpu"))
		return 0;
	warn(p->o->strace ? "invalid -e kvm= argument: '%s'" : "--kvm: '%s' is not vcpu", text);
	return -EINVAL;
}

int args_columns(struct parse *p, const char *text)
{
	struct options *o = p->o;
	const char *bad;
	size_t len;
	int n = words_columns(text, o->summary_column, &bad, &len);
	struct buffer twice = { 0 };

	if (n >= 0) {
		o->summary_columns = (unsigned)n;
		return 0;
	}
	if (n == -EINVAL)
		return bad_part(p, options_bad, "-U: '%' is no column: time-percent, calls, name...",
				"unknown column name: '%'", bad, len);
	buffer_addf(&twice, "%.*s", (int)len, bad);
	if (o->strace)
		buffer_addf(&twice, "' (-U option residual: '%s", bad);
	options_bad(p, "-U: the column '%' is there twice",
		    "call summary column has been provided more than once: '%')", buffer_text(&twice));
	buffer_free(&twice);
	return -EINVAL;
}

/* Told at the end: --quiet may still come. */
void args_path(struct parse *p, const char *path)
{
	const char *resolved;

	paths_add(&p->o->paths, path, &resolved);
	if (!resolved)
		return;
	p->resolved = xrealloc(p->resolved, (p->resolutions + 1) * sizeof(*p->resolved));
	p->resolved[p->resolutions++] = (struct resolution){ path, resolved };
}

int args_trace_fds(struct parse *p, const char *text)
{
	const char *bad;
	size_t n;

	p->o->paths.fds_given = true;
	return numbers_parse(&p->o->paths.fds, text, &bad, &n) < 0
		       ? bad_part(p, options_bad, "--trace-fds: '%' is no descriptor",
				  "invalid descriptor '%'", bad, n)
		       : 0;
}
