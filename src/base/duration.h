/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_DURATION_H
#define BASE_DURATION_H

#include <stdint.h>

/*
 * A time as strace's users write it: "10", "1.5ms", "2e-3s"; s, ms, us or ns,
 * microseconds without a unit. Into ns, at most 2^62; -EINVAL.
 */
int duration_parse(const char *text, uint64_t *ns) __attribute__((warn_unused_result));

#endif
