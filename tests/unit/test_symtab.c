/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "decode/symtab.h"
#include "sites.h"
static void sizes_labels_and_aliases(void **state)
{
	const char *name = in_folder("lib tiny.so");
	struct mappings *m;
	struct tiny_elf t;

	(void)state;
	tiny_elf(&t, 0);
	tiny_symbol(&t, "sized", 0x100, 0x20, TINY_LOCAL);
	tiny_symbol(&t, "label", 0x110, 0, TINY_LABEL);        /* inside: no function */
	tiny_symbol(&t, "unsized@@V_1.0", 0x140, 0, TINY_GLOBAL);
	tiny_symbol(&t, "outer", 0x200, 0x100, TINY_GLOBAL);
	tiny_symbol(&t, "inner", 0x240, 0x20, TINY_LOCAL);
	tiny_symbol(&t, "local_one", 0x400, 0x10, TINY_LOCAL); /* one address, four names */
	tiny_symbol(&t, "__weak_one", 0x400, 0x10, TINY_WEAK);
	tiny_symbol(&t, "weak_one", 0x400, 0x10, TINY_WEAK);
	tiny_symbol(&t, "weak_one_long", 0x400, 0x10, TINY_GLOBAL);
	tiny_symbol(&t, "_start", 0x500, 0, TINY_LABEL);
	write_tiny(name, &t);
	m = maps_of_file(name, "");
	assert_site(m, CODE + 0xff, "lib tiny.so+0x8ff");
	assert_site(m, CODE + 0x100, "lib tiny.so(sized+0x0)");
	assert_site(m, CODE + 0x110, "lib tiny.so(sized+0x10)");
	assert_site(m, CODE + 0x11f, "lib tiny.so(sized+0x1f)");
	assert_site(m, CODE + 0x120, "lib tiny.so+0x920");
	assert_site(m, CODE + 0x13f, "lib tiny.so+0x93f");
	assert_site(m, CODE + 0x140, "lib tiny.so(unsized+0x0)");
	assert_site(m, CODE + 0x1ff, "lib tiny.so(unsized+0xbf)");
	assert_site(m, CODE + 0x200, "lib tiny.so(outer+0x0)");
	assert_site(m, CODE + 0x23f, "lib tiny.so(outer+0x3f)");
	assert_site(m, CODE + 0x240, "lib tiny.so(inner+0x0)");
	assert_site(m, CODE + 0x25f, "lib tiny.so(inner+0x1f)");
	assert_site(m, CODE + 0x260, "lib tiny.so(outer+0x60)"); /* behind inner, still in outer */
	assert_site(m, CODE + 0x300, "lib tiny.so+0xb00");
	assert_site(m, CODE + 0x404, "lib tiny.so(weak_one+0x4)");
	assert_site(m, CODE + 0x510, "lib tiny.so(_start+0x10)"); /* the last one goes on to the end */
	/* the other mapping of the same bytes; its offsets count from the first */
	assert_site(m, CODE + 0x5100, "lib tiny.so(sized+0x0)");
	assert_site(m, CODE + 0x5000, "lib tiny.so+0x5800");
	mappings_free(m);
}

/* A program linked to run at a fixed address: addresses are not offsets. */
static void a_program_at_a_fixed_address(void **state)
{
	const char *name = in_folder("fixed");
	struct mappings *m;
	struct tiny_elf t;

	(void)state;
	tiny_elf(&t, 0x8048000);
	tiny_symbol(&t, "main", 0x100, 0x20, TINY_GLOBAL);
	write_tiny(name, &t);
	m = maps_of_file(name, "");
	assert_site(m, CODE + 0x108, "fixed(main+0x8)");
	mappings_free(m);
}

static void another_file_has_no_symbols_for_us(void **state)
{
	const char *name = in_folder("other");
	struct mappings *m, *before;
	struct tiny_elf t;
	char moved[80];

	(void)state;
	tiny_elf(&t, 0);
	tiny_symbol(&t, "main", 0x100, 0x20, TINY_GLOBAL);
	write_tiny(name, &t);
	before = maps_of_file(name, "");
	m = maps_of_file(name, "");
	assert_site(m, CODE + 0x100, "other(main+0x0)");
	mappings_free(m);

	/* its name now belongs to another */
	snprintf(moved, sizeof(moved), "%s.old", name);
	assert_int_equal(rename(name, moved), 0);
	write_tiny(name, &t);
	assert_site(before, CODE + 0x100, "other+0x900");
	mappings_free(before);
	m = maps_of_file(moved, "");
	assert_site(m, CODE + 0x100, "other.old(main+0x0)");
	mappings_free(m);

	/* the right inode, but by a link */
	assert_int_equal(unlink(name), 0);
	assert_int_equal(symlink(moved, name), 0);
	m = maps_of_file(name, "");
	assert_site(m, CODE + 0x100, "other+0x900");
	mappings_free(m);
}

static void a_file_written_anew_is_read_anew(void **state)
{
	const char *name = in_folder("anew");
	struct timespec later[2] = { { .tv_sec = 1000000000 }, { .tv_sec = 1000000000 } };
	struct mappings *m;
	struct tiny_elf t;

	(void)state;
	tiny_elf(&t, 0);
	tiny_symbol(&t, "before", 0x100, 0x20, TINY_GLOBAL);
	write_tiny(name, &t);
	m = maps_of_file(name, "");
	assert_site(m, CODE + 0x100, "anew(before+0x0)");
	memcpy(t.str + t.sym[1].st_name, "behind", 6);
	write_tiny(name, &t);
	assert_int_equal(utimensat(AT_FDCWD, name, later, 0), 0);
	assert_site(m, CODE + 0x100, "anew(before+0x0)"); /* one answer for one address space */
	mappings_free(m);
	m = maps_of_file(name, "");
	assert_site(m, CODE + 0x100, "anew(behind+0x0)");
	mappings_free(m);
}

static void what_is_no_file(void **state)
{
	const char *fifo = in_folder("fifo");
	struct mappings *m;

	(void)state;
	assert_int_equal(mkfifo(fifo, 0600), 0);
	m = maps_of_file(fifo, ""); /* opening it to read would wait for a writer */
	assert_site(m, CODE, "fifo+0x800");
	mappings_free(m);
	m = maps_of_file("/dev/null", "");
	assert_site(m, CODE, "null+0x800");
	mappings_free(m);
	m = maps_of_file("/", "");
	assert_site(m, CODE, "/+0x800");
	mappings_free(m);
	m = maps_of_file(in_folder("gone"), " (deleted)");
	assert_site(m, CODE, "gone+0x800");
	mappings_free(m);
	m = maps_of_file("/memfd:jit", " (deleted)");
	assert_site(m, CODE, "memfd:jit+0x800");
	mappings_free(m);
}

static void equal_images_have_one_table(void **state)
{
	struct tiny_elf t;
	const struct symtab *first;

	(void)state;
	tiny_elf(&t, 0);
	tiny_symbol(&t, "one", 0, 13, TINY_GLOBAL);
	first = symtab_image(&t, sizeof(t));
	assert_ptr_equal(symtab_image(&t, sizeof(t)), first);
	t.code[0] ^= 1;
	assert_ptr_not_equal(symtab_image(&t, sizeof(t)), first);
	/* and whoever makes new ones all day gets none at last */
	for (unsigned i = 0; i < 1000; i++) {
		memcpy(t.code, &i, sizeof(i));
		assert_non_null(symtab_image(&t, sizeof(t)));
	}
	assert_ptr_equal(symtab_image(t.code, 8), symtab_image(t.code, 9));
}

static void bad_files_do_no_harm(void **state)
{
	const char *name = in_folder("bad");
	uint32_t x = 2463534242u;

	(void)state;
	for (unsigned i = 0; i < 3000; i++) {
		struct tiny_elf t;
		uint8_t *bytes = (uint8_t *)&t;
		struct mappings *m;
		struct site where = { .ip = CODE + 0x108 };

		tiny_elf(&t, 0);
		tiny_symbol(&t, "one", 0x100, 0x20, TINY_GLOBAL);
		tiny_symbol(&t, "two", 0x120, 0, TINY_LOCAL);
		for (unsigned k = 0; k < i % 8; k++) {
			x ^= x << 13, x ^= x >> 17, x ^= x << 5;
			bytes[x % offsetof(struct tiny_elf, str)] = (uint8_t)(x >> 16);
		}
		unlink(name);
		write_file(name, &t, i % 5 ? sizeof(t) : x % sizeof(t));
		m = maps_of_file(name, "");
		assert_int_equal(mappings_find(m, &where), 1);
		assert_string_equal(where.module, "bad");
		mappings_free(m);
	}
}

/* A file of holes that promises more sections, segments and symbols than there is memory. */
static void promises_of_a_sparse_file(void **state)
{
	const char *name = in_folder("sparse");

	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		struct mappings *m;
		struct tiny_elf t;
		int fd;

		tiny_elf(&t, 0);
		tiny_symbol(&t, "one", 0x100, 0x20, TINY_GLOBAL);
		if (i == 0) { /* the count of sections is in section 0 */
			t.ehdr.e_shoff = 0x2000;
			t.ehdr.e_shentsize = sizeof(Elf32_Shdr);
		} else if (i == 1) {
			t.ehdr.e_phnum = PN_XNUM;
		} else if (i == 2) {
			t.phdr[1].p_filesz = 0xfffffff0;
		} else {
			t.phdr[0].p_filesz = t.phdr[0].p_memsz = 0xfffff000;
			t.dyn[1].d_un.d_ptr = 0xf0000000;
			t.dyn[2].d_un.d_val = 0xffffffff;
		}
		unlink(name);
		write_tiny(name, &t);
		fd = open(name, O_WRONLY);
		if (i == 0) {
			const Elf32_Shdr zero = { .sh_size = 0xffffffff };

			assert_int_equal(pwrite(fd, &zero, sizeof(zero), 0x2000), sizeof(zero));
		}
		assert_int_equal(ftruncate(fd, (off_t)1 << 40), 0);
		close(fd);
		m = maps_of_file(name, "");
		assert_int_equal(mappings_find(m, &(struct site){ .ip = CODE + 0x108 }), 1);
		mappings_free(m);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_labels_and_aliases),
		cmocka_unit_test(a_program_at_a_fixed_address),
		cmocka_unit_test(another_file_has_no_symbols_for_us),
		cmocka_unit_test(a_file_written_anew_is_read_anew),
		cmocka_unit_test(what_is_no_file),
		cmocka_unit_test(equal_images_have_one_table),
		cmocka_unit_test(bad_files_do_no_harm),
		cmocka_unit_test(promises_of_a_sparse_file),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
