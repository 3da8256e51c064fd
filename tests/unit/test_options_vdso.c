/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command_line.h"

static void vdso_of(const char *line, enum choice_kind kind, const char *path)
{
	struct options o = good(line);

	assert_int_equal(o.vdso.kind, kind);
	if (path)
		assert_string_equal(o.vdso.path, path);
	options_free(&o);
}

static void which_one(void **state)
{
	(void)state;
	vdso_of("gatetrace p", CHOICE_NATIVE, NULL);
	vdso_of("gatetrace --vdso=native p", CHOICE_NATIVE, NULL);
	vdso_of("gatetrace --vdso=classic p", CHOICE_CLASSIC, NULL);
	vdso_of("gatetrace --vdso int80 --prove p", CHOICE_INT80, NULL);
	vdso_of("strace --vdso=classic p", CHOICE_CLASSIC, NULL);
	vdso_of("gatetrace --vdso=classic --vdso=int80 p", CHOICE_INT80, NULL);
	vdso_of("gatetrace --vdso=./classic p", CHOICE_FILE, "./classic");
	is_bad("gatetrace --vdso", "gatetrace: option --vdso needs an argument\n");
}

static void not_for_running_processes(void **state)
{
#define RUNNING ": --vdso is for programs that start: a process that runs (-p) keeps its vDSO\n"
	(void)state;
	vdso_of("gatetrace --vdso=int80 --vdso=native -p 5", CHOICE_NATIVE, NULL);
	is_bad("gatetrace --vdso=classic -p 5", "gatetrace" RUNNING);
	is_bad("gatetrace -p 5 --vdso=int80 p", "gatetrace" RUNNING);
	is_bad("gatetrace -p 5 --vdso=FILE", "gatetrace" RUNNING);
#undef RUNNING
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(which_one),
		cmocka_unit_test(not_for_running_processes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
