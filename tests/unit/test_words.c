/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The little languages of option arguments. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>

#include "event/about.h"
#include "command/words.h"

static void sets_of_details(void **state)
{
	const char *bad;
	uint32_t set;
	size_t n;

	(void)state;
	assert_int_equal(words_fds("path", &set, &bad, &n), 0);
	assert_int_equal(set, ABOUT_PATH);
	assert_int_equal(words_fds("socket,,pidfd,", &set, &bad, &n), 0);
	assert_int_equal(set, ABOUT_SOCKET | ABOUT_PIDFD);
	assert_int_equal(words_fds("!path", &set, &bad, &n), 0);
	assert_int_equal(set, ABOUT_FDS & ~ABOUT_PATH);
	assert_int_equal(words_fds("none", &set, &bad, &n), 0);
	assert_int_equal(set, 0);
	assert_int_equal(words_pids("all", &set, &bad, &n), 0);
	assert_int_equal(set, ABOUT_PIDS);
}

static void the_bad_word_is_named(void **state)
{
	const char *bad;
	uint32_t set = 77;
	size_t n;

	(void)state;
	assert_int_equal(words_fds("path,dog,dev", &set, &bad, &n), -EINVAL);
	assert_int_equal(n, 3);
	assert_memory_equal(bad, "dog", 3);
	assert_int_equal(words_pids("", &set, &bad, &n), -EINVAL);
	assert_int_equal(n, 0);
	assert_int_equal(set, 77);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sets_of_details),
		cmocka_unit_test(the_bad_word_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
