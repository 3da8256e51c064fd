/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>

#include "stage/vdso.h"
#include "tiny_elf.h"
#include "vdso_layouts.h"

enum { KV = 0xf7f265e0u, BASE = 0xf7f26000u, FIXED = 0xffffe000u, SKIP = 77 };

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* The vDSO that a 32-bit process gets here. */
static struct {
	uint8_t *image;
	size_t size;
	uint32_t base, kv;
} live;

/*
 * A copy of bytes that ends where readable memory ends: one byte too far is
 * a SIGSEGV, whoever reads it.
 */
static const uint8_t *at_the_edge(const void *bytes, size_t n)
{
	enum { ROOM = 0x4000, PAGE = 0x1000 };
	static uint8_t *room;

	if (!room) {
		room = mmap(NULL, ROOM + PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		assert_ptr_not_equal(room, MAP_FAILED);
		assert_int_equal(mprotect(room + ROOM, PAGE, PROT_NONE), 0);
	}
	assert_true(n <= ROOM);
	memcpy(room + ROOM - n, bytes, n);
	return room + ROOM - n;
}

static struct vdso_layout decode(const void *code, size_t size)
{
	struct vdso_layout l;

	memset(&l, 0xff, sizeof(l)); /* whatever was there before */
	vdso_decode(&l, at_the_edge(code, size), size, KV);
	return l;
}

static void assert_unknown(const struct vdso_layout *l)
{
	assert_int_equal(l->kind, VDSO_UNKNOWN);
	assert_int_equal(l->gate, GATE_UNKNOWN);
	assert_int_equal(l->restart_insn, RESTART_INSN_NONE);
	assert_int_equal(l->landing, 0);
	assert_int_equal(l->restart, 0);
	assert_int_equal(l->jmp_target, 0);
	assert_int_equal(l->sysenter_landing, 0);
}

static void assert_fixture(const struct vdso_layout *l, const struct vdso_fixture *f, uint32_t kv)
{
	assert_int_equal(l->kind, f->kind);
	assert_int_equal(l->vsyscall, kv);
	assert_int_equal(l->landing, kv + f->landing);
	assert_int_equal(l->restart, kv + f->landing - 2);
	assert_int_equal(l->restart_insn, f->insn);
	assert_int_equal(l->jmp_target, f->jmp_target ? kv + f->jmp_target : 0);
	assert_int_equal(l->gate, f->gate);
	assert_int_equal(l->sysenter_landing, kv + f->sysenter_landing);
}

static void every_layout(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(vdso_fixtures); i++) {
		struct vdso_layout l = decode(vdso_fixtures[i].code, vdso_fixtures[i].size);

		assert_fixture(&l, &vdso_fixtures[i], KV);
		assert_string_equal(vdso_layout_name(&l), strcmp(vdso_fixtures[i].name, "slow") ?
								  vdso_kind_name(l.kind) : "slow int80");
	}
}

static void every_kind_has_a_fixture_and_a_name(void **state)
{
	bool seen[VDSO_OLD_SYSCALL + 1] = { [VDSO_UNKNOWN] = true, [VDSO_ABSENT] = true };

	(void)state;
	for (size_t i = 0; i < COUNT(vdso_fixtures); i++)
		seen[vdso_fixtures[i].kind] = true;
	for (size_t i = 0; i < COUNT(seen); i++) {
		assert_true(seen[i]);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(vdso_kind_name((enum vdso_kind)i),
						vdso_kind_name((enum vdso_kind)k));
	}
	assert_string_equal(vdso_kind_name((enum vdso_kind)99), "unknown");
}

static void strangers_are_unknown(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(vdso_strangers); i++) {
		struct vdso_layout l = decode(vdso_strangers[i].code, vdso_strangers[i].size);

		assert_unknown(&l);
	}
}

static void code_cut_short_is_unknown(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(vdso_fixtures); i++) {
		for (uint32_t n = 0; n < vdso_fixtures[i].needs; n++) {
			struct vdso_layout l = decode(vdso_fixtures[i].code, n);

			assert_unknown(&l);
		}
	}
}

/* Any byte replaced by any other: unknown, or another no-op of the same length. */
static void one_wrong_byte_is_enough(void **state)
{
	unsigned other_noops = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(vdso_fixtures); i++) {
		struct vdso_fixture f = vdso_fixtures[i];

		for (uint32_t at = 0; at < f.needs; at++) {
			for (unsigned value = 0; value < 256; value++) {
				struct vdso_layout l;

				if (value == vdso_fixtures[i].code[at])
					continue;
				f.code[at] = (uint8_t)value;
				l = decode(f.code, f.size);
				if (l.kind == VDSO_UNKNOWN)
					continue;
				assert_fixture(&l, &vdso_fixtures[i], KV);
				other_noops++;
			}
			f.code[at] = vdso_fixtures[i].code[at];
		}
	}
	assert_in_range(other_noops, 1, 20);
}

static const uint8_t sigreturn[] = { 0x58, 0xb8, 0x77, 0, 0, 0, 0xcd, 0x80 };
static const uint8_t rt_sigreturn[] = { 0xb8, 0xad, 0, 0, 0, 0xcd, 0x80 };

enum { AT_KV = 0x40, AT_SIGRETURN = 0x100, AT_RT_SIGRETURN = 0x110 };

static void tiny_vdso(struct tiny_elf *t, uint32_t linked_at, const struct vdso_fixture *f)
{
	tiny_elf(t, linked_at);
	tiny_symbol(t, "__vdso_time", 0, 0x40, TINY_GLOBAL);
	tiny_symbol(t, "__kernel_vsyscall", AT_KV, f->size, TINY_GLOBAL);
	tiny_symbol(t, "__kernel_sigreturn", AT_SIGRETURN, sizeof(sigreturn), TINY_GLOBAL);
	tiny_symbol(t, "__kernel_rt_sigreturn", AT_RT_SIGRETURN, sizeof(rt_sigreturn), TINY_GLOBAL);
	memcpy(t->code + AT_KV, f->code, f->size);
	memcpy(t->code + AT_SIGRETURN, sigreturn, sizeof(sigreturn));
	memcpy(t->code + AT_RT_SIGRETURN, rt_sigreturn, sizeof(rt_sigreturn));
}

static void an_image_gives_its_symbols(void **state)
{
	const struct {
		uint32_t linked_at, base;
	} place[] = { { 0, BASE }, { FIXED, FIXED }, { FIXED, BASE } };

	(void)state;
	for (size_t i = 0; i < COUNT(place); i++) {
		for (size_t k = 0; k < COUNT(vdso_fixtures); k++) {
			const uint32_t code = place[i].base + TINY_CODE;
			const uint8_t *image;
			struct vdso_layout l;
			struct tiny_elf t;

			tiny_vdso(&t, place[i].linked_at, &vdso_fixtures[k]);
			image = at_the_edge(&t, sizeof(t));
			assert_int_equal(vdso_parse(&l, image, sizeof(t), place[i].base, 0), 0);
			assert_fixture(&l, &vdso_fixtures[k], code + AT_KV);
			assert_int_equal(l.base, place[i].base);
			assert_int_equal(l.size, sizeof(t));
			assert_int_equal(l.sigreturn, code + AT_SIGRETURN);
			assert_int_equal(l.sigreturn_end, code + AT_SIGRETURN + 8);
			assert_int_equal(l.rt_sigreturn, code + AT_RT_SIGRETURN);
			assert_int_equal(l.rt_sigreturn_end, code + AT_RT_SIGRETURN + 7);
		}
	}
}

static void stubs_of_other_bytes_are_none(void **state)
{
	struct vdso_layout l;
	struct tiny_elf t;

	(void)state;
	tiny_vdso(&t, 0, &vdso_fixtures[0]);
	t.code[AT_SIGRETURN] = 0x59;
	t.code[AT_RT_SIGRETURN + 1] = 0x77;
	assert_int_equal(vdso_parse(&l, &t, sizeof(t), BASE, 0), 0);
	assert_int_equal(l.sigreturn, 0);
	assert_int_equal(l.sigreturn_end, 0);
	assert_int_equal(l.rt_sigreturn, 0);
	assert_int_equal(l.rt_sigreturn_end, 0);
}

static void at_sysinfo_and_the_symbol(void **state)
{
	const uint32_t symbol = BASE + TINY_CODE + AT_KV, other = BASE + TINY_CODE + 0x200;
	struct vdso_layout l;
	struct tiny_elf t;

	(void)state;
	tiny_vdso(&t, 0, &vdso_fixtures[0]);
	memcpy(t.code + 0x200, vdso_fixtures[5].code, vdso_fixtures[5].size);
	/* a known layout where AT_SYSINFO says */
	assert_int_equal(vdso_parse(&l, &t, sizeof(t), BASE, other), 0);
	assert_fixture(&l, &vdso_fixtures[5], other);
	/* at other code of the image, in front of it, behind it */
	assert_int_equal(vdso_parse(&l, &t, sizeof(t), BASE, other + 1), 0);
	assert_fixture(&l, &vdso_fixtures[0], symbol);
	assert_int_equal(vdso_parse(&l, &t, sizeof(t), BASE, 0x8048000), 0);
	assert_fixture(&l, &vdso_fixtures[0], symbol);
	assert_int_equal(vdso_parse(&l, &t, sizeof(t), BASE, BASE + (uint32_t)sizeof(t)), 0);
	assert_fixture(&l, &vdso_fixtures[0], symbol);
}

/* The first of all vDSOs (2.5.53) was a page of code at ffffe000. */
static void a_page_of_bare_code(void **state)
{
	uint8_t page[4096] = { 0 };
	struct vdso_layout l;

	(void)state;
	memcpy(page, vdso_fixtures[0].code, vdso_fixtures[0].size);
	assert_int_equal(vdso_parse(&l, page, sizeof(page), FIXED, FIXED), 0);
	assert_fixture(&l, &vdso_fixtures[0], FIXED);
	assert_int_equal(vdso_parse(&l, page, sizeof(page), FIXED, 0), -EINVAL);
	assert_unknown(&l);
	assert_int_equal(vdso_parse(&l, page, sizeof(page), FIXED, 0x1000), -EINVAL);
	assert_unknown(&l);
	assert_int_equal(vdso_parse(&l, page, 0, FIXED, FIXED), -EINVAL);
	assert_unknown(&l);
}

/* What comes of an image, whatever it is, lies in it or is nowhere. */
static void assert_sane(const struct vdso_layout *l, size_t size)
{
	const uint32_t inside[] = { l->vsyscall, l->restart, l->jmp_target, l->sigreturn, l->rt_sigreturn };

	for (size_t i = 0; i < COUNT(inside); i++)
		assert_true(!inside[i] || inside[i] - l->base < size);
	if (l->kind == VDSO_UNKNOWN)
		assert_unknown(l);
	else
		assert_int_equal(l->restart, l->landing - 2);
}

static void parse_anything(const void *image, size_t size, uint32_t kv)
{
	struct vdso_layout l;
	int r = vdso_parse(&l, at_the_edge(image, size), size, BASE, kv);

	assert_true(r == 0 || r == -EINVAL);
	assert_sane(&l, size);
}

static uint32_t xorshift(void)
{
	static uint32_t x = 2463534242u;

	x ^= x << 13;
	x ^= x >> 17;
	return x ^= x << 5;
}

static void torture(const void *image, size_t size, uint32_t kv, unsigned rounds)
{
	uint8_t *bad = malloc(size);

	assert_non_null(bad);
	for (size_t n = 0; n <= size; n++) {
		parse_anything(image, n, 0);
		parse_anything(image, n, kv);
	}
	/* Half of the damage goes to the headers and tables. */
	for (unsigned i = 0; i < rounds; i++) {
		memcpy(bad, image, size);
		for (unsigned k = 0; k < 1 + i % 8; k++)
			bad[xorshift() % (xorshift() & 1 ? size : 0x480)] = (uint8_t)(xorshift() >> (i % 24));
		parse_anything(bad, size, i & 1 ? kv : 0);
	}
	free(bad);
}

static void bad_images_do_no_harm(void **state)
{
	struct tiny_elf t;

	(void)state;
	tiny_vdso(&t, 0, &vdso_fixtures[0]);
	torture(&t, sizeof(t), BASE + TINY_CODE + AT_KV, 20000);
}

static void sizes_that_lie(void **state)
{
	static const uint32_t lie[] = { 0, 1, 7, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff };

	(void)state;
	for (size_t i = 0; i < COUNT(lie); i++) {
		for (unsigned field = 0; field < 9; field++) {
			struct tiny_elf t;

			tiny_vdso(&t, 0, &vdso_fixtures[0]);
			*(uint32_t *[]){ &t.phdr[0].p_offset,	&t.phdr[0].p_vaddr,    &t.phdr[0].p_filesz,
					 &t.phdr[1].p_offset,	&t.phdr[1].p_filesz,   &t.dyn[0].d_un.d_ptr,
					 &t.dyn[1].d_un.d_ptr,	&t.dyn[2].d_un.d_val,  &t.ehdr.e_shoff
			}[field] = lie[i];
			parse_anything(&t, sizeof(t), 0);
			t.ehdr.e_shnum = t.ehdr.e_phnum = 0xffff;
			t.ehdr.e_shentsize = sizeof(Elf32_Shdr);
			parse_anything(&t, sizeof(t), 0);
		}
	}
}

static void the_live_one(void **state)
{
	struct vdso_layout l, by_symbol;
	const uint8_t *image;

	(void)state;
	if (!live.image)
		skip();
	image = at_the_edge(live.image, live.size);
	assert_int_equal(vdso_parse(&l, image, live.size, live.base, live.kv), 0);
	assert_int_not_equal(l.kind, VDSO_UNKNOWN);
	assert_int_not_equal(l.kind, VDSO_ABSENT);
	assert_int_equal(l.vsyscall, live.kv);
	assert_in_range(l.landing, l.vsyscall + 2, l.vsyscall + 64);
	assert_int_equal(l.sigreturn_end, l.sigreturn + 8);
	assert_int_equal(l.rt_sigreturn_end, l.rt_sigreturn + 7);
	assert_in_range(l.sigreturn, live.base, live.base + live.size);
	/* AT_SYSINFO is the symbol. */
	assert_int_equal(vdso_parse(&by_symbol, live.image, live.size, live.base, 0), 0);
	assert_memory_equal(&by_symbol, &l, sizeof(l));
}

static void every_layout_in_the_live_one(void **state)
{
	const uint32_t kv = live.kv - live.base;

	(void)state;
	if (!live.image)
		skip();
	for (size_t i = 0; i < COUNT(vdso_fixtures); i++) {
		uint8_t *image = malloc(live.size);
		struct vdso_layout l;

		assert_non_null(image);
		memcpy(image, live.image, live.size);
		memcpy(image + kv, vdso_fixtures[i].code, vdso_fixtures[i].size);
		assert_int_equal(vdso_parse(&l, image, live.size, live.base, 0), 0);
		assert_fixture(&l, &vdso_fixtures[i], live.kv);
		free(image);
	}
}

/* Cut behind the code, the section headers are gone: the dynamic segment serves. */
static void the_live_one_cut_short(void **state)
{
	struct vdso_layout whole, l;
	const Elf32_Ehdr *ehdr = (const void *)live.image;

	(void)state;
	if (!live.image)
		skip();
	assert_int_equal(vdso_parse(&whole, live.image, live.size, live.base, 0), 0);
	for (size_t n = 0x1000; n < live.size && n < ehdr->e_shoff; n += 0x1000) {
		assert_int_equal(vdso_parse(&l, live.image, n, live.base, 0), 0);
		l.size = whole.size;
		assert_memory_equal(&l, &whole, sizeof(l));
	}
	torture(live.image, live.size, live.kv, 5000);
}

/* Leaves live.image NULL, with a reason printed, when there is none to get. */
static void get_live(void)
{
	const char *tracees = getenv("TRACEES");
	char command[4096];
	unsigned kv, base, size;
	FILE *from;

	snprintf(command, sizeof(command), "%s/dumpvdso", tracees ? tracees : "tests/tracees");
	if (access(command, X_OK) < 0) {
		printf("no %s: no compiler of 32-bit programs\n", command);
		return;
	}
	from = popen(command, "r");
	if (!from || fscanf(from, "%x %x %x%*1[\n]", &kv, &base, &size) != 3) {
		puts("this machine runs no 32-bit programs");
	} else if (!size) {
		puts("32-bit programs have no vDSO here");
	} else {
		live.image = malloc(size);
		live.size = live.image ? fread(live.image, 1, size, from) : 0;
		live.base = base;
		live.kv = kv;
		if (live.size != size || kv - base >= size) {
			puts("dumpvdso gave nonsense");
			exit(1);
		}
	}
	if (from)
		pclose(from);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_layout),
		cmocka_unit_test(every_kind_has_a_fixture_and_a_name),
		cmocka_unit_test(strangers_are_unknown),
		cmocka_unit_test(code_cut_short_is_unknown),
		cmocka_unit_test(one_wrong_byte_is_enough),
		cmocka_unit_test(an_image_gives_its_symbols),
		cmocka_unit_test(stubs_of_other_bytes_are_none),
		cmocka_unit_test(at_sysinfo_and_the_symbol),
		cmocka_unit_test(a_page_of_bare_code),
		cmocka_unit_test(bad_images_do_no_harm),
		cmocka_unit_test(sizes_that_lie),
		cmocka_unit_test(the_live_one),
		cmocka_unit_test(every_layout_in_the_live_one),
		cmocka_unit_test(the_live_one_cut_short),
	};
	int failed;

	get_live();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	if (!failed && !live.image) {
		puts("all known layouts passed; the machine's own vDSO was not tested");
		return SKIP;
	}
	free(live.image);
	return failed;
}
