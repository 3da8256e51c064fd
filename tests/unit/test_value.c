/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "decode/tables.h"
#include "decode/value.h"

static struct buffer b;
static struct value_style style;

static int fresh(void **state)
{
	(void)state;
	style = (struct value_style){ XLAT_ABBREV, STRING_AUTO };
	return 0;
}

static const char *print(const struct value *v)
{
	buffer_reset(&b);
	value_print(&b, v, &style);
	return buffer_text(&b);
}

static const char *number(enum value_base base, uint64_t n)
{
	struct value v = { .kind = VALUE_NUMBER, .base = base, .number = n };

	return print(&v);
}

static const char *string(const char *bytes, uint32_t len)
{
	struct value v = { .kind = VALUE_STRING, .bytes = bytes, .len = len };

	return print(&v);
}

#define STRING(s) string(s, sizeof(s) - 1)

static void numbers(void **state)
{
	struct value v = { .kind = VALUE_ADDRESS };

	(void)state;
	assert_string_equal(number(BASE_DEC, (uint64_t)-5), "-5");
	assert_string_equal(number(BASE_DEC, (uint64_t)INT64_MIN), "-9223372036854775808");
	assert_string_equal(number(BASE_UDEC, UINT64_MAX), "18446744073709551615");
	assert_string_equal(number(BASE_HEX, 0), "0");
	assert_string_equal(number(BASE_HEX, 0x1e240), "0x1e240");
	assert_string_equal(number(BASE_OCT, 0), "000");
	assert_string_equal(number(BASE_OCT, 022), "022");
	assert_string_equal(number(BASE_OCT, 04755), "04755");
	assert_string_equal(print(&v), "NULL");
	v.number = 0xffd4d0a4;
	v.comment = "37 vars";
	assert_string_equal(print(&v), "0xffd4d0a4 /* 37 vars */");
}

static void strings(void **state)
{
	struct value v = { .kind = VALUE_STRING, .bytes = "tmp/", .len = 4, .invert = true };

	(void)state;
	assert_string_equal(STRING(""), "\"\"");
	assert_string_equal(STRING("hello\n\0\1\2\177\200\377"
	                           "9 \"q\" \\"),
	                    "\"hello\\n\\0\\1\\2\\177\\200\\3779 \\\"q\\\" \\\\\"");
	assert_string_equal(STRING("\n\r\t\v\f\b\a\033%?"), "\"\\n\\r\\t\\v\\f\\10\\7\\33%?\"");
	/* Octal is as short as the next byte allows; 8 and 9 are no octal digits. */
	assert_string_equal(STRING("\0001\0008\0007\001a"), "\"\\0001\\08\\0007\\1a\"");
	assert_string_equal(print(&v), "@\"tmp/\"");
	v.invert = false;
	v.cut = true;
	assert_string_equal(print(&v), "\"tmp/\"...");
	v.base = BASE_HEX;
	assert_string_equal(print(&v), "\"\\x74\\x6d\\x70\\x2f\"...");
}

static void strings_in_hex(void **state)
{
	(void)state;
	style.string = STRING_HEX_NONASCII;
	assert_string_equal(STRING("plain\n\t\r"), "\"plain\\n\\t\\r\"");
	assert_string_equal(STRING("a\1"), "\"\\x61\\x01\"");
	style.string = STRING_HEX;
	assert_string_equal(STRING("ab"), "\"\\x61\\x62\"");
}

static const char *constant(enum value_kind kind, enum set_id id, uint64_t n, enum xlat_style xlat)
{
	struct value v = { .kind = kind, .base = BASE_HEX, .number = n, .set = &spec_sets[id] };

	style.xlat = xlat;
	return print(&v);
}

static void constants(void **state)
{
	(void)state;
	assert_string_equal(constant(VALUE_ENUM, SET_whence, 2, XLAT_ABBREV), "SEEK_END");
	assert_string_equal(constant(VALUE_ENUM, SET_whence, 2, XLAT_RAW), "0x2");
	assert_string_equal(constant(VALUE_ENUM, SET_whence, 2, XLAT_VERBOSE), "0x2 /* SEEK_END */");
	assert_string_equal(constant(VALUE_ENUM, SET_whence, 77, XLAT_ABBREV), "0x4d /* SEEK_??? */");
	assert_string_equal(constant(VALUE_ENUM, SET_whence, 77, XLAT_VERBOSE), "0x4d /* SEEK_??? */");
	assert_string_equal(constant(VALUE_ENUM, SET_whence, 77, XLAT_RAW), "0x4d");
	assert_string_equal(constant(VALUE_FLAGS, SET_open, 0x80000, XLAT_ABBREV), "O_RDONLY|O_CLOEXEC");
	assert_string_equal(constant(VALUE_FLAGS, SET_open, 0x80000, XLAT_RAW), "0x80000");
	assert_string_equal(constant(VALUE_FLAGS, SET_open, 0x80000, XLAT_VERBOSE),
	                    "0x80000 /* O_RDONLY|O_CLOEXEC */");
	assert_string_equal(constant(VALUE_FLAGS, SET_wait, 0, XLAT_VERBOSE), "0");
	assert_string_equal(constant(VALUE_FLAGS, SET_sock, 0x801, XLAT_RAW), "0x1|0x800");
	assert_string_equal(constant(VALUE_FLAGS, SET_sock, 0x801, XLAT_VERBOSE),
	                    "0x1 /* SOCK_STREAM */|0x800 /* SOCK_NONBLOCK */");
	assert_string_equal(constant(VALUE_FLAGS, SET_clone, 0x1200011, XLAT_RAW), "0x1200000|17");
	assert_string_equal(constant(VALUE_FLAGS, SET_clone, 17, XLAT_VERBOSE), "17 /* SIGCHLD */");
	assert_string_equal(constant(VALUE_FLAGS, SET_clone, 0, XLAT_VERBOSE), "0");
	assert_string_equal(constant(VALUE_FLAGS, SET_shmget, 0x380, XLAT_VERBOSE),
	                    "0x200 /* IPC_CREAT */|0600");
	assert_string_equal(constant(VALUE_FLAGS, SET_shmget, 0, XLAT_VERBOSE), "000");
}

static void trees(void **state)
{
	struct value two = { .kind = VALUE_NUMBER, .name = "b", .number = 2 };
	struct value one = { .kind = VALUE_NUMBER, .name = "a", .number = 1, .next = &two };
	struct value tree = { .kind = VALUE_STRUCT, .first = &one };
	struct value more = { .kind = VALUE_MORE };

	(void)state;
	assert_string_equal(print(&tree), "{a=1, b=2}");
	tree.kind = VALUE_ARRAY;
	assert_string_equal(print(&tree), "[1, 2]");
	tree.kind = VALUE_BITS;
	assert_string_equal(print(&tree), "[1 2]");
	tree.invert = true;
	assert_string_equal(print(&tree), "~[1 2]");
	tree.kind = VALUE_CHANGE;
	assert_string_equal(print(&tree), "1 => 2");
	one.next = NULL;
	assert_string_equal(print(&tree), "1");
	one.next = &more;
	tree.kind = VALUE_STRUCT;
	assert_string_equal(print(&tree), "{a=1, ...}");
	tree.first = NULL;
	assert_string_equal(print(&tree), "{}");
	tree.kind = VALUE_ARRAY;
	tree.then = &two;
	assert_string_equal(print(&tree), "[] => 2");
}

static void words(void **state)
{
	struct value raw = { .kind = VALUE_NUMBER, .base = BASE_UDEC, .number = 8388608 };
	struct value v = { .kind = VALUE_WORD, .bytes = "8192*1024", .len = 9, .first = &raw };

	(void)state;
	assert_string_equal(print(&v), "8192*1024");
	style.xlat = XLAT_RAW;
	assert_string_equal(print(&v), "8388608");
	style.xlat = XLAT_VERBOSE;
	assert_string_equal(print(&v), "8388608 /* 8192*1024 */");
	v.first = NULL;
	assert_string_equal(print(&v), "8192*1024");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(numbers, fresh),   cmocka_unit_test_setup(strings, fresh),
		cmocka_unit_test_setup(constants, fresh), cmocka_unit_test_setup(strings_in_hex, fresh),
		cmocka_unit_test_setup(trees, fresh),     cmocka_unit_test_setup(words, fresh),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	buffer_free(&b);
	return failed;
}
