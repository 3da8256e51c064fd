/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SINK_PLACE_H
#define SINK_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "event/event.h"

/*
 * Places in code, as the text format shows them: site_print()'s form, but
 * "__kernel_vsyscall+0x7" in the vDSO. Names of files and symbols are the
 * traced program's choice: what is not printable ASCII comes as \ooo, so that
 * no terminal obeys it.
 */
void place_print(struct buffer *to, const struct site *where);

/* Does so with all that stands behind the first n bytes of to. */
void place_tame(struct buffer *to, size_t n);

/* Is the place a symbol of the vDSO, which needs no module in front? */
bool place_is_vdso(const struct site *where);

#endif
