/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Prints the gate that a call through libc takes on this machine, the gate of
 * its restart, and the restart point.
 */
#include "vdso.h"

int main(void)
{
	struct own_vdso v = own_vdso();

	printf("%s %s %s at __kernel_vsyscall+0x%x\n", v.gate, v.again, v.insn, v.restart);
	return 0;
}
