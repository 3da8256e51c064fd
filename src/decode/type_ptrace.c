/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What ptrace's requests tell whose length the caller or the kernel chooses: include/uapi/linux/ptrace.h. */
#include "decode/errnos.h"
#include "decode/sets.h"
#include "decode/types.h"

enum { WORD = 4, IOVEC = 8 };

/* regset(0): the registers, regset(1): those of floating point, regset(2): one of which nothing is told. */
static const struct struct_spec *regset_struct(const struct view *v, const struct type_spec *t)
{
	switch (view_count(v, t)) {
	case 0:
		return &spec_structs[STRUCT_user_regs];
	case 1:
		return &spec_structs[STRUCT_user_fpregs];
	}
	return NULL;
}

/* Where the registers are, and how many bytes of them; 0: they are not to be looked at. */
static uint32_t regset_bytes(const struct view *v, const struct type_spec *t, uint64_t at, uint64_t *base)
{
	const struct struct_spec *s = regset_struct(v, t);
	uint64_t len;

	if (!s || (v->exit && view_failed(v)) || !view_number(v, at, 4, base) ||
	    !view_number(v, at + 4, 4, &len) || len % WORD)
		return 0;
	return len < s->size ? (uint32_t)len : s->size;
}

static void regset_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	uint64_t base;
	uint32_t n;

	if (!capture_bytes(k, at, IOVEC))
		return;
	n = regset_bytes(&k->v, t, at, &base);
	if (n)
		capture_bytes(k, base, n);
}

/* As many registers as there are bytes for. */
static struct value *registers(struct decoding *d, const struct struct_spec *s, uint64_t base, uint32_t len)
{
	struct value *v = make(d, VALUE_STRUCT), *last = NULL;

	for (uint32_t i = s->first; i < (uint32_t)s->first + s->fields; i++) {
		const struct field_spec *field = &spec_fields[i];
		const struct type_spec *t = &spec_types[field->type];
		uint64_t at = base + field->offset;

		if (field->offset >= len)
			break;
		make_child(v, &last, spec_name(field->name),
			   t->kind != TYPE_ARRAY ? decode_at(d, t, at)
						 : decode_elements(d, at, (len - field->offset) / WORD, WORD,
								   decode_at, &spec_types[t->of]));
	}
	return v;
}

static struct value *regset_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	const uint8_t *p = view_bytes(&d->v, at, IOVEC);
	struct value *v = make(d, VALUE_STRUCT), *last = NULL, *regs, *end;
	const struct struct_spec *s = regset_struct(&d->v, t);
	uint32_t len, told;
	uint64_t base;

	if (!p)
		return NULL;
	base = bytes_number(p, 4);
	len = (uint32_t)bytes_number(p + 4, 4);
	told = regset_bytes(&d->v, t, at, &base);
	if (s && told && view_bytes(&d->v, base, told)) {
		regs = registers(d, s, base, told);
		for (end = regs->first; end->next;)
			end = end->next;
		if (len > told)
			make_child(regs, &end, NULL, make(d, VALUE_MORE));
	} else {
		regs = make_address(d, base);
	}
	make_child(v, &last, "iov_base", regs);
	make_child(v, &last, "iov_len", make_number(d, len, BASE_UDEC));
	return v;
}

const struct type_ops type_regset = {
	.memory = regset_memory,
	.capture = regset_capture,
	.failed_too = true,
};

/* struct seccomp_metadata: the first field is given, the second one the answer. */
enum { METADATA_GIVEN = 8, METADATA = 16 };

static void metadata_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	if (view_count(&k->v, t) < METADATA_GIVEN)
		return;
	capture_bytes(k, at, METADATA_GIVEN);
	capture_bytes(k, at, METADATA);
}

static struct value *metadata_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	struct value *v = make(d, VALUE_STRUCT), *last = NULL;
	int32_t got = d->v.e->result;
	uint64_t n;

	if (view_count(&d->v, t) < METADATA_GIVEN || !view_number(&d->v, at, 8, &n))
		return NULL;
	make_child(v, &last, "filter_off", make_number(d, n, BASE_UDEC));
	if (got <= METADATA_GIVEN)
		return v;
	if (got < METADATA || !view_number(&d->v, at + METADATA_GIVEN, 8, &n))
		make_child(v, &last, NULL, make_word(d, "???"));
	else
		make_child(v, &last, "flags", make_flags(d, SET_seccomp_filter, n));
	if (got > METADATA)
		make_child(v, &last, NULL, make(d, VALUE_MORE));
	return v;
}

const struct type_ops type_seccomp_metadata = {
	.memory = metadata_memory,
	.capture = metadata_capture,
	.failed_too = true,
};

/* struct ptrace_syscall_info, as far as it was filled in */
enum {
	ARCH = 4,
	POINTER = 8,
	STACK = 16,
	PART = 24,
	ARGS_AT = 32,
	IS_ERROR = 32,
	RET_DATA = 80,
	INFO = 88,
	ARGS = 6
};

static uint32_t info_bytes(const struct view *v, const struct type_spec *t)
{
	uint32_t n = view_count(v, t), got = v->e->result > 0 ? (uint32_t)v->e->result : 0;

	n = n < got ? n : got;
	return n < INFO ? n : INFO;
}

static void info_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	capture_bytes(k, at, info_bytes(&k->v, t));
}

/* The call that is begun, whose architecture need not be i386. */
static struct value *entry_part(struct decoding *d, const uint8_t *p, uint32_t n, bool seccomp)
{
	struct value *v = make(d, VALUE_STRUCT), *last = NULL, *array, *element = NULL;
	uint64_t number = bytes_number(p + PART, 8);
	uint32_t args;

	make_child(v, &last, "nr", make_syscall(d, (uint32_t)bytes_number(p + ARCH, 4), number));
	if (n < ARGS_AT + 8)
		return v;
	array = make(d, VALUE_ARRAY);
	args = (n - ARGS_AT) / 8 < ARGS ? (n - ARGS_AT) / 8 : ARGS;
	for (uint32_t i = 0; i < view_shown(&d->v, args); i++)
		make_child(array, &element, NULL,
			   make_number(d, bytes_number(p + ARGS_AT + 8 * i, 8), BASE_HEX));
	if (view_shown(&d->v, args) < args)
		make_child(array, &element, NULL, make(d, VALUE_MORE));
	make_child(v, &last, "args", array);
	if (seccomp && n >= RET_DATA + 4)
		make_child(v, &last, "ret_data", make_number(d, bytes_number(p + RET_DATA, 4), BASE_UDEC));
	return v;
}

static struct value *exit_part(struct decoding *d, const uint8_t *p, uint32_t n)
{
	struct value *v = make(d, VALUE_STRUCT), *last = NULL, *rval;
	int64_t result = (int64_t)bytes_number(p + PART, 8);
	bool known = n > IS_ERROR, error = known && p[IS_ERROR];
	const char *name = error && result < 0 && result > -4096 ? errno_name((int)-result) : NULL;

	rval = make_number(d, (uint64_t)result, BASE_DEC);
	if (name)
		rval = make_named(d, arena_printf(d->a, "-%s", name), (uint64_t)result, BASE_DEC);
	make_child(v, &last, "rval", rval);
	if (known)
		make_child(v, &last, "is_error", make_number(d, p[IS_ERROR], BASE_UDEC));
	return v;
}

static struct value *info_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	enum op { NONE, ENTRY, EXIT, SECCOMP };
	uint32_t n = info_bytes(&d->v, t);
	const uint8_t *p = n ? view_bytes(&d->v, at, n) : NULL;
	struct value *v = make(d, VALUE_STRUCT), *last = NULL;

	if (!p)
		return NULL;
	make_child(v, &last, "op", make_enum(d, SET_ptrace_syscall_op, p[0]));
	if (n >= ARCH + 4)
		make_child(v, &last, "arch", make_enum(d, SET_audit_arch, bytes_number(p + ARCH, 4)));
	if (n >= POINTER + 8)
		make_child(v, &last, "instruction_pointer", make_address(d, bytes_number(p + POINTER, 8)));
	if (n >= STACK + 8)
		make_child(v, &last, "stack_pointer", make_address(d, bytes_number(p + STACK, 8)));
	if (n < PART + 8)
		return v;
	if (p[0] == ENTRY || p[0] == SECCOMP)
		make_child(v, &last, p[0] == ENTRY ? "entry" : "seccomp",
			   entry_part(d, p, n, p[0] == SECCOMP));
	else if (p[0] == EXIT)
		make_child(v, &last, "exit", exit_part(d, p, n));
	return v;
}

const struct type_ops type_syscall_info = { .memory = info_memory, .capture = info_capture };
