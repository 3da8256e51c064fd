/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Broken: pushed in another order. The kernel takes the 6th argument from the top of the stack, where ecx is
 * now, and the caller gets ebp and ecx back in each other's place.
 */
#include "shim.h"

BEGIN
AT_STUB(LANDING - 9)
.cfi_startproc
FUNCTION __kernel_vsyscall
	SAVE ebp
	SAVE edx
	SAVE ecx
	SAY_WHERE
	ENTER
	AT(LANDING - 2)
	int $0x80
	RESTORE ebp
	RESTORE edx
	RESTORE ecx
	ret
.cfi_endproc
END
