/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/die.h"
#include "sink/colour.h"
#include "sink/frames.h"
#include "sink/place.h"
#include "sink/text_parts.h"

void text_message(struct text *x, struct line_task *t, const char *what)
{
	if (x->lines.o->quiet & QUIET_ATTACH)
		return;
	if (!out_is_stderr(x->lines.out)) {
		warn("Process %d %s", t->tid, what);
		return;
	}
	/* strace says it in the middle of whatever line it was about. */
	if (!x->lines.o->strace)
		line_end_open(&x->lines, t, " <unfinished ...>\n");
	buffer_addf(out_to(x->lines.out, t->tid), "%s: Process %d %s\n", program_name, t->tid, what);
}

/* A whole line. */
static void note(struct text *x, struct line_task *t, const struct event *e, enum colour colour,
		 const char *format, ...) __attribute__((format(printf, 5, 6)));

static void note(struct text *x, struct line_task *t, const struct event *e, enum colour colour,
		 const char *format, ...)
{
	size_t start;
	struct buffer *to = line_begin(&x->lines, t, e, false, &start);
	char text[2048];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	colour_begin(x->lines.colour, to, colour);
	buffer_adds(to, text);
	colour_end(x->lines.colour, to);
	buffer_addc(to, '\n');
}

static void signal_note(struct text *x, struct line_task *t, const struct event *e)
{
	const struct value *info = decode_siginfo(e, &x->lines.o->decode, &x->arena);
	size_t start;
	struct buffer *to = line_begin(&x->lines, t, e, false, &start);

	colour_begin(x->lines.colour, to, COLOUR_SIGNAL);
	buffer_adds(to, "--- ");
	buffer_adds(to, signal_name(e->sig, &x->arena));
	if (info) {
		buffer_addc(to, ' ');
		value_print(to, info, &x->lines.o->style);
	}
	buffer_adds(to, " ---");
	colour_end(x->lines.colour, to);
	buffer_addc(to, '\n');
	frames_print(to, &e->stack, x->lines.o->strace);
}

static void wide_calls_note(struct text *x, struct line_task *t, const struct event *e)
{
	if (e->count && !x->lines.o->strace)
		note(x, t, e, COLOUR_ALARM, "!!! process %d made %" PRIu64 " 64-bit system call%s", e->tid,
		     e->count, e->count == 1 ? "" : "s");
}

static void death_note(struct text *x, struct line_task *t, const struct event *e)
{
	if (!e->hidden)
		wide_calls_note(x, t, e);
	if (e->hidden)
		line_end_open(&x->lines, t, " <unfinished ...>\n");
	else if (e->kind == EVENT_KILLED)
		note(x, t, e, COLOUR_END, "+++ killed by %s%s +++", signal_name(e->sig, &x->arena),
		     e->core ? " (core dumped)" : "");
	else if (!(x->lines.o->quiet & QUIET_EXIT))
		note(x, t, e, COLOUR_END, "+++ exited with %d +++", e->status);
	lines_forget(&x->lines, t);
}

/* The caller of execve goes on under the tid of the leader, who is no more. */
static struct line_task *take_over(struct text *x, struct line_task *leader, const struct event *e)
{
	struct line_task *caller;
	char ending[64];

	if (e->other == 0 || e->other == e->tid)
		return leader;
	caller = lines_task(&x->lines, e->other);
	snprintf(ending, sizeof(ending), " <pid changed to %d ...>\n", e->tid);
	if (caller->open)
		line_end_open(&x->lines, caller,
			      out_is_shared(x->lines.out) ? " <unfinished ...>\n" : ending);
	lines_rename(&x->lines, caller, e->tid);
	return caller;
}

static void superseded_note(struct text *x, struct line_task *t, const struct event *e)
{
	t = take_over(x, t, e);
	if (!(x->lines.o->quiet & QUIET_EXEC))
		note(x, t, e, COLOUR_END, "+++ superseded by execve in pid %d +++", e->other);
}

static void mode_note(struct text *x, struct line_task *t, const struct event *e)
{
	if (x->lines.o->quiet & QUIET_MODE)
		return;
	if (x->lines.o->strace)
		note(x, t, e, COLOUR_SIGNAL, "[ Process PID=%d runs in %d bit mode. ]", e->tid,
		     e->wide ? 64 : 32);
	else if (e->wide)
		note(x, t, e, COLOUR_ALARM,
		     "!!! process %d runs 64-bit code: its system calls are counted, not decoded", e->pid);
}

static const char *insn_text(enum restart_insn insn)
{
	switch (insn) {
	case RESTART_INSN_JMP:
		return "jmp .Lenter_kernel";
	case RESTART_INSN_INT80:
		return "int $0x80";
	case RESTART_INSN_SYSCALL:
		return "syscall";
	case RESTART_INSN_NONE:
		break;
	}
	return "unknown code";
}

static void restart_note(struct text *x, struct line_task *t, const struct event *e)
{
	struct buffer place = BUFFER_INIT;

	place_print(&place, &e->site);
	note(x, t, e, COLOUR_RESTART, ">>> restart of %s: %s at %s (%s)%s", e->of_name, insn_text(e->insn),
	     buffer_text(&place), proof_word(e->proof),
	     e->misnumbered ? ", by the number of 64-bit code's restart_syscall: the kernel's mistake" : "");
	buffer_free(&place);
}

static void no_restart_note(struct text *x, struct line_task *t, const struct event *e)
{
	const char *sig = signal_name(e->sig, &x->arena);

	switch (e->why) {
	case NO_RESTART_HANDLER:
		note(x, t, e, COLOUR_RESTART, ">>> no restart of %s: handler of %s without SA_RESTART, EINTR",
		     e->of_name, sig);
		break;
	case NO_RESTART_ALWAYS:
		note(x, t, e, COLOUR_RESTART, ">>> no restart of %s: handler of %s, EINTR", e->of_name, sig);
		break;
	case NO_RESTART_JUMPED_OUT:
		note(x, t, e, COLOUR_RESTART, ">>> no restart of %s: left by a jump out of the handler",
		     e->of_name);
		break;
	case NO_RESTART_CHANGED:
		note(x, t, e, COLOUR_RESTART, ">>> no restart of %s: the process changed eip", e->of_name);
		break;
	case NO_RESTART_ANOTHER:
		note(x, t, e, COLOUR_RESTART, ">>> no restart of %s: the next call is another one",
		     e->of_name);
		break;
	case NO_RESTART_NONE:
		break;
	}
}

static void forged_note(struct text *x, struct line_task *t, const struct event *e)
{
	struct buffer place = BUFFER_INIT;

	if (e->site.ip)
		place_print(&place, &e->site);
	note(x, t, e, COLOUR_ALARM, ">>> entry at the restart point without a restart: jumped to from %s",
	     e->site.ip ? buffer_text(&place) : "an unknown place");
	buffer_free(&place);
}

/* In one piece, and without the prefix of lines: it would not fit on a wall with it. */
static void story_note(struct text *x, struct line_task *t, const struct event *e)
{
	const struct options *o = x->lines.o;
	bool named = out_is_shared(x->lines.out) && (o->follow || o->attaches > 1 || o->show_pid);

	line_end_open(&x->lines, t, " <unfinished ...>\n");
	explain_story(&x->explain, out_to(x->lines.out, t->tid), e->story, named ? t->tid : 0);
}

/* What strace has no lines for. */
static void own_note(struct text *x, struct line_task *t, const struct event *e)
{
	switch (e->kind) {
	case EVENT_RESTART:
		restart_note(x, t, e);
		break;
	case EVENT_NO_RESTART:
		no_restart_note(x, t, e);
		break;
	case EVENT_FORGED:
		forged_note(x, t, e);
		break;
	case EVENT_STORY:
		story_note(x, t, e);
		break;
	case EVENT_SHIM:
	case EVENT_SHIM_GS:
	case EVENT_SHIM_COUNTS:
		text_shim(x, t, e);
		break;
	case EVENT_BAD_SYSENTER:
		note(x, t, e, COLOUR_ALARM,
		     "!!! sysenter with unreadable ebp 0x%x: EFAULT without a system call", e->bad_ebp);
		text_shim(x, t, e);
		break;
	case EVENT_LOST:
		note(x, t, e, COLOUR_ALARM, "!!! %" PRIu64 " event%s lost", e->count,
		     e->count == 1 ? "" : "s");
		break;
	default:
		break;
	}
}

void text_note(struct text *x, struct line_task *t, const struct event *e)
{
	switch (e->kind) {
	case EVENT_SIGNAL:
		signal_note(x, t, e);
		break;
	case EVENT_STOP:
		note(x, t, e, COLOUR_SIGNAL, "--- stopped by %s ---", signal_name(e->sig, &x->arena));
		break;
	case EVENT_EXITED:
	case EVENT_KILLED:
		death_note(x, t, e);
		break;
	case EVENT_SUPERSEDED:
		superseded_note(x, t, e);
		break;
	case EVENT_EXEC:
		if (map_get(&x->lines.tasks, (uint64_t)e->other))
			take_over(x, t, e);
		break;
	case EVENT_NEW:
		if (e->other)
			text_message(x, t, "attached");
		break;
	case EVENT_DETACHED:
		if (!t->told)
			text_message(x, t, "detached");
		lines_forget(&x->lines, t);
		break;
	case EVENT_MODE:
		mode_note(x, t, e);
		break;
	default:
		if (!x->lines.o->strace)
			own_note(x, t, e);
	}
}
