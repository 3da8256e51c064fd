/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/die.h"
#include "decode/symbols.h"
#include "demangle.h"
#include "environment.h"
#include "interrupt.h"
#include "live/attach.h"
#include "live/launch.h"
#include "live/stack.h"
#include "live/transplant.h"
#include "options.h"
#include "pipeline.h"
#include "sink/json.h"
#include "sink/out.h"
#include "sink/summary.h"
#include "sink/text.h"
#include "source/ptrace.h"

static struct source *source;

/* At die(): nothing stays stopped. */
static void let_go(void)
{
	struct source *s = source;

	source = NULL;
	if (s)
		s->close(s);
}

/* The program's tid. */
static int launch(const struct options *o)
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
	r = source_ptrace_launch(source, path, o->command, env);
	o->command[0] = name;
	free(env);
	if (r < 0)
		die("cannot trace '%s': %s", path, attach_why(0, -r));
	free(path);
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

static unsigned open_sinks(const struct options *o, struct out *out, struct sink *sinks[PIPELINE_SINKS])
{
	unsigned n = 0;

	if (o->json)
		sinks[n++] = json_open(o, out);
	else if (o->summary == SUMMARY_NONE || o->summary_too)
		sinks[n++] = text_open(o, out);
	if (o->summary != SUMMARY_NONE)
		sinks[n++] = summary_open(o, out);
	return n;
}

static const char *vdso_word(const struct options *o)
{
	static const char *const words[] = { "native", "classic", "int80" };

	return o->vdso.kind == CHOICE_FILE ? o->vdso.path : words[o->vdso.kind];
}

/* Before anything is started: what can't be done is said now. */
static void prepare_vdso(const struct options *o, struct transplant *t)
{
	if (transplant_prepare(t, &o->vdso) < 0)
		die("--vdso=%s: %s", vdso_word(o), t->image.why);
}

static struct ptrace_options source_options(const struct options *o, const struct transplant *t)
{
	bool summary = o->summary != SUMMARY_NONE;

	return (struct ptrace_options){
		.follow = o->follow,
		.want_time = o->time != TIME_NONE || o->relative || o->durations || o->json || summary,
		.want_stime = summary && !o->summary_wall,
		.want_regs = o->explain,
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

int main(int argc, char **argv)
{
	struct options o;
	struct sink *sinks[PIPELINE_SINKS];
	struct out *out;
	struct ptrace_options asked;
	struct transplant transplant = { .image.size = 0 };
	struct pipeline_end end;
	unsigned count;
	int tid = 0, quit, r;

	r = options_parse(&o, argc, argv);
	if (r)
		return r - 1;
	if (o.stack && !stack_available())
		die("-k: this gatetrace was built without a library for stack traces");
	if (o.vdso.kind != CHOICE_NATIVE)
		prepare_vdso(&o, &transplant);
	launch_remember_signals();
	interrupt_init();
	die_hook(let_go);
	r = out_open(&o, &out);
	if (r < 0)
		die("cannot write '%s': %s", o.output, strerror(-r));
	asked = source_options(&o, &transplant);
	source = source_ptrace(&asked);
	count = open_sinks(&o, out, sinks);
	if (o.attaches)
		attach_all(&o);
	if (o.command)
		tid = launch(&o);

	end = pipeline_run(source, &o, sinks, count, tid);

	quit = interrupt_signal();
	let_go();
	for (unsigned i = 0; i < count; i++) {
		r = sinks[i]->end(sinks[i]);
		if (r < 0 && !end.write_err)
			end.write_err = -r;
	}
	r = out_close(out);
	if (r < 0 && !end.write_err)
		end.write_err = -r;
	if (end.write_err)
		warn("cannot write '%s': %s", o.output ? o.output : "standard error",
		     strerror(end.write_err));
	else if (end.exec_err && !quit && !o.strace)
		warn("cannot run '%s': %s", o.command[0], strerror(end.exec_err));
	if (end.vdso_err)
		warn("--vdso=%s: a process could not be given its vDSO: %s", vdso_word(&o),
		     strerror(end.vdso_err));
	if ((end.write_err || end.vdso_err) && tid && !end.launched && !quit)
		wait_for(tid);
	transplant_free(&transplant);
	options_free(&o);
	demangle_forget();
	symbols_free();

	if (end.write_err || end.vdso_err || (end.exec_err && !quit))
		return 1;
	if (quit && tid)
		interrupt_die_of(quit);
	if (end.sig)
		interrupt_die_of(end.sig);
	return end.launched ? end.status : 0;
}
