/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's younger services: scheduling, memory policies, queues, seccomp, landlock and others. */
#include <linux/futex.h>
#include <linux/kcmp.h>

#include "pretend.h"

/* Later than the C library's headers may be. */
enum { LANDLOCK_CREATE = 444, LANDLOCK_ADD, LANDLOCK_RESTRICT, MOUNT_SETATTR = 442, FUTEX_WAITV = 449 };

static void scheduling(void)
{
	uint32_t attr[14] = { 48, 3, 0x7f, 0xff, -5u, 7, 1000, 0, 2000, 0, 3000, 0, 4, 8 };
	long p;

	for (uint32_t flags = 0; flags < 0x80; flags = 2 * flags + 1) {
		attr[2] = flags;
		attr[3] = flags == 1;
		for (attr[0] = 48; attr[0] <= 56; attr[0] += 8) {
			p = put(attr, sizeof(attr));
			CALL(SYS_sched_setattr, 1, p, flags);
			CALL(SYS_sched_getattr, 1, p, attr[0], 0);
		}
	}
	CALL(SYS_sched_setattr, 1, 0, 0);
	CALL(SYS_sched_setattr, 1, BAD, 0);
	CALL(SYS_sched_getattr, 1, 0, 48, 0);
	CALL(SYS_sched_getattr, 1, BAD, 48, 0);
}

static void memory(void)
{
	long p = fill(5, 64);

	for (long bits = 32; bits < 130; bits += 32) {
		CALL(SYS_mbind, 0x1000, 4096, 2, p, bits, 7);
		CALL(SYS_mbind, 0x1000, 4096, 3, p, bits + 1, -1);
	}
	CALL(SYS_mbind, 0, 0, 0, 0, 0, 0);
	CALL(SYS_mbind, 0, 1, 0x8003, BAD, 9, 1);
	CALL(SYS_mbind, 0, 1, 2, p, 0, 0);
	CALL(SYS_get_mempolicy, p, p, 33, 0x1000, 7);
	CALL(SYS_get_mempolicy, 0, 0, 0, 0, 0);
	CALL(SYS_get_mempolicy, BAD, BAD, 9, 0, 0);
	CALL(SYS_set_mempolicy, 2, p, 33);
	CALL(SYS_set_mempolicy, 0, 0, 0);
	CALL(SYS_migrate_pages, 5, 33, p, p);
	CALL(SYS_migrate_pages, 5, 9, BAD, 0);
	CALL(SYS_move_pages, 5, 2, p, p, p, 2);
	CALL(SYS_move_pages, 5, 2, 0, 0, 0, -1);
	CALL(SYS_move_pages, 0, 2, BAD, BAD, BAD, 0);
	p = PUT(int, -2);
	CALL(SYS_move_pages, 5, 1, p, p, p, 4);
	p = put("\1\0\3\1", 4);
	CALL(SYS_mincore, 0x1000, 0x4000, p);
	CALL(SYS_mincore, 0x1000, 0x3001, p);
	CALL(SYS_mincore, 0, 0x1000, 0);
	CALL(SYS_mincore, 0, 0x100000, LAST(256));
}

static void queues(void)
{
	uint32_t attr[8] = { 0x800, 10, 20, 3 };
	long p = put(attr, sizeof(attr)), name = (long)"/queue";

	CALL(SYS_mq_open, name, 0x42, 0600, p);
	CALL(SYS_mq_open, name, 0x42, 0600, 0);
	CALL(SYS_mq_open, name, 0, 0, 0);
	CALL(SYS_mq_getsetattr, 3, p, p);
	CALL(SYS_mq_getsetattr, 3, 0, 0);
	CALL(SYS_mq_getsetattr, 3, BAD, BAD);
	attr[0] = 0;
	p = put(attr, sizeof(attr));
	CALL(SYS_mq_getsetattr, 3, p, p);
	CALL(SYS_io_setup, 5, p);
	CALL(SYS_io_getevents, 5, 1, 2, p, 0);
	CALL(SYS_io_getevents, 5, 1, 2, 0, 0);
	CALL(SYS_io_pgetevents, 5, 1, 2, p, 0, 0);
	CALL(SYS_io_pgetevents, 5, 1, 2, p, 0, put("\0\0\0\0\0\0\0", 8));
	CALL(SYS_fanotify_mark, 3, -1, -1, -1, -100, BAD);
	CALL(SYS_fanotify_mark, 3, 1, 8, 0, 3, 0);
}

static void waiters(void)
{
	uint32_t waiter[6] = { 5, 0, 0x1000, 0, FUTEX_32 | FUTEX_PRIVATE_FLAG, 0 };
	long p = put(waiter, sizeof(waiter));

	CALL(FUTEX_WAITV, p, 1, 0, 0, 0);
	CALL(FUTEX_WAITV, p, 2, 0, 0, 1);
	CALL(FUTEX_WAITV, p, 0, 0, 0, 1);
	CALL(FUTEX_WAITV, 0, 2, 0, 0, 1);
	CALL(FUTEX_WAITV, BAD, 2, 5, 0, 1);
	CALL(FUTEX_WAITV, fill(0x11, 48), 2, 5, 0, 1);
}

static void restrictions(void)
{
	long p = fill(0x1f, 8), many = fill(0xff, 40);

	for (long op = 0; op < 5; op++) {
		CALL(SYS_seccomp, op, op == 1 ? -1 : 0, fill(0, 8));
		CALL(SYS_seccomp, op, 0, 0);
		CALL(SYS_seccomp, op, 0, BAD);
	}
	CALL(SYS_seccomp, 2, 0, PUT(uint32_t, SECCOMP_RET_ALLOW));
	CALL(SYS_seccomp, 2, 0, PUT(uint32_t, 5));
	CALL(SYS_prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, LAST(8));
	CALL(SYS_prctl, PR_SET_SECCOMP, SECCOMP_MODE_STRICT, LAST(8));
	CALL(LANDLOCK_CREATE, LAST(8), 8, 0);
	CALL(LANDLOCK_CREATE, many, 8, 0);
	CALL(LANDLOCK_CREATE, many, 16, 0);
	CALL(LANDLOCK_CREATE, 0, 0, 1);
	CALL(LANDLOCK_CREATE, BAD, 8, -1);
	p = put("\377\377\0\0\0\0\0\0\3\0\0", 12);
	for (long type = 0; type < 3; type++) {
		CALL(LANDLOCK_ADD, 3, type, p, 0);
		CALL(LANDLOCK_ADD, 3, type, 0, 5);
		CALL(LANDLOCK_ADD, 3, type, BAD, 0);
	}
	CALL(LANDLOCK_RESTRICT, 3, 7);
	CALL(MOUNT_SETATTR, -100, "x", -1, fill(0xff, 32), 32);
	CALL(MOUNT_SETATTR, 3, 0, 0, fill(0, 32), 32);
	CALL(MOUNT_SETATTR, 3, 0, 0x8000, 0, 32);
	CALL(MOUNT_SETATTR, 3, BAD, 0, BAD, 32);
	p = PUT(struct kcmp_epoll_slot, .efd = 1, .tfd = 2, .toff = 3);
	for (long type = 0; type < 10; type++) {
		CALL(SYS_kcmp, 1, 2, type, 3, p);
		CALL(SYS_kcmp, 1, 2, type, 3, BAD);
		CALL(SYS_kcmp, 1, 2, type, 3, 0);
	}
}

int main(void)
{
	pretend();
	scheduling();
	memory();
	queues();
	waiters();
	restrictions();
	expect_end();
	return 0;
}
