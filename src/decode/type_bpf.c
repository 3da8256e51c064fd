/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Instructions of both kinds of BPF, what bpf() is given: include/uapi/linux/{filter,bpf_common,bpf}.h. */
#include "decode/types.h"

#include <net/if.h>
#include <string.h>

#include "decode/sets.h"

enum { CLASS = 7u, SIZE = 0x18, MODE = 0xe0, OP = 0xf0, SOURCE = 8, RVAL = 0x18, ABOVE = 0xf8 };
enum { WIDE = 0xff00 };
enum { LD, LDX, ST, STX, ALU, JMP, RET, MISC };
enum { JMP32 = 6, ALU64 };

static void add(struct buffer *to, enum set_id set, uint32_t bits)
{
	const char *word = set_word(&spec_sets[set], bits);

	if (to->len)
		buffer_addc(to, '|');
	if (word)
		buffer_adds(to, word);
	else
		buffer_addf(to, "%#x /* BPF_??? */", bits);
}

/* Of a class that has no use for them. */
static void add_rest(struct buffer *to, uint32_t bits)
{
	if (bits)
		buffer_addf(to, "|%#x /* BPF_??? */", bits);
}

static struct value *finish(struct decoding *d, struct buffer *b, uint32_t code)
{
	struct value *v = make_named(d, arena_copy(d->a, b->data, b->len), code, BASE_HEX);

	v->len = (uint32_t)b->len;
	buffer_free(b);
	return v;
}

static void add_operation(struct buffer *to, enum set_id set, uint32_t code)
{
	add(to, SET_bpf_rval, code & SOURCE);
	add(to, set, code & OP);
}

static struct value *classic_code(struct decoding *d, uint32_t code)
{
	struct buffer b = BUFFER_INIT;

	add(&b, SET_bpf_class, code & CLASS);
	switch (code & CLASS) {
	case LD:
	case LDX:
		add(&b, SET_bpf_size, code & SIZE);
		add(&b, SET_bpf_mode, code & MODE);
		break;
	case ST:
	case STX:
		add_rest(&b, code & ~CLASS);
		break;
	case ALU:
		add_operation(&b, SET_bpf_alu, code);
		break;
	case JMP:
		add_operation(&b, SET_bpf_jump, code);
		break;
	case RET:
		add(&b, SET_bpf_rval, code & RVAL);
		add_rest(&b, code & ~(CLASS | RVAL));
		break;
	case MISC:
		add(&b, SET_bpf_miscop, code & ABOVE);
		add_rest(&b, code & WIDE);
		break;
	}
	return finish(d, &b, code);
}

static struct value *code_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	struct buffer b = BUFFER_INIT;
	uint32_t code = (uint32_t)raw;

	(void)t;
	add(&b, SET_bpf_class64, code & CLASS);
	switch (code & CLASS) {
	case ALU:
	case ALU64:
		add_operation(&b, SET_bpf_alu, code);
		break;
	case JMP:
		add_operation(&b, SET_bpf_jump, code);
		break;
	case JMP32:
		add_rest(&b, code & ABOVE);
		break;
	default:
		add(&b, SET_bpf_size, code & SIZE);
		add(&b, SET_bpf_mode64, code & MODE);
	}
	return finish(d, &b, code);
}

const struct type_ops type_bpf_code = { .word = code_word };

/* struct sock_filter: code, jt, jf, k. */
static struct value *make_filter(struct decoding *d, uint64_t at, bool seccomp)
{
	const uint8_t *p = view_bytes(&d->v, at, 8);
	struct buffer b = BUFFER_INIT;
	struct value *code;
	uint32_t k;

	if (!p)
		return NULL;
	k = (uint32_t)bytes_number(p + 4, 4);
	code = classic_code(d, (uint32_t)bytes_number(p, 2));
	buffer_adds(&b, p[2] || p[3] ? "BPF_JUMP(" : "BPF_STMT(");
	value_print(&b, code, &d->v.o->style);
	buffer_adds(&b, ", ");
	if (seccomp && (code->number & CLASS) == RET && !p[2] && !p[3]) {
		struct value *v = make_flags(d, SET_seccomp_returns, k);

		value_print(&b, v, &d->v.o->style);
	} else {
		value_print(&b, make_number(d, k, BASE_HEX), &d->v.o->style);
	}
	for (int i = 2; i < 4 && (p[2] || p[3]); i++) {
		buffer_adds(&b, ", ");
		value_print(&b, make_number(d, p[i], BASE_HEX), &d->v.o->style);
	}
	buffer_addc(&b, ')');
	code = finish(d, &b, 0);
	code->first = NULL;
	return code;
}

static struct value *filter_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	(void)t;
	return make_filter(d, at, false);
}

static struct value *filter_seccomp_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	(void)t;
	return make_filter(d, at, true);
}

static void filter_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	(void)t;
	capture_bytes(k, at, 8);
}

const struct type_ops type_sock_filter = { .memory = filter_memory, .capture = filter_capture };
const struct type_ops type_sock_filter_seccomp = { .memory = filter_seccomp_memory,
	                                           .capture = filter_capture };

static struct value *packet_filter_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	uint32_t n = d->v.rest;

	if (!n || n % 8)
		return make_hex(d, at, n);
	return d->v.o->verbose ? decode_elements(d, at, n / 8, 8, filter_memory, t) : make_address(d, at);
}

const struct type_ops type_packet_filter = { .memory = packet_filter_memory };

/* The struct may end within a name. */
static struct value *name_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	const uint8_t *p = view_bytes(&d->v, at, t->size);
	uint64_t room = d->v.sized + d->v.given - at;
	uint32_t n = room < t->size ? (uint32_t)room : t->size, len;

	if (!p || !n)
		return NULL;
	len = (uint32_t)strnlen((const char *)p, n);
	return make_string(d, p, len < n ? len : n - 1, len == n);
}

const struct type_ops type_bpf_name = { .memory = name_memory };

/* The tracer's own interfaces: those of the traced process may be others. */
static struct value *ifindex_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	char name[IF_NAMESIZE];

	(void)t;
	if (!raw || !if_indextoname((unsigned)raw, name))
		return make_number(d, raw & UINT32_MAX, BASE_UDEC);
	return make_named(d, arena_printf(d->a, "if_nametoindex(%s)", make_quoted(d, name)), raw, BASE_UDEC);
}

const struct type_ops type_ifindex = { .word = ifindex_word };
