/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The call sites of a real library, found without any decoding: all that go
 * through gs:0x10, and every e8 whose displacement leads to a function's start.
 */
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
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "decode/elfsyms.h"
#include "stage/callsite.h"

enum { KV = 0xf7f265e0u, SHIM = 0x8049000, SKIP = 77 };

static const char libc[] = "/lib32/libc.so.6";

/* Its file taken for memory: its code is where its offsets say. */
struct library {
	const uint8_t *bytes;
	uint32_t size;
	uint32_t function[16384];
	unsigned functions;
};

static int read_library(void *origin, uint64_t addr, void *to, uint32_t n)
{
	const struct library *l = origin;

	if (addr >= l->size)
		return -EFAULT;
	if (n > l->size - addr)
		n = l->size - (uint32_t)addr;
	memcpy(to, l->bytes + addr, n);
	return (int)n;
}

static void add_function(void *to, const struct elfsyms_symbol *s)
{
	struct library *l = to;

	if (l->functions < sizeof(l->function) / sizeof(*l->function))
		l->function[l->functions++] = (uint32_t)s->value;
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static void real_call_sites(void **state)
{
	static const uint8_t call_gs10[] = { 0x65, 0xff, 0x15, 0x10, 0, 0, 0 };
	static struct library lib;
	const struct reader r = { .read = read_library, .origin = &lib };
	unsigned through_gs = 0, direct = 0;
	int fd = open(libc, O_RDONLY);
	struct elfsyms_image image;
	struct stat st;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &st), 0);
	lib.size = (uint32_t)st.st_size;
	lib.bytes = mmap(NULL, lib.size, PROT_READ, MAP_PRIVATE, fd, 0);
	assert_ptr_not_equal(lib.bytes, MAP_FAILED);
	assert_int_equal(elfsyms_file(fd, &image, add_function, &lib), 0);
	qsort(lib.function, lib.functions, sizeof(*lib.function), by_number);

	for (unsigned i = 0; i < image.segments; i++) {
		const struct elfsyms_segment *s = &image.segment[i];

		if (!s->exec)
			continue;
		assert_int_equal(s->vaddr, s->offset);
		for (uint32_t ret = (uint32_t)s->offset + 8; ret < s->offset + s->filesz; ret++) {
			uint32_t target;
			struct callsite c;

			memcpy(&target, lib.bytes + ret - 4, sizeof(target));
			target += ret;
			if (memcmp(lib.bytes + ret - 7, call_gs10, sizeof(call_gs10)) == 0) {
				assert_int_equal(callsite_decode(&c, ret, &r), 0);
				assert_int_equal(c.kind, CALL_GS10);
				assert_int_equal(callsite_judge(&c, KV, KV), CALLSITE_VDSO);
				assert_int_equal(callsite_judge(&c, KV, SHIM), CALLSITE_SHIM);
				through_gs++;
			} else if (lib.bytes[ret - 5] == 0xe8 &&
				   bsearch(&target, lib.function, lib.functions, sizeof(target), by_number)) {
				bool found = false;

				assert_int_equal(callsite_decode(&c, ret, &r), 0);
				for (unsigned k = 0; k < c.calls; k++)
					found |= c.call[k].kind == CALL_REL32;
				assert_true(found);
				assert_int_not_equal(callsite_judge(&c, KV, KV), CALLSITE_VDSO);
				direct++;
			}
		}
	}
	print_message("%u calls through gs:0x10, %u of functions\n", through_gs, direct);
	assert_true(through_gs > 100);
	assert_true(direct > 1000);
	munmap((void *)(uintptr_t)lib.bytes, lib.size);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(real_call_sites),
	};

	if (access(libc, R_OK) < 0) {
		printf("%s is not there\n", libc);
		return SKIP;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
