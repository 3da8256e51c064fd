/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Broken: no mov. With sysenter the kernel looks for the stack where ebp happens to point: mostly nowhere,
 * then the call fails before it is one, and the landing pad pops from there. With syscall the 2nd argument is
 * what the 6th should be.
 */
#include "shim.h"

BEGIN
AT_STUB(LANDING - 7)
.cfi_startproc
FUNCTION __kernel_vsyscall
	SAVE ecx
	SAVE edx
	SAVE ebp
	ENTER
	AT(LANDING - 2)
	int $0x80
	RESTORE ebp
	RESTORE edx
	RESTORE ecx
	ret
.cfi_endproc
END
