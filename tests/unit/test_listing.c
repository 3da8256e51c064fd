/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>

#include "tiny_elf.h"
#include "vdso/facts.h"
#include "vdso/image.h"
#include "vdso/listing.h"
#include "vdso/report.h"
#include "vdso_layouts.h"

/* Images of every layout as files, read as gatevdso reads them. */
#define COUNT(array) (sizeof(array) / sizeof(*(array)))

enum { AT = 0x40 };

static struct tiny_elf elf;

static void make(const uint8_t *code, uint32_t size, uint32_t linked_at)
{
	tiny_elf(&elf, linked_at);
	memcpy(elf.code + AT, code, size);
	tiny_symbol(&elf, "__kernel_vsyscall", AT, size, TINY_GLOBAL);
}

/* The first n bytes of elf as a file. */
static int read_back(struct image *image, size_t n)
{
	int fd = memfd_create("vdso", MFD_CLOEXEC), r;
	char path[32];

	assert_true(fd >= 0);
	assert_int_equal(write(fd, &elf, n), n);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	r = image_read(image, path);
	close(fd);
	return r;
}

/* Line by line without a gap, each explained; the labels stand where the layout says. */
static void check_lines(const struct listing *l, const struct vdso_layout *layout, const uint8_t *code,
			const char *name)
{
	uint32_t at = layout->vsyscall;
	unsigned pads = 0, entries = 0, heads = 0;

	for (unsigned i = 0; i < l->lines; i++) {
		const struct listing_line *line = &l->line[i];

		assert_int_equal(line->addr, at);
		assert_memory_equal(line->bytes, code + (at - layout->vsyscall), line->n);
		if (!line->text || !line->words)
			fail_msg("%s: +0x%x is not explained", name, at - layout->vsyscall);
		if (line->addr == layout->sysenter_landing) {
			assert_string_equal(line->label, "SYSENTER_RETURN");
			pads++;
		}
		if (line->addr == layout->jmp_target)
			assert_string_equal(line->label, ".Lenter_kernel");
		if (line->addr == layout->restart)
			assert_non_null(strstr(line->words, "restart point"));
		heads += line->arrow == ARROW_HEAD;
		entries += strstr(line->words, "into the kernel") != NULL;
		at += line->n;
	}
	assert_string_equal(l->line[0].label, "__kernel_vsyscall");
	assert_string_equal(l->line[l->lines - 1].text, "ret");
	assert_int_equal(pads, 1);
	assert_true(entries >= 1);
	assert_int_equal(heads, layout->jmp_target != 0);
}

static void every_layout(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(vdso_fixtures); i++) {
		const struct vdso_fixture *f = &vdso_fixtures[i];

		for (uint32_t base = 0;; base = 0xffffe000u) {
			struct listing listing;
			struct image image;
			struct facts facts;

			make(f->code, f->size, base);
			assert_int_equal(read_back(&image, sizeof(elf)), 0);
			assert_int_equal(image.base, base);
			assert_int_equal(facts_read(&facts, &image), 0);
			assert_int_equal(facts.layout.kind, f->kind);
			assert_int_equal(facts.layout.vsyscall, base + TINY_CODE + AT);
			assert_int_equal(facts.symbols, 1);
			assert_int_equal(facts.symbol[0].addr, facts.layout.vsyscall);
			listing_make(&listing, &image, &facts);
			check_lines(&listing, &facts.layout, f->code, f->name);
			assert_int_equal(listing.line[listing.lines - 1].addr + 1,
					 facts.layout.vsyscall + f->size);
			facts_free(&facts);
			image_free(&image);
			if (base)
				break;
		}
	}
}

/* Whole instructions, or rows of bytes without a library; nothing but entries is explained. */
static void check_stranger(const struct listing *l, const uint8_t *code, uint32_t size)
{
	uint32_t at = 0;

	for (unsigned i = 0; i < l->lines; i++) {
		const struct listing_line *line = &l->line[i];

		assert_memory_equal(line->bytes, code + at, at + line->n <= size ? line->n : size - at);
		if (!disasm_works())
			assert_null(line->text);
		if (line->words)
			assert_true(strncmp(line->words, "into the kernel", 15) == 0);
		at += line->n;
	}
	assert_true(at >= size && at < size + DISASM_INSN_MAX);
}

static void strangers_are_disassembled(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(vdso_strangers); i++) {
		struct buffer text = BUFFER_INIT;
		struct listing listing;
		struct image image;
		struct facts facts;

		make(vdso_strangers[i].code, vdso_strangers[i].size, 0);
		assert_int_equal(read_back(&image, sizeof(elf)), 0);
		assert_int_equal(facts_read(&facts, &image), 0);
		listing_make(&listing, &image, &facts);
		check_stranger(&listing, vdso_strangers[i].code, vdso_strangers[i].size);
		report_text(&text, "a stranger", &image, &facts);
		assert_non_null(strstr(buffer_text(&text), "no layout that gatevdso knows"));
		assert_non_null(
			strstr(buffer_text(&text), disasm_works() ? "disassembled by" : "bytes only"));
		buffer_free(&text);
		facts_free(&facts);
		image_free(&image);
	}
}

/* A jmp that goes back is drawn; one into the middle of an instruction is not. */
static void stranger_with_jmp(void **state)
{
	static const uint8_t back[] = { 0x52, 0x51, 0x55, 0x89, 0xe5, 0x0f, 0x34, 0xeb, 0xfa, 0xc3 };
	static const uint8_t inside[] = { 0x52, 0x51, 0x55, 0x89, 0xe5, 0x0f, 0x34, 0xeb, 0xfb, 0xc3 };
	struct listing listing;
	struct image image;
	struct facts facts;

	(void)state;
	if (!disasm_works())
		skip();
	make(back, sizeof(back), 0);
	assert_int_equal(read_back(&image, sizeof(elf)), 0);
	assert_int_equal(facts_read(&facts, &image), 0);
	listing_make(&listing, &image, &facts);
	assert_int_equal(listing.lines, 7);
	assert_int_equal(listing.line[2].arrow, ARROW_NONE);
	assert_int_equal(listing.line[3].arrow, ARROW_HEAD);
	assert_int_equal(listing.line[4].arrow, ARROW_SHAFT);
	assert_int_equal(listing.line[5].arrow, ARROW_TAIL);
	assert_int_equal(listing.line[6].arrow, ARROW_NONE);
	memcpy(image.bytes + TINY_CODE + AT, inside, sizeof(inside));
	listing_make(&listing, &image, &facts);
	for (unsigned i = 0; i < listing.lines; i++)
		assert_int_equal(listing.line[i].arrow, ARROW_NONE);
	facts_free(&facts);
	image_free(&image);
}

/* Whatever is cut off or damaged: a reason, or an image that everything can work with. */
static void survive(size_t n)
{
	struct buffer text = BUFFER_INIT;
	struct image image;
	struct facts facts;

	if (read_back(&image, n) < 0) {
		assert_true(*image.why);
		image_free(&image);
		return;
	}
	if (facts_read(&facts, &image) == 0) {
		report_text(&text, "x", &image, &facts);
		report_json(&text, "x", &image, &facts);
		assert_true(text.len > 0);
		buffer_free(&text);
		facts_free(&facts);
	}
	image_free(&image);
}

static void cut_short(void **state)
{
	struct image image;

	(void)state;
	make(vdso_fixtures[0].code, vdso_fixtures[0].size, 0);
	for (size_t n = 0; n < sizeof(elf); n += n < 0x200 ? 1 : 61) {
		assert_true(read_back(&image, n) < 0);
		assert_true(*image.why);
		image_free(&image);
	}
	/* The segment claims no more than is there: then it is the code that ends. */
	for (uint32_t n = TINY_CODE + AT - 2; n < TINY_CODE + AT + 24; n++) {
		elf.phdr[0].p_filesz = n;
		survive(n);
	}
}

static void damaged(void **state)
{
	(void)state;
	srandom(4);
	for (unsigned i = 0; i < 4000; i++) {
		make(vdso_fixtures[i % COUNT(vdso_fixtures)].code, 16, 0);
		for (unsigned k = 0; k < 1 + i % 4; k++)
			((uint8_t *)&elf)[(unsigned long)random() % offsetof(struct tiny_elf, str)] =
				(uint8_t)random();
		survive(sizeof(elf));
	}
}

static void version_note(void **state)
{
	static const struct {
		Elf32_Nhdr header;
		char name[8];
		uint32_t version;
	} note = { { 6, 4, 0 }, "Linux", 6 << 16 | 18 << 8 | 44 };
	struct buffer text = BUFFER_INIT;
	struct image image;
	struct facts facts;

	(void)state;
	make(vdso_fixtures[0].code, vdso_fixtures[0].size, 0);
	memcpy(elf.code + 0x400, &note, sizeof(note));
	elf.phdr[1] = (Elf32_Phdr){
		.p_type = PT_NOTE, .p_offset = TINY_CODE + 0x400, .p_vaddr = TINY_CODE + 0x400,
		.p_filesz = sizeof(note), .p_memsz = sizeof(note), .p_align = 4,
	};
	assert_int_equal(read_back(&image, sizeof(elf)), 0);
	image.sysinfo = TINY_CODE + AT; /* the symbols went with the dynamic segment */
	assert_int_equal(facts_read(&facts, &image), 0);
	report_version(&text, facts.kernel);
	assert_string_equal(buffer_text(&text), "6.18.44");
	assert_int_equal(facts.layout.kind, VDSO_CLASSIC);
	buffer_free(&text);
	facts_free(&facts);
	image_free(&image);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_layout),	 cmocka_unit_test(strangers_are_disassembled),
		cmocka_unit_test(stranger_with_jmp),
		cmocka_unit_test(cut_short),	 cmocka_unit_test(damaged),
		cmocka_unit_test(version_note),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
