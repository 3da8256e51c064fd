/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <string.h>
#include <cmocka.h>

#include "stage/callsite.h"

enum { PAGE = 4096, KV = 0xf7f265e0u, CODE = 0x8049000, DATA = 0x804b000 };
enum { RET = CODE + 0x800, SHIM = CODE + 0x200 };
enum { eax, ecx, edx, ebx, esp, ebp, esi, edi };

/* Memory: a page of code, one of data with a hole between them, one of the vDSO. */
static struct {
	uint32_t addr;
	uint8_t bytes[PAGE];
} pages[] = { { .addr = CODE }, { .addr = DATA }, { .addr = KV & ~0xfffu } };

static uint8_t *at(uint32_t addr)
{
	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++)
		if (addr - pages[i].addr < PAGE)
			return pages[i].bytes + (addr - pages[i].addr);
	return NULL;
}

static int read_pages(void *origin, uint64_t addr, void *to, uint32_t n)
{
	uint32_t done = 0;

	(void)origin;
	assert_true(addr <= UINT32_MAX);
	for (const uint8_t *from; done < n && (from = at((uint32_t)addr + done)); done++)
		((uint8_t *)to)[done] = *from;
	return done ? (int)done : -EFAULT;
}

static const struct reader memory = { .read = read_pages, .origin = NULL };

static void put(uint32_t addr, const void *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		*at(addr + (uint32_t)i) = ((const uint8_t *)bytes)[i];
}

static void put32(uint32_t addr, uint32_t word)
{
	put(addr, &word, sizeof(word));
}

#define CALL(...) call(sizeof((uint8_t[]){ __VA_ARGS__ }), (uint8_t[]){ __VA_ARGS__ })

/* These bytes, right in front of the return address. */
static struct callsite call(size_t n, const uint8_t *bytes)
{
	struct callsite c;

	memset(at(RET - 16), 0x90, 16);
	put(RET - (uint32_t)n, bytes, n);
	assert_int_equal(callsite_decode(&c, RET, &memory), 0);
	return c;
}

static struct callsite call_rel(uint32_t target)
{
	uint32_t rel = target - RET;

	return CALL(0xe8, (uint8_t)rel, (uint8_t)(rel >> 8), (uint8_t)(rel >> 16), (uint8_t)(rel >> 24));
}

static int set_up(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++)
		memset(pages[i].bytes, 0x90, PAGE);
	put(KV, "\x51\x52\x55\x89\xe5\x0f\x34\xcd\x80\x5d\x5a\x59\xc3", 13);
	return 0;
}

static void gs10(void **state)
{
	struct callsite c = CALL(0x65, 0xff, 0x15, 0x10, 0, 0, 0);

	(void)state;
	assert_int_equal(c.kind, CALL_GS10);
	assert_int_equal(c.calls, 1);
	assert_true(callsite_wants_gs10(&c));
	assert_false(callsite_wants_registers(&c));
	assert_int_equal(callsite_judge(&c, KV, KV), CALLSITE_VDSO);
	assert_int_equal(callsite_judge(&c, KV, SHIM), CALLSITE_SHIM);
	assert_int_equal(callsite_judge(&c, KV, 0), CALLSITE_UNKNOWN);
}

static void other_words_of_segments(void **state)
{
	const struct callsite c[] = {
		CALL(0x65, 0xff, 0x15, 0x14, 0, 0, 0), /* *%gs:0x14 */
		CALL(0x64, 0xff, 0x15, 0x10, 0, 0, 0), /* *%fs:0x10 */
		CALL(0x65, 0xff, 0x53, 0x10),          /* *%gs:0x10(%ebx) */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(c) / sizeof(*c); i++) {
		assert_int_equal(c[i].kind, CALL_MEM);
		assert_false(callsite_wants_gs10(&c[i]));
		assert_false(callsite_wants_registers(&c[i]));
		assert_int_equal(callsite_judge(&c[i], KV, KV), CALLSITE_UNKNOWN);
	}
}

static void rel32(void **state)
{
	struct callsite c = call_rel(KV);

	(void)state;
	assert_int_equal(c.kind, CALL_REL32);
	assert_int_equal(c.call[0].target, KV);
	assert_int_equal(callsite_judge(&c, KV, 0), CALLSITE_VDSO);
	c = call_rel(SHIM);
	assert_int_equal(c.call[0].target, SHIM);
	assert_int_equal(callsite_judge(&c, KV, KV), CALLSITE_SHIM);
	/* backwards, and nothing is there: an e8 by chance */
	c = call_rel(CODE - 0x100);
	assert_int_equal(c.kind, CALL_NONE);
	assert_int_equal(callsite_judge(&c, KV, KV), CALLSITE_UNKNOWN);
}

static void absolute(void **state)
{
	struct callsite c;

	(void)state;
	put32(DATA + 0x20, KV);
	put32(DATA + 0x24, SHIM);
	put32(DATA + 0x28, 0x10);
	c = CALL(0xff, 0x15, 0x20, 0xb0, 0x04, 0x08);
	assert_int_equal(c.kind, CALL_ABS);
	assert_int_equal(callsite_judge(&c, KV, 0), CALLSITE_VDSO);
	c = CALL(0xff, 0x15, 0x24, 0xb0, 0x04, 0x08);
	assert_int_equal(callsite_judge(&c, KV, 0), CALLSITE_SHIM);
	/* no word there; a word that leads nowhere: the call can't have been made */
	c = CALL(0xff, 0x15, 0x20, 0xa0, 0x04, 0x08);
	assert_int_equal(c.kind, CALL_NONE);
	c = CALL(0xff, 0x15, 0x28, 0xb0, 0x04, 0x08);
	assert_int_equal(c.kind, CALL_NONE);
}

static void through_a_register(void **state)
{
	const uint32_t to_kv[] = { 1, KV, KV, KV, KV, KV, KV, KV };
	const uint32_t elsewhere[] = { 1, 2, 3, SHIM, DATA, 6, 7, 0x10 };

	(void)state;
	for (uint8_t reg = eax; reg <= edi; reg++) {
		struct callsite c = CALL(0xff, (uint8_t)(0xd0 + reg)), resolved = c;

		assert_int_equal(c.kind, CALL_REG);
		assert_true(callsite_wants_registers(&c));
		assert_int_equal(callsite_judge(&c, KV, KV), CALLSITE_UNKNOWN);
		callsite_resolve(&resolved, to_kv, &memory);
		assert_int_equal(callsite_judge(&resolved, KV, KV),
				 reg == eax ? CALLSITE_UNKNOWN : CALLSITE_VDSO);
		resolved = c;
		callsite_resolve(&resolved, elsewhere, &memory);
		assert_int_equal(callsite_judge(&resolved, KV, KV),
				 reg == eax ? CALLSITE_UNKNOWN : CALLSITE_SHIM);
	}
}

static void through_memory(void **state)
{
	uint32_t reg[] = { DATA, 8, DATA, DATA, DATA, DATA, DATA, DATA };
	const struct callsite c[] = {
		CALL(0xff, 0x12),                                     /* *(%edx) */
		CALL(0xff, 0x55, 0x20),                               /* *0x20(%ebp) */
		CALL(0xff, 0x93, 0xfc, 0xff, 0xff, 0xff),             /* *-4(%ebx) */
		CALL(0xff, 0x54, 0x24, 0x58),                         /* *0x58(%esp) */
		CALL(0xff, 0x14, 0x8e),                               /* *(%esi,%ecx,4) */
		CALL(0xff, 0x14, 0x8d, 0x00, 0xb0, 0x04, 0x08),       /* *DATA(,%ecx,4) */
		CALL(0xff, 0x94, 0x8f, 0x10, 0x00, 0x00, 0x00),       /* *0x10(%edi,%ecx,4) */
	};
	const uint32_t word[] = { DATA, DATA + 0x20, DATA - 4, DATA + 0x58, DATA + 32, DATA + 32, DATA + 48 };

	(void)state;
	for (size_t i = 0; i < sizeof(c) / sizeof(*c); i++) {
		struct callsite resolved = c[i];

		assert_int_equal(c[i].kind, CALL_MEM);
		assert_int_equal(c[i].calls, 1);
		assert_int_equal(callsite_judge(&c[i], KV, KV), CALLSITE_UNKNOWN);
		if (word[i] < DATA) { /* in the hole */
			callsite_resolve(&resolved, reg, &memory);
			assert_int_equal(callsite_judge(&resolved, KV, KV), CALLSITE_UNKNOWN);
			continue;
		}
		put32(word[i], KV);
		callsite_resolve(&resolved, reg, &memory);
		assert_int_equal(callsite_judge(&resolved, KV, KV), CALLSITE_VDSO);
		put32(word[i], SHIM);
		resolved = c[i];
		callsite_resolve(&resolved, reg, &memory);
		assert_int_equal(callsite_judge(&resolved, KV, KV), CALLSITE_SHIM);
	}
}

static void memory_by_way_of_eax_is_lost(void **state)
{
	const uint32_t reg[8] = { DATA, DATA, DATA, DATA, DATA, DATA, DATA, DATA };
	struct callsite c[] = {
		CALL(0xff, 0x10),                               /* *(%eax) */
		CALL(0xff, 0x50, 0x10),                         /* *0x10(%eax) */
		CALL(0xff, 0x14, 0x83),                         /* *(%ebx,%eax,4) */
		CALL(0xff, 0x14, 0x85, 0x00, 0xb0, 0x04, 0x08), /* *DATA(,%eax,4) */
	};

	(void)state;
	put32(DATA, KV);
	for (size_t i = 0; i < sizeof(c) / sizeof(*c); i++) {
		assert_int_equal(c[i].kind, CALL_MEM);
		callsite_resolve(&c[i], reg, &memory);
		assert_int_equal(callsite_judge(&c[i], KV, KV), CALLSITE_UNKNOWN);
	}
}

static void jumps_are_followed(void **state)
{
	const uint32_t reg[8] = { 0, 0, 0, 0, 0, 0, CODE + 0x100, 0 };
	uint32_t rel = KV - (CODE + 0x40 + 5);
	struct callsite c;

	(void)state;
	/* a PLT entry: endbr32; jmp *DATA+0x40 */
	put(CODE + 0x20, "\xf3\x0f\x1e\xfb\xff\x25\x40\xb0\x04\x08", 10);
	put32(DATA + 0x40, KV);
	c = call_rel(CODE + 0x20);
	assert_int_equal(callsite_judge(&c, KV, 0), CALLSITE_VDSO);
	put32(DATA + 0x40, SHIM);
	c = call_rel(CODE + 0x20);
	assert_int_equal(callsite_judge(&c, KV, 0), CALLSITE_SHIM);
	/* jmp short; jmp rel32 */
	put(CODE + 0x30, "\xeb\x0e", 2);
	put(CODE + 0x40, "\xe9", 1);
	put32(CODE + 0x41, rel);
	c = call_rel(CODE + 0x30);
	assert_int_equal(callsite_judge(&c, KV, 0), CALLSITE_VDSO);
	/* a tail stub: jmp *%gs:0x10 */
	put(CODE + 0x100, "\x65\xff\x25\x10\0\0\0", 7);
	c = call_rel(CODE + 0x100);
	assert_true(callsite_wants_gs10(&c));
	assert_int_equal(callsite_judge(&c, KV, KV), CALLSITE_VDSO);
	assert_int_equal(callsite_judge(&c, KV, SHIM), CALLSITE_SHIM);
	assert_int_equal(callsite_judge(&c, KV, 0), CALLSITE_UNKNOWN);
	/* and through a register */
	c = CALL(0xff, 0xd6);
	callsite_resolve(&c, reg, &memory);
	assert_int_equal(callsite_judge(&c, KV, KV), CALLSITE_VDSO);
	/* in a circle, and into the hole */
	put(CODE + 0x140, "\xeb\xfe", 2);
	c = call_rel(CODE + 0x140);
	assert_int_equal(callsite_judge(&c, KV, KV), CALLSITE_UNKNOWN);
	put(CODE + 0x150, "\xe9\x00\x10\x00\x00", 5);
	c = call_rel(CODE + 0x150);
	assert_int_equal(callsite_judge(&c, KV, KV), CALLSITE_UNKNOWN);
}

static void a_pushed_return_address(void **state)
{
	struct callsite c = CALL(0x51, 0x52, 0x55, 0x89, 0xe5, 0x0f, 0x34);

	(void)state;
	assert_int_equal(c.kind, CALL_SYSENTER);
	assert_int_equal(c.call[0].target, RET - 2);
	assert_int_equal(callsite_judge(&c, KV, KV), CALLSITE_SHIM);
}

static void bytes_with_two_meanings(void **state)
{
	const uint32_t at_shim[] = { 0, 0, 0, SHIM, 0, 0, 0, 0 }, at_kv[] = { 0, 0, 0, KV, 0, 0, 0, 0 };
	uint32_t target = RET + 0xd3ff0000u, rel = SHIM - RET;
	struct callsite c, resolved;

	(void)state;
	/* call rel32, or its last two bytes: call *%ebx. Nothing is mapped at target: drop it. */
	c = CALL(0xe8, 0x00, 0x00, 0xff, 0xd3);
	assert_null(at(target));
	assert_int_equal(c.calls, 1);
	assert_int_equal(c.kind, CALL_REG);
	/* with code at the target both stand */
	pages[1].addr = target & ~0xfffu;
	c = CALL(0xe8, 0x00, 0x00, 0xff, 0xd3);
	assert_int_equal(c.calls, 2);
	assert_int_equal(c.kind, CALL_REL32);
	assert_int_equal(callsite_judge(&c, KV, KV), CALLSITE_UNKNOWN);
	assert_int_equal(callsite_judge(&c, target, 0), CALLSITE_VDSO);
	resolved = c;
	callsite_resolve(&resolved, at_shim, &memory);
	assert_int_equal(callsite_judge(&resolved, KV, KV), CALLSITE_SHIM);
	callsite_resolve(&c, at_kv, &memory);
	assert_int_equal(callsite_judge(&c, KV, KV), CALLSITE_VDSO);
	pages[1].addr = DATA;
	/* call rel32 behind what would be ff 94 e8 ...: seven bytes and five */
	c = CALL(0xff, 0x94, 0xe8, (uint8_t)rel, (uint8_t)(rel >> 8), (uint8_t)(rel >> 16),
		 (uint8_t)(rel >> 24));
	assert_int_equal(c.calls, 2);
	assert_int_equal(c.kind, CALL_MEM);
	assert_int_equal(c.call[1].kind, CALL_REL32);
	assert_int_equal(callsite_judge(&c, KV, KV), CALLSITE_UNKNOWN);
}

static void no_call(void **state)
{
	const struct callsite c[] = {
		CALL(0x90, 0x90), CALL(0xcd, 0x80), CALL(0xff, 0xe0), /* jmp *%eax */
		CALL(0xff, 0x25, 0x20, 0xb0, 0x04, 0x08),             /* jmp *DATA+0x20 */
		CALL(0xff, 0x14), CALL(0xff, 0x50), CALL(0xff, 0x15), CALL(0xff, 0x90), /* cut short */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(c) / sizeof(*c); i++) {
		assert_int_equal(c[i].kind, CALL_NONE);
		assert_int_equal(callsite_judge(&c[i], KV, KV), CALLSITE_UNKNOWN);
		assert_int_equal(callsite_judge(&c[i], 0, 0), CALLSITE_UNKNOWN);
	}
}

static void at_the_edge_of_memory(void **state)
{
	struct callsite c;

	(void)state;
	/* the page before is not there: only the call itself is */
	put(CODE, "\xff\xd6", 2);
	assert_int_equal(callsite_decode(&c, CODE + 2, &memory), 0);
	assert_int_equal(c.kind, CALL_REG);
	put(DATA, "\x65\xff\x15\x10\0\0\0", 7);
	assert_int_equal(callsite_decode(&c, DATA + 7, &memory), 0);
	assert_int_equal(c.kind, CALL_GS10);
	/* without its first byte it would be a call through address 0x10 */
	put(CODE, "\xff\x15\x10\0\0\0", 6);
	assert_int_equal(callsite_decode(&c, CODE + 6, &memory), 0);
	assert_int_equal(c.kind, CALL_NONE);
	/* the return address need not be readable */
	put(CODE + PAGE - 2, "\xff\xd6", 2);
	assert_int_equal(callsite_decode(&c, CODE + PAGE, &memory), 0);
	assert_int_equal(c.kind, CALL_REG);
	for (uint32_t ret = 0; ret < 8; ret++) {
		memset(&c, 0xff, sizeof(c));
		assert_int_equal(callsite_decode(&c, ret, &memory), -EFAULT);
		assert_int_equal(c.kind, CALL_NONE);
		assert_int_equal(c.calls, 0);
	}
	assert_int_equal(callsite_decode(&c, CODE, &memory), -EFAULT);
	assert_int_equal(callsite_decode(&c, CODE + PAGE + 1, &memory), -EFAULT);
}

/* All 2^16 endings, behind bytes that begin most of the longer ones. */
static void any_bytes_at_all(void **state)
{
	static const uint8_t front[][5] = {
		{ 0xff, 0x94, 0xe8, 0xff, 0x54 }, { 0x65, 0xff, 0x15, 0xff, 0x54 },
		{ 0xff, 0x14, 0xe8, 0xff, 0x14 }, { 0xff, 0x90, 0xe8, 0xff, 0xff },
		{ 0x64, 0xff, 0x93, 0xff, 0x52 },
	};
	const uint32_t reg[8] = { 0 };
	unsigned most = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(front) / sizeof(*front); i++) {
		for (unsigned end = 0; end < 0x10000; end++) {
			const uint8_t *f = front[i];
			struct callsite c =
				CALL(f[0], f[1], f[2], f[3], f[4], (uint8_t)end, (uint8_t)(end >> 8));

			assert_true(c.calls <= CALLSITE_CALLS);
			assert_int_equal(c.kind == CALL_NONE, c.calls == 0);
			most = c.calls > most ? c.calls : most;
			callsite_resolve(&c, reg, &memory);
			assert_int_not_equal(callsite_judge(&c, KV, KV), CALLSITE_VDSO);
		}
	}
	assert_in_range(most, 2, CALLSITE_CALLS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(gs10, set_up),
		cmocka_unit_test_setup(other_words_of_segments, set_up),
		cmocka_unit_test_setup(rel32, set_up),
		cmocka_unit_test_setup(absolute, set_up),
		cmocka_unit_test_setup(through_a_register, set_up),
		cmocka_unit_test_setup(through_memory, set_up),
		cmocka_unit_test_setup(memory_by_way_of_eax_is_lost, set_up),
		cmocka_unit_test_setup(jumps_are_followed, set_up),
		cmocka_unit_test_setup(a_pushed_return_address, set_up),
		cmocka_unit_test_setup(bytes_with_two_meanings, set_up),
		cmocka_unit_test_setup(no_call, set_up),
		cmocka_unit_test_setup(at_the_edge_of_memory, set_up),
		cmocka_unit_test_setup(any_bytes_at_all, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
