/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIVE_AUXV_H
#define LIVE_AUXV_H

#include <stdint.h>

#include "base/buffer.h"

/*
 * The auxiliary vector of a 32-bit program, on the stack that exec has made
 * and nobody can have touched yet: behind argc, argv and envp, from sp on.
 * What the program gets to see; /proc/TID/auxv is the kernel's own copy.
 *
 * Appends its pairs of words up to AT_NULL's; *at becomes the first one's
 * address. 0; -ENOEXEC: no such stack is there; or -errno.
 */
int auxv_read(int tid, uint64_t sp, struct buffer *to, uint64_t *at) __attribute__((warn_unused_result));

#endif
