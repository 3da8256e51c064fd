/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STAGE_DESIGNATOR_H
#define STAGE_DESIGNATOR_H

#include <stdbool.h>
#include <stdint.h>

/*
 * trace=open@32: strace's way of saying whose calls are meant. We see i386's alone, but with --strace
 * the words for the others have to be understood, and our own program's first execve is one of theirs.
 */
enum designator { DESIGNATOR_I386 = 1, DESIGNATOR_X86_64 = 2, DESIGNATOR_X32 = 4, DESIGNATOR_ALL = 7 };

/* strace 6.1's last call; newer ones it doesn't know by name. */
enum { DESIGNATOR_LAST = 450, DESIGNATOR_EXECVE = 59 /* in x86-64's table */ };

/* Cuts "@32" and the like off. Bits of enum designator: ALL without one, 0: unknown, and left as it is. */
unsigned designator_cut(char *word);

/* Has one of them a call of this number, but for i386, whose numbers the tables know? */
bool designator_number(unsigned whose, uint64_t number);

/* Is it the name of a call that only x86-64 has? */
bool designator_name(unsigned whose, const char *name);

#endif
