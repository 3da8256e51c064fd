/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIVE_MEM_H
#define LIVE_MEM_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "source/source.h"

/*
 * Memory and /proc files of a stopped task. Nothing here trusts the task: an
 * address may be anything.
 */

/*
 * Copies the spans, in order, to the first byte that can't be read. How many
 * bytes in all, or -errno when not even the first could be (-EFAULT: no
 * memory there; -ESRCH: the task is gone).
 */
int mem_readv(int tid, const struct span *span, unsigned spans) __attribute__((warn_unused_result));

/* Copies n bytes, also where the task itself may not read: how many, or -errno. Slower. */
int mem_read_forced(int tid, uint64_t addr, void *to, uint32_t n) __attribute__((warn_unused_result));

/*
 * Writes n bytes, also where the task itself may not write: 0, or -errno
 * (-EFAULT: not all of it is there; a part may have been written).
 */
int mem_write(int tid, uint64_t addr, const void *bytes, size_t n) __attribute__((warn_unused_result));

/* Appends the whole of /proc/TID/NAME: 0 or -errno. */
int mem_proc_file(int tid, const char *name, struct buffer *to) __attribute__((warn_unused_result));

/* The number behind "FIELD:" in /proc/TID/status, in base; -errno. */
int mem_proc_status(int tid, const char *field, int base, uint64_t *number)
	__attribute__((warn_unused_result));

#endif
