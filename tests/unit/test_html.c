/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "drawn.h"
#include "sink/html.h"
#include "vdso_layouts.h"

/*
 * Behind the page, whose text is no matter of ours here: the lines of the
 * trace, but for the first, which has the version.
 */
static void cut_page(const char *file)
{
	struct buffer all = BUFFER_INIT;
	const char *data;
	FILE *f;

	read_file(&all, file);
	data = strstr(buffer_text(&all), "<script type=\"application/json\">");
	assert_non_null(data);
	data = strchr(strchr(data, '\n') + 1, '\n') + 1;
	f = fopen(file, "w");
	assert_non_null(f);
	fputs(data, f);
	fclose(f);
	buffer_free(&all);
}

static void end(struct play *p, const char *golden)
{
	assert_int_equal(p->sink->end(p->sink), 0);
	assert_int_equal(out_close(p->out), 0);
	cut_page(p->file);
	assert_golden(p->file, golden);
	unlink(p->file);
	arena_free(&p->arena);
}

static void gates(void **state)
{
	struct play p = { .seq = 0 };

	(void)state;
	play_begin(&p, html_open);
	act_gates(&p);
	end(&p, "html_gates");
}

static void crowd(void **state)
{
	struct play p = { .seq = 0 };

	(void)state;
	play_begin(&p, html_open);
	act_crowd(&p);
	end(&p, "html_crowd");
}

/* Code, registers and stack travel; the same code is told once. */
static void drawn(void **state)
{
	struct play p = { .seq = 0 };

	(void)state;
	play_begin(&p, html_open);
	tell_vdso(&p, DRAWN_TID, vdso_fixtures[0].code, vdso_fixtures[0].size);
	tell_vdso(&p, DRAWN_TID + 1, vdso_fixtures[0].code, vdso_fixtures[0].size);
	act_restart(&p, vdso_fixtures[0].landing, RESTART_INSN_JMP, PROOF_WITNESSED, true);
	leave(&p, DRAWN_TID, 4);
	tell_vdso(&p, DRAWN_TID, vdso_fixtures[5].code, vdso_fixtures[5].size);
	tell(&p, (struct event){ .kind = EVENT_VDSO, .tid = 1 });
	end(&p, "html_drawn");
}

/* No tag of a process's making, wherever its text comes from. */
static void markup(void **state)
{
	struct play p = { .seq = 0 };
	static char *argv[] = { (char *)"</script><script>alert(1)</script>", (char *)"<!--", NULL };
	static const char evil[] = "</script><script>alert(2)//<!--\xe2\x80\xae\033]0;x\007";
	struct event e = by_int80(5, 5);
	struct buffer all = BUFFER_INIT;
	const char *data;
	unsigned tags = 0;

	(void)state;
	p.o.command = argv;
	play_begin(&p, html_open);
	e.site = (struct site){ .ip = 0x1234, .module = evil, .symbol = evil };
	enter(&p, e, "open", 1, 1, ARGS(string(&p, "pathname", evil, sizeof(evil) - 1, false)));
	leave(&p, 5, 3);
	assert_int_equal(p.sink->end(p.sink), 0);
	assert_int_equal(out_close(p.out), 0);
	read_file(&all, p.file);
	data = strstr(buffer_text(&all), "<script type=\"application/json\">");
	assert_non_null(data);
	for (const char *at = data; *at; at++) {
		assert_true(*at == '\n' || *at == '\t' || (*at >= ' ' && *at <= '~'));
		tags += *at == '<';
	}
	assert_int_equal(tags, 2); /* ours, and its end */
	assert_non_null(strstr(data, "\\u003c/script>"));
	unlink(p.file);
	arena_free(&p.arena);
	buffer_free(&all);
}

/* A long trace is several chunks; nothing of it stays in memory. */
static void chunks(void **state)
{
	enum { CALLS = 5000 };
	struct play p = { .seq = 0 };
	struct buffer all = BUFFER_INIT;
	unsigned begins = 0, ends = 0, calls = 0;

	(void)state;
	play_begin(&p, html_open);
	for (int i = 0; i < CALLS; i++) {
		enter(&p, by_sysenter(7, 4), "write", 0, 0, ARGS(NULL));
		leave(&p, 7, 1);
		decoded(&p, 7)->result = NULL;
		assert_true(out_to(p.out, 0)->len < 256 * 1024);
	}
	assert_int_equal(p.sink->end(p.sink), 0);
	assert_int_equal(out_close(p.out), 0);
	read_file(&all, p.file);
	for (const char *at = strstr(buffer_text(&all), "<script type=\"app"); (at = strchr(at, '\n'));
	     at++) {
		begins += !strncmp(at + 1, "<script", 7);
		ends += !strncmp(at + 1, "</script>\n", 10);
		calls += !strncmp(at + 1, "[\"C\"", 4);
	}
	assert_true(ends > 1);
	assert_int_equal(begins + 1, ends);
	assert_int_equal(calls, CALLS);
	unlink(p.file);
	arena_free(&p.arena);
	buffer_free(&all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gates), cmocka_unit_test(crowd), cmocka_unit_test(drawn),
		cmocka_unit_test(markup), cmocka_unit_test(chunks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
