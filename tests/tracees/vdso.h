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

		if (own_vdso_has(at, 0x0f, 0x34) || own_vdso_has(at, 0x0f, 0x05)) {
			unsigned next = i + 2;

			v.gate = v.again = at[1] == 0x34 ? "vdso:sysenter" : "vdso:syscall";
			v.insn = "syscall"; /* 2.6's on AMD: the instruction itself */
			while (v.kv[next] == 0x90)
				next++;
			if (own_vdso_has(v.kv + next, 0xcd, 0x80)) {
				i = next;
				v.again = "vdso:int80";
				v.insn = "int $0x80";
			} else if (v.kv[next] == 0xeb) {
				i = next;
				v.insn = "jmp .Lenter_kernel";
			}
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
