/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIVE_PROBE_H
#define LIVE_PROBE_H

#include "vdso/image.h"

/*
 * vDSOs of processes. Both fill an image as image_read() does: 0, or -errno,
 * and image->why says it.
 */

/* Of a process that runs: it is neither attached to nor stopped. */
int probe_process(struct image *image, int pid) __attribute__((warn_unused_result));

/* What a 32-bit process gets here: of a child of ours, stopped before its first instruction, then ended. */
int probe_here(struct image *image) __attribute__((warn_unused_result));

#endif
