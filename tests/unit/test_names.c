/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/buffer.h"
#include "command/names.h"
#include "command/tips.h"
#include "stage/designator.h"

static void is(const char *text, bool strace, const char *wanted)
{
	struct buffer several = BUFFER_INIT;
	struct option found = { 0 };
	int r = names_find(text, strace, &found, &several);

	if (!wanted) {
		assert_int_equal(r, 0);
	} else if (*wanted == ' ') {
		assert_int_equal(r, -ENOTUNIQ);
		assert_string_equal(buffer_text(&several), wanted);
	} else {
		assert_int_equal(r, 1);
		assert_string_equal(found.name, wanted);
		assert_int_equal(several.len, 0);
	}
	buffer_free(&several);
}

static void long_names_may_be_cut_off(void **state)
{
	(void)state;
	is("follow-forks", false, "follow-forks");
	is("follow", false, "follow-forks");
	is("output=x", false, "output");
	is("nonsense", false, NULL);
	is("fo", false, " '--follow-forks' '--force'");
	/* Options that only we have make nothing ambiguous with strace, but can be given. */
	is("fo", true, "follow-forks");
	is("gat", true, "gate");
	is("summary", true, "summary");
	is("tr=x", true, " '--trace-path' '--trace'");
	/* Two names of one option are no ambiguity. */
	is("sil", true, "silent");
	is("da", true, "daemonize");
	is("signal", true, "signals");
}

static void tips_are_asked_for(void **state)
{
	static const struct {
		const char *text;
		enum tips_format format;
		int id;
	} good[] = {
		{ "", TIPS_COMPACT, TIPS_RANDOM },  { "3", TIPS_COMPACT, 3 },
		{ "id:3,format:FULL", TIPS_FULL, 3 }, { "none,random", TIPS_NONE, TIPS_RANDOM },
		{ "0,1", TIPS_COMPACT, 1 },
	};
	static const char *const bad[] = { "x", "-1", "id:", "id:full", "format:", "format:3", "2147483648" };
	struct tips_wish wish;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		assert_int_equal(tips_wish(good[i].text, &wish), 0);
		assert_int_equal(wish.format, good[i].format);
		assert_int_equal(wish.id, good[i].id);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(tips_wish(bad[i], &wish), -EINVAL);
}

static void whose_calls(void **state)
{
	char plain[] = "open", own[] = "open@32", theirs[] = "open@64", x32[] = "open@x32", bad[] = "open@16";

	(void)state;
	assert_int_equal(designator_cut(plain), DESIGNATOR_ALL);
	assert_int_equal(designator_cut(own), DESIGNATOR_I386);
	assert_string_equal(own, "open");
	assert_int_equal(designator_cut(theirs), DESIGNATOR_X86_64);
	assert_int_equal(designator_cut(x32), DESIGNATOR_X32);
	assert_int_equal(designator_cut(bad), 0);
	assert_string_equal(bad, "open@16");
	assert_true(designator_number(DESIGNATOR_ALL, 222));
	assert_false(designator_number(DESIGNATOR_I386, 222));
	assert_false(designator_number(DESIGNATOR_X86_64, 512));
	assert_true(designator_number(DESIGNATOR_X32, 512));
	assert_true(designator_number(DESIGNATOR_X32, 0x40000000 + 512));
	assert_false(designator_number(DESIGNATOR_ALL, 451));
	assert_true(designator_name(DESIGNATOR_ALL, "newfstatat"));
	assert_false(designator_name(DESIGNATOR_I386, "newfstatat"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(long_names_may_be_cut_off),
		cmocka_unit_test(tips_are_asked_for),
		cmocka_unit_test(whose_calls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
