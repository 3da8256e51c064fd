/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/regs.h"

#include <asm/ldt.h>
#include <elf.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/ptrace.h>
#include <stddef.h>
#include <string.h>
#include <sys/uio.h>
#include <sys/user.h>

#include "event/event.h"
#include "live/kernel.h"
#include "live/mem.h"
#include "live/request.h"

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

enum { USER_CS_64 = 0x33 }; /* asm/segment.h: __USER_CS; an i386 kernel's is 0x73 */

union raw {
	struct regs_i386 narrow;
	struct regs_amd64 wide;
};

#ifdef __x86_64__
static struct regs_i386 narrowed(const struct regs_amd64 *w)
{
	return (struct regs_i386){
		.bx = (uint32_t)w->bx,
		.cx = (uint32_t)w->cx,
		.dx = (uint32_t)w->dx,
		.si = (uint32_t)w->si,
		.di = (uint32_t)w->di,
		.bp = (uint32_t)w->bp,
		.ax = (uint32_t)w->ax,
		.orig_ax = (uint32_t)w->orig_ax,
		.ip = (uint32_t)w->ip,
		.cs = (uint32_t)w->cs,
		.flags = (uint32_t)w->flags,
		.sp = (uint32_t)w->sp,
		.ss = (uint32_t)w->ss,
		.ds = (uint32_t)w->ds,
		.es = (uint32_t)w->es,
		.fs = (uint32_t)w->fs,
		.gs = (uint32_t)w->gs,
	};
}
#else
static struct regs_amd64 widened(const struct regs_i386 *n)
{
	return (struct regs_amd64){
		.bx = n->bx,
		.cx = n->cx,
		.dx = n->dx,
		.si = n->si,
		.di = n->di,
		.bp = n->bp,
		.ax = n->ax,
		.orig_ax = n->orig_ax,
		.ip = n->ip,
		.cs = n->cs,
		.flags = n->flags,
		.sp = n->sp,
		.ss = n->ss,
		.gs = n->gs,
	};
}
#endif

/*
 * PTRACE_GETREGS goes by the tracer's word size, not the task's: an i386 tracer
 * sees the low halves of 64-bit code's.
 */
static int get_by_tracer(int tid, union raw *raw)
{
	bool wide;
#ifdef __x86_64__
	long r = request_ptrace(PTRACE_GETREGS, tid, 0, &raw->wide);

	wide = (uint16_t)raw->wide.cs == USER_CS_64;
	if (r >= 0 && !wide)
		raw->narrow = narrowed(&raw->wide);
#else
	struct regs_i386 low;
	long r = request_ptrace(PTRACE_GETREGS, tid, 0, &low);

	wide = (uint16_t)low.cs == USER_CS_64;
	if (r >= 0 && wide)
		raw->wide = widened(&low);
	else
		raw->narrow = low;
#endif
	return r < 0 ? (int)r : wide;
}

/* 1: they are wide; 0; -errno. */
static int get_raw(int tid, union raw *raw)
{
	struct iovec iov = { raw, sizeof(*raw) };
	long r;

	if (!kernel.regset)
		return get_by_tracer(tid, raw);
	r = request_ptrace(PTRACE_GETREGSET, tid, NT_PRSTATUS, &iov);
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

/* The two bytes before ip: what entered the kernel, if that is no landing pad. */
static bool bytes_before(int tid, uint64_t ip, uint8_t bytes[2])
{
	struct span span = { ip - 2, bytes, 2 };

	return mem_readv(tid, &span, 1) == 2;
}

/* 64-bit code may use both tables. */
static bool entered_wide(int tid, uint64_t ip)
{
	uint8_t before[2];

	return !bytes_before(tid, ip, before) || before[0] != 0xcd || before[1] != 0x80;
}

static void find_sixth(int tid, struct phase_regs *now)
{
	struct span word = { now->sp, &now->arg[5], sizeof(now->arg[5]) };
	uint8_t before[2];

	if (now->arg[5] == (uint32_t)now->sp && bytes_before(tid, now->ip, before) &&
	    phase_sixth_at_sp(now, before) && mem_readv(tid, &word, 1) < (int)sizeof(now->arg[5]))
		now->arg[5] = (uint32_t)now->sp;
}

static int from_registers(int tid, struct phase *phase, struct syscall_info *info)
{
	struct phase_regs now;
	union raw raw;
	int r = get_raw(tid, &raw);

	if (r < 0)
		return r;
	if (r) {
		const struct regs_amd64 *w = &raw.wide;

		now = (struct phase_regs){
			.wide = (int32_t)w->ax == -ENOSYS && entered_wide(tid, w->ip),
			.nr = (uint32_t)w->orig_ax,
			.ax = (int32_t)w->ax,
			.ip = w->ip,
			.sp = w->sp,
			.arg = { (uint32_t)w->bx, (uint32_t)w->cx, (uint32_t)w->dx, (uint32_t)w->si,
				 (uint32_t)w->di, (uint32_t)w->bp },
		};
	} else {
		const struct regs_i386 *n = &raw.narrow;

		now = (struct phase_regs){
			.nr = n->orig_ax,
			.ax = (int32_t)n->ax,
			.ip = n->ip,
			.sp = n->sp,
			.arg = { n->bx, n->cx, n->dx, n->si, n->di, n->bp },
		};
	}
	*info = (struct syscall_info){ .wide = now.wide, .ip = now.ip, .sp = now.sp };
	if (phase_stop(phase, &now) == PHASE_EXIT) {
		info->op = SYSCALL_EXIT;
		info->result = now.ax;
		return 0;
	}
	info->op = SYSCALL_ENTRY;
	find_sixth(tid, &now);
	info->nr = now.nr;
	memcpy(info->arg, now.arg, sizeof(info->arg));
	return 0;
}

int regs_syscall(int tid, struct phase *phase, struct syscall_info *info)
{
	struct ptrace_syscall_info raw;
	long r;

	if (!kernel.syscall_info)
		return from_registers(tid, phase, info);
	r = request_ptrace(PTRACE_GET_SYSCALL_INFO, tid, sizeof(raw), &raw);
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

int regs_wide(int tid)
{
#ifdef __x86_64__
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
