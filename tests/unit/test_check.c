/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tiny_elf.h"
#include "vdso/check.h"
#include "vdso/disasm.h"

/* Images against a native one whose landing pad is at LANDING, stubs at SIGRETURN and RT_SIGRETURN. */
#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define BYTES(...)   sizeof((uint8_t[]){ __VA_ARGS__ }), { __VA_ARGS__ }
#define PUSHES	     0x51, 0x52, 0x55
#define SYSENTER     0x89, 0xe5, 0x0f, 0x34
#define SYSCALL	     0x89, 0xcd, 0x0f, 0x05
#define INT80	     0xcd, 0x80
#define POPS	     0x5d, 0x5a, 0x59, 0xc3

enum { PAD = 0x49, LANDING = TINY_CODE + PAD, STUB = 0x80, RT_STUB = 0x90, SPARE = 0xc0 };

static struct tiny_elf native_elf, elf;
static struct image native = { .bytes = (unsigned char *)&native_elf,
			       .size = sizeof(native_elf),
			       .mapped = true };
static struct image file = { .bytes = (unsigned char *)&elf, .size = sizeof(elf) };

static void put_stubs(struct tiny_elf *t)
{
	static const uint8_t sigreturn[] = { 0x58, 0xb8, 119, 0, 0, 0, INT80 };
	static const uint8_t rt_sigreturn[] = { 0xb8, 173, 0, 0, 0, INT80 };

	memcpy(t->code + STUB, sigreturn, sizeof(sigreturn));
	memcpy(t->code + RT_STUB, rt_sigreturn, sizeof(rt_sigreturn));
	tiny_symbol(t, "__kernel_sigreturn", STUB, sizeof(sigreturn), TINY_GLOBAL);
	tiny_symbol(t, "__kernel_rt_sigreturn", RT_STUB, sizeof(rt_sigreturn), TINY_GLOBAL);
}

/* before: how far in front of the landing pad the code begins. */
static void make(struct tiny_elf *t, uint32_t linked_at, const uint8_t *code, uint32_t size, uint32_t before)
{
	tiny_elf(t, linked_at);
	t->ehdr.e_phnum = 3;
	t->phdr[2] = (Elf32_Phdr){ .p_type = PT_GNU_EH_FRAME, .p_vaddr = linked_at, .p_flags = PF_R };
	memcpy(t->code + PAD - before, code, size);
	tiny_symbol(t, "__kernel_vsyscall", PAD - before, size, TINY_GLOBAL);
	put_stubs(t);
}

static void make_native(bool amd)
{
	static const uint8_t intel_code[] = { PUSHES, SYSENTER, INT80, POPS };
	static const uint8_t amd_code[] = { PUSHES, SYSCALL, INT80, POPS };

	make(&native_elf, 0, amd ? amd_code : intel_code, sizeof(amd_code), 9);
	native.base = 0xf7f00000;
	native.sysinfo = native.base + LANDING - 9;
}

/* What it finds; "" is nothing. */
static const char *found(struct check *c)
{
	check_free(c);
	*c = (struct check){ 0 };
	file.base = elf.phdr[0].p_vaddr;
	if (check_image(c, &file, &native) < 0)
		return file.why;
	return c->findings ? buffer_text(&c->text) : "";
}

static void expect(const char *name, const char *wanted)
{
	struct check c = { 0 };
	const char *text = found(&c);

	if (*wanted ? !strstr(text, wanted) : *text)
		fail_msg("%s: wanted '%s', found '%s'", name, wanted, text);
	check_free(&c);
}

struct shim {
	const char *name;
	const char *wanted; /* a part of what is found; "": nothing is */
	uint32_t before;
	uint32_t size;
	uint8_t code[64];
};

static const struct shim intel[] = {
	{ "modern", "", 9, BYTES(PUSHES, SYSENTER, INT80, POPS) },
	{ "classic", "", 16,
	  BYTES(PUSHES, SYSENTER, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0xeb, 0xf3, POPS) },
	{ "int80 alone", "", 2, BYTES(INT80, 0xc3) },
	{ "int80 elsewhere", "", 0x30, BYTES(0x57, 0xbf, 1, 0, 0, 0, 0x5f, INT80, 0xc3) },
	{ "another encoding", "", 9, BYTES(PUSHES, 0x8b, 0xec, 0x0f, 0x34, INT80, POPS) },
	{ "stores", "", 26,
	  BYTES(0x83, 0xec, 0x0c, 0x89, 0x4c, 0x24, 0x08, 0x89, 0x54, 0x24, 0x04, 0x89, 0x2c, 0x24, 0x8d,
		0x2c, 0x24, 0x0f, 0x34, 0x0f, 0x1f, 0x44, 0, 0, INT80, POPS) },
	{ "endbr32", "", 13, BYTES(0xf3, 0x0f, 0x1e, 0xfb, PUSHES, SYSENTER, INT80, POPS) },
	{ "by a jmp", "", 20,
	  BYTES(0xe9, 6, 0, 0, 0, 0xf4, 0xf4, 0xf4, 0xf4, 0xf4, 0xf4, PUSHES, SYSENTER, INT80, POPS) },
	{ "getpid by int80, if the number is 20", "", 17,
	  BYTES(0x83, 0xf8, 0x14, 0x75, 0x03, INT80, 0xc3, PUSHES, SYSENTER, INT80, POPS) },
	{ "... and wrong there", "wrong 1st argument: ebx holds 1 at the int $0x80", 22,
	  BYTES(0x83, 0xf8, 0x14, 0x75, 0x08, 0xbb, 1, 0, 0, 0, INT80, 0xc3, PUSHES, SYSENTER, INT80, POPS) },

	{ "int80 behind AMD's mov",
	  "wrong 6th argument: ebp holds the caller's ecx at the int $0x80 at 0x847", 7,
	  BYTES(PUSHES, 0x89, 0xcd, INT80, POPS) },
	{ "no mov", "ebp is not esp: it holds the caller's ebp at the sysenter at 0x845", 7,
	  BYTES(PUSHES, 0x0f, 0x34, INT80, POPS) },
	{ "AMD's mov", "ebp is not esp: it holds the caller's ecx at the sysenter", 9,
	  BYTES(PUSHES, 0x89, 0xcd, 0x0f, 0x34, INT80, POPS) },
	{ "mov too early", "ebp is not esp: it holds esp+12 at the sysenter", 9,
	  BYTES(0x89, 0xe5, PUSHES, 0x0f, 0x34, INT80, POPS) },
	{ "the other way round", "wrong stack order: [ebp] holds the caller's ecx at the sysenter at 0x845",
	  9, BYTES(0x55, 0x52, 0x51, SYSENTER, INT80, POPS) },
	{ "... and ecx", "[ebp+8] holds the caller's ebp at the sysenter at 0x845, not the caller's ecx", 9,
	  BYTES(0x55, 0x52, 0x51, SYSENTER, INT80, POPS) },
	{ "... popped as pushed", "the landing pad at 0x849 leaves the caller's ebp in ecx", 9,
	  BYTES(0x55, 0x52, 0x51, SYSENTER, INT80, 0x59, 0x5a, 0x5d, 0xc3) },
	{ "a push too few", "[ebp+8] holds the return address", 8, BYTES(0x52, 0x55, SYSENTER, INT80, POPS) },
	{ "a pop too few", "the landing pad at 0x849 does not lead back", 9,
	  BYTES(PUSHES, SYSENTER, INT80, 0x5d, 0x5a, 0xc3) },
	{ "pops exchanged", "the landing pad at 0x849 leaves the caller's edx in ecx", 9,
	  BYTES(PUSHES, SYSENTER, INT80, 0x5d, 0x59, 0x5a, 0xc3) },
	{ "the result lost", "in eax, not the result", 9,
	  BYTES(PUSHES, SYSENTER, INT80, 0x5d, 0x5a, 0x59, 0x31, 0xc0, 0xc3) },
	{ "another pad", "the landing pad is at 0x84b, this kernel comes back at 0x849", 9,
	  BYTES(PUSHES, SYSENTER, 0x90, 0x90, INT80, POPS) },
	{ "another restart point",
	  "the restart point is at 0x849, this kernel sends interrupted calls to 0x847", 9,
	  BYTES(PUSHES, SYSENTER, 0x90, 0x90, INT80, POPS) },
	{ "no pad", "the landing pad at 0x849 does not lead back to the caller: hlt at 0x849 there", 7,
	  BYTES(PUSHES, SYSENTER) },
	{ "nothing is made again", "0x847, this kernel's restart point: this is no way into the kernel", 9,
	  BYTES(PUSHES, SYSENTER, 0x90, 0x90, POPS) },
	{ "made again by a jmp to the pushes",
	  "restart point: wrong stack order: [ebp+12] holds the caller's ebp", 9,
	  BYTES(PUSHES, SYSENTER, 0xeb, 0xf7, POPS) },
	{ "made again in a circle", "restart point: no way into the kernel can be seen", 9,
	  BYTES(PUSHES, SYSENTER, 0xeb, 0xfe, POPS) },
	{ "made again with another number",
	  "restart point: wrong call's number: eax holds 1 at the int $0x80", 9,
	  BYTES(PUSHES, SYSENTER, 0xeb, 0x04, POPS, 0xb8, 1, 0, 0, 0, INT80, POPS) },
	{ "syscall", "syscall at 0x845, where this machine's own vDSO uses sysenter: SIGILL", 9,
	  BYTES(PUSHES, SYSCALL, INT80, POPS) },
	{ "returns", "no call is made", 9, BYTES(0x31, 0xc0, 0xc3) },
	{ "a hook", "no way into the kernel can be seen: jmp *%gs:0x10 at 0x840", 9,
	  BYTES(0x65, 0xff, 0x25, 0x10, 0, 0, 0) },
	{ "round and round", "no way into the kernel can be seen: code that goes round in circles", 9,
	  BYTES(0xeb, 0xfe) },
	{ "conditions without an end", "no way into the kernel can be seen: je 0x", 9,
	  BYTES(0x74, 0xfe, 0x74, 0xfc) },
	{ "out of the image", "outside of the image", 9, BYTES(0xe9, 0, 0, 0, 0x10) },
	{ "into the headers", "no way into the kernel can be seen", 9, BYTES(0xe9, 0xbb, 0xf7, 0xff, 0xff) },
	{ "another interrupt", "no way into the kernel can be seen: int $0x81", 9, BYTES(0xcd, 0x81, 0xc3) },
	{ "esp unknown", "esp is not on the caller's stack: it holds something else at the sysenter at 0x845",
	  11, BYTES(0x89, 0xc4, PUSHES, SYSENTER, INT80, POPS) },
};

static const struct shim amd[] = {
	{ "modern", "", 9, BYTES(PUSHES, SYSCALL, INT80, POPS) },
	{ "classic", "", 16,
	  BYTES(PUSHES, SYSCALL, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0xeb, 0xf3, POPS) },
	{ "sysenter", "sysenter at 0x845, where this machine's own vDSO uses syscall: SIGILL", 9,
	  BYTES(PUSHES, SYSENTER, INT80, POPS) },
	{ "no mov",
	  "wrong 2nd argument: ebp holds the caller's ebp at the syscall at 0x845, not the caller's ecx", 7,
	  BYTES(PUSHES, 0x0f, 0x05, INT80, POPS) },
	{ "the other way round", "wrong stack order: [esp] holds the caller's ecx", 9,
	  BYTES(0x55, 0x52, 0x51, SYSCALL, INT80, POPS) },
};

static void check_all(const struct shim *shim, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (uint32_t linked = 0;; linked = 0xffffe000u) {
			make(&elf, linked, shim[i].code, shim[i].size, shim[i].before);
			expect(shim[i].name, shim[i].wanted);
			if (linked)
				break;
		}
}

static void code_for_intel(void **state)
{
	(void)state;
	make_native(false);
	check_all(intel, COUNT(intel));
}

static void code_for_amd(void **state)
{
	(void)state;
	make_native(true);
	check_all(amd, COUNT(amd));
}

static void good(void)
{
	make(&elf, 0, intel[0].code, intel[0].size, intel[0].before);
}

static void stubs(void **state)
{
	(void)state;
	make_native(false);
	good();
	elf.code[STUB + 2] = 173;
	expect("another number",
	       "__kernel_sigreturn is no such stub, this kernel has handlers return to 0x880");
	good();
	elf.code[STUB] = 0x90;
	expect("no pop", "__kernel_sigreturn is no such stub");
	good();
	memset(elf.code + RT_STUB, 0xf4, 8);
	expect("no code", "__kernel_rt_sigreturn is no such stub, this kernel has handlers return to 0x890");
	good();
	memmove(elf.code + SPARE, elf.code + RT_STUB, 8);
	memset(elf.code + RT_STUB, 0xf4, 8);
	elf.sym[3].st_value += SPARE - RT_STUB;
	expect("moved", "__kernel_rt_sigreturn is at 0x8c0, this kernel has handlers return to 0x890");
	good();
	elf.sym[2].st_name = elf.sym[3].st_name;
	memset(elf.code + STUB, 0xf4, 8);
	expect("no symbol", "__kernel_sigreturn is none, this kernel");
}

static void headers(void **state)
{
	(void)state;
	make_native(false);
	good();
	elf.phdr[1].p_flags |= PF_W;
	expect("dynamic", "the dynamic segment is writable");
	good();
	elf.phdr[2].p_type = PT_NULL;
	expect("unwind", "no unwind data");
	good();
	elf.dyn[3] = (Elf32_Dyn){ DT_RELSZ, { 16 } };
	expect("relocations", "16 bytes of relocations");
	good();
	elf.dyn[3] = (Elf32_Dyn){ DT_NEEDED, { 1 } };
	expect("needed", "needs another library");
	good();
	elf.phdr[2] = (Elf32_Phdr){ .p_type = PT_LOAD, .p_vaddr = 0x200, .p_offset = 0x100, .p_flags = PF_R };
	expect("elsewhere", "linked to 0x200 and stands at 0x100 in the file");
	good();
	elf.phdr[0].p_flags |= PF_W;
	expect("writable", "to be writable");
	good();
	elf.phdr[0].p_memsz += 1;
	expect("too large", "it takes 4097 bytes, this machine's vDSO has 4096");
	good();
	elf.phdr[0].p_flags = PF_R;
	expect("no code", "no symbol __kernel_vsyscall in an executable segment");
	good();
	elf.str[2] = 'x';
	expect("no entry", "no symbol __kernel_vsyscall");
}

/* The image that is put there: whole pages, and no word of section headers that are cut off. */
static void made(void **state)
{
	unsigned char *large = calloc(1, sizeof(elf) + 100);
	struct image longer = { .bytes = large, .size = sizeof(elf) + 100 }, to;
	Elf32_Ehdr h;

	(void)state;
	make_native(false);
	make(&elf, 0x10000, intel[1].code, intel[1].size, intel[1].before);
	elf.ehdr.e_shoff = sizeof(elf);
	elf.ehdr.e_shnum = 2;
	memcpy(large, &elf, sizeof(elf));
	longer.base = 0x10000;
	check_make(&to, &longer, &native);
	assert_int_equal(to.size, native.size);
	assert_int_equal(to.sysinfo, LANDING - 16);
	memcpy(&h, to.bytes, sizeof(h));
	assert_int_equal(h.e_shoff, 0);
	assert_int_equal(h.e_shnum, 0);
	assert_memory_equal(to.bytes + TINY_CODE, elf.code, sizeof(elf.code));
	image_free(&to);
	free(large);
}

/* Of code that is no known layout: where the kernel comes back to, and how it gets there. */
static void layouts(void **state)
{
	static const struct {
		struct shim shim;
		enum gate gate;
		enum restart_insn insn;
	} own[] = {
		{ { "another mov", "", 9, BYTES(PUSHES, 0x8b, 0xec, 0x0f, 0x34, INT80, POPS) },
		  GATE_VDSO_SYSENTER, RESTART_INSN_INT80 },
		{ { "a jmp", "", 9, BYTES(PUSHES, 0x8b, 0xec, 0x0f, 0x34, 0xeb, 0xfa, POPS) },
		  GATE_VDSO_SYSENTER, RESTART_INSN_JMP },
		{ { "sysenter or int80", "", 17,
		    BYTES(0x83, 0xf8, 0x14, 0x75, 0x03, INT80, 0xc3, PUSHES, SYSENTER, INT80, POPS) },
		  GATE_VDSO_SYSENTER, RESTART_INSN_INT80 },
		{ { "int80", "", 7, BYTES(0x51, 0x90, 0x90, 0x90, 0x59, INT80, 0xc3) },
		  GATE_VDSO_INT80, RESTART_INSN_INT80 },
		{ { "nobody knows", "", 9, BYTES(0xff, 0xe0) }, GATE_UNKNOWN, RESTART_INSN_NONE },
	};

	(void)state;
	make_native(false);
	for (size_t i = 0; i < COUNT(own); i++) {
		const struct shim *s = &own[i].shim;
		struct vdso_layout l;
		struct image to;

		make(&elf, 0x10000, s->code, s->size, s->before);
		file.base = 0x10000;
		check_make(&to, &file, &native);
		to.base = native.base;
		assert_int_equal(vdso_parse(&l, to.bytes, to.size, to.base, to.base + to.sysinfo), 0);
		check_layout(&l, &to, &native);
		assert_int_equal(l.kind, VDSO_UNKNOWN);
		assert_int_equal(l.base, native.base);
		assert_int_equal(l.vsyscall, native.base + LANDING - s->before);
		assert_int_equal(l.landing, native.base + LANDING);
		assert_int_equal(l.sysenter_landing, native.base + LANDING);
		assert_int_equal(l.restart, native.base + LANDING - 2);
		assert_int_equal(l.rt_sigreturn_end, native.base + TINY_CODE + RT_STUB + 7);
		if (l.gate != own[i].gate || l.restart_insn != own[i].insn)
			fail_msg("%s: gate %d, restart by %d", s->name, l.gate, l.restart_insn);
		assert_int_equal(l.jmp_target,
				 l.restart_insn == RESTART_INSN_JMP ? l.landing - 6 : 0);
		image_free(&to);
	}
}

/* Anything that is taken for an image at all: findings, or a reason; no byte behind its end. */
static void damaged(void **state)
{
	(void)state;
	make_native(false);
	srandom(11);
	for (unsigned i = 0; i < 6000; i++) {
		const struct shim *s = &intel[i % COUNT(intel)];
		struct image own = { .size = sizeof(elf) };
		struct check c = { 0 };

		make(&elf, i & 64 ? 0xfffff000u : 0, s->code, s->size, s->before);
		for (unsigned k = 0; k < 1 + i % 5; k++) {
			size_t at = i & 1 ? offsetof(struct tiny_elf, str) : sizeof(elf);

			((uint8_t *)&elf)[(unsigned long)random() % at] = (uint8_t)random();
			elf.code[PAD - s->before + (unsigned long)random() % 24] ^=
				(uint8_t)(i & 2 ? random() : 0);
		}
		own.bytes = malloc(own.size); /* where a sanitizer sees its end */
		memcpy(own.bytes, &elf, own.size);
		if (image_check(&own) == 0) {
			if (check_image(&c, &own, &native) < 0)
				assert_true(*own.why);
			else
				assert_int_equal(c.findings > 0, c.text.len > 0);
		}
		check_free(&c);
		free(own.bytes);
	}
}

static int needs_library(void **state)
{
	(void)state;
	if (!disasm_works()) {
		print_message("%s\n", disasm_library());
		exit(77);
	}
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(code_for_intel), cmocka_unit_test(code_for_amd), cmocka_unit_test(stubs),
		cmocka_unit_test(headers),	  cmocka_unit_test(made),	  cmocka_unit_test(damaged),
		cmocka_unit_test(layouts),
	};

	return cmocka_run_group_tests(tests, needs_library, NULL);
}
