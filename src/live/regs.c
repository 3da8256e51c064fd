/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/regs.h"

#include <asm/ldt.h>
#include <elf.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/ptrace.h>
#include <stddef.h>
#include <sys/uio.h>
#include <sys/user.h>

#include "event/event.h"
#include "live/request.h"

int regs_syscall(int tid, struct syscall_info *info)
{
	struct ptrace_syscall_info raw;

	long r = request_ptrace(PTRACE_GET_SYSCALL_INFO, tid, sizeof(raw), &raw);

	if (r < 0)
		return (int)r;
	info->wide = raw.arch != AUDIT_ARCH_I386;
	info->ip = raw.instruction_pointer;
	info->sp = raw.stack_pointer;
	switch (raw.op) {
	case PTRACE_SYSCALL_INFO_ENTRY:
		info->op = SYSCALL_ENTRY;
		info->nr = (uint32_t)raw.entry.nr;
		for (int i = 0; i < 6; i++)
			info->arg[i] = (uint32_t)raw.entry.args[i];
		break;
	case PTRACE_SYSCALL_INFO_SECCOMP:
		info->op = SYSCALL_ENTRY;
		info->nr = (uint32_t)raw.seccomp.nr;
		for (int i = 0; i < 6; i++)
			info->arg[i] = (uint32_t)raw.seccomp.args[i];
		break;
	case PTRACE_SYSCALL_INFO_EXIT:
		info->op = SYSCALL_EXIT;
		info->result = (int32_t)raw.exit.rval;
		break;
	default:
		info->op = SYSCALL_NONE;
	}
	return 0;
}

/*
 * What NT_PRSTATUS holds, by the task's own word size (arch/x86/kernel/ptrace.c,
 * task_user_regset_view: decided by CS).
 */
struct regs_i386 {
	uint32_t bx, cx, dx, si, di, bp, ax, ds, es, fs, gs, orig_ax, ip, cs, flags, sp, ss;
};

struct regs_amd64 {
	uint64_t r15, r14, r13, r12, bp, bx, r11, r10, r9, r8, ax, cx, dx, si, di, orig_ax, ip, cs, flags, sp,
		ss, fs_base, gs_base, ds, es, fs, gs;
};

union raw {
	struct regs_i386 narrow;
	struct regs_amd64 wide;
};

/* 1: they are wide; 0; -errno. */
static int get_raw(int tid, union raw *raw)
{
	struct iovec iov = { raw, sizeof(*raw) };
	long r = request_ptrace(PTRACE_GETREGSET, tid, NT_PRSTATUS, &iov);

	if (r < 0)
		return (int)r;
	return iov.iov_len != sizeof(raw->narrow);
}

int regs_get(int tid, struct regs *regs)
{
	union raw raw;
	int r = get_raw(tid, &raw);

	if (r < 0)
		return r;
	if (!r) {
		*regs = (struct regs){
			.ip = raw.narrow.ip,
			.sp = raw.narrow.sp,
			.ax = (int32_t)raw.narrow.ax,
			.orig_ax = (int32_t)raw.narrow.orig_ax,
			.cs = (uint16_t)raw.narrow.cs,
			.gs = (uint16_t)raw.narrow.gs,
		};
	} else {
		*regs = (struct regs){
			.ip = raw.wide.ip,
			.sp = raw.wide.sp,
			.ax = (int32_t)raw.wide.ax,
			.orig_ax = (int32_t)raw.wide.orig_ax,
			.cs = (uint16_t)raw.wide.cs,
			.gs = (uint16_t)raw.wide.gs,
			.wide = true,
		};
	}
	return 0;
}

int regs_get_all(int tid, struct registers *all)
{
	union raw raw;
	int r = get_raw(tid, &raw);
	const struct regs_i386 *n = &raw.narrow;

	*all = (struct registers){ .known = r == 0 };
	if (r)
		return r < 0 ? r : 0;
	*all = (struct registers){
		.known = true,
		.ax = n->ax,
		.orig_ax = n->orig_ax,
		.bx = n->bx,
		.cx = n->cx,
		.dx = n->dx,
		.si = n->si,
		.di = n->di,
		.bp = n->bp,
		.sp = n->sp,
		.ip = n->ip,
		.flags = n->flags,
		.ss = (uint16_t)n->ss,
		.gs = (uint16_t)n->gs,
	};
	return 0;
}

int regs_wide(int tid)
{
#ifdef __x86_64__
	enum { USER_CS_64 = 0x33 }; /* asm/segment.h: __USER_CS */
	unsigned long cs;
	long r = request_ptrace(PTRACE_PEEKUSR, tid, offsetof(struct user, regs.cs), &cs);

	if (r < 0)
		return (int)r;
	return (uint16_t)cs == USER_CS_64;
#else
	union raw raw;

	return get_raw(tid, &raw);
#endif
}

int regs_gs_base(int tid, uint32_t *base)
{
	enum { SELECTOR_LDT = 4 };
	struct user_desc area;
	struct regs regs;
	int r = regs_get(tid, &regs);

	if (r < 0)
		return r;
	if (regs.gs < 8 || regs.gs & SELECTOR_LDT)
		return -EINVAL;
	r = (int)request_ptrace(PTRACE_GET_THREAD_AREA, tid, regs.gs >> 3, &area);
	if (r < 0)
		return r;
	*base = area.base_addr;
	return 0;
}
