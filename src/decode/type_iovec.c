/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Arrays of buffers: include/uapi/linux/uio.h. */
#include "decode/type_iovec.h"

#include "decode/type_netlink.h"

enum { IOVEC = 8 };

static bool iovec_at(const struct view *v, uint64_t at, uint32_t *base, uint32_t *len)
{
	const uint8_t *p = view_bytes(v, at, IOVEC);

	if (!p)
		return false;
	*base = (uint32_t)bytes_number(p, 4);
	*len = (uint32_t)bytes_number(p + 4, 4);
	return true;
}

void capture_iovec(struct capturing *k, uint64_t at, uint32_t count, uint32_t data, bool netlink)
{
	uint32_t n = view_shown(&k->v, count), base, len;

	capture_elements(k, at, count, n, IOVEC);
	if (k->v.exit && view_failed(&k->v))
		return;
	n = n < MOST_FOLLOWED ? n : MOST_FOLLOWED;
	for (uint32_t i = 0; i < n && iovec_at(&k->v, at + i * IOVEC, &base, &len); i++) {
		len = len < data ? len : data;
		data -= data == UINT32_MAX ? 0 : len;
		if (netlink)
			capture_messages(k, base, len);
		else
			capture_bytes(k, base, view_data(&k->v, len));
	}
}

struct value *make_iovec(struct decoding *d, uint64_t at, uint32_t count, uint32_t data, bool netlink)
{
	uint32_t n = view_shown(&d->v, count), base, len, i;
	struct value *v = make(d, VALUE_ARRAY), *last = NULL;
	bool failed = d->v.exit && view_failed(&d->v), dump = d->v.dump && !failed;

	for (i = 0; i < n && iovec_at(&d->v, at + i * IOVEC, &base, &len); i++) {
		struct value *element = make(d, VALUE_STRUCT), *field = NULL;
		uint32_t shown = len < data ? len : data;

		data -= data == UINT32_MAX ? 0 : shown;
		/* strace's dump ends at the first empty buffer. */
		dump = dump && shown;
		if (dump)
			make_dump(d, arena_printf(d->a, "* %u bytes in buffer %u", shown, i), base, shown);
		make_child(element, &field, "iov_base",
			   failed  ? make_address(d, base) :
			   netlink ? make_messages(d, base, shown) :
				     make_bytes(d, base, shown));
		make_child(element, &field, "iov_len", make_number(d, len, BASE_UDEC));
		make_child(v, &last, NULL, element);
	}
	if (i < count) {
		struct value *more = make_child(v, &last, NULL, make(d, VALUE_MORE));
		uint64_t next = at + (uint64_t)i * IOVEC;

		if (view_bytes(&d->v, next, IOVEC))
			return v;
		if (!i)
			return NULL;
		more->comment = arena_printf(d->a, "%#llx", (unsigned long long)next);
	}
	return v;
}

/* What the type says, or at the exit of a call that reads into the buffers as much as it returned. */
static uint32_t data_of(const struct view *v, const struct type_spec *t)
{
	if (t->names)
		return view_count(v, &spec_types[t->names - 1]);
	return v->exit && v->e->result >= 0 ? (uint32_t)v->e->result : UINT32_MAX;
}

static void iovec_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	capture_iovec(k, at, view_count(&k->v, t), data_of(&k->v, t), false);
}

static struct value *iovec_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	return make_iovec(d, at, view_count(&d->v, t), data_of(&d->v, t), false);
}

const struct type_ops type_iovec = { .memory = iovec_memory, .capture = iovec_capture, .failed_too = true };

static struct value *iovec_addr_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	struct value *v = make(d, VALUE_STRUCT), *last = NULL;
	uint32_t base, len;

	(void)t;
	if (!iovec_at(&d->v, at, &base, &len))
		return NULL;
	make_child(v, &last, "iov_base", make_address(d, base));
	make_child(v, &last, "iov_len", make_number(d, len, BASE_UDEC));
	return v;
}

static void iovec_addr_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	(void)t;
	capture_bytes(k, at, IOVEC);
}

const struct type_ops type_iovec_addr = { .memory = iovec_addr_memory, .capture = iovec_addr_capture };
