/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Filters as they are printed: seccomp()'s, a socket's, and bpf()'s programs.
 * A byte of how, one of how long it says it is, then the instructions.
 */
#include "decode/decode.h"
#include "fuzz.h"
#include "memory.h"
#include "printed.h"
#include "stage/capture.h"

enum { NR_PRCTL = 172, NR_SECCOMP = 354, NR_BPF = 357, NR_SETSOCKOPT = 366 };
enum { CODE = 0x20000, PROGRAM = 0x10000, ATTRIBUTES = 0x10100 };

struct where {
	struct fuzz_input code;
	uint32_t program[2];     /* struct sock_fprog */
	uint32_t attributes[16]; /* union bpf_attr */
};

static int read_memory(void *origin, uint64_t addr, void *to, uint32_t n)
{
	const struct where *w = origin;
	const struct {
		uint64_t at;
		const void *bytes;
		size_t size;
	} part[] = {
		{ PROGRAM, w->program, sizeof(w->program) },
		{ ATTRIBUTES, w->attributes, sizeof(w->attributes) },
		{ CODE, w->code.at, w->code.left },
	};

	for (size_t i = 0; i < sizeof(part) / sizeof(*part); i++) {
		uint64_t in = addr - part[i].at;

		if (in >= part[i].size)
			continue;
		n = n < part[i].size - in ? n : (uint32_t)(part[i].size - in);
		memcpy(to, (const char *)part[i].bytes + in, n);
		return (int)n;
	}
	return -14;
}

static void show(struct event *e, const struct decode_options *o, struct where *w)
{
	struct reader reader = { .read = read_memory, .origin = w };
	struct buffer text = BUFFER_INIT;
	struct arena arena = ARENA_INIT;
	struct call call;

	e->kind = EVENT_ENTRY;
	capture_entry(e, o, &reader);
	decode_entry(e, o, &arena, &call);
	e->kind = EVENT_EXIT;
	capture_exit(e, o, &reader);
	decode_exit(e, o, &arena, &call);
	for (uint32_t i = 0; i < call.nargs; i++)
		value_print(&text, call.arg[i], &o->style);
	check_plain(buffer_text(&text), text.len, false);
	buffer_free(&text);
	arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct fuzz_input in = { bytes, size };
	unsigned how = (unsigned)fuzz_take(&in, 1), count = (unsigned)fuzz_take(&in, 1);
	struct decode_options o = { .string_max = 32, .verbose = how & 4, .strace = how & 32,
				    .style = { .xlat = (enum xlat_style)((how >> 3 & 3) % 3) } };
	struct where w = { .code = in, .program = { count, CODE },
			   .attributes = { how >> 4, count, CODE, 0, CODE } };
	struct event e = { .nr = NR_SECCOMP, .arg = { 1, 0, PROGRAM } };

	switch (how & 3) {
	case 1:
		e.nr = NR_SETSOCKOPT;
		memcpy(e.arg, (const uint32_t[]){ 3, 1, 26, PROGRAM, 8 }, 5 * sizeof(*e.arg));
		break;
	case 2:
		e.nr = NR_BPF;
		memcpy(e.arg, (const uint32_t[]){ 5, ATTRIBUTES, sizeof(w.attributes) }, 3 * sizeof(*e.arg));
		break;
	case 3:
		e.nr = NR_PRCTL;
		memcpy(e.arg, (const uint32_t[]){ 22, 2, PROGRAM }, 3 * sizeof(*e.arg));
		break;
	}
	show(&e, &o, &w);
	event_free(&e);
	return 0;
}
