/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/duration.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/map.h"
#include "base/numbers.h"
#include "event/event.h"

static void escapes_are_c(void **state)
{
	static const char bytes[] = "a\"\\\n\x01" "2\x01x\xff<>";
	struct buffer b = BUFFER_INIT;

	(void)state;
	escape_add(&b, bytes, sizeof(bytes) - 1, "", STRING_AUTO);
	assert_string_equal(buffer_text(&b), "a\\\"\\\\\\n\\0012\\1x\\377<>");
	buffer_reset(&b);
	escape_add(&b, "<7\0", 3, "<>", STRING_AUTO);
	assert_string_equal(buffer_text(&b), "\\0747\\0");
	buffer_reset(&b);
	escape_add(&b, "a\n<\xff", 4, "<>", STRING_HEX_CHARS);
	assert_string_equal(buffer_text(&b), "a\\n\\x3c\\xff");
	buffer_reset(&b);
	escape_add(&b, "a\n<", 3, "<>", STRING_HEX_NONASCII);
	escape_add(&b, "\x01<", 2, "<>", STRING_HEX_NONASCII);
	assert_string_equal(buffer_text(&b), "a\\n\\74\\x01\\x3c");
	buffer_reset(&b);
	escape_add(&b, "a<", 2, "<>", STRING_HEX);
	assert_string_equal(buffer_text(&b), "\\x61\\x3c");
	buffer_free(&b);
}

/* Two names of a kernel's: as the C library finds them. */
static void files_and_folders(void **state)
{
	struct stat wanted, got;
	struct folder folder;
	const char *name;
	int seen = 0, fd = open("/proc/self", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &wanted), 0);
	assert_int_equal(file_stat(fd, &got), 0);
	assert_true(S_ISDIR(got.st_mode) && got.st_ino == wanted.st_ino && got.st_dev == wanted.st_dev);
	close(fd);
	assert_int_equal(file_stat(fd, &got), -EBADF);
	assert_int_equal(folder_open(&folder, "/proc/self"), 0);
	while ((name = folder_next(&folder)))
		seen += !strcmp(name, "status") || !strcmp(name, "..");
	folder_close(&folder);
	assert_int_equal(seen, 2);
	assert_int_equal(folder_open(&folder, "/proc/self/status"), -ENOTDIR);
}

static void numbers_of_users(void **state)
{
	struct numbers n = { 0 };
	const char *bad;
	size_t len;

	(void)state;
	assert_false(numbers_has(&n, 0));
	assert_int_equal(numbers_parse(&n, "1,,7,", &bad, &len), 0);
	assert_true(numbers_has(&n, 1) && numbers_has(&n, 7) && !numbers_has(&n, 2));
	assert_int_equal(numbers_parse(&n, "!2", &bad, &len), 0);
	assert_true(numbers_has(&n, 1) && !numbers_has(&n, 2));
	assert_int_equal(numbers_parse(&n, "all", &bad, &len), 0);
	assert_true(numbers_has(&n, UINT32_MAX));
	assert_int_equal(numbers_parse(&n, "!all", &bad, &len), 0);
	assert_false(numbers_has(&n, 5));
	assert_int_equal(numbers_parse(&n, "5,2147483648", &bad, &len), -EINVAL);
	assert_memory_equal(bad, "2147483648", len);
	assert_int_equal(len, 10);
	assert_false(numbers_has(&n, 5));
	assert_int_equal(numbers_parse(&n, "", &bad, &len), -EINVAL);
	numbers_free(&n);
}

static void durations(void **state)
{
	static const struct {
		const char *text;
		uint64_t ns;
	} good[] = {
		{ "5", 5000 },        { "5us", 5000 },      { " +3", 3000 },
		{ "1.5ms", 1500000 }, { "2e-3s", 2000000 }, { ".5s", 500000000 },
		{ "7ns", 7 },         { "9223372036854775807s", UINT64_C(1) << 62 },
	};
	static const char *const bad[] = { "", "5m", "-1", "inf", "nan", "0x10", "ms",
					   "99999999999999999999" };
	uint64_t ns;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		assert_int_equal(duration_parse(good[i].text, &ns), 0);
		assert_int_equal(ns, good[i].ns);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(duration_parse(bad[i], &ns), -EINVAL);
}

static void buffer_prints_numbers(void **state)
{
	struct buffer b = BUFFER_INIT;

	(void)state;
	buffer_add_dec(&b, INT64_MIN);
	buffer_addc(&b, ' ');
	buffer_add_udec(&b, UINT64_MAX);
	buffer_addc(&b, ' ');
	buffer_add_hex(&b, 0);
	buffer_addc(&b, ' ');
	buffer_add_hex(&b, UINT64_MAX);
	assert_string_equal(buffer_text(&b),
			    "-9223372036854775808 18446744073709551615 0x0 0xffffffffffffffff");
	buffer_free(&b);
}

static void buffer_grows(void **state)
{
	struct buffer b = BUFFER_INIT;
	char *text = malloc(5001);

	(void)state;
	memset(text, 'x', 5000);
	text[5000] = '\0';
	buffer_addf(&b, "%s-%d", text, 7);
	buffer_add_pad(&b, '.', 300);
	assert_int_equal(b.len, 5302);
	assert_memory_equal(b.data + 4999, "x-7...", 6);
	buffer_reset(&b);
	assert_string_equal(buffer_text(&b), "");
	buffer_free(&b);
	free(text);
}

static void arena_gives_zeroed_memory_again(void **state)
{
	struct arena a = ARENA_INIT;
	char *first, *big;

	(void)state;
	first = arena_copy(&a, "abc", 3);
	assert_string_equal(first, "abc");
	big = arena_alloc(&a, 100000);
	memset(big, 0xff, 100000);
	arena_reset(&a);
	for (int round = 0; round < 2000; round++) {
		char *p = arena_alloc(&a, 100);

		for (int i = 0; i < 100; i++)
			assert_int_equal(p[i], 0);
		assert_int_equal((uintptr_t)p % 16, 0);
		memset(p, 0xee, 100);
	}
	assert_string_equal(arena_printf(&a, "%d%s", 12, "x"), "12x");
	arena_free(&a);
}

static void map_keeps_what_it_got(void **state)
{
	enum { N = 5000 };
	struct map m = MAP_INIT;
	static int value[N];
	size_t at = 0, seen = 0;

	(void)state;
	assert_null(map_get(&m, 1));
	assert_null(map_take(&m, 1));
	for (uint64_t i = 0; i < N; i++)
		map_put(&m, i * 16, &value[i]);
	/* Taking every third one must not cut off those that were pushed aside by it. */
	for (uint64_t i = 0; i < N; i += 3)
		assert_ptr_equal(map_take(&m, i * 16), &value[i]);
	for (uint64_t i = 0; i < N; i++)
		assert_ptr_equal(map_get(&m, i * 16), i % 3 ? &value[i] : NULL);
	while (map_next(&m, &at))
		seen++;
	assert_int_equal(seen, m.used);
	assert_int_equal(seen, N - (N + 2) / 3);
	map_free(&m);
}

static void event_pieces(void **state)
{
	struct event e = { .kind = EVENT_ENTRY };
	uint32_t got;

	(void)state;
	memcpy(event_piece(&e, 0x1000, 4), "abcd", 4);
	e.kind = EVENT_EXIT;
	memcpy(event_piece(&e, 0x1000, 4), "wxyz", 4);
	assert_memory_equal(event_bytes(&e, false, 0x1001, 10, &got), "xyz", 3);
	assert_int_equal(got, 3);
	assert_memory_equal(event_bytes(&e, true, 0x1001, 2, &got), "bc", 2);
	assert_int_equal(got, 2);
	assert_null(event_bytes(&e, false, 0x1004, 1, &got));
	assert_int_equal(got, 0);
	assert_null(event_bytes(&e, false, 0xfff, 1, &got));
	event_reset(&e);
	assert_null(event_bytes(&e, false, 0x1000, 1, &got));
	event_free(&e);
}

static void gate_words(void **state)
{
	(void)state;
	for (int g = 0; g < GATE_COUNT; g++)
		assert_int_equal(gate_from_word(gate_word((enum gate)g)), g);
	assert_int_equal(gate_from_word("vdso"), -1);
	assert_string_equal(gate_word((enum gate)99), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(buffer_prints_numbers),
		cmocka_unit_test(escapes_are_c), cmocka_unit_test(files_and_folders),
		cmocka_unit_test(numbers_of_users),
		cmocka_unit_test(durations),
		cmocka_unit_test(buffer_grows),
		cmocka_unit_test(arena_gives_zeroed_memory_again), cmocka_unit_test(map_keeps_what_it_got),
		cmocka_unit_test(event_pieces), cmocka_unit_test(gate_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
