/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "decode/decode.h"
#include "decode/errnos.h"
#include "event/i386.h"

static void numbers_are_the_tables(void **state)
{
	static const struct {
		uint32_t nr;
		const char *name;
	} calls[] = {
		{ NR_RESTART_SYSCALL, "restart_syscall" }, { NR_EXIT, "exit" },
		{ NR_FORK, "fork" },                       { NR_EXECVE, "execve" },
		{ NR_SIGNAL, "signal" },                   { NR_SIGACTION, "sigaction" },
		{ NR_OLD_MMAP, "mmap" },                   { NR_MUNMAP, "munmap" },
		{ NR_SIGRETURN, "sigreturn" },             { NR_CLONE, "clone" },
		{ NR_MODIFY_LDT, "modify_ldt" },           { NR_MREMAP, "mremap" },
		{ NR_RT_SIGRETURN, "rt_sigreturn" },       { NR_RT_SIGACTION, "rt_sigaction" },
		{ NR_SIGALTSTACK, "sigaltstack" },         { NR_VFORK, "vfork" },
		{ NR_MMAP2, "mmap2" },                     { NR_SET_THREAD_AREA, "set_thread_area" },
		{ NR_GET_THREAD_AREA, "get_thread_area" }, { NR_EXIT_GROUP, "exit_group" },
		{ NR_EXECVEAT, "execveat" },               { NR_CLONE3, "clone3" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++)
		assert_string_equal(call_name_by_nr(calls[i].nr), calls[i].name);
	/* What is made in restart_syscall's place by mistake. */
	assert_string_equal(call_name_by_nr(NR_RESTART_SYSCALL_64), "madvise");
}

static void codes_have_names(void **state)
{
	const char *text;

	(void)state;
	for (int err = 500; err < 540; err++)
		assert_int_equal(restart_name(err, &text) != NULL, i386_restart_code(-err) == err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_the_tables),
		cmocka_unit_test(codes_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
