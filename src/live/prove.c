/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/prove.h"

#include <asm/ldt.h>
#include <errno.h>
#include <linux/ptrace.h>
#include <stddef.h>
#include <string.h>
#include <sys/user.h>
#include <sys/utsname.h>

#include "live/request.h"

/* asm/segment.h: TLS slots 12 to 14 of a 64-bit kernel's GDT; a selector is slot * 8 + RPL 3. */
enum { TAG_SLOT = 14, TAG_SELECTOR = TAG_SLOT * 8 + 3 };

#ifdef __x86_64__
enum { SS_OFFSET = offsetof(struct user, regs.ss) };
#else
enum { SS_OFFSET = offsetof(struct user, regs.xss) };
#endif

static int poke_ss(int tid, uint16_t ss)
{
	return (int)request_ptrace(PTRACE_POKEUSR, tid, SS_OFFSET, (void *)(uintptr_t)ss);
}

static int peek_ss(int tid, uint16_t *ss)
{
	unsigned long word;
	int r = (int)request_ptrace(PTRACE_PEEKUSR, tid, SS_OFFSET, &word);

	if (r < 0)
		return r;
	*ss = (uint16_t)word;
	return 0;
}

static bool kernel_is_64(void)
{
	static int is_64 = -1;
	struct utsname name;

	if (is_64 < 0)
		is_64 = uname(&name) == 0 && !strcmp(name.machine, "x86_64");
	return is_64;
}

static int set_slot(int tid, const struct user_desc *area)
{
	return (int)request_ptrace(PTRACE_SET_THREAD_AREA, tid, TAG_SLOT, (void *)(uintptr_t)area);
}

static bool slot_is_free(int tid)
{
	struct user_desc area;

	return request_ptrace(PTRACE_GET_THREAD_AREA, tid, TAG_SLOT, &area) == 0 && area.seg_not_present &&
	       !area.base_addr && !area.limit;
}

static const struct user_desc empty = {
	.entry_number = TAG_SLOT,
	.read_exec_only = 1,
	.seg_not_present = 1,
};

int prove_tag(int tid, struct tag *tag)
{
	const struct user_desc flat = {
		.entry_number = TAG_SLOT,
		.limit = 0xfffff,
		.seg_32bit = 1,
		.limit_in_pages = 1,
		.useable = 1,
	};
	int r;

	if (tag->on)
		return 0;
	if (!kernel_is_64())
		return -ENOSYS;
	if (!slot_is_free(tid))
		return -EBUSY;
	r = peek_ss(tid, &tag->ss);
	if (r < 0)
		return r;
	r = set_slot(tid, &flat);
	if (r < 0)
		return r;
	r = poke_ss(tid, TAG_SELECTOR);
	if (r < 0) {
		set_slot(tid, &empty);
		return r;
	}
	tag->on = true;
	return 0;
}

int prove_was_int80(int tid)
{
	uint16_t ss = 0;
	int r = peek_ss(tid, &ss);

	return r < 0 ? r : ss == TAG_SELECTOR;
}

void prove_untag(int tid, struct tag *tag)
{
	if (!tag->on)
		return;
	/* In this order: no return to user space with a selector of nothing. */
	if (poke_ss(tid, tag->ss) == 0)
		set_slot(tid, &empty);
	tag->on = false;
}
