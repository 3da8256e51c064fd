/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SINK_EXPLAIN_CODE_H
#define SINK_EXPLAIN_CODE_H

#include "sink/explain_parts.h"

/*
 * The code around the restart point, as assembly: all of __kernel_vsyscall for
 * the first time, the instruction alone afterwards and elsewhere.
 */
void explain_code(struct prose *p);

#endif
