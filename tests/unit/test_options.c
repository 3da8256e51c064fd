/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command_line.h"

static void what_holds_without_options(void **state)
{
	struct options o = good("/usr/bin/gatetrace prog -f --json");

	(void)state;
	assert_string_equal(o.command[0], "prog");
	assert_string_equal(o.command[2], "--json");
	assert_null(o.command[3]);
	assert_int_equal(o.attaches, 0);
	assert_false(o.follow || o.separate || o.strace || o.json || o.append || o.relative || o.durations);
	assert_int_equal(o.decode.string_max, 32);
	assert_int_equal(o.column, 0);
	assert_int_equal(o.quiet, 0);
	assert_int_equal(o.gate, GATE_STYLE_SHORT);
	assert_int_equal(o.color, COLOR_AUTO);
	assert_int_equal(o.summary, SUMMARY_NONE);
	assert_int_equal(o.time, TIME_NONE);
	assert_null(o.output);
	assert_false(o.stack);
	assert_int_equal(o.stack_max, 256);
	assert_int_equal(o.prove, PROVE_NONE);
	options_free(&o);
}

static void stacks(void **state)
{
	static const char *const names[] = { "-k", "--stack-trace", "--stack-traces" };
	char line[64];
	struct options o;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(line, sizeof(line), "gatetrace %s prog", names[i]);
		o = good(line);
		assert_true(o.stack);
		assert_non_null(o.command);
		options_free(&o);
	}
	o = good("gatetrace -k --stack-trace-frame-limit=7 prog");
	assert_int_equal(o.stack_max, 7);
	options_free(&o);
}

static void letters(void **state)
{
	struct options o = good("gatetrace -fiATnvws100 -a30 -o x -rXraw -C -- -prog");

	(void)state;
	assert_string_equal(o.command[0], "-prog");
	assert_true(o.follow && o.show_ip && o.show_nr && o.append && o.durations && o.relative &&
		    o.decode.verbose);
	assert_true(o.summary_too && o.summary_wall);
	assert_false(o.separate);
	assert_int_equal(o.summary, SUMMARY_CALLS);
	assert_int_equal(o.decode.string_max, 100);
	assert_int_equal(o.column, 30);
	assert_int_equal(o.duration_digits, 6);
	assert_int_equal(o.relative_digits, 6);
	assert_int_equal(o.style.xlat, XLAT_RAW);
	assert_int_equal(o.decode.style.xlat, XLAT_RAW);
	assert_string_equal(o.output, "x");
	options_free(&o);
}

static void long_names(void **state)
{
	struct options o =
		good("gatetrace --follow-forks --output=x --string-limit=7 --columns 9 --no-abbrev --json"
		     " --gate=full --color --syscall-times=ns --relative-timestamps=ms"
		     " --const-print-style=verbose --attach=5");

	(void)state;
	assert_true(o.follow && o.decode.verbose && o.json && o.durations && o.relative);
	assert_int_equal(o.decode.string_max, 7);
	assert_int_equal(o.column, 9);
	assert_int_equal(o.gate, GATE_STYLE_FULL);
	assert_int_equal(o.color, COLOR_ALWAYS);
	assert_int_equal(o.duration_digits, 9);
	assert_int_equal(o.relative_digits, 3);
	assert_int_equal(o.style.xlat, XLAT_VERBOSE);
	assert_int_equal(o.attach[0], 5);
	assert_null(o.command);
	options_free(&o);
	o = good("gatetrace --color=never --gate none --prove=all p");
	assert_int_equal(o.color, COLOR_NEVER);
	assert_int_equal(o.prove, PROVE_ALL);
	assert_int_equal(o.gate, GATE_STYLE_NONE);
	options_free(&o);
}

static void processes(void **state)
{
	struct options o = good("gatetrace -p 1,22,,333, -p4 prog");

	(void)state;
	assert_int_equal(o.attaches, 4);
	assert_int_equal(o.attach[0], 1);
	assert_int_equal(o.attach[1], 22);
	assert_int_equal(o.attach[2], 333);
	assert_int_equal(o.attach[3], 4);
	options_free(&o);
}

static void times_of(const char *line, enum time_style style, unsigned digits)
{
	struct options o = good(line);

	assert_int_equal(o.time, style);
	assert_int_equal(o.time_digits, digits);
	options_free(&o);
}

static void times(void **state)
{
	(void)state;
	times_of("gatetrace -t p", TIME_OF_DAY, 0);
	times_of("gatetrace -tt p", TIME_OF_DAY, 6);
	times_of("gatetrace -ttt p", TIME_EPOCH, 6);
	times_of("gatetrace -tttt p", TIME_EPOCH, 6);
	times_of("gatetrace --absolute-timestamps p", TIME_OF_DAY, 0);
	times_of("gatetrace --absolute-timestamps=us p", TIME_OF_DAY, 6);
	times_of("gatetrace --absolute-timestamps=unix p", TIME_EPOCH, 0);
	times_of("gatetrace --absolute-timestamps=ns,unix p", TIME_EPOCH, 9);
	times_of("gatetrace --absolute-timestamps=format:time,precision:ms p", TIME_OF_DAY, 3);
	times_of("gatetrace --absolute-timestamps=none p", TIME_NONE, 0);
	is_bad("gatetrace --absolute-timestamps=unix,fs p",
	       "gatetrace: --absolute-timestamps: 'unix,fs' is not like time or unix,us\n");
	is_bad("gatetrace --absolute-timestamps=precision:unix p",
	       "gatetrace: --absolute-timestamps: 'precision:unix' is not like time or unix,us\n");
}

static void quiet_of(const char *line, unsigned quiet)
{
	struct options o = good(line);

	assert_int_equal(o.quiet, quiet);
	options_free(&o);
}

static void starts(void **state)
{
	struct options o = good("gatetrace -E A=1 --env=B --argv0=name -E '' prog");

	(void)state;
	assert_int_equal(o.envs, 3);
	assert_string_equal(o.env[0], "A=1");
	assert_string_equal(o.env[1], "B");
	assert_string_equal(o.env[2], "");
	assert_string_equal(o.argv0, "name");
	assert_string_equal(o.command[0], "prog");
	options_free(&o);
	assert_int_equal(o.envs, 0);
	assert_false(o.show_pid);
	o = good("gatetrace --always-show-pid prog");
	assert_true(o.show_pid);
	options_free(&o);
	is_bad("gatetrace -E", "gatetrace: option -E needs an argument\n");
	is_bad("strace --env", "strace: option '--env' requires an argument\n"
			       "Try 'strace -h' for more information.\n");
}

static void sort_of(const char *line, enum summary_sort sort)
{
	struct options o = good(line);

	assert_int_equal(o.summary_sort, sort);
	options_free(&o);
}

static void sorts(void **state)
{
	(void)state;
	sort_of("gatetrace -c p", SORT_TIME);
	sort_of("gatetrace -c -S calls p", SORT_CALLS);
	sort_of("gatetrace -C --summary-sort-by=shortest p", SORT_MIN_TIME);
	sort_of("gatetrace --summary-by=gate -S error p", SORT_ERRORS);
	sort_of("gatetrace -c -S name -S none p", SORT_NOTHING);
	is_bad("gatetrace -c -S size p", "gatetrace: -S: 'size' is not time, min-time, max-time, avg-time,"
					 " calls, errors, name or nothing\n");
	is_warned("gatetrace -S name p", "gatetrace: -S/--summary-sort-by has no effect without"
					 " (-c/--summary-only or -C/--summary)\n");
	is_warned("gatetrace -S name --summary-by=gate p", "");
}

static void quiet(void **state)
{
	(void)state;
	quiet_of("gatetrace -q p", QUIET_ATTACH | QUIET_MODE);
	quiet_of("gatetrace --quiet p", QUIET_ATTACH | QUIET_MODE);
	quiet_of("gatetrace -qq p", QUIET_ATTACH | QUIET_MODE | QUIET_EXIT);
	quiet_of("gatetrace -qqq p", QUIET_ALL);
	quiet_of("gatetrace -qqqq p", QUIET_ALL);
	quiet_of("gatetrace --quiet=exit,thread-execve p", QUIET_EXIT | QUIET_EXEC);
	quiet_of("gatetrace -e quiet=!exit,path-resolution p", QUIET_ALL & ~(QUIET_EXIT | QUIET_PATHS));
	quiet_of("gatetrace -e q=none p", 0);
	/* Lines that go elsewhere, of a program of ours: as strace does. */
	quiet_of("gatetrace -o x p", QUIET_ATTACH);
	quiet_of("gatetrace -o x -p 1", 0);
	quiet_of("strace -o x p", QUIET_ATTACH | QUIET_MODE);
	is_bad("gatetrace --quiet=nonsense p",
	       "gatetrace: --quiet: 'nonsense' is not attach, exit, personality, thread-execve or all\n");
	is_bad("gatetrace -q --quiet=exit p",
	       "gatetrace: -q and -e quiet/--quiet cannot be provided simultaneously\n");
}

static void strings(void **state)
{
	struct options o;

	(void)state;
	o = good("gatetrace -x p");
	assert_int_equal(o.style.string, STRING_HEX_NONASCII);
	options_free(&o);
	o = good("gatetrace -xx p");
	assert_int_equal(o.style.string, STRING_HEX);
	assert_int_equal(o.decode.style.string, STRING_HEX);
	options_free(&o);
	o = good("gatetrace --strings-in-hex=non-ascii p");
	assert_int_equal(o.style.string, STRING_HEX_NONASCII);
	options_free(&o);
	is_bad("gatetrace -x --strings-in-hex p",
	       "gatetrace: -x and --strings-in-hex cannot be provided simultaneously\n");
}

static void separate_files(void **state)
{
	struct options o;

	(void)state;
	o = good("gatetrace -ff -o x p");
	assert_true(o.follow && o.separate);
	options_free(&o);
	o = good("gatetrace -ff p");
	assert_true(o.follow);
	assert_false(o.separate);
	options_free(&o);
	o = good("gatetrace --output-separately -o x p");
	assert_true(!o.follow && o.separate);
	options_free(&o);
	is_bad("gatetrace -ff -o |cat p",
	       "gatetrace: piping the output and -ff/--output-separately are mutually exclusive\n");
	is_bad("gatetrace -ff -c -o x p", "gatetrace: (-c/--summary-only or -C/--summary) and "
					  "-ff/--output-separately are mutually exclusive\n");
	is_bad("gatetrace -o | p", "gatetrace: -o: there is no command behind the |\n");
}

static void summaries(void **state)
{
	struct options o;

	(void)state;
	o = good("gatetrace --summary-by=gate p");
	assert_int_equal(o.summary, SUMMARY_GATES);
	assert_false(o.summary_too);
	options_free(&o);
	o = good("gatetrace -C --summary-by=site p");
	assert_int_equal(o.summary, SUMMARY_SITES);
	assert_true(o.summary_too);
	options_free(&o);
	o = good("gatetrace -cw p");
	assert_int_equal(o.summary, SUMMARY_CALLS);
	options_free(&o);
	is_bad("gatetrace --summary-by=x p", "gatetrace: --summary-by: 'x' is neither gate nor site\n");
	is_bad("gatetrace -w p", "gatetrace: -w/--summary-wall-clock must be given with "
				 "(-c/--summary-only or -C/--summary)\n");
	is_bad("gatetrace -c -C p", "gatetrace: -c/--summary-only and -C/--summary are mutually exclusive\n");
	is_bad("gatetrace -c --json p",
	       "gatetrace: --json has no tables: leave out -c, -C and --summary-by\n");
	is_warned("gatetrace -c -i -tt p",
		  "gatetrace: -i/--instruction-pointer has no effect with -c/--summary-only\n"
		  "gatetrace: -t/--absolute-timestamps has no effect with -c/--summary-only\n");
	is_warned("gatetrace -A p", "gatetrace: -A/--output-append-mode has no effect without -o/--output\n");
}

static void filters(void **state)
{
	struct options o =
		good("gatetrace -e open -e signal=INT --signal=!TERM -e gate=!int80 --trace=read p");

	(void)state;
	assert_true(o.filter.nrs_set && o.filter.signals_set && o.filter.gates_set &&
		    o.filter.gates_inverted);
	assert_int_equal(o.filter.nr[0], 1 << 3);
	assert_false(o.filter.signal[0] >> 15 & 1);
	options_free(&o);
	is_bad("gatetrace -e trace=opne p", "gatetrace: unknown system call: opne\n");
	is_bad("gatetrace -e gate=int81 p", "gatetrace: unknown gate: int81\n");
	is_bad("gatetrace --signal=nonsense p", "gatetrace: unknown signal: nonsense\n");
}

static void as_strace(void **state)
{
	struct options o = good("/opt/bin/strace --gate=full --color=always p");

	(void)state;
	assert_true(o.strace);
	assert_string_equal(program_name, "strace");
	assert_int_equal(o.gate, GATE_STYLE_NONE);
	assert_int_equal(o.color, COLOR_NEVER);
	assert_int_equal(o.column, 40);
	options_free(&o);
	o = good("gatetrace -a 0 --strace p");
	assert_true(o.strace);
	assert_int_equal(o.column, 0);
	assert_string_equal(program_name, "strace");
	options_free(&o);
#define TRY "Try 'strace -h' for more information.\n"
	is_bad("strace", "strace: must have PROG [ARGS] or -p PID\n" TRY);
	is_bad("strace -Q", "strace: invalid option -- 'Q'\n" TRY);
	is_bad("strace --foo", "strace: unrecognized option '--foo'\n" TRY);
	is_bad("strace -s", "strace: option requires an argument -- 's'\n" TRY);
	is_bad("strace --string-limit", "strace: option '--string-limit' requires an argument\n" TRY);
	is_bad("strace -s -1 p", "strace: invalid -s argument: '-1'\n" TRY);
	is_bad("strace --follow-forks=3 p",
	       "strace: option '--follow-forks' doesn't allow an argument\n" TRY);
	is_bad("strace -p abc", "strace: Invalid process id: 'abc'\n");
	is_bad("strace -e foo p", "strace: invalid system call 'foo'\n");
	is_bad("strace --json p", "strace: --json and --strace are mutually exclusive\n" TRY);
}

static void bad_input(void **state)
{
	(void)state;
	is_bad("gatetrace", "gatetrace: no program to trace: give PROG or -p PID\n");
	is_bad("gatetrace -f", "gatetrace: no program to trace: give PROG or -p PID\n");
	is_bad("gatetrace -p '' -f", "gatetrace: no program to trace: give PROG or -p PID\n");
	is_bad("gatetrace -Q p", "gatetrace: unknown option -Q (gatetrace --help lists them)\n");
	is_bad("gatetrace -fQ p", "gatetrace: unknown option -Q (gatetrace --help lists them)\n");
	is_bad("gatetrace --json -fQ p", "gatetrace: unknown option -Q (gatetrace --help lists them)\n");
	is_bad("gatetrace --nonsense p",
	       "gatetrace: unknown option --nonsense (gatetrace --help lists them)\n");
	is_bad("gatetrace --json=x p", "gatetrace: option --json takes no argument\n");
	is_bad("gatetrace -o", "gatetrace: option -o needs an argument\n");
	is_bad("gatetrace --output", "gatetrace: option --output needs an argument\n");
	is_bad("gatetrace -p 12x", "gatetrace: -p: '12x' is no process id\n");
	is_bad("gatetrace -p 3,0", "gatetrace: -p: '0' is no process id\n");
	is_bad("gatetrace -p -5", "gatetrace: -p: '-5' is no process id\n");
	is_bad("gatetrace -p 99999999999", "gatetrace: -p: '99999999999' is no process id\n");
	is_bad("gatetrace -s 2147483648 p", "gatetrace: -s: '2147483648' is no number of bytes\n");
	is_bad("gatetrace --stack-trace-frame-limit=0 p",
	       "gatetrace: --stack-trace-frame-limit: '0' is no number of functions\n");
	is_bad("gatetrace -a +1 p", "gatetrace: -a: '+1' is no column\n");
	is_bad("gatetrace -X x p", "gatetrace: -X: 'x' is not abbrev, raw or verbose\n");
	is_bad("gatetrace --gate=x p", "gatetrace: --gate: 'x' is not short, full or none\n");
	is_bad("gatetrace --prove=x p", "gatetrace: --prove: 'x' is neither restarts nor all\n");
	is_bad("gatetrace --color=x p", "gatetrace: --color: 'x' is not auto, always or never\n");
	is_bad("gatetrace --syscall-times=x p", "gatetrace: 'x' is no precision: s, ms, us or ns\n");
}

/* Every option that --help names is one, and its line says what it takes. */
static void help_names_what_there_is(void **state)
{
	char *text, *line, *rest;
	int r, seen = 0;

	(void)state;
	text = strdup(said("gatetrace --help", STDOUT_FILENO, &r));
	assert_int_equal(r, 1);
	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		char *name = strstr(line, "--"), *gap = strstr(line, "   ");
		char try[200];

		if (strncmp(line, "  -", 3))
			continue;
		assert_non_null(gap);
		assert_true(strlen(line) <= 110);
		if (!name || name > gap)
			continue;
		snprintf(try, sizeof(try), "gatetrace %.*s", (int)strcspn(name, " =["), name);
		assert_null(strstr(said(try, STDERR_FILENO, &r), "unknown option"));
		seen++;
	}
	assert_true(seen > 20);
	free(text);
}

static void version(void **state)
{
	int r;

	(void)state;
	assert_memory_equal(said("gatetrace -V", STDOUT_FILENO, &r), "gatetrace ", 10);
	assert_int_equal(r, 1);
	assert_memory_equal(said("strace --version", STDOUT_FILENO, &r), "gatetrace ", 10);
	assert_int_equal(r, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_holds_without_options),
		cmocka_unit_test(stacks),
		cmocka_unit_test(letters),
		cmocka_unit_test(long_names),
		cmocka_unit_test(processes),
		cmocka_unit_test(times),
		cmocka_unit_test(starts),
		cmocka_unit_test(sorts),
		cmocka_unit_test(quiet),
		cmocka_unit_test(strings),
		cmocka_unit_test(separate_files),
		cmocka_unit_test(summaries),
		cmocka_unit_test(filters),
		cmocka_unit_test(as_strace),
		cmocka_unit_test(bad_input),
		cmocka_unit_test(help_names_what_there_is),
		cmocka_unit_test(version),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
