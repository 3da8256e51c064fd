/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "acts.h"
#include "sink/json.h"
#include "sink/json_write.h"

static void gates(void **state)
{
	struct play p = { .o.json = true };

	(void)state;
	play_begin(&p, json_open);
	act_gates(&p);
	play_end(&p, "json_gates");
}

static void crowd(void **state)
{
	struct play p = { .o.json = true };

	(void)state;
	play_begin(&p, json_open);
	act_crowd(&p);
	play_end(&p, "json_crowd");
}

static void is_string(const char *bytes, size_t len, const char *want)
{
	struct buffer b = BUFFER_INIT;

	json_string(&b, bytes, len);
	assert_string_equal(buffer_text(&b), want);
	buffer_free(&b);
}

static void strings(void **state)
{
	(void)state;
	is_string("", 0, "\"\"");
	is_string("a\"\\b", 4, "\"a\\\"\\\\b\"");
	is_string("\0\x1f\x7f\n\t", 5, "\"\\u0000\\u001f\\u007f\\n\\u0009\"");
	is_string("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", 9, "\"\\u00e9\\u20ac\\ud83d\\ude00\"");
	/* Not UTF-8: a lone byte, too long a form, a surrogate, beyond the last character, cut off. */
	is_string("\x80x", 2, "\"\\ufffdx\"");
	is_string("\xff", 1, "\"\\ufffd\"");
	is_string("\xc0\xaf", 2, "\"\\ufffd\\ufffd\"");
	is_string("\xe0\x80\x80", 3, "\"\\ufffd\\ufffd\\ufffd\"");
	is_string("\xed\xa0\x80", 3, "\"\\ufffd\\ufffd\\ufffd\"");
	is_string("\xf4\x90\x80\x80", 4, "\"\\ufffd\\ufffd\\ufffd\\ufffd\"");
	is_string("\xe2\x82", 2, "\"\\ufffd\\ufffd\"");
	is_string("\xc3", 1, "\"\\ufffd\"");
	is_string("\xc3x", 2, "\"\\ufffdx\"");
}

static void is_base64(const char *bytes, size_t len, const char *want)
{
	struct buffer b = BUFFER_INIT;

	json_base64(&b, bytes, len);
	assert_string_equal(buffer_text(&b), want);
	buffer_free(&b);
}

/* The examples of RFC 4648, and bytes that are no text. */
static void base64(void **state)
{
	(void)state;
	is_base64("", 0, "\"\"");
	is_base64("f", 1, "\"Zg==\"");
	is_base64("fo", 2, "\"Zm8=\"");
	is_base64("foo", 3, "\"Zm9v\"");
	is_base64("foobar", 6, "\"Zm9vYmFy\"");
	is_base64("\xff\xfe\0", 3, "\"//4A\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gates),
		cmocka_unit_test(crowd),
		cmocka_unit_test(strings),
		cmocka_unit_test(base64),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
