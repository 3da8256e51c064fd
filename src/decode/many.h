/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DECODE_MANY_H
#define DECODE_MANY_H

#include <stdint.h>

#include "decode/spec.h"

/*
 * Calls that are many calls, each with a name of its own, told apart by the
 * first argument: socketcall, ipc.
 */

/* The rows of such a call, NULL for all others. */
const struct variant_spec *many_rows(const struct call_spec *call);

/* What number nr with this first argument is called: a row's name, else call_name_by_nr()'s. */
const char *many_name(uint32_t nr, uint32_t first);

#endif
