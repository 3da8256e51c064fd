/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/tamper.h"

#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/user.h>

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
	    request_poke(tid, NR_OFFSET, skip->restart ? (int64_t)skip->nr : -1) == 0 && skip->restart)
		ptrace(PTRACE_INTERRUPT, tid, NULL, NULL);
	return (int32_t)skip->result;
}

void tamper_let_go(int tid, struct tamper_skip *skip)
{
	struct syscall_info info;

	if (!skip->on || regs_syscall(tid, &info) < 0)
		return;
	if (info.op == SYSCALL_EXIT)
		tamper_finish(tid, skip);
	else if (request_poke(tid, NR_OFFSET, skip->nr) == 0)
		skip->on = false;
}
