/* SPDX-License-Identifier: GPL-2.0-or-later */
/* struct sched_attr, which says itself how long it is: include/uapi/linux/sched/types.h. */
#include "decode/types.h"

enum sched_offset {
	POLICY = 4, FLAGS = 8, NICE = 16, PRIORITY = 20, RUNTIME = 24, DEADLINE = 32, PERIOD = 40,
	UTIL_MIN = 48, UTIL_MAX = 52,
};
enum { FIRST_VERSION = 48, LAST_VERSION = 56 };
enum { KEEP_POLICY = 8, KEEP_PARAMS = 0x10 };

/* Its bytes: sched_setattr's is as long as it says, sched_getattr's as there is room. 0: it can't be read. */
static uint32_t attr_bytes(const struct view *v, const struct type_spec *t, uint64_t at)
{
	uint32_t n = view_count(v, t);
	uint64_t said;

	if (t->count_by == COUNT_NONE) {
		if (!view_number(v, at, 4, &said))
			return 0;
		n = said ? (uint32_t)said : FIRST_VERSION;
		n = n < 4 ? 4 : n;
	}
	return n < LAST_VERSION ? n : LAST_VERSION;
}

static void sched_attr_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	if (t->count_by == COUNT_NONE)
		capture_bytes(k, at, 4);
	capture_bytes(k, at, attr_bytes(&k->v, t, at));
}

static void add_params(struct decoding *d, struct value *v, struct value **last, const uint8_t *p)
{
	make_child(v, last, "sched_nice",
		   make_number(d, (uint64_t)(int32_t)bytes_number(p + NICE, 4), BASE_DEC));
	make_child(v, last, "sched_priority", make_number(d, bytes_number(p + PRIORITY, 4), BASE_UDEC));
	make_child(v, last, "sched_runtime", make_number(d, bytes_number(p + RUNTIME, 8), BASE_UDEC));
	make_child(v, last, "sched_deadline", make_number(d, bytes_number(p + DEADLINE, 8), BASE_UDEC));
	make_child(v, last, "sched_period", make_number(d, bytes_number(p + PERIOD, 8), BASE_UDEC));
}

static struct value *sched_attr_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	bool set = t->count_by == COUNT_NONE;
	uint32_t size, n = attr_bytes(&d->v, t, at);
	const uint8_t *given = n ? view_bytes(&d->v, at, n) : NULL;
	struct value *v = make(d, VALUE_STRUCT), *last = NULL;
	uint8_t p[LAST_VERSION] = { 0 };
	uint32_t policy;
	uint64_t flags;

	if (!given)
		return NULL;
	for (uint32_t i = 0; i < n; i++)
		p[i] = given[i];
	size = (uint32_t)bytes_number(p, 4);
	make_child(v, &last, "size", make_number(d, size, BASE_UDEC));
	if (size < FIRST_VERSION && !(set && !size))
		return v;
	policy = (uint32_t)bytes_number(p + POLICY, 4);
	flags = bytes_number(p + FLAGS, 8);
	/* What the kernel is not to change it does not look at; a negative policy it does not take. */
	if (!set || (int32_t)policy < 0 || !(flags & (KEEP_POLICY | KEEP_PARAMS)))
		make_child(v, &last, "sched_policy", make_enum(d, SET_sched, policy));
	make_child(v, &last, "sched_flags", make_flags(d, SET_sched_flags, flags));
	if (!set || !(flags & KEEP_PARAMS))
		add_params(d, v, &last, p);
	if (size >= LAST_VERSION) {
		make_child(v, &last, "sched_util_min",
			   make_number(d, bytes_number(p + UTIL_MIN, 4), BASE_UDEC));
		make_child(v, &last, "sched_util_max",
			   make_number(d, bytes_number(p + UTIL_MAX, 4), BASE_UDEC));
	}
	if (set && size > LAST_VERSION)
		make_child(v, &last, NULL, make(d, VALUE_MORE));
	return v;
}

const struct type_ops type_sched_attr = { .memory = sched_attr_memory, .capture = sched_attr_capture };
