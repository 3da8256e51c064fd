/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A shim that is right: the way into the kernel of Linux 2.6. A call that is interrupted and made again goes
 * to the jmp, and from there to sysenter anew; kernels since 3.1 have an int $0x80 in its place.
 */
#include "shim.h"

BEGIN
AT_STUB(LANDING - 16)
.cfi_startproc
FUNCTION __kernel_vsyscall
	/*
	 * eax is the call's number; ebx, ecx, edx, esi, edi, ebp are its arguments, 1 to 6. All but eax have
	 * to be the same when we return.
	 *
	 * The order is not ours to choose: the kernel reads the 6th argument at the top of the stack, and
	 * the landing pad below also serves code elsewhere that executes sysenter by itself.
	 */
	SAVE ecx
	SAVE edx
	SAVE ebp
.Lenter_kernel:
	SAY_WHERE
	ENTER /* the kernel does not come back here, whatever stands behind it */

	/* The restart point, 2 bytes before the landing pad. Arguments and stack are as at the label. */
	AT(LANDING - 2)
	jmp .Lenter_kernel

	/* The landing pad. eax is the result, ecx and edx are lost, esp is what ebp was at the sysenter. */
	RESTORE ebp
	RESTORE edx
	RESTORE ecx
	ret
.cfi_endproc
END
