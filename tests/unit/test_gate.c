/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <elf.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "stage/gate.h"

/* An address space of three pages, at addresses that read well. */
enum {
	VDSO = 0xf7f00000u,
	KV = VDSO + 0x540,
	L = KV + 9,
	CODE = 0x8048000,
	STACK = 0xff000000u,
	TLS = 0x9000000
};
enum { PAGE = 4096 };

static struct page {
	uint32_t addr;
	uint8_t bytes[PAGE];
} pages[] = { { .addr = VDSO }, { .addr = CODE }, { .addr = STACK }, { .addr = TLS } };

static bool has_vdso, wide, has_gs;
static unsigned reads;

static uint8_t *at(uint64_t addr)
{
	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++)
		if (addr >= pages[i].addr && addr - pages[i].addr < PAGE)
			return pages[i].bytes + (addr - pages[i].addr);
	return NULL;
}

static int readv_pages(struct source *s, const struct span *span, unsigned spans)
{
	int done = 0;

	(void)s;
	reads++;
	for (unsigned i = 0; i < spans; i++) {
		for (uint32_t n = 0; n < span[i].n; n++) {
			const uint8_t *byte = at(span[i].addr + n);

			if (!byte)
				return done ? done : -EFAULT;
			((uint8_t *)span[i].to)[n] = *byte;
			done++;
		}
	}
	return done;
}

/* What can't be read can't be executed here. */
static int no_code(struct source *s, uint64_t addr, void *to, uint32_t n)
{
	(void)s;
	(void)addr;
	(void)to;
	(void)n;
	return -EFAULT;
}

static int no_maps(struct source *s, struct buffer *to)
{
	(void)s;
	(void)to;
	return 0;
}

static int auxv(struct source *s, struct buffer *to)
{
	const uint32_t pairs[] = {
		AT_PHENT, sizeof(Elf32_Phdr), AT_SYSINFO, KV, AT_SYSINFO_EHDR, VDSO, AT_NULL, 0
	};
	const uint32_t none[] = { AT_PHENT, sizeof(Elf32_Phdr), AT_NULL, 0 };

	(void)s;
	buffer_add(to, has_vdso ? pairs : none, has_vdso ? sizeof(pairs) : sizeof(none));
	return 0;
}

static int is_wide(struct source *s)
{
	(void)s;
	return wide;
}

static int gs_base(struct source *s, uint32_t *base)
{
	(void)s;
	*base = TLS;
	return has_gs ? 0 : -EINVAL;
}

static struct source source = {
	.readv = readv_pages,
	.code = no_code,
	.maps = no_maps,
	.auxv = auxv,
	.wide = is_wide,
	.gs_base = gs_base,
};

static struct space *space;

static void put32(uint32_t addr, uint32_t value)
{
	memcpy(at(addr), &value, sizeof(value));
}

static void put(uint32_t addr, const void *bytes, size_t n)
{
	memcpy(at(addr), bytes, n);
}

static const uint8_t modern[] = {
	0x51, 0x52, 0x55, 0x89, 0xe5, 0x0f, 0x34, 0xcd, 0x80, 0x5d, 0x5a, 0x59, 0xc3
};
static const uint8_t call_gs10[] = { 0x65, 0xff, 0x15, 0x10, 0, 0, 0 };

enum { AFTER_CALL = CODE + 0x100, SITE = CODE + 0x200 };

static int set_up(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++)
		memset(pages[i].bytes, 0x90, PAGE);
	has_vdso = has_gs = true;
	wide = false;
	put(KV, modern, sizeof(modern));
	put(AFTER_CALL - sizeof(call_gs10), call_gs10, sizeof(call_gs10));
	put32(TLS + 0x10, KV);
	put(SITE, "\xcd\x80", 2);
	space = space_new();
	space_exec(space);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	space_free(space);
	return 0;
}

/* An entry whose stack __kernel_vsyscall has pushed. */
static struct event at_landing(uint32_t ret)
{
	struct event e = { .kind = EVENT_ENTRY, .ip = L, .sp = STACK + 0x800, .arg = { 1, 2, 3, 4, 5, 6 } };

	put32(STACK + 0x800, 6);
	put32(STACK + 0x804, 3);
	put32(STACK + 0x808, 2);
	put32(STACK + 0x80c, ret);
	return e;
}

static enum gate gate_of(struct event e, const struct restart_verdict *restart)
{
	gate_classify(space, &source, &e, restart);
	return e.gate;
}

static void through_the_vdso(void **state)
{
	struct event e = at_landing(AFTER_CALL);

	(void)state;
	gate_classify(space, &source, &e, NULL);
	assert_int_equal(e.gate, GATE_VDSO_SYSENTER);
	assert_int_equal(e.site.ip, AFTER_CALL);
}

static void a_known_caller_costs_one_read(void **state)
{
	(void)state;
	assert_int_equal(gate_of(at_landing(AFTER_CALL), NULL), GATE_VDSO_SYSENTER);
	reads = 0;
	assert_int_equal(gate_of(at_landing(AFTER_CALL), NULL), GATE_VDSO_SYSENTER);
	assert_int_equal(reads, 1);
}

static void gs10_points_to_a_shim(void **state)
{
	(void)state;
	assert_int_equal(gate_of(at_landing(AFTER_CALL), NULL), GATE_VDSO_SYSENTER);
	put32(TLS + 0x10, CODE + 0x300); /* it may change at any time */
	assert_int_equal(gate_of(at_landing(AFTER_CALL), NULL), GATE_SHIM_SYSENTER);
}

static void a_direct_call_of_a_shim(void **state)
{
	uint8_t call[5] = { 0xe8 };
	uint32_t rel = 0x40;

	(void)state;
	memcpy(call + 1, &rel, sizeof(rel));
	put(CODE + 0x400, call, sizeof(call));
	assert_int_equal(gate_of(at_landing(CODE + 0x405), NULL), GATE_SHIM_SYSENTER);
	rel = KV - (CODE + 0x505);
	memcpy(call + 1, &rel, sizeof(rel));
	put(CODE + 0x500, call, sizeof(call));
	assert_int_equal(gate_of(at_landing(CODE + 0x505), NULL), GATE_VDSO_SYSENTER);
}

static void other_registers_on_the_stack(void **state)
{
	struct event e = at_landing(AFTER_CALL);

	(void)state;
	put32(STACK + 0x804, 77);
	assert_int_equal(gate_of(e, NULL), GATE_SHIM_SYSENTER);
}

static void undecided_is_unknown(void **state)
{
	struct event e = at_landing(CODE + 0x700); /* no call stands before it */

	(void)state;
	assert_int_equal(gate_of(e, NULL), GATE_UNKNOWN);
	has_gs = false;
	assert_int_equal(gate_of(at_landing(AFTER_CALL), NULL), GATE_UNKNOWN);
	e.sp = 0x10;
	gate_classify(space, &source, &e, NULL);
	assert_int_equal(e.gate, GATE_UNKNOWN);
	assert_int_equal(e.site.ip, 0);
}

static void a_restart_is_told_by_its_instruction(void **state)
{
	const struct restart_verdict v = { .kind = EVENT_RESTART, .insn = RESTART_INSN_INT80 };
	const struct restart_verdict jmp = { .kind = EVENT_RESTART, .insn = RESTART_INSN_JMP };

	(void)state;
	assert_int_equal(gate_of(at_landing(AFTER_CALL), &v), GATE_VDSO_INT80);
	assert_int_equal(gate_of(at_landing(AFTER_CALL), &jmp), GATE_VDSO_SYSENTER);
}

/* Only an int $0x80 leads through this vDSO, so what the tag says leaves nothing to guess. */
static void the_tag_is_certain(void **state)
{
	static const uint8_t no_sep[] = {
		0x51, 0x52, 0x55, 0x8d, 0x74, 0x26, 0x00, 0xcd, 0x80, 0x5d, 0x5a, 0x59, 0xc3
	};
	struct event e = at_landing(AFTER_CALL);

	(void)state;
	put(KV, no_sep, sizeof(no_sep));
	assert_int_equal(space_vdso(space, &source)->kind, VDSO_MODERN_INT80);
	e.evidence = EVIDENCE_INT80;
	assert_int_equal(gate_of(e, NULL), GATE_VDSO_INT80);
	e.evidence = EVIDENCE_NO_INT80;
	assert_int_equal(gate_of(e, NULL), GATE_SHIM_SYSENTER);
}

static void a_jump_to_the_restart_point(void **state)
{
	const struct restart_verdict forged = { .kind = EVENT_FORGED, .insn = RESTART_INSN_INT80 };
	struct event e = at_landing(AFTER_CALL);

	(void)state;
	e.evidence = EVIDENCE_INT80;
	gate_classify(space, &source, &e, &forged);
	assert_int_equal(e.gate, GATE_VDSO_INT80);
	assert_int_equal(e.site.ip, AFTER_CALL);
	/* No call stands before this one. */
	e = at_landing(AFTER_CALL + 0x40);
	gate_classify(space, &source, &e, &forged);
	assert_int_equal(e.gate, GATE_VDSO_INT80);
	assert_int_equal(e.site.ip, 0);
}

static void int80_at_a_site(void **state)
{
	struct event e = { .kind = EVENT_ENTRY, .ip = SITE + 2 };

	(void)state;
	gate_classify(space, &source, &e, NULL);
	assert_int_equal(e.gate, GATE_INT80);
	assert_int_equal(e.site.ip, SITE);
	reads = 0;
	assert_int_equal(gate_of(e, NULL), GATE_INT80);
	assert_int_equal(reads, 0);
	e.ip = SITE + 5; /* no int $0x80 before it */
	assert_int_equal(gate_of(e, NULL), GATE_UNKNOWN);
	e.ip = 0x1000;
	assert_int_equal(gate_of(e, NULL), GATE_UNKNOWN);
}

static void int80_of_64_bit_code(void **state)
{
	struct event e = { .kind = EVENT_ENTRY, .ip = SITE + 2 };

	(void)state;
	wide = true;
	assert_int_equal(gate_of(e, NULL), GATE_INT80_64);
}

static void without_vdso(void **state)
{
	struct event e = { .kind = EVENT_ENTRY, .ip = SITE + 2 };

	(void)state;
	has_vdso = false;
	assert_int_equal(gate_of(e, NULL), GATE_INT80);
	assert_int_equal(space_vdso(space, &source)->kind, VDSO_ABSENT);
}

static void unknown_layout(void **state)
{
	struct event e = at_landing(AFTER_CALL);

	(void)state;
	at(KV)[3] = 0xcc;
	assert_int_equal(space_vdso(space, &source)->kind, VDSO_UNKNOWN);
	assert_int_equal(gate_of(e, NULL), GATE_UNKNOWN);
}

static void changed_mappings_are_read_again(void **state)
{
	struct event e = { .kind = EVENT_ENTRY, .ip = SITE + 2 };

	(void)state;
	assert_int_equal(gate_of(e, NULL), GATE_INT80);
	put(SITE, "\x90\x90", 2);
	space_changed(space, STACK, PAGE);
	assert_int_equal(gate_of(e, NULL), GATE_INT80); /* not its page */
	space_changed(space, CODE, PAGE);
	assert_int_equal(gate_of(e, NULL), GATE_UNKNOWN);
}

static void bad_sysenter(void **state)
{
	const struct vdso_layout *vdso = space_vdso(space, &source);
	const struct event good = { .kind = EVENT_EXIT, .ip = L, .sp = 0x500 };
	const struct event same = { .kind = EVENT_EXIT, .ip = L, .sp = 0x10, .result = -EFAULT };
	struct event e = { .kind = EVENT_SIGNAL, .sig = SIGSEGV, .ip = L, .sp = 0x10, .ax = -EFAULT };

	(void)state;
	assert_true(gate_is_bad_sysenter(vdso, &e, &good));
	assert_false(gate_is_bad_sysenter(vdso, &e, &same));
	e.ip = L + 1;
	assert_false(gate_is_bad_sysenter(vdso, &e, &good));
	e.ip = L;
	e.ax = 0;
	assert_false(gate_is_bad_sysenter(vdso, &e, &good));
	e.ax = -EFAULT;
	e.sig = SIGUSR1;
	assert_false(gate_is_bad_sysenter(vdso, &e, &good));
}

#define in_space(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_space(through_the_vdso),
		in_space(a_known_caller_costs_one_read),
		in_space(gs10_points_to_a_shim),
		in_space(a_direct_call_of_a_shim),
		in_space(other_registers_on_the_stack),
		in_space(undecided_is_unknown),
		in_space(a_restart_is_told_by_its_instruction),
		in_space(the_tag_is_certain),
		in_space(a_jump_to_the_restart_point),
		in_space(int80_at_a_site),
		in_space(int80_of_64_bit_code),
		in_space(without_vdso),
		in_space(unknown_layout),
		in_space(changed_mappings_are_read_again),
		in_space(bad_sysenter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
