/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TRACEES_PRETEND_H
#define TRACEES_PRETEND_H

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#include "expect.h"
#include "raw.h"

/*
 * Calls that the kernel never sees: a seccomp filter answers them by the instruction that makes them,
 * granted() with 0 and denied() with -EPERM. So the trace of any call, however powerful, can be
 * tested by anybody on any kernel: what the kernel would have written is what stood there before.
 */
raw_call granted, denied;

RAW_CALL(granted, ".globl granted_end\nint $0x80\ngranted_end:");
RAW_CALL(denied, ".globl denied_end\nint $0x80\ndenied_end:");
extern const char granted_end[], denied_end[];

/* What the pointers point to: a page, and behind its end nothing. */
static uint8_t *page;
enum { PAGE = 4096 };
#define EDGE (page + PAGE)
#define BAD ((long)EDGE)
/* The last N bytes of the page. */
#define LAST(n) ((long)(EDGE - (n)))

static inline void pretend(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, instruction_pointer)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(uintptr_t)granted_end, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(uintptr_t)denied_end, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { .len = sizeof(code) / sizeof(*code), .filter = code };

	page = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (page == MAP_FAILED || mprotect(EDGE, PAGE, PROT_NONE))
		skip("no memory");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		skip("no seccomp filters");
	expect_begin();
}

/* What the pointers of the next calls point to: ends where the page ends. */
static inline long put(const void *bytes, size_t n)
{
	return (long)memcpy(EDGE - n, bytes, n);
}

static inline long fill(uint8_t byte, size_t n)
{
	return (long)memset(EDGE - n, byte, n);
}

#define PUT(type, ...) put(&(type){ __VA_ARGS__ }, sizeof(type))

/* CALL(NR, up to six arguments): both ways. */
static inline void call(long nr, long a, long b, long c, long d, long e, long f)
{
	granted(nr, a, b, c, d, e, f);
	denied(nr, a, b, c, d, e, f);
}
#define CALL6(nr, a, b, c, d, e, f, ...) \
	call(nr, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))
#define CALL(...) CALL6(__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)

#endif
