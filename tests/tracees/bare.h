/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TRACEES_BARE_H
#define TRACEES_BARE_H

/* System calls by int $0x80 for programs without any libc: the result, or -errno. */
static long call6(long nr, long a, long b, long c, long d, long e, long f)
{
	struct {
		long nr, f;
	} in = { nr, f };
	long ret;

	__asm__ volatile("push %%ebp\n"
			 "mov 4(%%eax), %%ebp\n"
			 "mov (%%eax), %%eax\n"
			 "int $0x80\n"
			 "pop %%ebp"
			 : "=a"(ret)
			 : "0"(&in), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e)
			 : "memory", "cc");
	return ret;
}

/* Arguments that are left out are 0. */
#define CALL(nr, ...) call6_(nr, ##__VA_ARGS__, 0, 0, 0, 0, 0, 0)
#define call6_(nr, a, b, c, d, e, f, ...)                                                                    \
	call6(nr, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))

#endif
