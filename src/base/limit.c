/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/limit.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef SYS_ugetrlimit /* i386, where SYS_getrlimit knows nothing above 2^31 */
#define GET SYS_ugetrlimit
#else
#define GET SYS_getrlimit
#endif

/* The kernel's, of the word size of this build; struct rlimit is glibc's. */
struct words {
	unsigned long soft, hard;
};

unsigned long limit_descriptors(void)
{
	struct words now;

	return syscall(GET, RLIMIT_NOFILE, &now) < 0 ? 0 : now.soft;
}

void limit_no_core(void)
{
	const struct words none = { 0, 0 };

	syscall(SYS_setrlimit, RLIMIT_CORE, &none);
}
