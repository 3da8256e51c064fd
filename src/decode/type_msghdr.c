/* SPDX-License-Identifier: GPL-2.0-or-later */
/* struct msghdr and what hangs on it: include/linux/socket.h, net/compat.c. */
#include "decode/type_iovec.h"
#include "decode/type_nlattr.h"
#include "decode/type_sockaddr.h"

#include <sys/socket.h>

enum { NAME, NAMELEN, IOV, IOVLEN, CONTROL, CONTROLLEN, FLAGS, MSGHDR_WORDS };
enum { MSGHDR = 28, CMSGHDR = 12, MOST_CONTROL = 4096, MOST_CMSGS = 64 };
enum { RIGHTS = 1, CREDENTIALS = 2 };

static bool msghdr_at(const struct view *v, uint64_t at, uint32_t w[MSGHDR_WORDS])
{
	const uint8_t *p = view_bytes(v, at, MSGHDR);

	for (int i = 0; p && i < MSGHDR_WORDS; i++)
		w[i] = (uint32_t)bytes_number(p + 4 * i, 4);
	return p;
}

/* The address says what goes to it, or came from it. */
static bool of_netlink(const struct view *v, const uint32_t w[MSGHDR_WORDS])
{
	return sockaddr_is(v, w[NAME], w[NAMELEN], AF_NETLINK);
}

static uint32_t control_size(uint32_t n)
{
	return n < MOST_CONTROL ? n : MOST_CONTROL;
}

/* What is to be told of the descriptors and processes in one control message. */
static void capture_cmsg(struct capturing *k, uint64_t at, uint32_t len)
{
	uint64_t level, type, number;

	if (!view_number(&k->v, at + 4, 4, &level) || !view_number(&k->v, at + 8, 4, &type) ||
	    level != SOL_SOCKET)
		return;
	for (uint32_t i = 0, n = view_shown(&k->v, (len - CMSGHDR) / 4); type == RIGHTS && i < n; i++)
		if (view_number(&k->v, at + CMSGHDR + 4 * i, 4, &number))
			capture_about(k, ABOUT_FD, (uint32_t)number);
	if (type == CREDENTIALS && view_number(&k->v, at + CMSGHDR, 4, &number))
		capture_about(k, ABOUT_TASK, (uint32_t)number);
}

static void capture_control(struct capturing *k, uint64_t at, uint32_t size)
{
	uint64_t len;

	capture_bytes(k, at, size);
	for (int i = 0; k->v.o->about && size >= CMSGHDR && i < MOST_CMSGS; i++) {
		if (!view_number(&k->v, at, 4, &len) || len < CMSGHDR)
			return;
		capture_cmsg(k, at, (uint32_t)len < size ? (uint32_t)len : size);
		len = (len + 3) & ~3u;
		if (len >= size)
			return;
		at += len;
		size -= (uint32_t)len;
	}
}

static void capture_msghdr(struct capturing *k, uint64_t at, uint32_t data)
{
	uint32_t w[MSGHDR_WORDS];

	capture_bytes(k, at, MSGHDR);
	if (!msghdr_at(&k->v, at, w))
		return;
	capture_sockaddr(k, w[NAME], w[NAMELEN]);
	capture_iovec(k, w[IOV], w[IOVLEN], data, of_netlink(&k->v, w));
	if (w[CONTROLLEN] >= CMSGHDR)
		capture_control(k, w[CONTROL], control_size(w[CONTROLLEN]));
}

/* NULL: nothing that we know. */
static struct value *cmsg_data(struct decoding *d, const struct type_spec *types, uint32_t type, uint64_t at,
			       uint32_t n)
{
	const struct call_spec *row = types ? variant_row(&spec_variants[types->of], type) : NULL;
	const struct type_spec *t = fitting_type(row, n),
			       *least = row ? &spec_types[spec_args[row->first].type] : t;
	bool told = t && t->kind == TYPE_PART;

	if (told)
		t = &spec_types[t->of];
	if (!t || !n)
		return NULL;
	d->v.rest = n;
	d->v.rest_at = at;
	if (n < type_size(told ? t : least) || (t->count_by == COUNT_REST && !view_count(&d->v, t)))
		return told ? make_word(d, "???") : NULL;
	return decode_at(d, t, at);
}

static struct value *cmsg(struct decoding *d, uint64_t at, uint32_t room, uint32_t *len)
{
	const uint8_t *p = view_bytes(&d->v, at, CMSGHDR);
	struct value *v = make(d, VALUE_STRUCT), *last = NULL, *data;
	uint32_t level = (uint32_t)bytes_number(p + 4, 4), type = (uint32_t)bytes_number(p + 8, 4), n;
	const struct type_spec *types = fitting_type(variant_row(&spec_variants[VARIANT_cmsg], level), 0);

	*len = (uint32_t)bytes_number(p, 4);
	make_child(v, &last, "cmsg_len", make_number(d, *len, BASE_UDEC));
	make_child(v, &last, "cmsg_level", make_enum(d, SET_cmsg_level, level));
	make_child(v, &last, "cmsg_type", make_enum(d, types ? types->asked : SET_cmsg_type, type));
	n = *len < room ? *len : room;
	data = n > CMSGHDR ? cmsg_data(d, types, type, at + CMSGHDR, n - CMSGHDR) : NULL;
	if (data)
		make_child(v, &last, "cmsg_data", data);
	return v;
}

static struct value *control(struct decoding *d, uint64_t at, uint32_t n)
{
	uint32_t size = control_size(n), done = 0, len;
	struct value *v = make(d, VALUE_ARRAY), *last = NULL;

	if (size < CMSGHDR || !view_bytes(&d->v, at, size))
		return at ? make_unavailable(d, at) : make_address(d, 0);
	for (int i = 0; size - done >= CMSGHDR && i < MOST_CMSGS; i++) {
		make_child(v, &last, NULL, cmsg(d, at + done, size - done, &len));
		len = len <= size - done ? (len + 3) & ~3u : size - done;
		if (len < CMSGHDR)
			len = CMSGHDR;
		if (len >= size - done)
			return v;
		done += len;
	}
	make_child(v, &last, NULL, make(d, VALUE_MORE))->comment =
		arena_printf(d->a, "%#llx", (unsigned long long)at + done);
	return v;
}

/* msg_namelen=16 => 0 */
static struct value *namelen(struct decoding *d, uint64_t at, uint32_t now)
{
	struct value *v = make_number(d, (uint64_t)(int32_t)now, BASE_DEC), *change, *last = NULL;
	uint64_t before;
	bool there;

	if (!d->v.exit)
		return v;
	d->v.exit = false;
	there = view_number(&d->v, at + 4 * NAMELEN, 4, &before);
	d->v.exit = true;
	if (!there || before == now)
		return v;
	change = make(d, VALUE_CHANGE);
	make_child(change, &last, NULL, make_number(d, (uint64_t)(int32_t)before, BASE_DEC));
	make_child(change, &last, NULL, v);
	return change;
}

static struct value *name_of(struct decoding *d, uint32_t addr, uint32_t n)
{
	struct value *v = addr ? make_sockaddr(d, addr, n) : NULL;

	return v ? v : make_address(d, addr);
}

/* What a failed recvmsg leaves to be told: the room that there was for a name. */
static struct value *failed(struct decoding *d, uint64_t at)
{
	struct value *v = make(d, VALUE_STRUCT), *last = NULL;
	uint32_t w[MSGHDR_WORDS];

	if (!msghdr_at(&d->v, at, w))
		return NULL;
	make_child(v, &last, "msg_namelen", make_number(d, (uint64_t)(int32_t)w[NAMELEN], BASE_DEC));
	return v;
}

static struct value *make_msghdr(struct decoding *d, uint64_t at, uint32_t data)
{
	struct value *v = make(d, VALUE_STRUCT), *last = NULL, *iov;
	uint32_t w[MSGHDR_WORDS];

	if (!msghdr_at(&d->v, at, w))
		return NULL;
	make_child(v, &last, "msg_name", name_of(d, w[NAME], w[NAMELEN]));
	make_child(v, &last, "msg_namelen", namelen(d, at, w[NAMELEN]));
	iov = w[IOV] ? make_iovec(d, w[IOV], w[IOVLEN], data, of_netlink(&d->v, w)) : NULL;
	make_child(v, &last, "msg_iov", iov ? iov : make_address(d, w[IOV]));
	make_child(v, &last, "msg_iovlen", make_number(d, w[IOVLEN], BASE_UDEC));
	if (w[CONTROLLEN])
		make_child(v, &last, "msg_control", control(d, w[CONTROL], w[CONTROLLEN]));
	make_child(v, &last, "msg_controllen", make_number(d, w[CONTROLLEN], BASE_UDEC));
	make_child(v, &last, "msg_flags", make_flags(d, SET_msg, w[FLAGS]));
	return v;
}

static uint32_t received(const struct view *v)
{
	return v->exit && v->e->result >= 0 ? (uint32_t)v->e->result : UINT32_MAX;
}

static void msghdr_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	if (t->count_by == COUNT_RESULT && !k->v.exit)
		capture_bytes(k, at, MSGHDR);
	else
		capture_msghdr(k, at, received(&k->v));
}

static struct value *msghdr_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	if (t->count_by == COUNT_RESULT && view_failed(&d->v))
		return failed(d, at);
	return make_msghdr(d, at, received(&d->v));
}

const struct type_ops type_msghdr = { .memory = msghdr_memory, .capture = msghdr_capture };

/* The kernel writes the length behind each header: mmsghdr(result) holds no more. */
static uint32_t mmsghdr_data(const struct view *v, const struct type_spec *t, uint64_t at)
{
	uint64_t len;

	return t->count_by == COUNT_RESULT && v->exit && view_number(v, at + MSGHDR, 4, &len) ? (uint32_t)len
											      : UINT32_MAX;
}

static void mmsghdr_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	capture_bytes(k, at, t->size);
	capture_msghdr(k, at, mmsghdr_data(&k->v, t, at));
}

static void dump_vector(struct decoding *d, uint64_t at)
{
	uint64_t iovs;
	uint32_t n = 0;

	for (const struct dump *dump = d->c->dump; dump; dump = dump->next)
		n += dump->heading && dump->heading[0] == '=';
	if (view_number(&d->v, at + 4 * IOVLEN, 4, &iovs))
		make_dump(d, arena_printf(d->a, "= %u buffers in vector %u", (unsigned)iovs, n), 0, 0);
}

enum { VECTOR = 1 };

static struct value *mmsghdr_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	struct value *v = make(d, VALUE_STRUCT), *last = NULL, *header;
	uint64_t len;

	if (d->v.dump)
		dump_vector(d, at);
	header = make_msghdr(d, at, mmsghdr_data(&d->v, t, at));
	if (!header || !view_number(&d->v, at + MSGHDR, 4, &len))
		return NULL;
	make_child(v, &last, "msg_hdr", header);
	/* Of those that were sent, or received. */
	if (d->v.exit && (int64_t)(at - d->v.raw[VECTOR]) / t->size < d->v.e->result)
		make_child(v, &last, "msg_len", make_number(d, len, BASE_UDEC));
	return v;
}

const struct type_ops type_mmsghdr = { .memory = mmsghdr_memory, .capture = mmsghdr_capture };
