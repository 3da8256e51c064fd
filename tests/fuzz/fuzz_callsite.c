/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Code around a return address, and a shim's code: both of a process that may
 * have written anything there, and writes on. Registers come first, then code.
 */
#include "fuzz.h"
#include "memory.h"
#include "stage/callsite.h"
#include "stage/shim.h"

static void check_calls(const struct callsite *c)
{
	FUZZ_REQUIRE(c->calls <= CALLSITE_CALLS);
	FUZZ_REQUIRE(c->calls ? c->kind == c->call[0].kind : c->kind == CALL_NONE);
	for (unsigned i = 0; i < c->calls; i++)
		FUZZ_REQUIRE(c->call[i].kind != CALL_NONE);
}

static void judge_shim(struct fuzz_input *in, const struct shimcode *code, const uint32_t reg[])
{
	struct shim_facts f = {
		.insn = (enum shim_insn)(fuzz_take(in, 1) % 4),
		.code = code,
		.bp = reg[5],
		.cx = reg[1],
		.dx = reg[2],
		.words = (uint32_t)fuzz_take(in, 1) % (SHIM_WORDS + 1),
		.return_at = (int)(fuzz_take(in, 1) % (SHIM_WORDS + 1)) - 1,
		.called = true,
		.returns = fuzz_take(in, 1) & 1,
	};
	struct shim_report r = { .words = f.words };
	unsigned faults;

	for (unsigned i = 0; i < f.words; i++)
		f.word[i] = fuzz_word(in);
	faults = shim_judge(&f, &r);
	FUZZ_REQUIRE(!(faults >> SHIM_FAULTS));
	FUZZ_REQUIRE(!r.shifted || r.ebp != TOLD_NOT);
	(void)shim_is_clear(&f, &r);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct fuzz_input in = { bytes, size };
	uint32_t reg[CALLSITE_REGS], kv = fuzz_word(&in), gs10 = fuzz_word(&in), to = fuzz_word(&in);
	struct fuzz_memory memory = { .moves = (uint32_t)fuzz_take(&in, 1) };
	struct reader reader = { .read = fuzz_read, .origin = &memory };
	struct shimcode code;
	struct callsite c;

	for (int i = 0; i < CALLSITE_REGS; i++)
		reg[i] = fuzz_word(&in);
	memory.bytes = in.at;
	memory.size = in.left;
	if (callsite_decode(&c, to, &reader) < 0)
		FUZZ_REQUIRE(c.kind == CALL_NONE && !c.calls);
	check_calls(&c);
	(void)callsite_wants_gs10(&c);
	if (callsite_wants_registers(&c))
		callsite_resolve(&c, reg, &reader);
	check_calls(&c);
	if (callsite_judge(&c, kv, gs10) == CALLSITE_VDSO)
		FUZZ_REQUIRE(kv);

	shimcode_read(&code, to, kv, &reader);
	FUZZ_REQUIRE(code.n <= SHIMCODE_BYTES);
	FUZZ_REQUIRE(code.end != SHIMCODE_VDSO || kv);
	FUZZ_REQUIRE(memory.given < 1 << 16); /* whatever leads to whatever: it ends soon */
	judge_shim(&in, &code, reg);
	return 0;
}
