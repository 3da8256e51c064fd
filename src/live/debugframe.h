/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIVE_DEBUGFRAME_H
#define LIVE_DEBUGFRAME_H

#include "live/ehframe.h"

/*
 * Unwind data that stands in a module's file alone: .debug_frame, of programs
 * that have no exceptions (Go's; C's that was compiled with -g, but without
 * unwind tables). It is turned into the form of .eh_frame, for the place
 * where the process has the module.
 *
 * Facts: DWARF 5, 6.4.1 and 7.24; Linux Standard Base, "Exception Frames", for what is otherwise there.
 */

/* 0: *eh has a copy, the caller's to free; -ENOENT: there is none, or none that makes sense. */
int debugframe_find(struct ehframe *eh, const struct mapped *module, struct window *w)
	__attribute__((warn_unused_result));

#endif
