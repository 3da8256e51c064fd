/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Descriptors of other processes than the one that calls: kcmp's, pidfd_getfd's. */
#include "decode/types.h"

/* fd_of(N): whose it is says this register. */
static const struct {
	enum about kind;
	uint8_t owner;
} owners[] = {
	{ ABOUT_FD_OF_FIRST, 0 },
	{ ABOUT_FD_OF_SECOND, 1 },
	{ ABOUT_FD_OF_PIDFD, 0 },
};

static void fd_capture(struct capturing *k, const struct type_spec *t, uint64_t raw)
{
	capture_about_of(k, owners[t->count].kind, k->v.word[owners[t->count].owner], (uint32_t)raw);
}

static void fd_capture_at(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	uint64_t raw;

	if (view_number(&k->v, at, 4, &raw))
		fd_capture(k, t, raw);
}

static struct value *fd_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	struct value *v = make_number(d, (uint64_t)(int32_t)raw, BASE_DEC);

	return make_about(d, v, owners[t->count].kind, (uint32_t)raw);
}

const struct type_ops type_fd_of = { .word = fd_word, .capture_word = fd_capture, .capture = fd_capture_at };
