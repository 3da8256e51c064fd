/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers that stand where their names say: [[IPSTATS_MIB_NUM]=1, ...]. */
#include "decode/sets.h"
#include "decode/types.h"

static const struct named {
	enum set_id set;
	uint8_t width; /* bytes that each has */
	uint8_t base;  /* enum value_base */
	const char *less;
} named[] = {
	[CUSTOM_devconf4] = { SET_devconf4, 4, BASE_DEC, "-1" },
	[CUSTOM_devconf6] = { SET_devconf6, 4, BASE_DEC, "" },
	[CUSTOM_ipstats] = { SET_ipstats, 8, BASE_UDEC, "" },
	[CUSTOM_icmp6stats] = { SET_icmp6stats, 8, BASE_UDEC, "" },
	[CUSTOM_mcast_dirs] = { SET_mcast_dir, 8, BASE_UDEC, "" },
	[CUSTOM_sk_meminfo] = { SET_sk_meminfo, 4, BASE_UDEC, "" },
};

static const char *place(struct decoding *d, enum set_id set, uint32_t i, const char *less)
{
	const char *word = set_word(&spec_sets[set], i);

	if (!word && d->v.o->style.xlat != XLAT_RAW && set_unknown(&spec_sets[set]))
		return arena_printf(d->a, "[%u /* %s */]", (unsigned)i, set_unknown(&spec_sets[set]));
	if (!word || d->v.o->style.xlat == XLAT_RAW)
		return arena_printf(d->a, "[%u]", (unsigned)i);
	if (d->v.o->style.xlat == XLAT_VERBOSE)
		return arena_printf(d->a, "[%u /* %s%s */]", (unsigned)i, word, less);
	return arena_printf(d->a, "[%s%s]", word, less);
}

static struct value *numbers(struct decoding *d, const struct named *k, uint64_t at, uint32_t n)
{
	uint32_t shown = view_shown(&d->v, n);
	struct value *v = make(d, VALUE_ARRAY), *last = NULL;
	uint64_t number;

	for (uint32_t i = 0; i < shown && view_number(&d->v, at + k->width * i, k->width, &number); i++) {
		if (k->base == BASE_DEC)
			number = (uint64_t)(int32_t)number;
		make_child(v, &last, place(d, k->set, i, k->less), make_number(d, number, k->base));
	}
	if (shown < n)
		make_child(v, &last, NULL, make(d, VALUE_MORE));
	return v;
}

/* As many as the attribute holds. */
static struct value *rest_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	const struct named *k = &named[t->of];

	return numbers(d, k, at, d->v.rest / k->width);
}

const struct type_ops type_devconf4 = { .memory = rest_memory };
const struct type_ops type_devconf6 = { .memory = rest_memory };
const struct type_ops type_ipstats = { .memory = rest_memory };
const struct type_ops type_icmp6stats = { .memory = rest_memory };
const struct type_ops type_sk_meminfo = { .memory = rest_memory };

/* In a struct */
static struct value *few_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	const struct named *k = &named[t->of];

	return numbers(d, k, at, t->size / k->width);
}

const struct type_ops type_mcast_dirs = { .memory = few_memory };
