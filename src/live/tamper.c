/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/tamper.h"

#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/user.h>

#include "event/i386.h"
#include "live/kernel.h"
#include "live/mem.h"
#include "live/prove.h"
#include "live/regs.h"
#include "live/request.h"

#ifdef __x86_64__
enum { NR_OFFSET = offsetof(struct user, regs.orig_rax), RESULT_OFFSET = offsetof(struct user, regs.rax) };
#else
enum { NR_OFFSET = offsetof(struct user, regs.orig_eax), RESULT_OFFSET = offsetof(struct user, regs.eax) };
#endif

int tamper_skip(int tid, const struct tampering *how, struct tamper_skip *skip)
{
	struct regs regs;
	int r = regs_get(tid, &regs);

	if (r == 0)
		r = request_poke(tid, NR_OFFSET, (int32_t)how->instead);
	if (r < 0)
		return r;
	*skip = (struct tamper_skip){
		.on = true,
		.restart = how->restart,
		.nr = (uint32_t)regs.orig_ax,
		.result = how->result,
	};
	return 0;
}

int32_t tamper_finish(int tid, struct tamper_skip *skip)
{
	skip->on = false;
	/* What can't be set is of no task any more. */
	if (request_poke(tid, RESULT_OFFSET, skip->result) == 0 &&
	    request_poke(tid, NR_OFFSET, skip->restart ? (int64_t)skip->nr : -1) < 0)
		skip->restart = false;
	return (int32_t)skip->result;
}

static bool is_interrupted(int tid)
{
	uint64_t own, shared, blocked;

	return mem_proc_status(tid, "SigPnd", 16, &own) == 0 &&
	       mem_proc_status(tid, "ShdPnd", 16, &shared) == 0 &&
	       mem_proc_status(tid, "SigBlk", 16, &blocked) == 0 && (own | shared) & ~blocked;
}

void tamper_restart(int tid, const struct tamper_skip *skip)
{
	struct regs regs;

	if (kernel.seize) {
		ptrace(PTRACE_INTERRUPT, tid, NULL, NULL);
		return;
	}
	/* A SIGSTOP would take a SIGCONT back: what the kernel makes of an interruption is done by hand. */
	if (!is_interrupted(tid) && regs_get(tid, &regs) == 0 &&
	    request_poke(tid, NR_OFFSET, (uintptr_t)-1) == 0 &&
	    request_poke(tid, RESULT_OFFSET, skip->nr) == 0)
		prove_move(tid, regs.ip - RESTART_BACK);
}

void tamper_let_go(int tid, struct tamper_skip *skip, const struct phase *phase)
{
	struct syscall_info info = { .op = phase->inside ? SYSCALL_ENTRY : SYSCALL_EXIT };

	if (!skip->on || (kernel.syscall_info && regs_syscall(tid, NULL, &info) < 0))
		return;
	if (info.op != SYSCALL_EXIT) {
		skip->on = request_poke(tid, NR_OFFSET, skip->nr) < 0;
		return;
	}
	tamper_finish(tid, skip);
	if (skip->restart)
		tamper_restart(tid, skip);
}
