/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIVE_TAMPER_H
#define LIVE_TAMPER_H

#include <stdbool.h>
#include <stdint.h>

#include "source/source.h"

/*
 * A call that is not made: its number becomes -1 at the entry stop, which the
 * kernel answers with no call at all (arch/x86/entry/common.c, do_syscall_*),
 * and the result is put in place at the exit stop.
 *
 * The kernel restarts a call when the number is one and the result one of
 * ERESTART* while something is pending (arch/x86/kernel/signal.c,
 * arch_do_signal_or_restart): to make it do so, the number comes back with the
 * result, and an interrupt of ours is what is pending.
 */
struct tamper_skip {
	bool on;        /* between the entry and the exit of such a call */
	bool restart;
	uint32_t nr;    /* of the call that the task asked for */
	int64_t result;
};

/* At an entry stop, of how's skip. 0 or -errno. */
int tamper_skip(int tid, const struct tampering *how, struct tamper_skip *skip)
	__attribute__((warn_unused_result));

/* At the exit stop of a call that was skipped: its result. One with skip->restart still needs the other. */
int32_t tamper_finish(int tid, struct tamper_skip *skip);
void tamper_restart(int tid, const struct tamper_skip *skip);

/* We go, at either stop: the call is made after all, or is over. */
struct phase;
void tamper_let_go(int tid, struct tamper_skip *skip, const struct phase *phase);

#endif
