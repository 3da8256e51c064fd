/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "acts.h"
#include "base/die.h"
#include "sink/text.h"

static void gates(void **state)
{
	struct play p = { .o.strace = false };

	(void)state;
	play_begin(&p, text_open);
	act_gates(&p);
	play_end(&p, "text_gates");
}

static void gates_with_sites(void **state)
{
	struct play p = { .o.gate = GATE_STYLE_FULL };

	(void)state;
	play_begin(&p, text_open);
	act_gates(&p);
	play_end(&p, "text_sites");
}

/* strace has no lines for what only we know. */
static void gates_as_strace(void **state)
{
	struct play p = { .o.strace = true, .o.gate = GATE_STYLE_NONE };

	(void)state;
	play_begin(&p, text_open);
	act_gates(&p);
	play_end(&p, "strace_gates");
}

static void everything_in_front(void **state)
{
	struct play p = {
		.o = {
			.gate = GATE_STYLE_SHORT, .time = TIME_OF_DAY, .time_digits = 6, .relative = true,
			.relative_digits = 6, .durations = true, .duration_digits = 9, .show_ip = true,
			.show_nr = true, .column = 80,
		},
	};

	(void)state;
	setenv("TZ", "UTC", 1);
	play_begin(&p, text_open);
	act_gates(&p);
	play_end(&p, "text_prefix");
}

static void seconds_since_the_epoch(void **state)
{
	struct play p = { .o = { .time = TIME_EPOCH, .relative = true, .quiet = QUIET_EXIT } };

	(void)state;
	play_begin(&p, text_open);
	act_gates(&p);
	play_end(&p, "text_epoch");
}

static void colours(void **state)
{
	struct play p = { .o.color = COLOR_ALWAYS };

	(void)state;
	play_begin(&p, text_open);
	act_gates(&p);
	play_end(&p, "text_colour");
}

/* Standard error is where the messages go as well. */
static void crowd_on_stderr(struct play *p, const char *golden)
{
	char name[] = "/tmp/gatetrace-unit.XXXXXX";
	int fd = mkstemp(name), kept = dup(STDERR_FILENO);

	assert_true(fd >= 0 && kept >= 0);
	p->on_stderr = true;
	play_begin(p, text_open);
	dup2(fd, STDERR_FILENO);
	act_crowd(p);
	play_end(p, NULL);
	dup2(kept, STDERR_FILENO);
	close(kept);
	close(fd);
	assert_golden(name, golden);
	unlink(name);
}

static void crowd(void **state)
{
	struct play p = { .o.follow = true };

	(void)state;
	crowd_on_stderr(&p, "text_crowd");
}

static void crowd_as_strace(void **state)
{
	struct play p = { .o = { .follow = true, .strace = true, .gate = GATE_STYLE_NONE } };

	(void)state;
	program_name = "strace";
	crowd_on_stderr(&p, "strace_crowd");
	program_name = "gatetrace";
}

static void crowd_in_a_file(void **state)
{
	struct play p = { .o = { .follow = true, .quiet = QUIET_ALL } };

	(void)state;
	play_begin(&p, text_open);
	act_crowd(&p);
	play_end(&p, "text_crowd_file");
}

static void crowd_in_files(void **state)
{
	struct play p = { .o = { .follow = true, .separate = true, .quiet = QUIET_ATTACH } };
	struct buffer all = BUFFER_INIT;
	char name[] = "/tmp/gatetrace-unit.XXXXXX";
	int fd = mkstemp(name);

	(void)state;
	play_begin(&p, text_open);
	act_crowd(&p);
	play_end(&p, NULL);
	for (int tid = 100; tid < 104; tid++) {
		char part[80];

		snprintf(part, sizeof(part), "%s.%d", p.file, tid);
		buffer_addf(&all, "== %d\n", tid);
		read_file(&all, part);
		unlink(part);
	}
	assert_int_equal(write(fd, all.data, all.len), all.len);
	close(fd);
	buffer_free(&all);
	assert_golden(name, "text_crowd_files");
	unlink(name);
}

/* Of three that we attached to the first one speaks: there are others. */
static void attached_to_several(void **state)
{
	struct play p = { .on_stderr = true, .o.gate = GATE_STYLE_NONE };
	char name[] = "/tmp/gatetrace-unit.XXXXXX";
	int fd = mkstemp(name), kept = dup(STDERR_FILENO);

	(void)state;
	play_begin(&p, text_open);
	dup2(fd, STDERR_FILENO);
	tell(&p, (struct event){ .kind = EVENT_NEW, .tid = 100, .count = 3 });
	enter(&p, by_int80(100, 29), "pause", 0, 0, ARGS(NULL));
	tell(&p, (struct event){ .kind = EVENT_EXITED, .tid = 101 }); /* before its first stop */
	tell(&p, (struct event){ .kind = EVENT_NEW, .tid = 102, .count = 2 });
	tell(&p, (struct event){ .kind = EVENT_EXITED, .tid = 102 });
	lose(&p, 100, false);
	play_end(&p, NULL);
	dup2(kept, STDERR_FILENO);
	close(kept);
	close(fd);
	assert_golden(name, "text_attached");
	unlink(name);
}

/* More than the buffer holds, with a line open across a write. */
static void long_trace(void **state)
{
	struct play p = { .o.strace = true };
	struct buffer got = BUFFER_INIT;
	size_t lines = 0;

	(void)state;
	p.o.gate = GATE_STYLE_NONE;
	play_begin(&p, text_open);
	for (int i = 0; i < 5000; i++) {
		enter(&p, by_int80(1, 20), "getpid", 0, 0, ARGS(NULL));
		if (i % 100 == 0)
			assert_int_equal(p.sink->flush(p.sink), 0);
		leave(&p, 1, 1);
		arena_reset(&p.arena);
	}
	assert_int_equal(p.sink->end(p.sink), 0);
	assert_int_equal(out_close(p.out), 0);
	read_file(&got, p.file);
	for (const char *at = buffer_text(&got); *at; at = strchr(at, '\n') + 1, lines++)
		assert_memory_equal(at, "getpid()                                = 1\n", 44);
	assert_int_equal(lines, 5000);
	buffer_free(&got);
	unlink(p.file);
	arena_free(&p.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gates),
		cmocka_unit_test(gates_with_sites),
		cmocka_unit_test(gates_as_strace),
		cmocka_unit_test(everything_in_front),
		cmocka_unit_test(seconds_since_the_epoch),
		cmocka_unit_test(colours),
		cmocka_unit_test(crowd),
		cmocka_unit_test(crowd_as_strace),
		cmocka_unit_test(crowd_in_a_file),
		cmocka_unit_test(crowd_in_files),
		cmocka_unit_test(attached_to_several),
		cmocka_unit_test(long_trace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
