/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "event/shim_report.h"
#include "sink/colour.h"
#include "sink/place.h"
#include "sink/text_parts.h"

/* What one report is printed with. */
struct says {
	struct text *x;
	struct line_task *t;
	const struct event *e;
	const struct shim_report *r;
	const char *mark;    /* in front of each line */
	enum colour colour;
	struct buffer place;
};

static void say(struct says *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void say(struct says *s, const char *format, ...)
{
	size_t start;
	struct buffer *to = line_begin(&s->x->lines, s->t, s->e, false, &start);
	char text[2048];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	colour_begin(s->x->lines.colour, to, s->colour);
	buffer_adds(to, s->mark);
	buffer_adds(to, text);
	colour_end(s->x->lines.colour, to);
	buffer_addc(to, '\n');
}

/* Good until the next call. */
static const char *place(struct says *s, const struct site *where)
{
	buffer_reset(&s->place);
	place_print(&s->place, where);
	return buffer_text(&s->place);
}

static const char *insn_name(enum shim_insn insn)
{
	return insn == SHIM_INT80 ? "int $0x80" : shim_report_insn(insn);
}

static const char *told(enum shim_told told)
{
	return told == TOLD_BY_CODE ? "by its code" : "by its stack";
}

/* ---- Values ---- */

static const char *const reg_names[] = { "eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi" };

/* "the caller's edx" */
static const char *value_text(struct shim_value v, char text[32])
{
	switch (v.from) {
	case FROM_REG:
		if (v.n)
			snprintf(text, 32, "the caller's %s%+d", reg_names[v.reg & 7], (int)v.n);
		else
			snprintf(text, 32, "the caller's %s", reg_names[v.reg & 7]);
		break;
	case FROM_NUMBER:
		snprintf(text, 32, "0x%x", (unsigned)v.n);
		break;
	case FROM_RETURN:
		snprintf(text, 32, "the return address");
		break;
	case FROM_UNKNOWN:
		snprintf(text, 32, "something else");
		break;
	}
	return text;
}

/* What stands in a word: the code knows, or it is what some register holds. */
static const char *word_text(const struct shim_report *r, int i, bool wrong, char text[32])
{
	struct shim_value held = r->held[1 + i];

	if (held.from != FROM_UNKNOWN)
		return value_text(held, text);
	if (i == 0 && wrong)
		snprintf(text, 32, "ebp is 0x%x", r->bp);
	else if (i == 0)
		snprintf(text, 32, "%s", r->sixth == TOLD_BY_STACK ? "the caller's ebp" : "not known whose");
	else if (!wrong)
		snprintf(text, 32, i == 1 ? "is edx" : "is ecx");
	else if (i == 1 && r->word[i] == r->cx)
		snprintf(text, 32, "is ecx");
	else if (i == 2 && r->word[i] == r->dx)
		snprintf(text, 32, "is edx");
	else
		snprintf(text, 32, "%s is 0x%x", i == 1 ? "edx" : "ecx", i == 1 ? r->dx : r->cx);
	return text;
}

/* ---- The stack ---- */

static void draw_stack(struct says *s, unsigned faults)
{
	static const char *const into[] = { "ebp", "edx", "ecx" };
	static const unsigned fault[] = { SHIM_SIXTH, SHIM_EDX, SHIM_ECX };
	const struct shim_report *r = s->r;
	const char *base = r->site->insn == SHIM_SYSCALL ? "esp" : "ebp";
	char text[32];

	if (!r->words) {
		say(s, "  no stack can be read at %s, 0x%08x", base, r->sp);
		return;
	}
	say(s, "  stack, from %s up, as the landing pad pops it:", base);
	for (uint32_t i = r->words; i-- > 0;) {
		struct site to = { .ip = r->word[i] };
		bool wrong = i < 3 && faults & fault[i];

		if (i == 3)
			say(s, "    %s+12 0x%08x: 0x%08x  ret to %s%s", base, r->sp + 12, r->word[i],
			    faults & SHIM_RETURN	   ? "WRONG: no code"
			    : r->caller.ip == r->word[i] ? place(s, &r->caller)
							 : place(s, &to),
			    "");
		else
			say(s, "    %s%-3s 0x%08x: 0x%08x  pop %%%s  %s%s", base,
			    i == 2   ? "+8"
			    : i == 1 ? "+4"
				     : "",
			    r->sp + 4 * i, r->word[i], into[i], wrong ? "WRONG: " : "",
			    word_text(r, (int)i, wrong, text));
	}
}

/* ---- Findings ---- */

static void say_ebp(struct says *s, unsigned faults)
{
	const struct shim_report *r = s->r;
	bool amd = r->site->insn == SHIM_SYSCALL;
	const char *wanted = amd ? "ecx" : "esp";
	char text[32];

	if (faults & SHIM_EBP && r->shifted)
		say(s, "  wrong: ebp is esp%+d (%s); the kernel goes on with ebp for esp", (int)r->ebp_off,
		    told(r->ebp));
	else if (faults & SHIM_EBP)
		say(s, "  wrong: ebp is %s, not %s (%s)", value_text(r->held[0], text), wanted,
		    told(r->ebp));
	else if (r->ebp == TOLD_NOT)
		say(s, "  ebp is %s? not known: neither code nor stack tells", wanted);
	else
		say(s, "  ebp is %s%s (%s)", wanted, amd ? ", the 2nd argument" : "", told(r->ebp));
}

static void say_sixth(struct says *s, unsigned faults)
{
	const struct shim_report *r = s->r;
	char text[32];

	if (faults & SHIM_SIXTH)
		say(s, "  wrong: the kernel's 6th argument, 0x%x, is %s, not its ebp", r->bp,
		    value_text(r->held[r->site->insn == SHIM_INT80 ? 0 : 1], text));
	else if (r->sixth == TOLD_NOT)
		say(s, "  6th argument: 0x%x; whether it is the caller's ebp is not known", r->bp);
	else
		say(s, "  6th argument: 0x%x, the caller's ebp (%s)", r->bp, told(r->sixth));
}

static bool swapped(const struct shim_report *r)
{
	enum { ECX = 1, EDX = 2 };

	if (r->held[2].from == FROM_REG && r->held[3].from == FROM_REG)
		return r->held[2].reg == ECX && r->held[3].reg == EDX;
	return r->word[1] == r->cx && r->word[2] == r->dx;
}

static void say_order(struct says *s, unsigned faults)
{
	if (faults & SHIM_EDX && faults & SHIM_ECX && swapped(s->r))
		say(s, "  wrong: stack order; edx and ecx come back with their values exchanged");
	else if (faults & SHIM_EDX && faults & SHIM_ECX)
		say(s, "  wrong: edx and ecx come back with other values (stack order?)");
	else if (faults & (SHIM_EDX | SHIM_ECX))
		say(s, "  wrong: %s comes back with another value", faults & SHIM_EDX ? "edx" : "ecx");
	if (faults & SHIM_RETURN)
		say(s, "  wrong: the landing pad returns to where no code is");
}

static void say_restart(struct says *s, unsigned faults)
{
	const struct shim_report *r = s->r;

	if (r->site->insn == SHIM_INT80)
		say(s, "  restart-safe: it is made of registers alone");
	else if (faults & SHIM_UNSAFE && r->shifted && r->ebp_off > 0)
		say(s, "  not restart-safe: a handler's frame is built over the %d bytes below ebp",
		    (int)r->ebp_off);
	else if (faults & SHIM_UNSAFE && r->shifted)
		say(s, "  not signal-safe: a handler may overwrite the words before they are used");
	else if (faults & SHIM_UNSAFE)
		say(s, "  not restart-safe: a stack at a fixed place; a handler's call overwrites it");
	else if (faults)
		say(s, "  a restart returns by the same words: as wrong as the call itself");
	else if (r->ebp == TOLD_NOT)
		say(s, "  restart-safe if %s is right",
		    r->site->insn == SHIM_SYSCALL ? "the stack stays" : "ebp");
	else if (r->restart == RESTART_INSN_JMP)
		say(s, "  restart-safe: the jmp makes ebp of %s again, and this stack stays",
		    r->site->insn == SHIM_SYSCALL ? "ecx" : "esp");
	else
		say(s, "  restart-safe: int $0x80 takes registers, and this stack stays");
}

static const char *verdict(const struct shim_site *site)
{
	return site->faults ? "wrong" : site->clear ? "ok" : "seems ok";
}

static void say_way(struct says *s)
{
	static const char *const way[] = {
		[WAY_UNKNOWN] = "", [WAY_OWN] = "", [WAY_GS10] = "call *%gs:0x10", [WAY_REL32] = "call rel32",
		[WAY_ABS] = "call *abs32", [WAY_REG] = "call *%reg", [WAY_MEM] = "call *disp(%reg)",
	};
	const struct shim_report *r = s->r;

	if (r->way == WAY_UNKNOWN && r->target.ip)
		say(s, "  how it was reached is not known; gs:0x10 leads there");
	else if (r->way == WAY_UNKNOWN)
		say(s, "  who executed it, and how it was reached, is not known");
	else if (r->way == WAY_OWN)
		say(s, "  no call: it goes on at %s", place(s, &r->caller));
	else
		say(s, "  reached by %s at %s", way[r->way], place(s, &r->caller));
	if (r->way == WAY_GS10)
		say(s, "  gs:0x10 points to %s", place(s, &r->target));
}

/* At a restart: what the landing pad will pop against what the kernel has kept. */
static unsigned wrong_words(const struct shim_report *r)
{
	return (r->word[0] != r->bp ? SHIM_SIXTH : 0) | (r->word[1] != r->dx ? SHIM_EDX : 0) |
	       (r->word[2] != r->cx ? SHIM_ECX : 0);
}

static void shim_verdict(struct says *s)
{
	const struct shim_report *r = s->r;
	unsigned faults = r->site->faults;
	bool own = r->way != WAY_UNKNOWN || r->target.ip;

	if (r->again && faults & SHIM_OVERWRITTEN && !own) {
		say(s, "shim %u: a restart finds another stack than its call had", r->number);
		say(s, "  the %s was at %s", insn_name(r->site->insn), place(s, &r->site->at));
		if (wrong_words(r))
			draw_stack(s, wrong_words(r));
		else
			say(s, "  overwritten: words below ebp that were its own");
		say(s, "  wrong: not restart-safe, and it has happened");
		return;
	}
	say(s, "shim %u%s, %s: %s %s %s", r->number, r->again ? " again" : "", verdict(r->site),
	    insn_name(r->site->insn), r->site->known ? "at" : "by way of", place(s, &r->site->at));
	say_way(s);
	if (r->site->insn != SHIM_INT80) {
		draw_stack(s, faults);
		say_ebp(s, faults);
	}
	say_sixth(s, faults);
	say_order(s, faults);
	say_restart(s, faults);
}

/* ---- Everything else ---- */

static void shim_gs(struct says *s)
{
	const struct shim_report *r = s->r;

	if (r->gs10 == r->sysinfo) {
		say(s, "gs:0x10 of thread %d is AT_SYSINFO 0x%x again", s->e->tid, r->sysinfo);
	} else {
		say(s, "gs:0x10 of thread %d is 0x%x, not AT_SYSINFO 0x%x", s->e->tid, r->gs10, r->sysinfo);
		if (r->gs10_at.module)
			say(s, "  it points to %s", place(s, &r->gs10_at));
	}
	if (r->after)
		say(s, "  %s between its %s and its %s",
		    r->other_tls ? "gs was set to another TLS" : "the word was written", r->after, r->before);
	else if (r->parent && r->other_tls)
		say(s, "  since its birth: the TLS that clone gave it, by thread %d", r->parent);
	else if (r->parent)
		say(s, "  since its birth, with the TLS of thread %d", r->parent);
	else
		say(s, "  at its %s, the first that was seen", r->before);
}

static void shim_counts(struct says *s)
{
	const struct shim_report *r = s->r;

	if (r->bad_sysenters)
		say(s, "%" PRIu64 " entr%s without a system call: no stack could be read", r->bad_sysenters,
		    r->bad_sysenters == 1 ? "y" : "ies");
	buffer_reset(&s->place);
	if (r->sites)
		buffer_addf(&s->place, "%u shim%s; ", r->sites, r->sites == 1 ? "" : "s");
	else if (!r->bad_sysenters)
		buffer_adds(&s->place, "no shim: ");
	say(s, "%s%" PRIu64 " call%s by the vDSO, all as the kernel wants", buffer_text(&s->place),
	    r->by_vdso, r->by_vdso == 1 ? "" : "s");
	for (unsigned i = 0; i < r->sites; i++) {
		const struct shim_site *site = r->all[i];

		say(s, "  shim %u, %s: %" PRIu64 " call%s, %" PRIu64 " wrong", i + 1, verdict(site),
		    site->calls, site->calls == 1 ? "" : "s", site->bad);
		say(s, "    %s %s %s", insn_name(site->insn), site->known ? "at" : "by way of",
		    place(s, &site->at));
	}
}

static void bad_sysenter(struct says *s)
{
	const struct shim_report *r = s->r;

	if (r->insn == SHIM_SYSCALL)
		say(s, "  a syscall; esp held 0x%x, where no 6th argument can be read", s->e->bad_ebp);
	else
		say(s, "  ebp held 0x%x, where no 6th argument can be read; it is esp from now on",
		    s->e->bad_ebp);
	say(s, "  its own place is lost: the kernel keeps no eip of it");
	if (r->last_call)
		say(s, "  the call before was %s, at %s, esp 0x%x", r->last_call, place(s, &r->last),
		    r->last_sp);
	else
		say(s, "  no call of this thread was seen before");
	for (unsigned i = 0; i < r->guesses; i++) {
		say(s, "  near that esp: call at %s", place(s, &r->guess[i]));
		say(s, "    leads to %s", place(s, &r->guess_target[i]));
	}
	if (r->gs10 && r->gs10 != r->sysinfo)
		say(s, "  gs:0x10 was 0x%x, not AT_SYSINFO 0x%x", r->gs10, r->sysinfo);
}

void text_shim(struct text *x, struct line_task *t, const struct event *e)
{
	struct says s = { .x = x, .t = t, .e = e, .r = e->shim, .mark = ">>> ", .colour = COLOUR_RESTART };

	switch (e->kind) {
	case EVENT_SHIM:
		s.colour = s.r->site->faults ? COLOUR_ALARM : COLOUR_RESTART;
		shim_verdict(&s);
		break;
	case EVENT_SHIM_GS:
		shim_gs(&s);
		break;
	case EVENT_SHIM_COUNTS:
		shim_counts(&s);
		break;
	case EVENT_BAD_SYSENTER:
		s.mark = "!!! ";
		s.colour = COLOUR_ALARM;
		if (s.r)
			bad_sysenter(&s);
		break;
	default:
		break;
	}
	buffer_free(&s.place);
}
