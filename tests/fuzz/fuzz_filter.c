/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Expressions of -e: a letter says which kind, then text. What was taken must
 * decide about every call, and the program of --seccomp-bpf must stop the
 * same ones.
 */
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <stdbool.h>

#include "base/numbers.h"
#include "fuzz.h"
#include "printed.h"
#include "stage/filter.h"
#include "stage/inject.h"
#include "stage/manner.h"
#include "stage/seccomp.h"

/* As the kernel runs it, but for instructions that are none of ours. */
static uint32_t run(const struct sock_filter *code, unsigned n, const struct seccomp_data *data)
{
	uint32_t a = 0;

	for (unsigned pc = 0; pc < n; pc++) {
		const struct sock_filter *i = &code[pc];

		switch (i->code) {
		case BPF_LD | BPF_W | BPF_ABS:
			FUZZ_REQUIRE(i->k % 4 == 0 && i->k + 4 <= sizeof(*data));
			memcpy(&a, (const char *)data + i->k, 4);
			break;
		case BPF_JMP | BPF_JA:
			pc += i->k;
			break;
		case BPF_JMP | BPF_JEQ | BPF_K:
			pc += a == i->k ? i->jt : i->jf;
			break;
		case BPF_JMP | BPF_JGE | BPF_K:
			pc += a >= i->k ? i->jt : i->jf;
			break;
		case BPF_JMP | BPF_JSET | BPF_K:
			pc += a & i->k ? i->jt : i->jf;
			break;
		default:
			FUZZ_REQUIRE(i->code == (BPF_RET | BPF_K));
			return i->k;
		}
	}
	FUZZ_REQUIRE(!"the program ends");
	return 0;
}

static void check_program(const struct filter *f, bool explain)
{
	static struct sock_filter code[SECCOMP_MAX];
	struct seccomp_stops stops = { .on = true };
	unsigned n;

	seccomp_choose(&stops, f, explain);
	if (!stops.on)
		return;
	n = seccomp_program(&stops, code);
	FUZZ_REQUIRE(n && n <= SECCOMP_MAX);
	for (uint32_t nr = 0; nr < FILTER_NRS + 2; nr++) {
		struct seccomp_data data = { .nr = (int)nr, .arch = AUDIT_ARCH_I386 };
		uint32_t said = run(code, n, &data);

		FUZZ_REQUIRE(said == (seccomp_stops(&stops, nr) ? SECCOMP_RET_TRACE : SECCOMP_RET_ALLOW));
		data.arch = AUDIT_ARCH_X86_64;
		FUZZ_REQUIRE(run(code, n, &data) == SECCOMP_RET_ALLOW);
	}
}

static void complain(const char *why)
{
	FUZZ_REQUIRE(why && *why);
	FUZZ_REQUIRE(!strchr(why, '\n') || strlen(why) > 1);
}

static void decide(const struct filter *f)
{
	struct event e = { .kind = EVENT_ENTRY, .sig = 11 };

	for (e.nr = 0; e.nr < FILTER_NRS + 8; e.nr++) {
		e.gate = (enum gate)(e.nr % GATE_COUNT);
		e.arg[0] = e.nr;
		e.kind = e.nr & 1 ? EVENT_ENTRY : EVENT_EXIT;
		(void)filter_pass(f, &e);
	}
	for (e.kind = EVENT_SIGNAL, e.sig = 0; e.sig < 80; e.sig++)
		(void)filter_pass(f, &e);
}

static void filter(bool strace, const char *first, const char *second)
{
	struct filter f = { .strace = strace };
	const char *why;

	if (filter_add(&f, first, &why) < 0)
		complain(why);
	if (second && filter_add(&f, second, &why) < 0)
		complain(why);
	decide(&f);
	check_program(&f, strace);
}

static void manner(bool strace, const char *first, const char *second)
{
	struct decode_options plain = { .string_max = 32 }, room;
	struct event e = { .kind = EVENT_ENTRY };
	struct manner m = { .strace = strace };
	const char *why;

	if (manner_add(&m, first, &why) < 0)
		complain(why);
	if (second && manner_add(&m, second, &why) < 0)
		complain(why);
	for (e.nr = 0; e.nr < FILTER_NRS + 8; e.nr++)
		FUZZ_REQUIRE(manner_of(&m, &e, &plain, &room));
	manner_free(&m);
}

static void inject(bool strace, bool fault, const char *first, const char *second)
{
	struct inject_plan plan = { .strace = strace };
	struct inject_counts counts = { NULL, 0, 0 };
	struct event e = { .kind = EVENT_ENTRY };
	const char *why;

	if (inject_add(&plan, fault, first, &why) < 0)
		complain(why);
	if (second && inject_add(&plan, !fault, second, &why) < 0)
		complain(why);
	for (unsigned i = 0; i < 3 * FILTER_NRS; i++) {
		const struct inject_rule *rule;

		e.nr = i % (FILTER_NRS + 8);
		e.gate = (enum gate)(i % GATE_COUNT);
		rule = inject_strike(&plan, &counts, &e);
		FUZZ_REQUIRE(!rule || rule->what);
		if (rule)
			(void)inject_is_restart(rule);
	}
	inject_forget(&counts);
	inject_free(&plan);
}

static void numbers(const char *text)
{
	struct numbers n = { NULL, 0, false };
	const char *bad;
	size_t len;

	if (numbers_parse(&n, text, &bad, &len) < 0)
		FUZZ_REQUIRE(bad >= text && bad + len <= text + strlen(text) && !numbers_has(&n, 1));
	(void)numbers_has(&n, 3);
	numbers_free(&n);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct fuzz_input in = { bytes, size };
	char kind = (char)fuzz_take(&in, 1), *text = fuzz_text(&in, in.left);
	bool strace = kind >= 'A' && kind <= 'Z';
	char *second = strchr(text, '\n');

	if (second)
		*second++ = '\0';
	switch (strace ? kind + 'a' - 'A' : kind) {
	case 'i':
	case 'j':
		inject(strace, (kind & 1) == ('j' & 1), text, second);
		break;
	case 'm':
		manner(strace, text, second);
		break;
	case 'n':
		numbers(text);
		break;
	default:
		filter(strace, text, second);
	}
	free(text);
	return 0;
}
