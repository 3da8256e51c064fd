/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The vDSO as a process has it in memory: AT_SYSINFO_EHDR, AT_SYSINFO, then the image. */
#include "fuzz.h"
#include "stage/vdso.h"

static void check_addresses(const struct vdso_layout *l)
{
	uint32_t size = l->size;

	if (l->kind == VDSO_UNKNOWN)
		return;
	FUZZ_REQUIRE(l->vsyscall - l->base < size);
	FUZZ_REQUIRE(l->landing - l->base < size && l->landing > l->vsyscall);
	FUZZ_REQUIRE(l->sysenter_landing - l->base < size);
	FUZZ_REQUIRE(l->restart == l->landing - 2 && l->restart >= l->vsyscall);
	FUZZ_REQUIRE(l->gate != GATE_UNKNOWN && l->restart_insn != RESTART_INSN_NONE);
	FUZZ_REQUIRE(!l->jmp_target || (l->jmp_target >= l->vsyscall && l->jmp_target < l->restart));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct fuzz_input in = { bytes, size };
	uint32_t base = fuzz_word(&in), kv = fuzz_word(&in);
	struct vdso_layout l;

	if (vdso_parse(&l, in.at, in.left, base, kv) < 0) {
		FUZZ_REQUIRE(l.kind == VDSO_UNKNOWN && !l.vsyscall);
		return 0;
	}
	check_addresses(&l);
	FUZZ_REQUIRE(!l.sigreturn == !l.sigreturn_end && l.sigreturn <= l.sigreturn_end);
	FUZZ_REQUIRE(!l.rt_sigreturn == !l.rt_sigreturn_end && l.rt_sigreturn <= l.rt_sigreturn_end);
	FUZZ_REQUIRE(vdso_layout_name(&l) && vdso_kind_name(l.kind));
	FUZZ_REQUIRE(vdso_noop(in.at, in.left) <= in.left);
	return 0;
}
