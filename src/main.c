/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/die.h"
#include "command/environment.h"
#include "command/options.h"
#include "decode/symbols.h"
#include "live/account.h"
#include "live/attach.h"
#include "live/debug.h"
#include "live/launch.h"
#include "live/stack.h"
#include "live/transplant.h"
#include "pipeline/demangle.h"
#include "pipeline/interrupt.h"
#include "pipeline/pipeline.h"
#include "sink/html.h"
#include "sink/json.h"
#include "sink/out.h"
#include "sink/summary.h"
#include "sink/svg.h"
#include "sink/text.h"
#include "source/ptrace.h"
#include "stage/space.h"

static struct source *source;

static void let_go(void)
{
	struct source *s = source;

	source = NULL;
	if (s)
		s->close(s);
}

static const struct launch_user *find_user(const struct options *o)
{
	static struct launch_user user;

	if (!o->user)
		return NULL;
	if (getuid() != 0 || geteuid() != 0)
		die(o->strace ? "You must be root to use the -u option" : "-u: only root can do this");
	if (account_find(o->user, &user) < 0)
		die(o->strace ? "Cannot find user '%s'" : "-u: there is no user '%s'", o->user);
	return &user;
}

/* From here on we are another process, if -D asks for that. */
static void fork_program(const struct options *o)
{
	char *path, *name, **env;
	int r = launch_find(o->command[0], &path);

	if (r < 0 && o->strace && r == -EACCES)
		path = xstrdup(o->command[0]); /* strace lets the kernel say it */
	else if (r < 0)
		die(o->strace ? "Can't stat '%s': %s" : "cannot run '%s': %s", o->command[0], strerror(-r));
	env = environment_edit(environ, o->env, o->envs);
	name = o->command[0];
	if (o->argv0)
		o->command[0] = o->argv0;
	r = source_ptrace_fork(source, path, o->command, env);
	o->command[0] = name;
	free(env);
	free(path);
	if (r < 0)
		die("cannot start '%s': %s", name, strerror(-r));
	if (o->daemon)
		interrupt_init(o->interruptible >= 3, o->interruptible == 4);
}

/* The program's tid. */
static int launch(const struct options *o)
{
	int r = source_ptrace_launch(source);

	if (r < 0)
		die("cannot trace '%s': %s", o->command[0], attach_why(0, -r));
	if (o->debug)
		warn("seccomp filter %s", o->seccomp.on ? "enabled" : "disabled");
	if (o->daemon && !(o->quiet & QUIET_ATTACH))
		warn("Process %d attached", r);
	return r;
}

static void cannot_attach(const struct options *o, int pid, int err)
{
	if (o->strace)
		warn("attach: ptrace(PTRACE_SEIZE, %d): %s", pid, strerror(err));
	else
		warn("cannot attach to process %d: %s", pid, attach_why(pid, err));
}

static void attach_all(const struct options *o)
{
	int attached = 0;

	for (unsigned i = 0; i < o->attaches; i++) {
		int r = o->attach[i] == getpid() ? -EPERM : source_ptrace_attach(source, o->attach[i]);

		if (r < 0)
			cannot_attach(o, o->attach[i], -r);
		else
			attached++;
		if (r > 1 && !(o->quiet & QUIET_ATTACH))
			warn("Process %d attached with %d threads", o->attach[i], r);
		else if (r > 0 && !(o->quiet & QUIET_ATTACH))
			warn("Process %d attached", o->attach[i]);
	}
	if (!attached && !o->command)
		exit(1);
}

/* Where bytes go, and what the user calls it. */
struct output {
	struct out *out;
	const char *name;
};

/* name: a file, or NULL for what -o says. */
static struct output open_output(const struct options *o, const char *name)
{
	struct options here = *o;
	struct output output = { .name = name ? name : o->output };
	int r;

	if (name) {
		here.output = name;
		here.append = here.separate = false;
	}
	r = out_open(&here, &output.out);
	if (r < 0)
		die(o->strace ? "Can't fopen '%s': %s" : "cannot write '%s': %s", output.name, strerror(-r));
	return output;
}

/* Whoever asked for something to look at has no use for lines, unless a file waits for them. */
static bool wants_lines(const struct options *o)
{
	if (o->summary != SUMMARY_NONE)
		return o->summary_too;
	return o->output || o->explain || !(o->html || o->svg);
}

struct sinks {
	unsigned count;
	struct sink *sink[PIPELINE_SINKS];
	struct output *of[PIPELINE_SINKS];
};

static void add_sink(struct sinks *s, struct sink *sink, struct output *of)
{
	s->sink[s->count] = sink;
	s->of[s->count++] = of;
}

enum { OUTPUT_LINES, OUTPUT_HTML, OUTPUT_SVG, OUTPUTS };

static struct output output[OUTPUTS];

/* At die(): nothing stays stopped, and what was seen is not lost. */
static void last_will(void)
{
	let_go();
	for (unsigned i = 0; i < OUTPUTS; i++)
		if (output[i].out && out_flush(output[i].out) < 0)
			return;
}

static void open_sinks(const struct options *o, struct sinks *s)
{
	output[OUTPUT_LINES] = open_output(o, NULL);
	if (o->html)
		output[OUTPUT_HTML] = open_output(o, o->html);
	if (o->svg)
		output[OUTPUT_SVG] = open_output(o, o->svg);
	if (o->json)
		add_sink(s, json_open(o, output[OUTPUT_LINES].out), &output[OUTPUT_LINES]);
	else if (wants_lines(o) || (o->strace && !(o->html || o->svg)))
		add_sink(s, text_open(o, output[OUTPUT_LINES].out), &output[OUTPUT_LINES]);
	if (o->summary != SUMMARY_NONE)
		add_sink(s, summary_open(o, output[OUTPUT_LINES].out), &output[OUTPUT_LINES]);
	if (o->html)
		add_sink(s, html_open(o, output[OUTPUT_HTML].out), &output[OUTPUT_HTML]);
	if (o->svg)
		add_sink(s, svg_open(o, output[OUTPUT_SVG].out), &output[OUTPUT_SVG]);
}

/*
 * Ends the sinks and closes what they wrote to. *failed: the first output that
 * could not be written, if none was before; its errno. true: --svg found nothing to draw.
 */
static bool close_sinks(struct sinks *s, struct output **failed, int *err)
{
	bool nothing = false;

	for (unsigned i = 0; i < s->count; i++) {
		int r = s->sink[i]->end(s->sink[i]);

		if (r == -ENODATA) {
			nothing = true;
		} else if (r < 0 && !*err) {
			*err = -r;
			*failed = s->of[i];
		}
	}
	for (unsigned i = 0; i < OUTPUTS; i++) {
		int r = out_close(output[i].out);

		if (r < 0 && !*err) {
			*err = -r;
			*failed = &output[i];
		}
	}
	return nothing;
}

static const char *vdso_word(const struct options *o)
{
	static const char *const words[] = { "native", "classic", "int80" };

	return o->vdso.kind == CHOICE_FILE ? o->vdso.path : words[o->vdso.kind];
}

/* What is wrong with a vDSO of the user's: he may want to see that happen. */
static void tell_findings(const struct options *o, struct check *c)
{
	char *line = c->findings ? xstrdup(buffer_text(&c->text)) : NULL, *text = line, *end;

	for (; text && (end = strchr(text, '\n')); text = end + 1)
		warn("%s: %.*s", o->vdso.path, (int)(end - text), text);
	free(line);
	if (c->findings && !o->vdso.force)
		die("%s: nothing was run (--force: with this vDSO all the same)", o->vdso.path);
}

/* What the code of a file doesn't tell, the kernel's own image does: where calls come back. */
static void know_file(const struct transplant *t)
{
	struct image image = t->image;
	struct vdso_layout layout;

	image.base = t->native.base; /* anywhere but 0, where addresses are none */
	if (vdso_parse(&layout, image.bytes, image.size, image.base, image.base + image.sysinfo) < 0)
		return;
	check_layout(&layout, &image, &t->native);
	space_know(image.bytes, (uint32_t)image.size, image.sysinfo, &layout);
}

/* Before anything is started: what can't be done is said now. */
static void prepare_vdso(const struct options *o, struct transplant *t)
{
	if (transplant_prepare(t, &o->vdso) < 0)
		die("%s%s: %s", o->vdso.kind == CHOICE_FILE ? "" : "--vdso=", vdso_word(o), t->image.why);
	tell_findings(o, &t->check);
	if (o->vdso.kind == CHOICE_FILE)
		know_file(t);
}

/* Static. */
static struct sock_fprog *calls_that_stop(const struct options *o)
{
	static struct sock_filter code[SECCOMP_MAX];
	static struct sock_fprog program = { .filter = code };

	if (!o->seccomp.on)
		return NULL;
	program.len = (unsigned short)seccomp_program(&o->seccomp, code);
	return &program;
}

static struct ptrace_options source_options(const struct options *o, const struct transplant *t)
{
	bool summary = o->summary != SUMMARY_NONE, drawn = o->html || o->svg;

	return (struct ptrace_options){
		.follow = o->follow,
		.about = o->decode.about | ABOUT_STYLE * o->style.string,
		.user = find_user(o),
		.want_time = o->time != TIME_NONE || o->relative || o->durations || o->json || summary ||
			     drawn,
		.want_stime = summary && !o->summary_wall,
		.want_regs = drawn || o->explain || o->check_shims,
		.seccomp = calls_that_stop(o),
		.aside = (enum launch_aside)o->daemon,
		.kill = o->kill_on_exit,
		.transplant = o->vdso.kind != CHOICE_NATIVE ? t : NULL,
	};
}

/* The tracee is on its own now: our end is its end all the same. */
static void wait_for(int tid)
{
	int status;

	while (waitpid(tid, &status, __WALL) < 0 && errno == EINTR)
		;
}

static struct tips_wish tip;

static void show_tip(void)
{
	tips_print(&tip, stderr);
	tip.format = TIPS_NONE;
}

int main(int argc, char **argv)
{
	struct options o;
	struct sinks sinks = { .count = 0 };
	struct output *failed;
	struct ptrace_options asked;
	struct transplant transplant = { .image.size = 0 };
	struct pipeline_end end;
	bool nothing_drawn;
	int tid = 0, quit, r;

	r = options_parse(&o, argc, argv);
	if (r)
		return r - 1;
	if (o.stack && !stack_available())
		die("-k: this gatetrace was built without a library for stack traces");
	if (o.vdso.kind != CHOICE_NATIVE)
		prepare_vdso(&o, &transplant);
	debug_on = o.debug;
	launch_remember_signals();
	interrupt_init(o.interruptible >= 3, o.interruptible == 4);
	atexit(show_tip);
	tip = o.tips;
	die_hook(last_will);
	out_leave_when(interrupt_came);
	open_sinks(&o, &sinks);
	asked = source_options(&o, &transplant);
	source = source_ptrace(&asked);
	if (o.command)
		fork_program(&o);
	if (o.attaches)
		attach_all(&o);
	if (o.command)
		tid = launch(&o);

	end = pipeline_run(source, &o, sinks.sink, sinks.count, tid);

	let_go();
	interrupt_again();
	out_leave_when(NULL);
	quit = interrupt_signal();
	failed = end.write_err ? sinks.of[end.write_sink] : NULL;
	nothing_drawn = close_sinks(&sinks, &failed, &end.write_err);
	if (end.write_err)
		warn("cannot write '%s': %s", failed->name ? failed->name : "standard error",
		     strerror(end.write_err));
	else if (end.exec_err && !quit && !o.strace)
		warn("cannot run '%s': %s", o.command[0], strerror(end.exec_err));
	else if (nothing_drawn)
		warn("--svg: the trace has no %s to draw", o.svg_restart == 1 ? "restart" : "such restart");
	if (end.vdso_err)
		warn("--vdso=%s: a process could not be given its vDSO: %s", vdso_word(&o),
		     strerror(end.vdso_err));
	if ((end.write_err || end.vdso_err) && tid && !end.launched && !quit)
		wait_for(tid);
	transplant_free(&transplant);
	options_free(&o);
	demangle_forget();
	symbols_free();

	if (end.write_err || end.vdso_err || (end.exec_err && !quit) || (nothing_drawn && !end.sig && !quit))
		return 1;
	show_tip();
	if (quit && tid)
		interrupt_die_of(quit);
	if (end.sig)
		interrupt_die_of(end.sig);
	return end.launched ? end.status : 0;
}
