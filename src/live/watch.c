/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/watch.h"

#include <errno.h>
#include <signal.h>
#include <sys/ptrace.h>

#include "event/event.h"
#include "event/i386.h"
#include "live/kernel.h"
#include "live/mem.h"
#include "live/regs.h"

/* The classic jmp leads to no farther before itself. */
enum { JMP_BACK = 16 };

/* Its child or result would show the tag's segment (a child is born with SS and slots): taken away for it. */
static bool shows_slots(uint32_t nr)
{
	return nr == NR_FORK || nr == NR_CLONE || nr == NR_VFORK || nr == NR_SET_THREAD_AREA ||
	       nr == NR_GET_THREAD_AREA || nr == NR_CLONE3;
}

/*
 * A trap that the task blocks or ignores is forced on it, and the kernel then
 * unblocks SIGTRAP and forgets its handler (kernel/signal.c,
 * force_sig_info_to_task): such a task is not to be trapped.
 */
static bool may_trap(int tid, struct watch *w)
{
	uint64_t mask;

	if (w->ask_ignored) {
		if (mem_proc_status(tid, "SigIgn", 16, &mask) < 0)
			return false;
		w->ignored = mask >> (SIGTRAP - 1) & 1;
		w->ask_ignored = false;
	}
	if (w->ignored)
		return false;
	if (kernel.sigmask ? ptrace(PTRACE_GETSIGMASK, tid, (void *)sizeof(mask), &mask) < 0 :
			     mem_proc_status(tid, "SigBlk", 16, &mask) < 0)
		return false;
	return !(mask >> (SIGTRAP - 1) & 1);
}

static bool count(int tid, struct watch *w, uint64_t at)
{
	if (!w->uncounted)
		w->uncounted = passes_begin(&w->passes, tid, at) < 0;
	if (w->uncounted)
		passes_end(&w->passes);
	return !w->uncounted;
}

static int break_at(int tid, struct watch *w)
{
	int r = 0;

	if (passes_on(&w->passes) || (!w->armed && count(tid, w, w->at)))
		return 0;
	if (w->in_call || may_trap(tid, w) == w->armed)
		return 0;
	if (w->armed)
		prove_unbreak(tid);
	else
		r = prove_break(tid, w->at);
	w->armed = !w->armed && r == 0;
	return r;
}

int watch_ask(int tid, struct watch *w, enum prove_how how, uint64_t at)
{
	switch (how) {
	case PROVE_ALL_TAG:
	case PROVE_ALL_BREAK:
		if (w->always == how && w->at == at)
			return 0;
		watch_end(tid, w);
		w->always = how;
		w->at = at;
		w->ask_ignored = true;
		return 0;
	case PROVE_HANDLER:
		prove_untag(tid, &w->tag);
		w->step = w->handler = w->always != PROVE_NOTHING && !passes_on(&w->passes);
		w->skip = true;
		return 0;
	case PROVE_TAG:
		return prove_tag(tid, &w->tag);
	case PROVE_STEP:
		w->at = at;
		if (w->always == PROVE_NOTHING)
			w->uncounted = false; /* descriptors come and go */
		if (count(tid, w, at))
			return 0;
		w->ask_ignored = true;
		w->step = may_trap(tid, w);
		return w->step ? 0 : -EBUSY;
	case PROVE_NOTHING:
		break;
	}
	if (w->always == PROVE_NOTHING)
		passes_end(&w->passes);
	w->skip = true;
	w->step = false;
	prove_untag(tid, &w->tag);
	return 0;
}

void watch_born(struct watch *child, const struct watch *w)
{
	passes_end(&child->passes);
	*child = (struct watch){ .ask_ignored = true };
	if (w) {
		child->always = w->always;
		child->at = w->at;
	}
}

void watch_exec(struct watch *w)
{
	passes_end(&w->passes);
	*w = (struct watch){ .in_call = true };
}

bool watch_trapped(int tid, struct watch *w, int sig)
{
	struct regs regs;
	siginfo_t info;

	if (sig != SIGTRAP || (!w->step && !w->armed) || ptrace(PTRACE_GETSIGINFO, tid, NULL, &info) < 0)
		return false;
	if (w->handler && info.si_code == SIGTRAP) {
		w->step = w->handler = false;
		return true;
	}
	if (regs_get(tid, &regs) < 0)
		return false;
	if (w->armed && regs.ip == w->at &&
	    (info.si_code == TRAP_HWBKPT || (info.si_code == TRAP_BRKPT && prove_broke(tid)))) {
		prove_rf(tid, true);
		w->step = true;
		return true;
	}
	/*
	 * Before 2.6.30 a step has no code of its own, and one from a call's exit first traps there again: at
	 * the landing pad, or where sigreturn went to.
	 */
	if (w->step && info.si_code == TRAP_BRKPT &&
	    (regs.orig_ax >= 0 ? i386_restart_code(regs.ax) : regs.ip == w->at))
		return true;
	if (w->step && (info.si_code == TRAP_TRACE || (info.si_code == TRAP_BRKPT && regs.orig_ax < 0))) {
		w->stepped = w->handler ? 0 : regs.ip;
		w->step = w->handler = false;
		return true;
	}
	return false;
}

/* Of a breakpoint that is none of ours. */
static bool is_debug_trap(int tid)
{
	siginfo_t info;

	return ptrace(PTRACE_GETSIGINFO, tid, NULL, &info) == 0 && info.si_signo == SIGTRAP &&
	       info.si_code == TRAP_HWBKPT;
}

bool watch_signal(int tid, struct watch *w)
{
	struct regs regs;

	w->step = w->handler = false;
	if ((!w->stepped && !w->armed && !passes_on(&w->passes)) || regs_get(tid, &regs) < 0)
		return false;
	if (passes_on(&w->passes)) {
		/* It was counted, and is executed now: without RF that trap would come again and again. */
		if (regs.ip == w->at && is_debug_trap(tid))
			return false;
		passes_look(&w->passes);
	}
	if ((w->armed || passes_on(&w->passes)) && regs.ip == w->at)
		prove_rf(tid, false);
	if (!w->stepped || regs.ip != w->stepped)
		return false;
	w->stepped = 0;
	if (w->at - regs.ip > JMP_BACK)
		return false;
	prove_move(tid, w->at);
	return true;
}

void watch_entry(int tid, struct watch *w, uint32_t nr, struct event *e)
{
	w->in_call = true;
	e->stepped = w->stepped;
	w->stepped = 0;
	w->step = w->handler = false;
	if (w->tag.on) {
		int r = prove_was_int80(tid, &w->tag);

		if (r >= 0)
			e->evidence = r ? EVIDENCE_INT80 : EVIDENCE_NO_INT80;
	} else if (passes_on(&w->passes)) {
		int r = passes_look(&w->passes);

		if (r >= 0)
			e->evidence = r ? EVIDENCE_BREAK : EVIDENCE_NO_BREAK;
		if (w->always == PROVE_NOTHING)
			passes_end(&w->passes);
	} else if (w->armed && !e->stepped) {
		e->evidence = EVIDENCE_NO_BREAK;
	}
	if (w->always != PROVE_ALL_TAG || shows_slots(nr))
		prove_untag(tid, &w->tag);
	w->ask_ignored |= i386_is_sigaction(nr);
}

bool watch_run(int tid, struct watch *w)
{
	/* What can't be watched stays inferred: a failure needs no more than that. */
	bool skip = w->skip;

	w->skip = false;
	if (!w->in_call && !skip) {
		if (w->always == PROVE_ALL_TAG && prove_tag(tid, &w->tag) < 0)
			return w->step;
		if (w->always == PROVE_ALL_BREAK && break_at(tid, w) < 0)
			return w->step;
	}
	return w->step;
}

void watch_end(int tid, struct watch *w)
{
	w->step = w->handler = false;
	passes_end(&w->passes);
	prove_untag(tid, &w->tag);
	if (w->armed)
		prove_unbreak(tid);
	w->armed = false;
}
