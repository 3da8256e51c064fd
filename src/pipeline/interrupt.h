/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef INTERRUPT_H
#define INTERRUPT_H

#include <stdbool.h>

/*
 * What may interrupt us while we wait for stops: a signal that asks us to
 * end, and a tick that asks us to write out what we have. Either makes the
 * wait return -EINTR; busy tasks leave us no time to wait, so look here too.
 */
enum { TICK_MS = 20 };

/* Installs the handlers; call launch_remember_signals() before.
 * stubborn: INT, TERM, HUP and QUIT are ignored; also: TSTP, too. */
void interrupt_init(bool stubborn, bool also);

/* The signal that asks us to end (TERM, INT, HUP, QUIT, XCPU); 0: none yet. */
int interrupt_signal(void);
bool interrupt_came(void);

/* Nobody is traced any more: the next such signal ends us at once, whatever we wait for. */
void interrupt_again(void);

/* Asks for ticks from now on; costs nothing while they are on. */
void interrupt_arm(void);
void interrupt_disarm(void);
bool interrupt_ticked(void); /* since they were armed */

/* Ends the program by this signal, as the default action does, without a core of ours. */
void interrupt_die_of(int sig) __attribute__((noreturn));

#endif
