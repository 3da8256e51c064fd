/* SPDX-License-Identifier: GPL-2.0-or-later */
/* struct ifconf of include/uapi/linux/if.h: as many of struct ifreq as the kernel has filled in. */
#include "decode/types.h"

enum { IFCONF = 8, IFREQ = 32 };

static bool ifconf_at(const struct view *v, uint64_t at, uint32_t *len, uint32_t *buf)
{
	const uint8_t *p = view_bytes(v, at, IFCONF);

	if (!p)
		return false;
	*len = (uint32_t)bytes_number(p, 4);
	*buf = (uint32_t)bytes_number(p + 4, 4);
	return true;
}

static struct type_spec requests(uint32_t len)
{
	uint32_t n = len <= INT32_MAX ? len / IFREQ : 0;

	return (struct type_spec){ .kind = TYPE_STRUCT,
				   .of = STRUCT_ifreq_addr,
				   .count = (uint16_t)(n < MOST_ELEMENTS ? n : MOST_ELEMENTS + 1) };
}

static void ifconf_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	uint32_t len, buf, n;

	(void)t;
	capture_bytes(k, at, IFCONF);
	if (!k->v.exit || k->v.o->opaque || !ifconf_at(&k->v, at, &len, &buf))
		return;
	n = requests(len).count;
	capture_elements(k, buf, n, view_shown(&k->v, n), IFREQ);
}

static struct value *ifreqs(struct decoding *d, uint32_t len, uint32_t buf)
{
	struct type_spec of = requests(len);
	struct value *v;

	if (!buf || len > INT32_MAX || d->v.o->opaque)
		return make_address(d, buf);
	v = decode_elements(d, buf, of.count, IFREQ, decode_at, &of);
	return v ? v : make_unavailable(d, buf);
}

static struct value *length(struct decoding *d, uint32_t len)
{
	struct value *v = make_number(d, (uint64_t)(int32_t)len, BASE_DEC);

	if (len && len <= INT32_MAX && len % IFREQ == 0)
		v->comment = arena_printf(d->a, "%u * sizeof(struct ifreq)", (unsigned)len / IFREQ);
	return v;
}

static struct value *ifconf_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	struct value *v = make(d, VALUE_STRUCT), *last = NULL, *change, *child = NULL;
	uint32_t len, buf, before, unused;

	(void)t;
	if (!ifconf_at(&d->v, at, &len, &buf))
		return NULL;
	if (!d->v.exit) {
		make_child(v, &last, "ifc_len", length(d, len));
		make_child(v, &last, "ifc_buf", make_address(d, buf));
		return v;
	}
	d->v.exit = false;
	change = length(d, len);
	if (buf && ifconf_at(&d->v, at, &before, &unused) && before != len) {
		change = make(d, VALUE_CHANGE);
		make_child(change, &child, NULL, length(d, before));
		make_child(change, &child, NULL, length(d, len));
	}
	d->v.exit = true;
	make_child(v, &last, "ifc_len", change);
	make_child(v, &last, "ifc_buf", ifreqs(d, len, buf));
	return v;
}

const struct type_ops type_ifconf = { .memory = ifconf_memory, .capture = ifconf_capture };
