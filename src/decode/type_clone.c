/* SPDX-License-Identifier: GPL-2.0-or-later */
/* clone3's arguments, and the descriptor that TLS goes through. */
#include "decode/types.h"

/* include/uapi/linux/sched.h: the 64-bit words of struct clone_args, eight of them in its first version. */
enum clone_word {
	FLAGS, PIDFD, CHILD_TID, PARENT_TID, EXIT_SIGNAL, STACK, STACK_SIZE, TLS,
	SET_TID, SET_TID_SIZE, CGROUP,
	WORDS,
};
enum { FIRST_VERSION = 64, USER_DESC = 16, MOST_LEVELS = 32 /* MAX_PID_NS_LEVEL */ };

/* include/uapi/linux/sched.h */
#define PIDFD_FLAG          0x00001000ull
#define SETTLS_FLAG         0x00080000ull
#define PARENT_SETTID_FLAG  0x00100000ull
#define CHILD_CLEARTID_FLAG 0x00200000ull
#define CHILD_SETTID_FLAG   0x01000000ull
#define INTO_CGROUP_FLAG    0x200000000ull

static uint32_t args_size(const struct view *v, const struct type_spec *t)
{
	uint32_t n = view_count(v, t);

	return n < 8 * WORDS ? n & ~7u : 8 * WORDS;
}

static uint32_t given_bytes(const struct view *v, const struct type_spec *t)
{
	uint32_t n = view_count(v, t);

	return n < REST_END ? n : REST_END;
}

/* Words that the process did not give are 0. */
static bool args_of(const struct view *v, const struct type_spec *t, uint64_t addr, uint64_t w[WORDS])
{
	uint32_t n = args_size(v, t);
	const uint8_t *p = n >= FIRST_VERSION ? view_bytes(v, addr, n) : NULL;

	for (uint32_t i = 0; i < WORDS; i++)
		w[i] = p && 8 * i < n ? bytes_number(p + 8 * i, 8) : 0;
	return p;
}

static void clone_args_capture(struct capturing *k, const struct type_spec *t, uint64_t raw)
{
	uint64_t w[WORDS];

	if (k->v.exit) {
		k->v.exit = 0;
		args_of(&k->v, t, raw, w);
		k->v.exit = 1;
		if (w[FLAGS] & PARENT_SETTID_FLAG)
			capture_bytes(k, w[PARENT_TID], 4);
		if (w[FLAGS] & PIDFD_FLAG)
			capture_bytes(k, w[PIDFD], 4);
		return;
	}
	capture_bytes(k, raw, given_bytes(&k->v, t));
	capture_bytes(k, raw, args_size(&k->v, t));
	if (!args_of(&k->v, t, raw, w))
		return;
	if (w[FLAGS] & SETTLS_FLAG)
		capture_bytes(k, w[TLS], USER_DESC);
	if (w[SET_TID_SIZE] <= MOST_LEVELS)
		capture_bytes(k, w[SET_TID], 4 * (uint32_t)w[SET_TID_SIZE]);
}

static struct value *level_pid(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	uint64_t n;

	(void)t;
	return view_number(&d->v, at, 4, &n) ? make_number(d, (uint64_t)(int32_t)n, BASE_DEC) : NULL;
}

/* A pid for each of the namespaces that the process is to be in. */
static struct value *set_tid(struct decoding *d, uint64_t addr, uint64_t levels)
{
	struct value *v = NULL;

	if (addr && addr <= UINT32_MAX && levels <= MOST_LEVELS)
		v = decode_elements(d, addr, (uint32_t)levels, 4, level_pid, NULL);
	return v ? v : make_address(d, addr);
}

static void add_rest(struct decoding *d, const struct type_spec *t, uint64_t raw, struct value *v,
		     struct value **last)
{
	uint32_t given = given_bytes(&d->v, t);
	struct value *rest = given > 8 * WORDS ? decode_rest(d, raw, 8 * WORDS, given) : NULL;

	if (rest)
		make_child(v, last, NULL, rest);
}

static struct value *clone_args_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	struct value *v = make(d, VALUE_STRUCT), *last = NULL, *tls;
	uint64_t w[WORDS];

	if (!raw)
		return make_address(d, 0);
	if (!args_of(&d->v, t, raw, w))
		return make_unavailable(d, raw);
	make_child(v, &last, "flags", make_flags(d, SET_clone3, w[FLAGS]));
	if (w[FLAGS] & PIDFD_FLAG)
		make_child(v, &last, "pidfd", make_address(d, w[PIDFD]));
	if (w[FLAGS] & (CHILD_SETTID_FLAG | CHILD_CLEARTID_FLAG))
		make_child(v, &last, "child_tid", make_address(d, w[CHILD_TID]));
	if (w[FLAGS] & PARENT_SETTID_FLAG)
		make_child(v, &last, "parent_tid", make_address(d, w[PARENT_TID]));
	make_child(v, &last, "exit_signal",
		   w[EXIT_SIGNAL] <= 64 ? make_signal(d, (uint32_t)w[EXIT_SIGNAL])
					: make_number(d, w[EXIT_SIGNAL], BASE_UDEC));
	make_child(v, &last, "stack", make_address(d, w[STACK]));
	make_child(v, &last, "stack_size", make_number(d, w[STACK_SIZE], BASE_HEX));
	if (w[FLAGS] & SETTLS_FLAG) {
		tls = decode_struct(d, STRUCT_user_desc, w[TLS]);
		make_child(v, &last, "tls", tls ? tls : make_address(d, w[TLS]));
	}
	if (w[SET_TID] || w[SET_TID_SIZE]) {
		make_child(v, &last, "set_tid", set_tid(d, w[SET_TID], w[SET_TID_SIZE]));
		make_child(v, &last, "set_tid_size", make_number(d, w[SET_TID_SIZE], BASE_UDEC));
	}
	if (w[FLAGS] & INTO_CGROUP_FLAG || w[CGROUP])
		make_child(v, &last, "cgroup", make_number(d, w[CGROUP], BASE_UDEC));
	add_rest(d, t, raw, v, &last);
	return v;
}

static void add_written(struct decoding *d, struct value *v, struct value **last, const char *name,
                        uint64_t addr)
{
	struct value *array = make(d, VALUE_ARRAY), *element = NULL;
	uint64_t number;

	if (!view_number(&d->v, addr, 4, &number)) {
		make_child(v, last, name, make_address(d, addr));
		return;
	}
	make_child(array, &element, NULL, make_number(d, (uint64_t)(int32_t)number, BASE_DEC));
	make_child(v, last, name, array);
}

static struct value *clone_args_then(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	struct value *v = make(d, VALUE_STRUCT), *last = NULL;
	uint64_t w[WORDS];

	d->v.exit = false;
	args_of(&d->v, t, raw, w);
	d->v.exit = true;
	if (w[FLAGS] & PIDFD_FLAG)
		add_written(d, v, &last, "pidfd", w[PIDFD]);
	if (w[FLAGS] & PARENT_SETTID_FLAG)
		add_written(d, v, &last, "parent_tid", w[PARENT_TID]);
	/* For all that we know the kernel may have changed it. */
	add_rest(d, t, raw, v, &last);
	return v->first ? v : NULL;
}

const struct type_ops type_clone_args = {
	.word = clone_args_word,
	.capture_word = clone_args_capture,
	.then = clone_args_then,
};
