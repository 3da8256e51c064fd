/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What poll answers: include/uapi/asm-generic/poll.h. */
#include "decode/types.h"

enum { POLLFD = 8, REVENTS = 6 };

/* fds, nfds, timeout (a pointer in ppoll) */
enum { FDS, NFDS, TIMEOUT, MOST_FDS = 16 * 1024 };

static uint32_t fds(const struct view *v)
{
	return v->raw[NFDS] < MOST_FDS ? (uint32_t)v->raw[NFDS] : MOST_FDS;
}

static const struct type_spec *timeout(const struct view *v)
{
	const struct type_spec *t = &spec_types[v->arg[TIMEOUT]->type];

	return t->kind == TYPE_POINTER && v->raw[TIMEOUT] ? &spec_types[t->of] : NULL;
}

static void poll_capture(struct capturing *k)
{
	if (k->e->result <= 0 || k->v.nargs <= TIMEOUT)
		return;
	capture_bytes(k, k->v.raw[FDS], fds(&k->v) * POLLFD);
	if (timeout(&k->v))
		capture_at(k, timeout(&k->v), k->v.raw[TIMEOUT]);
}

/* Bytes of "[{...}, {...}" that strace shows of an answer. */
enum { MOST_TEXT = 996 };

static uint32_t text_len(const struct decoding *d, const struct value *v)
{
	struct buffer b = BUFFER_INIT;
	uint32_t len;

	value_print(&b, v, &d->v.o->style);
	len = (uint32_t)b.len;
	buffer_free(&b);
	return len;
}

static struct value *pollfd(struct decoding *d, const uint8_t *p)
{
	struct value *v = make(d, VALUE_STRUCT), *last = NULL;

	/* Of an answer strace leaves descriptors bare. */
	make_child(v, &last, "fd", make_number(d, (uint64_t)(int32_t)bytes_number(p, 4), BASE_DEC));
	make_child(v, &last, "revents", make_flags(d, SET_poll, bytes_number(p + REVENTS, 2)));
	return v;
}

/* The descriptors that something happened to, and the first that can't be read; NULL: none. */
static struct value *answer(struct decoding *d)
{
	struct value *v = make(d, VALUE_ARRAY), *last = NULL, *child;
	uint32_t most = view_shown(&d->v, UINT32_MAX), n = 0, len = 1;

	for (uint32_t i = 0; i < fds(&d->v); i++) {
		uint64_t at = d->v.raw[FDS] + (uint64_t)i * POLLFD;
		const uint8_t *p = view_bytes(&d->v, at, POLLFD);

		if (!p) {
			make_child(v, &last, NULL, make_unavailable(d, at));
			break;
		}
		if (!bytes_number(p + REVENTS, 2))
			continue;
		child = pollfd(d, p);
		len += (n ? 2 : 0) + text_len(d, child);
		if (n++ == most || len > MOST_TEXT) {
			make_child(v, &last, NULL, make(d, VALUE_MORE));
			break;
		}
		make_child(v, &last, NULL, child);
	}
	return v->first ? v : NULL;
}

static void poll_result(struct decoding *d, const struct type_spec *t, uint32_t raw)
{
	struct value *v;

	(void)t;
	if (make_timed_out(d, raw))
		return;
	if (d->v.nargs <= TIMEOUT || d->v.o->opaque)
		return;
	d->v.exit = true;
	v = d->v.raw[FDS] ? answer(d) : NULL;
	if (v)
		make_note(d, v, NULL, NULL);
	if (timeout(&d->v)) {
		v = decode_at(d, timeout(&d->v), d->v.raw[TIMEOUT]);
		make_note(d, v ? v : make_unavailable(d, d->v.raw[TIMEOUT]), "left", NULL);
	}
}

const struct type_ops type_poll = { .result = poll_result, .capture_result = poll_capture };
