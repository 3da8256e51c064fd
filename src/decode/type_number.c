/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers with a notation of their own. */
#include "decode/sets.h"
#include "decode/types.h"

/* What wait() stores: include/linux/wait.h, and ptrace's events above it. */
static struct value *wstatus_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	uint32_t n = (uint32_t)raw, low = n & 0x7f, high = n >> 8 & 0xff, event = n >> 16;
	const char *text;

	(void)t;
	if (n == 0xffff)
		text = "{WIFCONTINUED(s)}";
	else if ((n & 0xff) == 0xff)
		return make_number(d, n, BASE_HEX);
	else if (low == 0x7f)
		text = arena_printf(d->a, "{WIFSTOPPED(s) && WSTOPSIG(s) == %s%s}",
		                    signal_name((int)(high & 0x7f), d->a), high & 0x80 ? " | 0x80" : "");
	else if (low)
		text = arena_printf(d->a, "{WIFSIGNALED(s) && WTERMSIG(s) == %s%s}",
		                    signal_name((int)low, d->a), n & 0x80 ? " && WCOREDUMP(s)" : "");
	else
		text = arena_printf(d->a, "{WIFEXITED(s) && WEXITSTATUS(s) == %u}", high);
	if (event && n != 0xffff)
		text = arena_printf(d->a, "%s|%s<<16", text,
				    make_text(d, make_enum(d, SET_ptrace_event, event)));
	if (low && low != 0x7f && high)
		text = arena_printf(d->a, "%s|%#x", text, high << 8);
	return make_notation(d, text, n);
}

const struct type_ops type_wstatus = { .word = wstatus_word };
