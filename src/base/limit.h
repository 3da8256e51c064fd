/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_LIMIT_H
#define BASE_LIMIT_H

/*
 * Limits of our own, by the calls that every Linux has: glibc's getrlimit() and
 * setrlimit() are prlimit64() (2.6.36) alone.
 */

/* How many descriptors we may have. 0: it can't be known. */
unsigned long limit_descriptors(void);

/* When we die of a signal, no core is written. */
void limit_no_core(void);

#endif
