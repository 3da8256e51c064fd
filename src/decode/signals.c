/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "decode/signals.h"

#include <stddef.h>

#include "decode/decode.h"

enum { FIRST_RT = 32, LAST_RT = 64 };

/* The kernel's numbers for i386 and x86-64: arch/x86/include/uapi/asm/signal.h. */
static const char names[FIRST_RT][8] = {
	"",     "HUP",  "INT",  "QUIT", "ILL",    "TRAP",   "ABRT",  "BUS",  "FPE",  "KILL", "USR1",
	"SEGV", "USR2", "PIPE", "ALRM", "TERM",   "STKFLT", "CHLD",  "CONT", "STOP", "TSTP", "TTIN",
	"TTOU", "URG",  "XCPU", "XFSZ", "VTALRM", "PROF",   "WINCH", "IO",   "PWR",  "SYS",
};

const char *signal_short_name(int sig)
{
	return sig > 0 && sig < FIRST_RT ? names[sig] : NULL;
}

void signal_print(struct buffer *to, int sig)
{
	if (sig > 0 && sig < FIRST_RT) {
		buffer_add(to, "SIG", 3);
		buffer_adds(to, names[sig]);
	} else if (sig == FIRST_RT) {
		buffer_adds(to, "SIGRTMIN");
	} else if (sig > FIRST_RT && sig <= LAST_RT) {
		buffer_adds(to, "SIGRT_");
		buffer_add_dec(to, sig - FIRST_RT);
	} else {
		buffer_add_dec(to, sig);
	}
}

const char *signal_name(int sig, struct arena *a)
{
	struct buffer b = BUFFER_INIT;
	const char *name;

	signal_print(&b, sig);
	name = arena_copy(a, b.data, b.len);
	buffer_free(&b);
	return name;
}
