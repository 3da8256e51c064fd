/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TRACEES_VDSO_H
#define TRACEES_VDSO_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

/*
 * What this machine's own __kernel_vsyscall does, read off its bytes: so that
 * a test knows which gate to expect of a call through libc, and where a
 * restart comes from. A search for the instructions, on purpose another way
 * than the tracer's comparison of whole layouts.
 */
struct own_vdso {
	const unsigned char *kv; /* NULL: the process has none */
	const char *gate;        /* of a call by call *%gs:0x10 */
	const char *again;       /* the gate that its restart comes through */
	const char *insn;        /* what is executed at the restart point */
	unsigned restart;        /* the restart point, from kv on */
};

static inline int own_vdso_has(const unsigned char *at, unsigned char first, unsigned char second)
{
	return at[0] == first && at[1] == second;
}

static struct own_vdso own_vdso(void)
{
	struct own_vdso v = { .kv = (const unsigned char *)getauxval(AT_SYSINFO) };
	unsigned i;

	if (!v.kv) {
		v.gate = v.again = "int80";
		v.insn = "int $0x80";
		return v;
	}
	for (i = 0; i < 12; i++) {
		const unsigned char *at = v.kv + i;

		if (own_vdso_has(at, 0x0f, 0x34)) {
			for (i += 2; v.kv[i] == 0x90; i++)
				;
			v.gate = "vdso:sysenter";
			v.again = own_vdso_has(v.kv + i, 0xcd, 0x80) ? "vdso:int80" : v.gate;
			v.insn = v.again == v.gate ? "jmp .Lenter_kernel" : "int $0x80";
			break;
		}
		if (own_vdso_has(at, 0x0f, 0x05)) {
			int behind = own_vdso_has(at + 2, 0xcd, 0x80);

			i += behind ? 2 : 0;
			v.gate = "vdso:syscall";
			v.again = behind ? "vdso:int80" : v.gate;
			v.insn = behind ? "int $0x80" : "syscall";
			break;
		}
		if (own_vdso_has(at, 0xcd, 0x80)) {
			v.gate = v.again = "vdso:int80";
			v.insn = "int $0x80";
			break;
		}
	}
	if (!v.gate) {
		fprintf(stderr, "no way into the kernel seen in __kernel_vsyscall\n");
		exit(77);
	}
	v.restart = i;
	return v;
}

#endif
