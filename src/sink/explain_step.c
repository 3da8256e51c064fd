/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "decode/errnos.h"
#include "event/i386.h"
#include "sink/explain_code.h"
#include "sink/explain_parts.h"
#include "sink/place.h"

static const char *code_name(int code)
{
	const char *text;

	return restart_name(code, &text);
}

static void explain_code_word(struct prose *p)
{
	switch (p->s->code) {
	case ERESTARTSYS:
		explain_word(p, TERM_SYS);
		break;
	case ERESTARTNOINTR:
		explain_word(p, TERM_NOINTR);
		break;
	case ERESTARTNOHAND:
		explain_word(p, TERM_NOHAND);
		break;
	case ERESTART_RESTARTBLOCK:
		explain_word(p, TERM_BLOCK);
		break;
	}
}

/* ---- Parts of steps ---- */

/* A heading with its number. */
#define STEP(p, format, ...) prose(p, 0, COLOUR_RESTART, "%2u. " format, ++(p)->number, ##__VA_ARGS__)

/* Small numbers as such, addresses in hexadecimal. */
static const char *number(char to[16], uint32_t n)
{
	int32_t i = (int32_t)n;

	snprintf(to, 16, i > -4096 && i < 100000 ? "%d" : "0x%x", i);
	return to;
}

static bool same(const struct registers *a, const struct registers *b)
{
	return a->known && b->known && a->ip == b->ip && a->sp == b->sp && a->bp == b->bp && a->ax == b->ax &&
	       a->orig_ax == b->orig_ax;
}

static void registers(struct prose *p, const struct step *step)
{
	const struct registers *r = &step->regs;
	struct buffer place = BUFFER_INIT;
	char ax[16], orig[16];

	if (!r->known) {
		prose(p, PROSE_TEXT, COLOUR_COUNT, "(no registers: they are not those of 32-bit code)");
		return;
	}
	if (step > p->s->step && same(r, &step[-1].regs)) {
		prose(p, PROSE_TEXT, COLOUR_COUNT, "(the same registers)");
		return;
	}
	prose_line(p, PROSE_TEXT, COLOUR_COUNT, "eip %08x  esp %08x  ebp %08x  orig_eax %-4s eax %s", r->ip,
		   r->sp, r->bp, number(orig, r->orig_ax), number(ax, r->ax));
	place_print(&place, &step->place);
	prose_line(p, PROSE_TEXT, COLOUR_COUNT, "eip is %s", buffer_text(&place));
	buffer_free(&place);
	explain_word(p, TERM_STOP);
	explain_word(p, TERM_EIP);
	explain_word(p, TERM_ESP);
	explain_word(p, TERM_EBP);
	explain_word(p, TERM_ORIG_EAX);
	explain_word(p, TERM_EAX);
}

static const char *by_gate(enum gate gate)
{
	static const char *const by[GATE_COUNT] = {
		[GATE_UNKNOWN] = "in a way that the facts don't tell",
		[GATE_INT80] = "by int $0x80",
		[GATE_VDSO_SYSENTER] = "by sysenter in __kernel_vsyscall",
		[GATE_VDSO_SYSCALL] = "by syscall in __kernel_vsyscall",
		[GATE_VDSO_INT80] = "by int $0x80 in __kernel_vsyscall",
		[GATE_VDSO_SIGRETURN] = "by int $0x80 in the vDSO",
		[GATE_SHIM_SYSENTER] = "by a sysenter of its own",
		[GATE_INT80_64] = "by int $0x80 in 64-bit code",
	};

	return by[gate];
}

static void explain_gate(struct prose *p, enum gate gate)
{
	static const enum term instruction[GATE_COUNT] = {
		[GATE_UNKNOWN] = TERMS,
		[GATE_INT80] = TERM_INT80,
		[GATE_VDSO_SYSENTER] = TERM_SYSENTER,
		[GATE_VDSO_SYSCALL] = TERM_SYSCALL,
		[GATE_VDSO_INT80] = TERM_INT80,
		[GATE_VDSO_SIGRETURN] = TERM_INT80,
		[GATE_SHIM_SYSENTER] = TERM_SHIM,
		[GATE_INT80_64] = TERM_INT80,
	};

	if (gate == GATE_VDSO_SYSENTER || gate == GATE_VDSO_SYSCALL || gate == GATE_VDSO_INT80)
		explain_word(p, TERM_VDSO);
	if (gate == GATE_SHIM_SYSENTER)
		explain_word(p, TERM_SYSENTER);
	if (instruction[gate] != TERMS)
		explain_word(p, instruction[gate]);
}

/* ---- Steps ---- */

static void entry(struct prose *p, const struct step *step)
{
	STEP(p, "%s goes into the kernel %s%s.", step->name, by_gate(step->gate),
	     p->s->round > 1 ? ": the restart told above" : "");
	registers(p, step);
	explain_gate(p, step->gate);
}

static void interrupted(struct prose *p, const struct step *step)
{
	const struct story *s = p->s;
	const char *code = code_name(s->code);

	if (step->kind == STEP_ATTACHED && !code)
		STEP(p, "gatetrace attaches: the thread stands at the restart point of %s.", s->name);
	else if (step->kind == STEP_ATTACHED)
		STEP(p, "gatetrace attaches, which interrupts %s: -%d (%s).", s->name, s->code, code);
	else if (step->injected)
		STEP(p, "%s is not made: -e inject= gives it the result -%d (%s).", step->name, s->code,
		     code);
	else
		STEP(p, "%s comes back, interrupted: -%d (%s).", step->name, s->code, code);
	registers(p, step);
	explain_code_word(p);
}

/* What the kernel makes of code and signal. */
static void rule(struct prose *p, const struct step *step)
{
	const struct story *s = p->s;
	const char *what;

	if (!step->handled)
		what = " and no handler: unless another signal comes, the call is made again";
	else if (s->why == NO_RESTART_ALWAYS && step->sig == s->sig)
		what = " and a handler: EINTR, whatever its flags";
	else if (s->code == ERESTARTNOINTR)
		what = ": the call is made again once the handler has returned";
	else if (step->sa_restart == HANDLER_FLAG_YES)
		what = " and a handler with SA_RESTART: the call is made again once it has returned";
	else if (step->sa_restart == HANDLER_FLAG_NO)
		what = " and a handler without SA_RESTART: EINTR";
	else
		what = " and a handler: SA_RESTART decides. What it is shows when the handler returns";
	prose(p, PROSE_TEXT, COLOUR_COUNT, "Rule: -%d%s.", s->code, what);
}

static void signal_comes(struct prose *p, const struct step *step)
{
	const struct story *s = p->s;
	const char *code = code_name(s->code);
	bool back = step->regs.known && step->regs.ip == (uint32_t)(s->ip - RESTART_BACK);

	STEP(p, "%s comes. The program has %s handler for it%s.", prose_signal(p, step->sig),
	     step->handled ? "a" : "no",
	     step->sa_restart == HANDLER_FLAG_YES ? ", with SA_RESTART" :
	     step->sa_restart == HANDLER_FLAG_NO ? ", without SA_RESTART" : "");
	registers(p, step);
	explain_word(p, TERM_SIGNAL);
	if (step->handled)
		explain_word(p, TERM_HANDLER);
	if (step->handled && (s->code == ERESTARTSYS || step->sa_restart))
		explain_word(p, TERM_SA_RESTART);
	if (back || !code)
		return;
	rule(p, step);
	if (step->handled)
		explain_word(p, TERM_EINTR);
}

static void stopped(struct prose *p, const struct step *step)
{
	STEP(p, "The process is stopped by %s.", prose_signal(p, step->sig));
	registers(p, step);
	explain_word(p, TERM_GROUP_STOP);
}

static void handler_ends(struct prose *p, const struct step *step)
{
	const char *name = step->name;

	if (step->calls > 0)
		STEP(p, "The handler runs, makes %d call%s, and ends with %s.", step->calls,
		     step->calls == 1 ? "" : "s", name);
	else
		STEP(p, "The handler runs, and ends with %s.", name);
	registers(p, step);
	explain_word(p, TERM_SIGRETURN);
}

/* Who has made the saved registers as they are? not: the flag with which the kernel had not. */
static const char *saved_by(const struct story *s, enum handler_flag not)
{
	enum handler_flag flag = HANDLER_FLAG_UNKNOWN;

	for (unsigned i = 0; i < s->steps; i++)
		if (s->step[i].kind == STEP_SIGNAL && s->step[i].handled && s->step[i].sig == s->sig)
			flag = s->step[i].sa_restart;
	if (s->code != ERESTARTSYS)
		return "So the kernel had saved them for the handler.";
	if (flag == not)
		return "The kernel had not saved that: the handler itself has changed it.";
	return not == HANDLER_FLAG_NO ? "So the kernel saves them for a handler with SA_RESTART." :
	       "So the kernel saves them for a handler without SA_RESTART.";
}

static void handler_ended(struct prose *p, const struct step *step)
{
	const struct story *s = p->s;
	bool last = step == &s->step[s->steps - 1];

	STEP(p, "%s comes back: the program is where it was interrupted.", step->name);
	registers(p, step);
	if (!step->regs.known)
		return;
	if (step->regs.ip == (uint32_t)(s->ip - RESTART_BACK)) {
		prose(p, PROSE_TEXT, COLOUR_COUNT,
		      "eip is two bytes back, at the restart point, and eax is the number of %s again. %s",
		      s->name, saved_by(s, HANDLER_FLAG_NO));
		explain_word(p, TERM_TWO_BYTES);
		explain_code(p);
	} else if (last && s->why == NO_RESTART_HANDLER) {
		prose(p, PROSE_TEXT, COLOUR_COUNT, "eip is where it was, eax is -4 (EINTR). %s",
		      saved_by(s, HANDLER_FLAG_YES));
	} else if (last && s->why == NO_RESTART_ALWAYS) {
		prose(p, PROSE_TEXT, COLOUR_COUNT, "eip is where it was, eax is -4 (EINTR).");
	} else if (last && s->why == NO_RESTART_CHANGED) {
		prose(p, PROSE_TEXT, COLOUR_COUNT,
		      "This is not what the kernel had saved: the handler has changed it.");
	}
}

/* What happens between the last stop and the restart's entry. */
static void rewound(struct prose *p, const struct step *before)
{
	const struct story *s = p->s;
	char text[16];

	if (!s->code || (before && before->regs.known && before->regs.ip == (uint32_t)(s->ip - RESTART_BACK)))
		return;
	STEP(p, "The kernel takes two bytes off eip, and puts %s into eax: %s.",
	     number(text, s->code == ERESTART_RESTARTBLOCK ? 0 : s->nr),
	     s->code == ERESTART_RESTARTBLOCK ? "call number 0" : "the number of the call");
	prose_line(p, PROSE_TEXT, COLOUR_COUNT, "eip %08x  (computed: not seen)",
		   (uint32_t)(s->ip - RESTART_BACK));
	explain_word(p, TERM_UNSEEN);
	explain_word(p, TERM_TWO_BYTES);
	if (s->code == ERESTART_RESTARTBLOCK)
		explain_word(p, TERM_RESTART_SYSCALL);
	explain_code(p);
}

static void proof(struct prose *p)
{
	static const enum term term[] = { [PROOF_INFERRED] = TERM_INFERRED,
					  [PROOF_TAGGED] = TERM_TAGGED,
					  [PROOF_WITNESSED] = TERM_WITNESSED };
	const struct story *s = p->s;
	const struct vdso_layout *l = &s->vdso;

	switch (s->insn) {
	case RESTART_INSN_JMP:
		prose(p, PROSE_TEXT, COLOUR_COUNT,
		      "The CPU executed jmp .Lenter_kernel, which led it to __kernel_vsyscall+0x%x: %s.",
		      l->jmp_target - l->vsyscall, proof_word(s->proof));
		break;
	case RESTART_INSN_INT80:
		prose(p, PROSE_TEXT, COLOUR_COUNT, "The CPU executed the int $0x80 there: %s.",
		      proof_word(s->proof));
		break;
	case RESTART_INSN_SYSCALL:
		prose(p, PROSE_TEXT, COLOUR_COUNT, "The CPU executed the same syscall again: %s.",
		      proof_word(s->proof));
		break;
	case RESTART_INSN_NONE:
		prose(p, PROSE_TEXT, COLOUR_COUNT, "What the CPU executed there is not known: %s.",
		      proof_word(s->proof));
		break;
	}
	explain_word(p, term[s->proof]);
}

static void again(struct prose *p, const struct step *step)
{
	if (p->s->left_out)
		prose(p, PROSE_TEXT, COLOUR_COUNT, "(%u more stops are left out here)", p->s->left_out);
	rewound(p, step > p->s->step ? step - 1 : NULL);
	STEP(p, "%s goes into the kernel %s: the restart.", step->name, by_gate(step->gate));
	registers(p, step);
	if (p->s->misnumbered)
		prose(p, PROSE_TEXT, COLOUR_ALARM,
		      "Its number, %d, is restart_syscall's for 64-bit code; 32-bit code's is %d: the "
		      "kernel's mistake. So %s is made, which nobody asked for.",
		      NR_RESTART_SYSCALL_64, NR_RESTART_SYSCALL, step->name);
	proof(p);
	explain_gate(p, step->gate);
}

static void last(struct prose *p, const struct step *step)
{
	char text[16];

	if (p->s->end == STORY_INTERRUPTED)
		STEP(p, "%s comes back, interrupted itself: %s.", step->name, number(text, step->regs.ax));
	else
		STEP(p, "%s comes back: %s.", step->name,
		     step->regs.known ? number(text, step->regs.ax) : "done");
	registers(p, step);
}

void explain_step(struct prose *p, const struct step *step)
{
	static void (*const teller[])(struct prose *p, const struct step *step) = {
		[STEP_ENTRY] = entry,
		[STEP_EXIT] = interrupted,
		[STEP_ATTACHED] = interrupted,
		[STEP_SIGNAL] = signal_comes,
		[STEP_STOPPED] = stopped,
		[STEP_SIGRETURN] = handler_ends,
		[STEP_RETURNED] = handler_ended,
		[STEP_AGAIN] = again,
		[STEP_LAST] = last,
	};

	teller[step->kind](p, step);
}
