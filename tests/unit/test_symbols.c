/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dlfcn.h>
#include <cmocka.h>

#include "sites.h"

enum { VDSO = 0xf7f26000u, FIXED = 0xffffe000u };
/* Our own functions, one of them known to this file only. */
int __attribute__((noinline, visibility("default"))) an_exported_function(int x);
int an_exported_function(int x)
{
	return x + 1;
}

static int __attribute__((noinline)) a_private_function(int x)
{
	return an_exported_function(x) * 2;
}

static struct mappings *own_maps(void)
{
	struct buffer text = BUFFER_INIT;
	int fd = open("/proc/self/maps", O_RDONLY);
	struct mappings *m;
	ssize_t n;

	assert_true(fd >= 0);
	while ((n = read(fd, buffer_room(&text, 4096), 4096)) > 0)
		text.len += (size_t)n;
	close(fd);
	m = mappings_parse(text.data, text.len);
	buffer_free(&text);
	return m;
}

static void own_functions(void **state)
{
	struct mappings *m = own_maps();
	struct site where = { .ip = (uintptr_t)a_private_function + 1 };

	(void)state;
	assert_int_equal(a_private_function(1), 4);
	assert_int_equal(mappings_find(m, &where), 1);
	assert_string_equal(where.module, "test_symbols");
	assert_string_equal(where.symbol, "a_private_function");
	assert_int_equal(where.offset, 1);
	assert_site(m, (uintptr_t)an_exported_function, "test_symbols(an_exported_function+0x0)");
	mappings_free(m);
}

static void functions_of_libc(void **state)
{
	struct mappings *m = own_maps();
	void *libc = dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD); /* dlsym() alone may find a sanitizer's */
	struct site where = { .ip = 0 };

	(void)state;
	if (!libc) {
		mappings_free(m);
		skip();
	}
	where.ip = (uintptr_t)dlsym(libc, "write") + 2;
	assert_int_equal(mappings_find(m, &where), 1);
	assert_non_null(strstr(where.module, "libc"));
	assert_string_equal(where.symbol, "write"); /* not __write */
	assert_int_equal(where.offset, 2);
	mappings_free(m);
	dlclose(libc);
}

static const char libc32[] = "/lib32/libc.so.6";

/* As the dynamic linker maps it. */
static struct mappings *maps_of_libc32(int fd)
{
	struct buffer text = BUFFER_INIT;
	struct mappings *m;
	Elf32_Phdr p;
	Elf32_Ehdr e;

	assert_int_equal(pread(fd, &e, sizeof(e), 0), sizeof(e));
	for (unsigned i = 0; i < e.e_phnum; i++) {
		assert_int_equal(pread(fd, &p, sizeof(p), (off_t)(e.e_phoff + i * sizeof(p))), sizeof(p));
		if (p.p_type == PT_LOAD)
			add_line(&text, BASE + (p.p_vaddr & ~0xfffu),
				 BASE + ((p.p_vaddr + p.p_filesz + 0xfff) & ~0xfffu), p.p_offset & ~0xfffu,
				 p.p_flags & PF_X, libc32, "");
	}
	m = mappings_parse(text.data, text.len);
	buffer_free(&text);
	return m;
}

/* nm is the judge. */
static void a_32_bit_library(void **state)
{
	unsigned addr, asked = 0, found = 0;
	char line[512], name[256], type;
	int fd = open(libc32, O_RDONLY);
	struct mappings *m;
	FILE *nm;

	(void)state;
	if (fd < 0)
		skip();
	m = maps_of_libc32(fd);
	close(fd);
	snprintf(line, sizeof(line), "nm -D %s 2>/dev/null", libc32);
	nm = popen(line, "r");
	assert_non_null(nm);
	while (fgets(line, sizeof(line), nm)) {
		struct site where = { .ip = 0 };

		if (sscanf(line, "%x %c %255[^@]", &addr, &type, name) != 3 || type != 'T' || name[0] == '_')
			continue;
		where.ip = BASE + addr;
		assert_int_equal(mappings_find(m, &where), 1);
		assert_string_equal(where.module, "libc.so.6");
		assert_non_null(where.symbol);
		assert_int_equal(where.offset, 0);
		asked++;
		found += strcmp(where.symbol, name) == 0;
	}
	pclose(nm);
	print_message("%u of %u names, the others are aliases of a shorter one\n", found, asked);
	assert_true(found >= asked * 9 / 10);
	assert_site(m, BASE + 1, "libc.so.6+0x1");
	mappings_free(m);
}

static void a_stripped_file(void **state)
{
	const char *copy = in_folder("stripped");
	struct buffer text = BUFFER_INIT;
	char command[256], expected[64];
	struct mappings *m;
	uintptr_t offset;
	Dl_info info;

	(void)state;
	snprintf(command, sizeof(command), "strip -o %s /proc/%d/exe 2>/dev/null", copy, getpid());
	if (system(command) != 0)
		skip();
	assert_int_not_equal(dladdr((void *)(uintptr_t)a_private_function, &info), 0);
	offset = (uintptr_t)a_private_function - (uintptr_t)info.dli_fbase;
	add_line(&text, BASE, BASE + 0x400000, 0, true, copy, "");
	m = mappings_parse(text.data, text.len);
	snprintf(expected, sizeof(expected), "stripped+0x%jx", (uintmax_t)offset);
	assert_site(m, BASE + offset, expected);
	mappings_free(m);
	buffer_free(&text);
}

static void names_that_need_care(void **state)
{
	const char *name = in_folder("new\nline");
	char text[256];
	struct tiny_elf t;
	struct mappings *m;
	struct stat st;

	(void)state;
	tiny_elf(&t, 0);
	tiny_symbol(&t, "ma\033[1min", 0x100, 0x20, TINY_GLOBAL);
	write_tiny(name, &t);
	assert_int_equal(stat(name, &st), 0);
	snprintf(text, sizeof(text), "%x-%x r-xp 00000000 %02x:%02x %ju %s/new\\012line\n", BASE,
		 BASE + 0x1000, major(st.st_dev), minor(st.st_dev), (uintmax_t)st.st_ino, folder);
	m = maps_of(text);
	assert_site(m, CODE + 0x100, "new\\012line(ma\\033[1min+0x0)");
	mappings_free(m);
}

static void mappings_without_a_file(void **state)
{
	struct mappings *m = maps_of("08048000-08049000 rwxp 00000000 00:00 0 \n"
				     "09000000-09010000 rw-p 00000000 00:00 0          [heap]\n"
				     "f7f00000-f7f04000 r-xp 00000000 00:00 0          [vdso]\n"
				     "ff000000-ff020000 rw-p 00000000 00:00 0          [stack]\n"
				     "7fff00000000-7fff00001000 r-xp 00000000 00:00 0\n");
	struct site where = { .ip = 0x8048123 };

	(void)state;
	assert_int_equal(mappings_find(m, &where), 1);
	assert_null(where.module);
	assert_site(m, 0x8048123, "0x8048123");
	where.ip = 0x8049000;
	assert_int_equal(mappings_find(m, &where), 0);
	assert_null(where.module);
	assert_site(m, 0x8047fff, "0x8047fff");
	assert_site(m, 0x9000010, "[heap]+0x10");
	assert_site(m, 0xff01ffff, "[stack]+0x1ffff");
	assert_site(m, 0xff020000, "0xff020000");
	assert_site(m, 0x7fff00000001, "0x7fff00000001");
	mappings_free(m);
}

static void symbols_of_the_vdso(void **state)
{
	struct tiny_elf t;
	struct mappings *m = maps_of("f7f26000-f7f27000 r-xp 00000000 00:00 0          [vdso]\n"
				     "f7f27000-f7f28000 r--p 00000000 00:00 0          [vdso]\n"
				     "f7f29000-f7f2a000 r--p 00000000 00:00 0          [vvar]\n");
	uint64_t start = 0, end = 0;

	(void)state;
	assert_int_equal(mappings_vdso(m, &start, &end), 1);
	assert_int_equal(start, VDSO);
	assert_int_equal(end, VDSO + 0x2000);
	assert_site(m, VDSO + TINY_CODE + 9, "[vdso]+0x809");
	tiny_elf(&t, 0);
	tiny_symbol(&t, "__kernel_vsyscall@@LINUX_2.5", 0, 13, TINY_GLOBAL);
	mappings_set_vdso(m, &t, sizeof(t));
	memset(&t, 0, sizeof(t)); /* it was copied */
	assert_site(m, VDSO + TINY_CODE + 9, "[vdso](__kernel_vsyscall+0x9)");
	assert_site(m, VDSO + TINY_CODE + 13, "[vdso]+0x80d");
	assert_site(m, VDSO + 0x1001, "[vdso]+0x1001");
	mappings_set_vdso(m, "no ELF", 6);
	assert_site(m, VDSO + TINY_CODE + 9, "[vdso]+0x809");
	mappings_set_vdso(m, NULL, 0);
	assert_site(m, VDSO + TINY_CODE + 9, "[vdso]+0x809");
	mappings_free(m);
}

static void a_vdso_that_maps_does_not_list(void **state)
{
	struct tiny_elf t;
	struct mappings *m = maps_of("08048000-08049000 rwxp 00000000 00:00 0 \n");
	uint64_t start, end;

	(void)state;
	assert_int_equal(mappings_vdso(m, &start, &end), 0);
	assert_site(m, FIXED + TINY_CODE + 9, "0xffffe809");
	tiny_elf(&t, FIXED);
	tiny_symbol(&t, "__kernel_vsyscall", 0, 13, TINY_GLOBAL);
	mappings_set_vdso(m, &t, sizeof(t));
	assert_site(m, FIXED + TINY_CODE + 9, "[vdso](__kernel_vsyscall+0x9)");
	assert_site(m, FIXED + 0x20, "[vdso]+0x20");
	assert_site(m, FIXED - 1, "0xffffdfff");
	assert_site(m, FIXED + (uint64_t)TINY_SIZE, "0xfffff000");
	mappings_free(m);
}

static void lines_that_make_no_sense(void **state)
{
	static const char good[] = "09000000-09010000 rw-p 00000000 00:00 0          [heap]\n";
	static const char *const bad[] = {
		"", "\n", "\n\n", "-\n", "zz\n", "09000000\n", "09000000-\n", "09000000-0900\n",
		"09010000-09000000 rw-p 0 0:0 0\n",
		"09000000-09010000\n",
		"09000000-09010000 rw",
		"09000000-09010000 rw-p 0 0 0\n",
		"09000000-09010000 rw-p 0 0:\n",
		"111111111111111111111111-2 rw-p 0 0:0 0 x\n",
		"08000000-08001000 rw-p 00000000 00:00 \n",
	};
	char text[512];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct mappings *m = maps_of(bad[i]);

		assert_site(m, 0x9000000, "0x9000000");
		mappings_free(m);
		snprintf(text, sizeof(text), "%s\n%s%s", bad[i], good, bad[i]);
		m = maps_of(text);
		assert_site(m, 0x9000001, "[heap]+0x1");
		mappings_free(m);
	}
	/* every line cut short */
	for (size_t n = 0; n < sizeof(good); n++) {
		char *cut = malloc(n ? n : 1);
		struct mappings *m;

		assert_non_null(cut);
		memcpy(cut, good, n);
		m = mappings_parse(cut, n);
		mappings_find(m, &(struct site){ .ip = 0x9000000 });
		mappings_free(m);
		free(cut);
	}
	mappings_free(mappings_parse(NULL, 0));
	mappings_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_functions),
		cmocka_unit_test(functions_of_libc),
		cmocka_unit_test(a_32_bit_library),
		cmocka_unit_test(a_stripped_file),
		cmocka_unit_test(names_that_need_care),
		cmocka_unit_test(mappings_without_a_file),
		cmocka_unit_test(symbols_of_the_vdso),
		cmocka_unit_test(a_vdso_that_maps_does_not_list),
		cmocka_unit_test(lines_that_make_no_sense),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
