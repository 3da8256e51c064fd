/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/prove.h"

#include <asm/ldt.h>
#include <errno.h>
#include <linux/ptrace.h>
#include <stddef.h>
#include <sys/user.h>

#include "live/request.h"

/* asm/segment.h: USER_DS, and the last one of the kernel's three TLS slots (12 to 14, or 6 to 8). */
struct segments {
	uint16_t user_ds;
	unsigned slot;
};

#ifdef __x86_64__
enum {
	SS_OFFSET = offsetof(struct user, regs.ss),
	FLAGS_OFFSET = offsetof(struct user, regs.eflags),
	IP_OFFSET = offsetof(struct user, regs.rip)
};
#else
enum {
	SS_OFFSET = offsetof(struct user, regs.xss),
	FLAGS_OFFSET = offsetof(struct user, regs.eflags),
	IP_OFFSET = offsetof(struct user, regs.eip)
};
#endif

#define DR_OFFSET(n) offsetof(struct user, u_debugreg[n])

/* DR7 bit 0 enables DR0; its RW and LEN of 0 mean execution. */
enum { DR6_HIT_0 = 1, DR7_ENABLE_0 = 1, FLAG_RF = 0x10000 };

static int peek(int tid, size_t offset, unsigned long *value)
{
	return (int)request_ptrace(PTRACE_PEEKUSR, tid, offset, value);
}

/* Our own CS tells the kernel (0x73 is an i386 one's USER_CS); uname() says what a personality wants. */
static const struct segments *segments(void)
{
	static const struct segments kernel_64 = { 0x2b, 14 }, kernel_32 = { 0x7b, 8 };
	uint16_t cs;

	__asm__("mov %%cs, %0" : "=r"(cs));
	return cs == 0x73 ? &kernel_32 : &kernel_64;
}

/* asm/segment.h: RPL 3 */
static uint16_t selector(const struct segments *k)
{
	return k->slot * 8 + 3;
}

static int set_slot(int tid, const struct user_desc *area)
{
	return (int)request_ptrace(PTRACE_SET_THREAD_AREA, tid, area->entry_number, (void *)(uintptr_t)area);
}

static bool slot_is_free(int tid, unsigned slot)
{
	struct user_desc area;

	return request_ptrace(PTRACE_GET_THREAD_AREA, tid, slot, &area) == 0 && area.seg_not_present &&
	       !area.base_addr && !area.limit;
}

int prove_tag(int tid, struct tag *tag)
{
	const struct segments *k = segments();
	unsigned long ss;
	int r;

	if (tag->on)
		return 0;
	r = peek(tid, SS_OFFSET, &ss);
	if (r < 0)
		return r;
	if ((uint16_t)ss == selector(k) && tag->slot) {
		tag->on = true;
		return 0;
	}
	if ((uint16_t)ss != k->user_ds || (!tag->slot && !slot_is_free(tid, k->slot)))
		return -EBUSY;
	if (!tag->slot) {
		const struct user_desc flat = {
			.entry_number = k->slot,
			.limit = 0xfffff,
			.seg_32bit = 1,
			.limit_in_pages = 1,
			.useable = 1,
		};

		r = set_slot(tid, &flat);
		if (r < 0)
			return r;
	}
	tag->slot = true;
	r = request_poke(tid, SS_OFFSET, selector(k));
	if (r < 0)
		prove_untag(tid, tag);
	tag->on = r == 0;
	return r;
}

int prove_was_int80(int tid, struct tag *tag)
{
	unsigned long ss;
	int r = peek(tid, SS_OFFSET, &ss);

	tag->on = false;
	return r < 0 ? r : (uint16_t)ss == selector(segments());
}

void prove_untag(int tid, struct tag *tag)
{
	const struct segments *k = segments();
	unsigned long ss;

	if (!tag->slot)
		return;
	/* In this order: no return to user space with a selector of nothing. */
	if (peek(tid, SS_OFFSET, &ss) == 0 &&
	    ((uint16_t)ss != selector(k) || request_poke(tid, SS_OFFSET, k->user_ds) == 0)) {
		const struct user_desc empty = {
			.entry_number = k->slot,
			.read_exec_only = 1,
			.seg_not_present = 1,
		};

		set_slot(tid, &empty);
	}
	*tag = (struct tag){ .on = false };
}

int prove_break(int tid, uint64_t addr)
{
	int r;

	/* Both, always: a child's DR7 reads as its parent's, but is not in force. */
	prove_unbreak(tid);
	r = request_poke(tid, DR_OFFSET(0), (uintptr_t)addr);
	return r < 0 ? r : request_poke(tid, DR_OFFSET(7), DR7_ENABLE_0);
}

void prove_unbreak(int tid)
{
	/* Where it fails the task is gone. */
	if (request_poke(tid, DR_OFFSET(7), 0) < 0)
		return;
}

bool prove_broke(int tid)
{
	unsigned long status;

	return peek(tid, DR_OFFSET(6), &status) == 0 && status & DR6_HIT_0;
}

void prove_rf(int tid, bool set)
{
	unsigned long flags;

	if (peek(tid, FLAGS_OFFSET, &flags) < 0 || !(flags & FLAG_RF) == !set)
		return;
	if (request_poke(tid, FLAGS_OFFSET, flags ^ FLAG_RF) < 0)
		return;
}

void prove_move(int tid, uint64_t addr)
{
	if (request_poke(tid, IP_OFFSET, (uintptr_t)addr) < 0)
		return;
}
