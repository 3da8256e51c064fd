/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "sink/out.h"

static char folder[] = "/tmp/gatetrace-unit.XXXXXX";

static const char *in_folder(const char *name)
{
	static char path[100];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void is_file(const char *name, const char *want)
{
	char got[200] = "";
	FILE *f = fopen(in_folder(name), "r");

	assert_non_null(f);
	got[fread(got, 1, sizeof(got) - 1, f)] = '\0';
	fclose(f);
	assert_string_equal(got, want);
}

static struct out *out_for(const char *target, bool append, bool separate)
{
	struct options o = { .output = target, .append = append, .separate = separate };
	struct out *out;

	assert_int_equal(out_open(&o, &out), 0);
	return out;
}

static int refused(const char *target, bool separate)
{
	struct options o = { .output = target, .separate = separate };
	struct out *out;

	return out_open(&o, &out);
}

static void file(void **state)
{
	struct out *out;
	struct stat st;

	(void)state;
	out = out_for(in_folder("file"), false, false);
	assert_true(out_is_shared(out));
	assert_false(out_is_stderr(out));
	assert_false(out_is_terminal(out));
	buffer_adds(out_to(out, 1), "one\n");
	assert_ptr_equal(out_to(out, 1), out_to(out, 2));
	out_spill(out);
	stat(in_folder("file"), &st);
	assert_int_equal(st.st_size, 0); /* little is kept */
	assert_int_equal(out_flush(out), 0);
	is_file("file", "one\n");
	buffer_adds(out_to(out, 2), "two\n");
	assert_int_equal(out_close(out), 0);
	is_file("file", "one\ntwo\n");

	out = out_for(in_folder("file"), true, false);
	buffer_adds(out_to(out, 1), "three\n");
	assert_int_equal(out_close(out), 0);
	is_file("file", "one\ntwo\nthree\n");

	out = out_for(in_folder("file"), false, false);
	assert_int_equal(out_close(out), 0);
	is_file("file", "");
}

static void much_is_written_early(void **state)
{
	struct out *out = out_for(in_folder("much"), false, false);
	struct stat st;

	(void)state;
	buffer_add_pad(out_to(out, 1), 'x', 100000);
	out_spill(out);
	stat(in_folder("much"), &st);
	assert_int_equal(st.st_size, 100000);
	assert_int_equal(out_close(out), 0);
}

static void a_file_for_each_task(void **state)
{
	struct out *out = out_for(in_folder("task"), false, true);

	(void)state;
	assert_false(out_is_shared(out));
	buffer_adds(out_to(out, 7), "seven ");
	buffer_adds(out_to(out, 8), "eight ");
	buffer_adds(out_to(out, 7), "again");
	out_gone(out, 7);
	is_file("task.7", "seven again");
	out_gone(out, 9);
	assert_int_equal(out_close(out), 0);
	is_file("task.8", "eight ");
}

static void command(void **state)
{
	char target[200];
	struct out *out;

	(void)state;
	/* Slow enough that one who doesn't wait would not see it. */
	snprintf(target, sizeof(target), "| tr a-z A-Z >%s/command; sleep 0.1; echo end >>%s/command", folder,
		 folder);
	out = out_for(target, false, false);
	buffer_adds(out_to(out, 1), "lines\n");
	assert_int_equal(out_close(out), 0);
	is_file("command", "LINES\nend\n");

	snprintf(target, sizeof(target), "!while read x; do echo $x.; done >%s/command", folder);
	out = out_for(target, false, false);
	buffer_adds(out_to(out, 1), "lines\n");
	assert_int_equal(out_close(out), 0);
	is_file("command", "lines.\n");
}

static void refusals(void **state)
{
	(void)state;
	assert_int_equal(refused("/no/such/folder/x", false), -ENOENT);
	assert_int_equal(refused("/tmp", false), -EISDIR);
	assert_int_equal(refused("", false), -ENOENT);
	assert_int_equal(refused("/no/such/folder/x", true), -ENOENT);
	assert_int_equal(refused("/dev/null/x", true), -ENOTDIR);
	assert_int_equal(refused("|no-such-command-here x", false), -ENOENT);
	assert_int_equal(refused("!  /no/such/command", false), -ENOENT);
}

static void a_full_disk_is_told_once(void **state)
{
	struct out *out;

	(void)state;
	if (access("/dev/full", W_OK))
		skip();
	out = out_for("/dev/full", false, false);
	buffer_adds(out_to(out, 1), "lines\n");
	assert_int_equal(out_flush(out), -ENOSPC);
	assert_int_equal(out_flush(out), 0);
	buffer_adds(out_to(out, 1), "lines\n");
	assert_int_equal(out_close(out), -ENOSPC);
}

static void a_command_that_ends_is_an_error(void **state)
{
	struct out *out = out_for("|exit", false, false);
	int r = 0;

	(void)state;
	/* Once it has ended; a pipe holds less than this. */
	for (int i = 0; i < 100 && !r; i++) {
		buffer_add_pad(out_to(out, 1), 'x', 100000);
		r = out_flush(out);
	}
	assert_int_equal(r, -EPIPE);
	assert_int_equal(out_close(out), 0);
}

static bool yes(void)
{
	return true;
}

static void on_alarm(int sig)
{
	(void)sig;
}

static void a_stalled_reader_is_left_when_asked(void **state)
{
	const struct sigaction interrupts = { .sa_handler = on_alarm };
	struct itimerval ticks = { { 0, 10000 }, { 0, 10000 } };
	char target[200];
	struct out *out;

	(void)state;
	assert_int_equal(mkfifo(in_folder("go"), 0600), 0);
	snprintf(target, sizeof(target), "|read x <%s; wc -c >%s/counted", in_folder("go"), folder);
	out = out_for(target, false, false);
	sigaction(SIGALRM, &interrupts, NULL);
	setitimer(ITIMER_REAL, &ticks, NULL);
	out_leave_when(yes);
	buffer_add_pad(out_to(out, 1), 'x', 300000);
	assert_int_equal(out_flush(out), 0);
	buffer_adds(out_to(out, 1), "y");
	assert_int_equal(out_flush(out), 0);
	setitimer(ITIMER_REAL, &(struct itimerval){ { 0, 0 }, { 0, 0 } }, NULL);

	/* Nothing of it is lost, nor comes twice. */
	out_leave_when(NULL);
	fclose(fopen(in_folder("go"), "w"));
	assert_int_equal(out_close(out), 0);
	is_file("counted", "300001\n");
}

static void stderr_stays_open(void **state)
{
	struct out *out = out_for(NULL, false, false);

	(void)state;
	assert_true(out_is_stderr(out));
	assert_int_equal(out_close(out), 0);
	assert_int_equal(write(STDERR_FILENO, "", 0), 0);
	assert_int_equal(out_close(NULL), 0);
}

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	char clean[100];

	(void)state;
	snprintf(clean, sizeof(clean), "rm -r %s", folder);
	return system(clean);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(file),
		cmocka_unit_test(much_is_written_early),
		cmocka_unit_test(a_file_for_each_task),
		cmocka_unit_test(command),
		cmocka_unit_test(refusals),
		cmocka_unit_test(a_full_disk_is_told_once),
		cmocka_unit_test(a_command_that_ends_is_an_error),
		cmocka_unit_test(a_stalled_reader_is_left_when_asked),
		cmocka_unit_test(stderr_stays_open),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
