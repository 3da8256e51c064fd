/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What calls of i386, x86-64 and x32 are called: include/uapi/linux/audit.h. */
#include <string.h>

#include "decode/sets.h"
#include "decode/types.h"

#define ARCH_I386 0x40000003u   /* AUDIT_ARCH_I386 */
#define ARCH_X86_64 0xc000003eu /* AUDIT_ARCH_X86_64; x32's, too */
#define X32_BIT 0x40000000u     /* __X32_SYSCALL_BIT */
enum { ALIKE = 424, PREFIX = sizeof("__NR_") - 1 }; /* from this number on all architectures have the same */

static const char *i386_name(uint32_t nr)
{
	const struct call_spec *spec = call_spec_by_nr(nr);

	return spec->name ? spec_name(spec->name) : NULL;
}

static const char *x86_64_name(uint32_t nr)
{
	const char *word = nr < ALIKE ? set_word(&spec_sets[SET_x86_64_call], nr) : NULL;

	return word ? word + PREFIX : nr < ALIKE ? NULL : i386_name(nr);
}

static bool has_own_number(const char *name)
{
	const struct set *s = &spec_sets[SET_x32_call];

	for (uint32_t i = s->first; i < (uint32_t)s->first + s->count; i++)
		if (!strcmp(spec_name(spec_words[i].name), name))
			return true;
	return false;
}

/* Where x32 has no such call, or another number for it, it is x86-64's: rt_sigaction#64. */
static const char *x32_name(struct decoding *d, uint32_t nr)
{
	const char *own = set_word(&spec_sets[SET_x32_call], nr), *name = x86_64_name(nr);

	if (own || !name)
		return own;
	return set_word(&spec_sets[SET_not_x32], nr) || has_own_number(name)
		       ? arena_printf(d->a, "%s#64", name)
		       : name;
}

struct value *callname_make(struct decoding *d, uint32_t arch, uint64_t number)
{
	struct value *v = make_number(d, number, BASE_UDEC);
	uint32_t nr = (uint32_t)number;
	const char *name = NULL;

	if (number > UINT32_MAX)
		return v;
	if (arch == ARCH_I386) {
		name = i386_name(nr);
		return name ? make_named(d, arena_printf(d->a, "__NR_%s", name), nr, BASE_UDEC) : v;
	}
	if (arch == ARCH_X86_64)
		name = nr & X32_BIT ? x32_name(d, nr & ~X32_BIT) : x86_64_name(nr);
	if (d->v.o->style.xlat != XLAT_RAW)
		v->comment = name;
	return v;
}
