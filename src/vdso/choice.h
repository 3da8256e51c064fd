/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef VDSO_CHOICE_H
#define VDSO_CHOICE_H

#include <stdbool.h>

/* --vdso: which one a 32-bit process is to have. */
enum choice_kind {
	CHOICE_NATIVE,  /* the kernel's */
	CHOICE_CLASSIC, /* 2.6's code: restarts by jmp .Lenter_kernel */
	CHOICE_INT80,   /* that of a CPU without sysenter */
	CHOICE_FILE,    /* an image of the user's */
};

struct choice {
	enum choice_kind kind;
	const char *path; /* FILE */
	bool force;       /* FILE: whatever is wrong with it */
};

#endif
