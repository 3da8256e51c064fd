/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STAGE_GATE_H
#define STAGE_GATE_H

#include <stdbool.h>

#include "event/event.h"
#include "source/source.h"
#include "stage/restart.h"
#include "stage/space.h"

/*
 * Which way did the task come into the kernel?
 *
 * An eip other than the landing pad stands behind an int $0x80. At the landing
 * pad the kernel has lost the way: a vDSO's sysenter, a foreign one and the
 * int $0x80 in front of it look alike. There the history says whether it is a
 * restart, and the caller's code who executed the instruction. What these
 * don't decide is GATE_UNKNOWN.
 */

/*
 * Fills e->gate and e->site.ip of an ENTRY that restart_feed() has seen: for
 * an int $0x80 its own address, at the landing pad the return address into
 * the caller (0 when the stack can't be read). passed: the verdict RESTART or
 * FORGED, NULL for neither; a forged entry's return address counts only where
 * a call stands before it. What the SS tag says (e->evidence) is certain.
 */
void gate_classify(struct space *sp, struct source *s, struct event *e,
		   const struct restart_verdict *passed);

/*
 * A sysenter whose ebp the kernel can't read makes no call: it comes back at
 * the landing pad with -EFAULT, esp = ebp, and dies of the first pop
 * (arch/x86/entry/common.c, do_fast_syscall_32). Is this SIGNAL that death?
 * last: the task's last call, which may have come back with the same words.
 */
bool gate_is_bad_sysenter(const struct vdso_layout *vdso, const struct event *e, const struct event *last);

#endif
