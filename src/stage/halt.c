/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stage/halt.h"

#include <signal.h>

static bool by_kernel(int code, int sender)
{
	return code == SI_KERNEL || (code == SI_USER && sender == 0);
}

/* In a pid namespace below ours we have no number. */
static bool by_us(int code, int sender, int us)
{
	return code == SI_TKILL && (sender == us || sender == 0);
}

bool halt_ours(struct halt *h, int code, int sender, int us)
{
	if (h->attach && by_kernel(code, sender)) {
		h->attach = false;
		return true;
	}
	if (h->asked && by_us(code, sender, us)) {
		/* The kernel's would have been in its place: it was never sent. */
		h->asked = h->attach = false;
		return true;
	}
	return false;
}

void halt_passed(struct halt *h)
{
	h->attach = false;
	h->group = 0;
}
