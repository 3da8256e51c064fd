/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A terminal's special characters, by their index: include/uapi/asm-generic/termbits.h. */
#include "decode/types.h"

static const char *const places[] = {
	"[VINTR]", "[VQUIT]", "[VERASE]", "[VKILL]", "[VEOF]", "[VTIME]",
	"[VMIN]", "[VSWTC]", "[VSTART]", "[VSTOP]", "[VSUSP]", "[VEOL]",
	"[VREPRINT]", "[VDISCARD]", "[VWERASE]", "[VLNEXT]", "[VEOL2]",
};
enum { PLACES = sizeof(places) / sizeof(*places) };

static void c_cc_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	capture_bytes(k, at, view_count(&k->v, t));
}

static struct value *c_cc_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	uint32_t n = view_count(&d->v, t);
	const uint8_t *p = view_bytes(&d->v, at, n);
	struct value *v = make(d, VALUE_ARRAY), *last = NULL;

	for (uint32_t i = 0; p && i < n; i++)
		make_child(v, &last, i < PLACES ? places[i] : arena_printf(d->a, "[%u]", i),
		           make_number(d, p[i], BASE_HEX));
	return p ? v : NULL;
}

const struct type_ops type_c_cc = { .memory = c_cc_memory, .capture = c_cc_capture };
