/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/die.h"
#include "command/options_parse.h"
#include "event/about.h"

int options_refuse(const struct parse *p, const char *ours, const char *straces, const char *what)
{
	const char *text = p->o->strace ? straces : ours;
	size_t before = strcspn(text, "%");

	warn("%.*s%s%s", (int)before, text, text[before] ? what : "", text[before] ? text + before + 1 : "");
	return -EINVAL;
}

int options_bad(const struct parse *p, const char *ours, const char *straces, const char *what)
{
	int r = options_refuse(p, ours, straces, what);

	if (p->o->strace)
		fputs(OPTIONS_TRY, stderr);
	return r;
}

int options_bad_value(const struct parse *p, const char *ours, const char *what)
{
	char straces[sizeof(p->name) + 24];

	snprintf(straces, sizeof(straces), "invalid %s argument: '%%'", p->name);
	return options_bad(p, ours, straces, what);
}

static int clash(const struct parse *p, const char *text)
{
	return options_bad(p, text, text, "");
}

/* Two ways of saying one thing. */
static int twice(const struct parse *p, const char *text)
{
	return options_refuse(p, text, text, "");
}

static bool same(const char *a, const char *b)
{
	return a && b && !strcmp(a, b);
}

static int check(const struct parse *p)
{
	const struct options *o = p->o;
	bool table = p->only || o->summary_too;

	if (!o->command && !o->attaches)
		return options_bad(p, "no program to trace: give PROG or -p PID",
				   "must have PROG [ARGS] or -p PID", "");
	if (p->d && p->daemonize)
		return twice(p, "-D and --daemonize cannot be provided simultaneously");
	if ((p->d || p->daemonize) && !o->command)
		return clash(p, "PROG [ARGS] must be specified with -D/--daemonize");
	if (p->d > DAEMON_SESSION) {
		char many[16];

		snprintf(many, sizeof(many), "%u", p->d);
		return options_bad(p, "-D: there is none beyond -DDD%",
				   "Too many -D's (%), maximum supported -D count is 3", p->d ? many : "");
	}
	if (table && o->separate)
		return clash(p, "(-c/--summary-only or -C/--summary) and -ff/--output-separately"
				" are mutually exclusive");
	if (o->summary_wall && !table)
		return clash(p, "-w/--summary-wall-clock must be given with"
				" (-c/--summary-only or -C/--summary)");
	if (o->summary_columns && !table)
		return clash(p, "-U/--summary-columns must be given with"
				" (-c/--summary-only or -C/--summary)");
	if (o->json && table)
		return clash(p, "--json has no tables: leave out -c, -C and --summary-by");
	if (o->check_shims && o->strace)
		return clash(p, "--check-shims and --strace are mutually exclusive");
	if (o->check_shims && p->only)
		return clash(p, "--check-shims prints lines: leave out -c, or take -C");
	if (o->explain && o->strace)
		return clash(p, "--explain and --strace are mutually exclusive");
	if (o->json && o->strace)
		return clash(p, "--json and --strace are mutually exclusive");
	if ((o->html || o->svg) && o->strace)
		return clash(p, "--html and --svg are mutually exclusive with --strace");
	if (same(o->html, o->svg) || same(o->html, o->output) || same(o->svg, o->output))
		return clash(p, "--html, --svg and -o want a file each");
	if (p->q && p->quiet)
		return twice(p, "-q and -e quiet/--quiet cannot be provided simultaneously");
	if (p->y && p->fds)
		return twice(p, "-y and --decode-fds cannot be provided simultaneously");
	if (p->t && p->times)
		return twice(p, "-t and --absolute-timestamps cannot be provided simultaneously");
	if (p->x && p->strings_in_hex)
		return twice(p, "-x and --strings-in-hex cannot be provided simultaneously");
	if (o->vdso.kind != CHOICE_NATIVE && o->attaches)
		return clash(p, "--vdso is for programs that start: a process that runs (-p) keeps its vDSO");
	if (o->kill_on_exit && o->attaches)
		return clash(p, "--kill-on-exit and -p/--attach are mutually exclusive");
	if (o->vdso.force && o->vdso.kind != CHOICE_FILE)
		return clash(p, "--force is for --vdso=FILE: the others need none");
	if (!o->output)
		return 0;
	if (strchr("|!", o->output[0]) && o->output[0]) {
		if (o->separate)
			return clash(p, "piping the output and -ff/--output-separately"
					" are mutually exclusive");
		if (!o->output[1 + strspn(o->output + 1, " \t")])
			return clash(p, "-o: there is no command behind the |");
	}
	return 0;
}

static void warn_useless(const struct parse *p)
{
	const struct options *o = p->o;
	const struct {
		bool given;
		const char *name;
	} silent[] = {
		{ o->explain, "--explain" },
		{ o->show_ip, "-i/--instruction-pointer" },
		{ o->stack, "-k/--stack-traces" },
		{ o->show_nr, "-n/--syscall-number" },
		{ o->relative, "-r/--relative-timestamps" },
		{ p->t || o->time != TIME_NONE, "-t/--absolute-timestamps" },
		{ o->durations, "-T/--syscall-times" },
		{ p->y || o->decode.about & ABOUT_FDS, "-y/--decode-fds" },
	};

	if (p->deprecated_f)
		warn(p->f ? "deprecated option -F ignored"
			  : "option -F is deprecated, please use -f/--follow-forks instead");
	if (o->append && !o->output)
		warn("-A/--output-append-mode has no effect without -o/--output");
	if (p->svg_restart && !o->svg)
		warn("--svg-restart has no effect without --svg");
	if (p->sort && !p->only && !o->summary_too)
		warn("-S/--summary-sort-by has no effect without (-c/--summary-only or -C/--summary)");
	if (p->separately && !o->output)
		warn("--output-separately has no effect without -o/--output");
	if (p->z > 1)
		warn("Only the last of -z/--successful-only/-Z/--failed-only options will take effect."
		     " See status qualifier for more complex filters.");
	for (size_t i = 0; p->only && i < sizeof(silent) / sizeof(*silent); i++)
		if (silent[i].given)
			warn("%s has no effect with -c/--summary-only", silent[i].name);
}

/* strace goes on without the filter where there can't be one, and so do we. */
static void choose_stops(const struct parse *p)
{
	struct options *o = p->o;

	if (!p->seccomp)
		return;
	if (o->detach_on_exec) {
		warn(o->strace ? "--seccomp-bpf is not enabled because it is not compatible with -b"
			       : "--seccomp-bpf has no effect with -b: what is let go could not live with a "
				 "filter");
		return;
	}
	if (!o->follow) {
		warn(o->strace ? "--seccomp-bpf cannot be used without -f/--follow-forks, disabling"
			       : "--seccomp-bpf has no effect without -f");
		return;
	}
	if (o->prove == PROVE_ALL) {
		warn("--seccomp-bpf has no effect with --prove=all: every entry is looked at");
		return;
	}
	if (o->check_shims) {
		warn("--seccomp-bpf has no effect with --check-shims: every entry is looked at");
		return;
	}
	seccomp_choose(&o->seccomp, &o->filter, o->explain);
	if (!o->seccomp.on)
		warn(o->strace
			     ? "Seccomp filter is requested but there are no syscalls to filter.  See -e "
			       "trace to "
			       "filter syscalls."
			     : "--seccomp-bpf has no effect: every system call is asked for (see -e trace)");
	else if (o->attaches)
		warn(o->strace ? "--seccomp-bpf is not enabled for processes attached with -p"
			       : "--seccomp-bpf has no effect with -p");
	o->seccomp.on &= !o->attaches;
	/* Calls that stop fail once nobody is there to look. */
	o->kill_on_exit |= o->seccomp.on;
	/* strace's signals get lost at the filter's stops. */
	for (unsigned i = 0; o->strace && o->seccomp.on && i < o->inject.count; i++)
		o->inject.rule[i].what &= ~(unsigned)INJECT_SIGNAL;
}

/* What several options decide together. */
int options_finish(struct parse *p)
{
	static const unsigned quiet[] = { 0, QUIET_ATTACH | QUIET_MODE,
					  QUIET_ATTACH | QUIET_MODE | QUIET_EXIT };
	struct options *o = p->o;
	int r;

	if (o->summary != SUMMARY_NONE && !o->summary_too)
		p->only = true;
	o->follow = p->f > 0 || p->deprecated_f;
	o->separate |= p->f > 1;
	r = check(p);
	if (r < 0)
		return r;
	warn_useless(p);
	o->separate &= o->output != NULL;
	if (p->d)
		o->daemon = (uint8_t)p->d;
	/* What ^C is meant for is the program. */
	if (!o->interruptible && o->daemon)
		o->interruptible = 4;
	else if (!o->interruptible && o->strace && o->output && o->command)
		o->interruptible = 3;
	if (o->summary == SUMMARY_NONE && (p->only || o->summary_too))
		o->summary = SUMMARY_CALLS;
	if (p->t) {
		o->time = p->t > 2 ? TIME_EPOCH : TIME_OF_DAY;
		o->time_digits = p->t > 1 ? 6 : 0;
	}
	if (p->y)
		o->decode.about |= p->y > 1 ? ABOUT_FDS : ABOUT_PATH;
	if (p->x)
		o->style.string = p->x > 1 ? STRING_HEX : STRING_HEX_NONASCII;
	o->filter.strace = o->strace;
	choose_stops(p);
	o->decode.style = o->style;
	o->decode.reads = o->manner.read.count || o->manner.read.invert ? &o->manner.read : NULL;
	o->decode.writes = o->manner.write.count || o->manner.write.invert ? &o->manner.write : NULL;
	o->decode.strace = o->strace;
	o->quiet |= p->q > 2 ? QUIET_ALL : quiet[p->q];
	/* Who sends his own program's lines away has no use for these, unless he says what to leave out. */
	if (o->output && o->command && !o->attaches && !p->quiet)
		o->quiet |= o->strace ? QUIET_ATTACH | QUIET_MODE : QUIET_ATTACH;
	if (o->strace) {
		o->gate = GATE_STYLE_NONE;
		o->color = COLOR_NEVER;
	}
	for (unsigned i = 0; i < p->resolutions && !(o->quiet & QUIET_PATHS); i++)
		warn("Requested path \"%s\" resolved into \"%s\"", p->resolved[i].path,
		     p->resolved[i].resolved);
	return 0;
}
