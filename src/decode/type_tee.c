/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a trusted environment is asked: include/uapi/linux/tee.h. */
#include "decode/types.h"

enum { LENGTH_AT = 8, POINTER = 8, LONGEST = 1024 /* TEE_MAX_ARG_SIZE */, PARAM = 32 };

/* The struct that the buffer begins with, before the call and after it: tee_args(N). */
static const struct {
	uint16_t asked, answered;
} args[] = {
	{ STRUCT_tee_open, STRUCT_tee_open_done },
	{ STRUCT_tee_invoke, STRUCT_tee_invoke_done },
	{ STRUCT_tee_recv, STRUCT_tee_recv_done },
	{ STRUCT_tee_send, STRUCT_tee_send_done },
};

/* Parameters follow, as many as the header's last field says: the buffer has to be just as long. */
static bool fits(const struct view *v, uint64_t at, const struct struct_spec *header)
{
	uint64_t length = bytes_number(v->around + LENGTH_AT, 8), n;

	return view_number(v, at + header->size - 4u, 4, &n) &&
	       (v->exit ? n <= LONGEST / PARAM : length <= LONGEST && length == header->size + PARAM * n);
}

static struct value *args_memory(struct decoding *d, const struct type_spec *t, uint64_t addr)
{
	enum struct_id id = d->v.exit ? args[t->count].answered : args[t->count].asked;
	uint64_t at = bytes_number(d->v.around, POINTER);
	struct value *v = NULL;

	(void)addr;
	if (fits(&d->v, at, &spec_structs[id]))
		v = decode_struct(d, id, at);
	return v ? v : make_unavailable(d, at);
}

static void args_capture(struct capturing *k, const struct type_spec *t, uint64_t addr)
{
	enum struct_id id = args[t->count].asked;
	uint64_t at = bytes_number(k->v.around, POINTER), length = bytes_number(k->v.around + LENGTH_AT, 8);

	(void)addr;
	if (length >= spec_structs[id].size && length <= LONGEST)
		capture_struct(k, id, at);
}

const struct type_ops type_tee_args = { .memory = args_memory, .capture = args_capture };
