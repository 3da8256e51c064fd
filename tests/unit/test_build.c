/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <gelf.h>
#include <string.h>
#include <cmocka.h>

#include "tiny_elf.h"
#include "vdso/build.h"
#include "vdso/facts.h"
#include "vdso_layouts.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* In a tiny image. */
enum {
	BASE = 0xf7f26000u,
	AT_KV = TINY_CODE + 0x100,
	AT_SIGRETURN = TINY_CODE + 0x140,
	AT_RT_SIGRETURN = TINY_CODE + 0x150,
};

static const uint8_t sigreturn[] = { 0x58, 0xb8, 119, 0, 0, 0, 0xcd, 0x80 };
static const uint8_t rt_sigreturn[] = { 0xb8, 173, 0, 0, 0, 0xcd, 0x80 };

/* What a kernel would have mapped. */
struct native {
	struct tiny_elf elf;
	struct image image;
};

static void native_at(struct native *n, const uint8_t *code, size_t size, uint32_t kv, uint32_t stub,
		      uint32_t rt_stub)
{
	uint8_t *bytes = (uint8_t *)&n->elf;

	tiny_elf(&n->elf, 0);
	memcpy(bytes + kv, code, size);
	memcpy(bytes + stub, sigreturn, sizeof(sigreturn));
	memcpy(bytes + rt_stub, rt_sigreturn, sizeof(rt_sigreturn));
	tiny_symbol(&n->elf, "__kernel_vsyscall", kv - TINY_CODE, (uint32_t)size, TINY_GLOBAL);
	tiny_symbol(&n->elf, "__vdso_time", 0x400, 8, TINY_GLOBAL);
	tiny_symbol(&n->elf, "__kernel_sigreturn", stub - TINY_CODE, sizeof(sigreturn), TINY_GLOBAL);
	tiny_symbol(&n->elf, "__kernel_rt_sigreturn", rt_stub - TINY_CODE, sizeof(rt_sigreturn), TINY_GLOBAL);
	n->image = (struct image){
		.bytes = (unsigned char *)&n->elf,
		.size = sizeof(n->elf),
		.base = BASE,
		.sysinfo = BASE + kv,
		.mapped = true,
	};
}

static void native(struct native *n, const struct vdso_fixture *f)
{
	native_at(n, f->code, f->size, AT_KV, AT_SIGRETURN, AT_RT_SIGRETURN);
}

/* The instruction that enters the kernel in a fixture: 0x34 sysenter, 0x05 syscall, 0: int $0x80 */
static uint8_t fast_way(const struct vdso_fixture *f)
{
	for (uint32_t i = 0; i + 1 < f->size; i++)
		if (f->code[i] == 0x0f && (f->code[i + 1] == 0x34 || f->code[i + 1] == 0x05))
			return f->code[i + 1];
	return 0;
}

/* Sections as gdb wants them: each inside, none over another one or over a header. */
static void assert_sections(const struct image *image)
{
	Elf *elf = elf_memory((char *)image->bytes, image->size);
	uint8_t used[TINY_SIZE] = { 0 };
	Elf_Scn *scn = NULL;
	unsigned count = 0;
	GElf_Ehdr h;
	GElf_Phdr ph;

	assert_non_null(elf);
	assert_non_null(gelf_getehdr(elf, &h));
	assert_true(image->size <= sizeof(used));
	memset(used, 1, sizeof(Elf32_Ehdr) + h.e_phnum * sizeof(Elf32_Phdr));
	for (size_t i = 0; i < h.e_shnum * sizeof(Elf32_Shdr); i++)
		assert_int_equal(used[h.e_shoff + i]++, 0);
	while ((scn = elf_nextscn(elf, scn))) {
		GElf_Shdr sh;

		assert_non_null(gelf_getshdr(scn, &sh));
		assert_non_null(elf_strptr(elf, h.e_shstrndx, sh.sh_name));
		assert_true(sh.sh_offset + sh.sh_size <= image->size);
		assert_int_equal(sh.sh_offset % sh.sh_addralign, 0);
		for (size_t i = 0; i < sh.sh_size; i++)
			assert_int_equal(used[sh.sh_offset + i]++, 0);
		count++;
	}
	assert_int_equal(count, h.e_shnum - 1);
	assert_non_null(gelf_getphdr(elf, 0, &ph));
	assert_int_equal(ph.p_type, PT_LOAD);
	assert_int_equal(ph.p_vaddr, 0);
	for (size_t i = 0; i < image->size; i++) {
		if (i >= ph.p_filesz)
			assert_int_equal(image->bytes[i], 0);
		assert_true(i < ph.p_filesz || !used[i]);
	}
	elf_end(elf);
}

/* Stubs and landing pad where the kernel looks for them; one way in; three symbols. */
static void assert_built(const struct image *image, const struct native *n, enum choice_kind kind,
			 const struct vdso_fixture *f)
{
	uint32_t landing = AT_KV + f->sysenter_landing;
	struct facts facts;
	const struct vdso_layout *l = &facts.layout;
	struct image copy = *image;

	assert_int_equal(image->size, n->image.size);
	assert_int_equal(image_check(&copy), 0);
	copy.sysinfo = 0;
	assert_int_equal(facts_read(&facts, &copy), 0);
	assert_int_equal(l->landing, landing);
	assert_int_equal(l->sysenter_landing, landing);
	assert_int_equal(l->restart, landing - 2);
	assert_int_equal(l->vsyscall, image->sysinfo);
	if (kind == CHOICE_CLASSIC) {
		assert_int_equal(l->kind, VDSO_CLASSIC);
		assert_int_equal(l->vsyscall, landing - 16);
		assert_int_equal(l->jmp_target, l->vsyscall + 3);
		assert_int_equal(l->restart_insn, RESTART_INSN_JMP);
		assert_int_equal(l->gate, fast_way(f) == 0x34 ? GATE_VDSO_SYSENTER : GATE_VDSO_SYSCALL);
	} else {
		assert_int_equal(l->kind, VDSO_MODERN_INT80);
		assert_int_equal(l->vsyscall, landing - 9);
		assert_int_equal(l->restart_insn, RESTART_INSN_INT80);
		assert_int_equal(l->gate, GATE_VDSO_INT80);
	}
	assert_int_equal(l->sigreturn, AT_SIGRETURN);
	assert_int_equal(l->rt_sigreturn, AT_RT_SIGRETURN);
	assert_int_equal(facts.symbols, 3);
	assert_string_equal(facts.symbol[0].name, "__kernel_vsyscall");
	assert_int_equal(facts.symbol[0].addr, l->vsyscall);
	assert_int_equal(facts.symbol[0].size, landing + 4 - l->vsyscall);
	assert_string_equal(facts.symbol[1].name, "__kernel_sigreturn");
	assert_int_equal(facts.symbol[1].size, sizeof(sigreturn) + 1);
	assert_string_equal(facts.symbol[2].name, "__kernel_rt_sigreturn");
	assert_int_equal(facts.symbol[2].size, sizeof(rt_sigreturn) + 1);
	assert_sections(image);
	facts_free(&facts);
}

/* 2.6's own bytes, to the last one. */
static void classic_code_is_2_6s(void **state)
{
	struct native n;
	struct image image;

	(void)state;
	for (size_t i = 0; i < COUNT(vdso_fixtures); i++) {
		const struct vdso_fixture *f = &vdso_fixtures[i], *want = &vdso_fixtures[0];

		if (f->kind == VDSO_OLD_SYSCALL || !fast_way(f))
			continue;
		if (fast_way(f) == 0x05)
			while (want->kind != VDSO_CLASSIC || fast_way(want) != 0x05)
				want++;
		native(&n, f);
		assert_int_equal(build_image(&image, &n.image, CHOICE_CLASSIC), 0);
		assert_memory_equal(image.bytes + image.sysinfo, want->code, want->size);
		image_free(&image);
	}
}

static void every_layout(void **state)
{
	static const enum choice_kind kinds[] = { CHOICE_CLASSIC, CHOICE_INT80 };
	unsigned built = 0;

	(void)state;
	for (size_t i = 0; i < 2 * COUNT(vdso_fixtures); i++) {
		const struct vdso_fixture *f = &vdso_fixtures[i / 2];
		enum choice_kind kind = kinds[i % 2];
		struct native n;
		struct image image;
		int r;

		native(&n, f);
		r = build_image(&image, &n.image, kind);
		if (f->kind == VDSO_OLD_SYSCALL || (kind == CHOICE_CLASSIC && !fast_way(f))) {
			assert_int_equal(r, -ENOTSUP);
			assert_string_not_equal(image.why, "");
			assert_null(image.bytes);
			continue;
		}
		assert_int_equal(r, 0);
		assert_built(&image, &n, kind, f);
		image_free(&image);
		built++;
	}
	assert_true(built > COUNT(vdso_fixtures));
}

static void refused(const struct native *n, const char *why)
{
	struct image image;

	assert_int_equal(build_image(&image, &n->image, CHOICE_CLASSIC), -ENOTSUP);
	assert_non_null(strstr(image.why, why));
	assert_null(image.bytes);
}

static void strangers_are_refused(void **state)
{
	struct native n;

	(void)state;
	for (size_t i = 0; i < COUNT(vdso_strangers); i++) {
		native_at(&n, vdso_strangers[i].code, vdso_strangers[i].size, AT_KV, AT_SIGRETURN,
			  AT_RT_SIGRETURN);
		refused(&n, "not known");
	}
	native(&n, &vdso_fixtures[0]);
	n.elf.code[AT_SIGRETURN - TINY_CODE] = 0x59;
	refused(&n, "sigreturn");
	native(&n, &vdso_fixtures[0]);
	n.image.sysinfo = 0;
	memset(n.elf.str, 0, sizeof(n.elf.str));
	refused(&n, "__kernel_vsyscall");
}

static void fits(const struct native *n)
{
	struct image image;

	assert_int_equal(build_image(&image, &n->image, CHOICE_CLASSIC), 0);
	assert_sections(&image);
	image_free(&image);
}

/* The classic code starts 7 bytes before the modern one, and a stub has a nop behind it. */
static void stubs_in_the_way(void **state)
{
	const struct vdso_fixture *f = vdso_fixtures;
	const uint32_t kv = AT_KV - 7, end = AT_KV + 13, n = sizeof(sigreturn) + 1, far = AT_RT_SIGRETURN;
	struct native native;

	(void)state;
	while (f->kind != VDSO_MODERN_SYSENTER)
		f++;
	native_at(&native, f->code, f->size, AT_KV, kv - n, far);
	fits(&native);
	native_at(&native, f->code, f->size, AT_KV, kv - n + 1, far);
	refused(&native, "beside the sigreturn stubs");
	native_at(&native, f->code, f->size, AT_KV, end, far);
	fits(&native);
	native_at(&native, f->code, f->size, AT_KV, far, end);
	fits(&native);
	native_at(&native, f->code, f->size, AT_KV, far, kv - n + 1);
	fits(&native);
	native_at(&native, f->code, f->size, AT_KV, far, kv - n + 2);
	refused(&native, "beside the sigreturn stubs");
}

static void room(void **state)
{
	const struct vdso_fixture *f = &vdso_fixtures[0];
	const uint32_t end = AT_RT_SIGRETURN + sizeof(rt_sigreturn) + 1;
	enum { LOW = 0x370 }; /* where a tiny image has nothing */
	struct native native;

	(void)state;
	/* All of it in front of code that ends with the image. */
	native_at(&native, f->code, f->size, AT_KV, AT_SIGRETURN, AT_RT_SIGRETURN);
	native.image.size = end;
	fits(&native);
	native.image.size = end - 1;
	refused(&native, "around the landing pad");
	/* The code stands far apart: some of the rest goes behind it. */
	native_at(&native, f->code, f->size, AT_KV, LOW, AT_RT_SIGRETURN);
	fits(&native);
	native.image.size = end + 64;
	refused(&native, "no room for it in ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_layout),
		cmocka_unit_test(classic_code_is_2_6s),
		cmocka_unit_test(strangers_are_refused),
		cmocka_unit_test(stubs_in_the_way),
		cmocka_unit_test(room),
	};

	elf_version(EV_CURRENT);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
