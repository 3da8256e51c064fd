/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "acts.h"
#include "sink/summary.h"
#include "sink/text.h"

/* nr by gate, n times, each taking ns of the kernel's time. */
static void calls(struct play *p, struct event e, int n, uint64_t ns, int32_t result)
{
	for (int i = 0; i < n; i++) {
		e.kind = EVENT_EXIT;
		e.seq = ++p->seq;
		e.entry_time = p->time;
		e.time = p->time += 10 * ns;
		e.entry_stime = 5;
		e.stime = 5 + ns;
		e.result = result;
		p->sink->event(p->sink, &e, NULL);
	}
}

static void act(struct play *p)
{
	struct event e = by_int80(1, 4);

	calls(p, by_sysenter(1, 3), 3, 2500, 8);
	calls(p, by_int80(1, 3), 1, 1000, -EFAULT);
	calls(p, by_sysenter(1, 20), 7, 999, 1);
	calls(p, by_sysenter(1, 6), 1, 0, -4096);
	calls(p, by_sysenter(1, 5), 1, 0, -4095);
	calls(p, by_sysenter(1, 162), 1, 0, -516);
	e.gate = GATE_VDSO_INT80;
	e.restarted = true;
	calls(p, e, 2, 123456789, 1);
	e.site.module = NULL;
	e.site.symbol = NULL;
	e.site.ip = 0x1234;
	calls(p, e, 1, 1, 1);
	e.nr = 102; /* socketcall: by what the first argument says */
	e.arg[0] = 1;
	calls(p, e, 1, 0, 3);
	e.arg[0] = 9;
	calls(p, e, 2, 0, 3);
	e.nr = 0x1e240;
	calls(p, e, 1, 0, -ENOSYS);
}

static void table(enum summary_kind by, bool wall, const char *golden)
{
	struct play p = { .o = { .summary = by, .summary_wall = wall } };

	play_begin(&p, summary_open);
	assert_false(p.sink->needs_call);
	act(&p);
	play_end(&p, golden);
}

static void by_call(void **state)
{
	(void)state;
	table(SUMMARY_CALLS, false, "summary_calls");
}

static void by_wall_clock(void **state)
{
	(void)state;
	table(SUMMARY_CALLS, true, "summary_wall");
}

static void by_gate(void **state)
{
	(void)state;
	table(SUMMARY_GATES, false, "summary_gates");
}

static void by_site(void **state)
{
	(void)state;
	table(SUMMARY_SITES, false, "summary_sites");
}

/* Which row is first of two, each with its way to be more: long, and often with errors. */
static const char *first_by(enum summary_sort sort)
{
	struct play p = { .o = { .summary = SUMMARY_CALLS, .summary_wall = true, .summary_sort = sort } };
	static const struct event calls[] = {
		{ .kind = EVENT_EXIT, .nr = 3, .entry_time = 0, .time = 9000 },
		{ .kind = EVENT_EXIT, .nr = 3, .entry_time = 0, .time = 500 },
		{ .kind = EVENT_EXIT, .nr = 6, .entry_time = 0, .time = 2000, .result = -9 },
		{ .kind = EVENT_EXIT, .nr = 6, .entry_time = 0, .time = 1000, .result = -9 },
		{ .kind = EVENT_EXIT, .nr = 6, .entry_time = 0, .time = 1000 },
	};
	struct buffer got = BUFFER_INIT;
	const char *first;

	play_begin(&p, summary_open);
	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++)
		p.sink->event(p.sink, &calls[i], NULL);
	assert_int_equal(p.sink->end(p.sink), 0);
	assert_int_equal(out_close(p.out), 0);
	read_file(&got, p.file);
	unlink(p.file);
	first = strstr(buffer_text(&got), " close\n");
	assert_non_null(first);
	assert_non_null(strstr(buffer_text(&got), " read\n"));
	first = first < strstr(buffer_text(&got), " read\n") ? "close" : "read";
	buffer_free(&got);
	return first;
}

static void orders(void **state)
{
	(void)state;
	assert_string_equal(first_by(SORT_CALLS), "close");
	assert_string_equal(first_by(SORT_ERRORS), "close");
	assert_string_equal(first_by(SORT_NAME), "close");
	assert_string_equal(first_by(SORT_MIN_TIME), "close");
	assert_string_equal(first_by(SORT_TIME), "read");
	assert_string_equal(first_by(SORT_MAX_TIME), "read");
	assert_string_equal(first_by(SORT_AVG_TIME), "read");
	assert_string_equal(first_by(SORT_NOTHING), "read");
}

static void nothing_was_called(void **state)
{
	struct play p = { .o.summary = SUMMARY_CALLS };
	struct buffer got = BUFFER_INIT;

	(void)state;
	play_begin(&p, summary_open);
	assert_int_equal(p.sink->end(p.sink), 0);
	assert_int_equal(out_close(p.out), 0);
	read_file(&got, p.file);
	assert_int_equal(got.len, 0);
	unlink(p.file);
}

/* -C: the lines, then the table, in one file. */
static void behind_the_lines(void **state)
{
	struct play p = { .o = { .summary = SUMMARY_CALLS, .summary_too = true } };
	struct sink *lines;

	(void)state;
	play_begin(&p, summary_open);
	lines = text_open(&p.o, p.out);
	act(&p);
	lines->event(lines, &(struct event){ .kind = EVENT_EXITED, .tid = 1 }, NULL);
	assert_int_equal(lines->end(lines), 0);
	play_end(&p, "summary_too");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_call),
		cmocka_unit_test(by_wall_clock),
		cmocka_unit_test(by_gate),
		cmocka_unit_test(by_site),
		cmocka_unit_test(orders),
		cmocka_unit_test(nothing_was_called),
		cmocka_unit_test(behind_the_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
