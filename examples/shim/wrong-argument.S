/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Broken: the mov belongs to AMD's syscall. Here the way in is int $0x80, which takes each argument from its
 * own register, and the 6th becomes what the 2nd is. Nobody notices until somebody maps a file from elsewhere
 * than its beginning.
 */
#include "shim.h"

BEGIN
AT_STUB(LANDING - 7)
.cfi_startproc
FUNCTION __kernel_vsyscall
	SAVE ecx
	SAVE edx
	SAVE ebp
	mov %ecx, %ebp
	AT(LANDING - 2)
	int $0x80
	RESTORE ebp
	RESTORE edx
	RESTORE ecx
	ret
.cfi_endproc
END
