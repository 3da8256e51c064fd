/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "command/environment.h"

/* The edits of A=1 B=2 C=3, as one line. */
static const char *edited(unsigned count, char *const edits[])
{
	static char a[] = "A=1", b[] = "B=2", c[] = "C=3";
	static char line[200];
	char **env = environment_edit((char *const[]){ a, b, c, NULL }, edits, count);
	int n = 0;

	line[0] = '\0';
	for (char **at = env; *at; at++)
		n += snprintf(line + n, sizeof(line) - (size_t)n, "%s%s", n ? " " : "", *at);
	free(env);
	return line;
}

#define EDITED(...) \
	edited(sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(char *), (char *const[]){ __VA_ARGS__ })

static void edits(void **state)
{
	char d[] = "D=4", b9[] = "B=9", b[] = "B", none[] = "NOPE", empty[] = "B=", a[] = "A";
	char nameless[] = "=x", bb[] = "BB=1", nothing[] = "";

	(void)state;
	assert_string_equal(edited(0, NULL), "A=1 B=2 C=3");
	assert_string_equal(EDITED(d), "A=1 B=2 C=3 D=4");
	assert_string_equal(EDITED(b9), "A=1 B=9 C=3");
	assert_string_equal(EDITED(b), "A=1 C=3");
	assert_string_equal(EDITED(none), "A=1 B=2 C=3");
	assert_string_equal(EDITED(empty, a), "B= C=3");
	assert_string_equal(EDITED(b, b9), "A=1 C=3 B=9");
	assert_string_equal(EDITED(bb, b), "A=1 C=3 BB=1");
	assert_string_equal(EDITED(nameless), "A=1 B=2 C=3 =x");
	assert_string_equal(EDITED(nothing), "A=1 B=2 C=3");
}

static void doubles_go(void **state)
{
	char one[] = "A=1", two[] = "A=2", edit[] = "A=3";
	char **env = environment_edit((char *const[]){ one, two, NULL }, (char *const[]){ edit }, 1);

	(void)state;
	assert_string_equal(env[0], "A=3");
	assert_null(env[1]);
	free(env);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edits),
		cmocka_unit_test(doubles_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
