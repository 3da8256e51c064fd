/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stddef.h>

#include "live/cfi.h"

bool cfi_available(void)
{
	return false;
}

struct cfi *cfi_open(const struct ehframe *eh, struct window *w)
{
	(void)eh;
	(void)w;
	return NULL;
}

void cfi_close(struct cfi *c)
{
	(void)c;
}

int cfi_step(struct cfi *c, struct window *w, uint32_t pc, struct cfi_regs *r, bool *signal)
{
	(void)c;
	(void)w;
	(void)pc;
	(void)r;
	(void)signal;
	return -ENOENT;
}
