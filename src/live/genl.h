/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIVE_GENL_H
#define LIVE_GENL_H

#include "base/buffer.h"

/*
 * Appends the families of generic netlink that this kernel has, each its number in 2 bytes, low one first,
 * and its name with a NUL: include/uapi/linux/genetlink.h. The kernel is asked but once. -ENOENT: it tells
 * of none.
 */
int genl_families(struct buffer *to);

#endif
