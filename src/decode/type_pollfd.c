/* SPDX-License-Identifier: GPL-2.0-or-later */
/* struct pollfd, and what poll answers: include/uapi/asm-generic/poll.h. */
#include "decode/types.h"

enum { POLLFD = 8, EVENTS = 4, REVENTS = 6 };

static void pollfd_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	uint64_t fd;

	(void)t;
	capture_bytes(k, at, POLLFD);
	if (k->v.o->about && view_number(&k->v, at, 4, &fd))
		capture_about(k, ABOUT_FD, (uint32_t)fd);
}

static struct value *pollfd(struct decoding *d, const uint8_t *p, uint32_t field, const char *name)
{
	struct value *v = make(d, VALUE_STRUCT), *last = NULL;
	int32_t fd = (int32_t)bytes_number(p, 4);

	/* What poll answers strace leaves bare. */
	make_child(v, &last, "fd",
		   field == EVENTS ? make_fd(d, (uint32_t)fd) : make_number(d, (uint64_t)fd, BASE_DEC));
	if (fd >= 0)
		make_child(v, &last, name, make_flags(d, SET_poll, bytes_number(p + field, 2)));
	return v;
}

static struct value *pollfd_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	const uint8_t *p = view_bytes(&d->v, at, POLLFD);

	(void)t;
	return p ? pollfd(d, p, EVENTS, "events") : NULL;
}

const struct type_ops type_pollfd = { .memory = pollfd_memory, .capture = pollfd_capture };

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

static void poll_result(struct decoding *d, const struct type_spec *t, uint32_t raw)
{
	struct value *v = make(d, VALUE_ARRAY), *last = NULL;
	uint32_t shown = view_shown(&d->v, raw), n = 0;
	const uint8_t *p;

	(void)t;
	d->c->result = make_number(d, (uint64_t)(int32_t)raw, BASE_DEC);
	if (!raw) {
		d->c->note = "Timeout";
		return;
	}
	if (d->v.nargs <= TIMEOUT)
		return;
	if (d->v.o->opaque)
		return;
	d->v.exit = true;
	for (uint32_t i = 0; i < fds(&d->v); i++) {
		p = view_bytes(&d->v, d->v.raw[FDS] + (uint64_t)i * POLLFD, POLLFD);
		if (!p || !bytes_number(p + REVENTS, 2))
			continue;
		if (n++ == shown) {
			make_child(v, &last, NULL, make(d, VALUE_MORE));
			break;
		}
		make_child(v, &last, NULL, pollfd(d, p, REVENTS, "revents"));
	}
	if (n)
		make_note(d, v, NULL, NULL);
	if (timeout(&d->v)) {
		v = decode_at(d, timeout(&d->v), d->v.raw[TIMEOUT]);
		if (v)
			make_note(d, v, "left", NULL);
	}
}

const struct type_ops type_poll = { .result = poll_result, .capture_result = poll_capture };
