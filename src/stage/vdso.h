/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STAGE_VDSO_H
#define STAGE_VDSO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "event/event.h"

/*
 * A vDSO image's bytes and base -> where its gate is and how it restarts.
 *
 * Decided by the bytes of __kernel_vsyscall, never by a version. Facts: the
 * kernel's arch/x86/entry/vdso/vdso32/ (system_call.S, sigreturn.S) and their
 * predecessors since 2.5.53.
 */
enum vdso_kind {
	VDSO_UNKNOWN,         /* code of no layout that we know */
	VDSO_ABSENT,          /* no vDSO: libc uses int $0x80 */
	VDSO_CLASSIC,         /* sysenter, nops, jmp .Lenter_kernel */
	VDSO_NOPS_INT80,      /* sysenter, nops, int $0x80 */
	VDSO_MODERN_SYSENTER, /* sysenter, int $0x80 */
	VDSO_MODERN_INT80,    /* no SEP: a nop, int $0x80 */
	VDSO_MODERN_SYSCALL,  /* AMD: syscall, int $0x80 */
	VDSO_FAST_SYSENTER,   /* 7.0: nops in front of MODERN_SYSENTER */
	VDSO_FAST_SYSCALL,
	VDSO_OLD_INT80,       /* int $0x80; ret  (7.0's slow one is the same) */
	VDSO_OLD_SYSCALL,     /* 2.6 on AMD: syscall is the restart point too */
};

/* All addresses are absolute; 0 stands for "there is none". */
struct vdso_layout {
	enum vdso_kind kind;
	uint32_t base, size;           /* of the image, in bytes */
	uint32_t vsyscall;             /* kv: __kernel_vsyscall */
	uint32_t landing;              /* L: where every sysenter returns to */
	uint32_t restart;              /* L-2 */
	enum restart_insn restart_insn;
	uint32_t jmp_target;           /* CLASSIC: .Lenter_kernel */
	enum gate gate;                /* of a fresh entry through kv */
	uint32_t sigreturn;            /* kernel's stubs: first byte; int $0x80's end is 7 (8) bytes on */
	uint32_t sigreturn_end;
	uint32_t rt_sigreturn;
	uint32_t rt_sigreturn_end;
	/*
	 * Where a sysenter executed elsewhere comes back: L, but in 7.0's slow
	 * layout, whose kv is int $0x80; ret. Behind that stands the body that kv
	 * would otherwise have, and its int $0x80 is the kernel's landing pad.
	 */
	uint32_t sysenter_landing;
};

/*
 * Parses an ELF image (libelf's elf_memory; the bytes may be anything). kv is
 * AT_SYSINFO, or 0 when unknown. Where it is 0, outside of the image, or at
 * code of no known layout, the symbol __kernel_vsyscall tells. An image that
 * is no ELF file but whose kv lies inside still gets its layout.
 * 0, or -EINVAL when there is nothing to decode (layout then says UNKNOWN).
 */
int vdso_parse(struct vdso_layout *l, const void *image, size_t bytes, uint32_t base, uint32_t kv)
	__attribute__((warn_unused_result));

/* The layout of code at kv, size bytes, alone: fills kind, landing, restart, gate. */
void vdso_decode(struct vdso_layout *l, const uint8_t *code, size_t size, uint32_t kv);

/* How many bytes the no-op at code has, of those that the kernel patches in; 0: there is none. */
size_t vdso_noop(const uint8_t *code, size_t size);

/* "modern sysenter": a name to print; never NULL. */
const char *vdso_kind_name(enum vdso_kind kind);

/* The same of a whole layout: it tells 7.0's slow one from the old one that it looks like. */
const char *vdso_layout_name(const struct vdso_layout *l);

#endif
