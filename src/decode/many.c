/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "decode/many.h"

#include <stddef.h>

#include "decode/decode.h"

const struct variant_spec *many_rows(const struct call_spec *call)
{
	for (unsigned i = 0; i < call->args; i++) {
		const struct type_spec *type = &spec_types[spec_args[call->first + i].type];
		const struct variant_spec *v = &spec_variants[type->of];

		if (type->kind == TYPE_VARIANT && type->word == 0 && v->count &&
		    spec_calls[spec_rows[v->first].call].name)
			return v;
	}
	return NULL;
}

const char *many_name(uint32_t nr, uint32_t first)
{
	const struct variant_spec *v = many_rows(call_spec_by_nr(nr));

	for (unsigned i = 0; v && i < v->count; i++) {
		const struct row_spec *row = &spec_rows[v->first + i];

		if (row->value == (first & v->mask) && spec_calls[row->call].name)
			return spec_name(spec_calls[row->call].name);
	}
	return call_name_by_nr(nr);
}
