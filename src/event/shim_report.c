/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "event/shim_report.h"

const char *shim_report_fault(enum shim_fault fault)
{
	switch (fault) {
	case SHIM_EBP:
		return "ebp";
	case SHIM_SIXTH:
		return "sixth_argument";
	case SHIM_EDX:
		return "saved_edx";
	case SHIM_ECX:
		return "saved_ecx";
	case SHIM_RETURN:
		return "return_address";
	case SHIM_UNSAFE:
		return "not_restart_safe";
	case SHIM_OVERWRITTEN:
		return "overwritten";
	case SHIM_FAULTS:
		break;
	}
	return "unknown";
}

const char *shim_report_insn(enum shim_insn insn)
{
	switch (insn) {
	case SHIM_SYSENTER:
		return "sysenter";
	case SHIM_SYSCALL:
		return "syscall";
	case SHIM_INT80:
		return "int80";
	case SHIM_UNKNOWN:
		break;
	}
	return "unknown";
}

const char *shim_report_way(enum shim_way way)
{
	static const char *const words[] = {
		[WAY_UNKNOWN] = "unknown", [WAY_GS10] = "gs10", [WAY_REL32] = "rel32", [WAY_ABS] = "abs",
		[WAY_REG] = "reg",	   [WAY_MEM] = "mem",	[WAY_OWN] = "own",
	};

	return words[way];
}
