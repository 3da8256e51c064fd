/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/kernel.h"

#include <elf.h>
#include <errno.h>
#include <linux/ptrace.h>
#include <stdint.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "live/request.h"

struct kernel kernel = { true, true, true, true, true, true, true };
static bool begun, looked;

/* Nobody can seize himself, but the options are looked at before that: EPERM, EIO for what is not known. */
static bool can_seize(long options)
{
	return request_ptrace(PTRACE_SEIZE, getpid(), 0, (void *)options) == -EPERM;
}

void kernel_begin(void)
{
	siginfo_t info;

	if (begun)
		return;
	begun = true;
	kernel.seize = can_seize(0);
	kernel.exitkill = kernel.seize && can_seize(PTRACE_O_EXITKILL);
	kernel.vm_readv = process_vm_readv(getpid(), NULL, 0, NULL, 0, 0) == 0;
	/* No process is its own child. */
	kernel.waitid_all = waitid(P_PID, (id_t)getpid(), &info, WEXITED | WNOHANG | __WALL) == 0 ||
			    errno != EINVAL;
}

void kernel_look(int tid)
{
	/* As large as the largest: x86-64's registers, and what is told of a call. */
	uint64_t room[32];
	struct iovec regs = { room, sizeof(room) };

	long r;

	if (looked)
		return;
	r = request_ptrace(PTRACE_GETREGSET, tid, NT_PRSTATUS, &regs);
	looked = r != -ESRCH; /* killed: the next one, then */
	kernel.regset = r != -EIO;
	kernel.syscall_info = request_ptrace(PTRACE_GET_SYSCALL_INFO, tid, sizeof(room), room) != -EIO;
	kernel.sigmask = request_ptrace(PTRACE_GETSIGMASK, tid, sizeof(*room), room) != -EIO;
}
