/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIVE_REQUEST_H
#define LIVE_REQUEST_H

#include <stddef.h>
#include <stdint.h>

/*
 * The raw ptrace(2), for files that need <linux/ptrace.h>, which can't be
 * included together with <sys/ptrace.h> everywhere. PEEK requests return their
 * word through data. 0 or more, or -errno.
 */
long request_ptrace(long what, int tid, uintptr_t addr, void *data);

/* Sets the word at this offset of the task's struct user: 0 or -errno. */
int request_poke(int tid, size_t offset, uintptr_t word);

#endif
