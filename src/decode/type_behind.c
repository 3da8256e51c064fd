/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text whose place a struct tells as an offset: statmount's, include/uapi/linux/mount.h. */
#include "decode/types.h"

static uint64_t text_at(const struct view *v, const struct type_spec *t, uint64_t at)
{
	uint64_t offset = 0;

	view_number(v, at, 4, &offset);
	return at + t->count + offset;
}

static struct value *behind_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	return make_cstring(d, text_at(&d->v, t, at), d->v.o->string_max);
}

static void behind_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	capture_string(k, text_at(&k->v, t, at), k->v.o->string_max);
}

const struct type_ops type_behind = { .memory = behind_memory, .capture = behind_capture };
