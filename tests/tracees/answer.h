/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TRACEES_ANSWER_H
#define TRACEES_ANSWER_H

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "expect.h"
#include "raw.h"

/*
 * Calls that the kernel never sees: a seccomp filter hands those that fake() makes to a helper, which
 * answers them with shared->result. What the kernel would have written is what stands in memory before,
 * or what shared->write adds, in memory that is MAP_SHARED.
 *
 * fake() stands alone on a page of its own, at a fixed address: a kernel that is pretended to be an old one
 * (live/deny.c) has whatever is called there.
 */
raw_call fake;
RAW_CALL_IN(".answered, \"ax\"", fake, ".globl fake_end\nint $0x80\nfake_end:");
extern const char fake_end[];

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

enum { MOST_WRITTEN = 16 * 1024 };
struct shared {
	volatile int listener;
	volatile long result;
	void *write; /* where the helper is to write; NULL: nowhere */
	uint32_t n;
	uint8_t bytes[MOST_WRITTEN];
};
static struct shared *shared;

static void answer(void)
{
	struct seccomp_notif asked;
	struct seccomp_notif_resp said;

	while (shared->listener < 0)
		sched_yield();
	for (;;) {
		memset(&asked, 0, sizeof(asked));
		if (ioctl(shared->listener, SECCOMP_IOCTL_NOTIF_RECV, &asked)) {
			if (errno == EINTR || errno == ENOENT)
				continue;
			_exit(0);
		}
		memset(&said, 0, sizeof(said));
		said.id = asked.id;
		if (shared->write)
			memcpy(shared->write, shared->bytes, shared->n);
		if (shared->result < 0 && shared->result > -4096)
			said.error = (int)shared->result;
		else
			said.val = shared->result;
		if (ioctl(shared->listener, SECCOMP_IOCTL_NOTIF_SEND, &said) && errno != ENOENT)
			_exit(0);
	}
}

/* Shared memory that is to be written to has to be there before. */
static void answer_start(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, instruction_pointer)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(uintptr_t)fake_end, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { .len = COUNT(code), .filter = code };
	int parent = getpid();

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		skip("no memory");
	shared->listener = -1;
	/* It shares our descriptors, the listener's among them, but not our filter. */
	switch (syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0)) {
	case -1:
		skip("no helper");
	case 0:
		/* Who skips at once may be gone by now. */
		if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent)
			_exit(1);
		answer();
	}
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		skip("no seccomp filters");
	shared->listener = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
					SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
	/* Before all else: is it true that nothing is really done? */
	shared->result = 12345;
	if (shared->listener < 0 || fake(SYS_getppid, 0, 0, 0, 0, 0, 0) != 12345)
		skip("no seccomp user notification here");
}

#endif
