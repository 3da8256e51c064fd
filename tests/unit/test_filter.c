/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "stage/filter.h"

/* Numbers of the i386 table. */
enum {
	READ = 3,
	WRITE = 4,
	OPEN = 5,
	CLOSE = 6,
	MMAP2 = 192,
	SOCKETCALL = 102,
	IPC = 117,
	SOCKET = 359,
	OPENAT = 295
};

static struct filter filter_of(const char *expression)
{
	struct filter f;
	const char *why = "";

	memset(&f, 0, sizeof(f));
	if (filter_add(&f, expression, &why) < 0)
		fail_msg("%s: %s", expression, why);
	return f;
}

static bool passes(const char *expression, uint32_t nr)
{
	struct filter f = filter_of(expression);

	return filter_pass(&f, &(struct event){ .kind = EVENT_ENTRY, .nr = nr });
}

static bool first_passes(const char *expression, uint32_t nr, uint32_t first)
{
	struct filter f = filter_of(expression);

	return filter_pass(&f, &(struct event){ .kind = EVENT_ENTRY, .nr = nr, .arg = { first } });
}

static bool signal_passes(const char *expression, int sig)
{
	struct filter f = filter_of(expression);

	return filter_pass(&f, &(struct event){ .kind = EVENT_SIGNAL, .sig = sig });
}

static bool gate_passes(const char *expression, enum gate gate, bool restarted)
{
	struct filter f = filter_of(expression);

	return filter_pass(
		&f, &(struct event){ .kind = EVENT_ENTRY, .nr = READ, .gate = gate, .restarted = restarted });
}

static void is_refused(const char *expression, bool strace, const char *want)
{
	struct filter f = { .strace = strace };
	const char *why = "nothing";

	assert_int_equal(filter_add(&f, expression, &why), -EINVAL);
	assert_string_equal(why, want);
}

static void without_a_filter_all_pass(void **state)
{
	struct filter f = { .strace = false };

	(void)state;
	assert_true(filter_pass(&f, &(struct event){ .kind = EVENT_ENTRY, .nr = 123456 }));
	assert_true(filter_pass(&f, &(struct event){ .kind = EVENT_SIGNAL, .sig = 64 }));
	assert_true(filter_pass(&f, &(struct event){ .kind = EVENT_EXITED }));
}

static void names(void **state)
{
	(void)state;
	assert_true(passes("trace=open,close", OPEN));
	assert_true(passes("open,close", CLOSE));
	assert_true(passes("t=,open,,close,", CLOSE));
	assert_false(passes("open,close", READ));
	assert_false(passes("open,close", 123456));
	assert_false(passes("open", OPENAT));
	assert_true(passes("192", MMAP2));
	assert_false(passes("192", READ));
	assert_true(passes("mmap2@32", MMAP2));
	assert_false(passes("mmap2@64", MMAP2));
	assert_true(passes("all", 123456));
	assert_false(passes("none", READ));
	assert_true(passes("?nonsense,read", READ));
	assert_false(passes("?nonsense", READ));
}

static void negation(void **state)
{
	(void)state;
	assert_false(passes("!open,close", OPEN));
	assert_true(passes("trace=!open,close", READ));
	assert_true(passes("!open", 123456));
	assert_true(passes("!open", 222)); /* a gap in the table */
	assert_false(passes("!all", 123456));
	assert_true(passes("!none", READ));
	assert_false(passes("!?nonsense,read", READ));
}

static void classes(void **state)
{
	(void)state;
	assert_true(passes("%file", OPEN));
	assert_false(passes("%file", READ));
	assert_true(passes("%desc", READ));
	assert_true(passes("desc", READ));
	assert_true(passes("%net", SOCKET));
	assert_true(passes("%network", SOCKET));
	assert_true(passes("network", SOCKET));
	assert_true(passes("%memory,%net", MMAP2));
	assert_false(passes("!%memory", MMAP2));
	assert_true(passes("stat", 106));
	assert_false(passes("stat", 107)); /* lstat: without % it is a call's name */
	assert_true(passes("%lstat", 107));
	assert_false(passes("%stat", 107));
	assert_true(passes("%%stat", 107));
}

static void expressions(void **state)
{
	(void)state;
	assert_true(passes("/^(open|close)$", OPEN));
	assert_false(passes("/^(open|close)$", OPENAT));
	assert_true(passes("/open", OPENAT));
	assert_false(passes("!/open", OPENAT));
}

/* socketcall and ipc go by the names of what they are asked for. */
static void calls_that_are_many(void **state)
{
	enum { SYS_SOCKET = 1, SYS_BIND = 2, SEMOP = 1 };

	(void)state;
	assert_true(first_passes("socket", SOCKETCALL, SYS_SOCKET));
	assert_false(first_passes("socket", SOCKETCALL, SYS_BIND));
	assert_true(first_passes("socket", SOCKET, 0));
	assert_false(first_passes("socketcall", SOCKETCALL, SYS_SOCKET));
	assert_true(first_passes("socketcall", SOCKETCALL, 99));
	assert_true(first_passes("%net", SOCKETCALL, SYS_BIND));
	assert_false(first_passes("%file", SOCKETCALL, SYS_BIND));
	assert_false(first_passes("!socket", SOCKETCALL, SYS_SOCKET));
	assert_true(first_passes("!socket", SOCKETCALL, SYS_BIND));
	assert_true(first_passes("!socket", SOCKETCALL, 99));
	assert_true(first_passes("all", SOCKETCALL, SYS_BIND));
	assert_true(first_passes("!open", SOCKETCALL, SYS_BIND));
	assert_true(first_passes("semop", IPC, SEMOP));
	assert_true(first_passes("semop", IPC, 1 << 16 | SEMOP)); /* the version */
	assert_false(first_passes("semop", IPC, 11));
	assert_true(first_passes("%ipc", IPC, 11));
}

static void the_last_of_a_kind_counts(void **state)
{
	struct filter f = filter_of("open");
	const char *why;

	(void)state;
	assert_int_equal(filter_add(&f, "trace=close", &why), 0);
	assert_false(filter_pass(&f, &(struct event){ .kind = EVENT_ENTRY, .nr = OPEN }));
	assert_int_equal(filter_add(&f, "signal=INT", &why), 0);
	assert_true(filter_pass(&f, &(struct event){ .kind = EVENT_ENTRY, .nr = CLOSE }));
}

static void signals(void **state)
{
	(void)state;
	assert_true(signal_passes("signal=SIGINT", SIGINT));
	assert_true(signal_passes("signal=int,TERM", SIGTERM));
	assert_true(signal_passes("s=sigInt", SIGINT));
	assert_true(signal_passes("signals=2", SIGINT));
	assert_true(signal_passes("signal=SIGRT_3", 35));
	assert_true(signal_passes("signal=RTMIN", 32));
	assert_true(signal_passes("signal=64", 64));
	assert_false(signal_passes("signal=SIGINT", SIGTERM));
	assert_false(signal_passes("signal=!SIGINT,CHLD", SIGCHLD));
	assert_true(signal_passes("signal=!SIGINT,CHLD", SIGTERM));
	assert_false(signal_passes("signal=none", SIGINT));
	assert_true(signal_passes("signal=all", 64));
	assert_false(signal_passes("signal=!all", SIGINT));
	assert_true(signal_passes("open", SIGINT));
}

static void gates(void **state)
{
	(void)state;
	assert_true(gate_passes("gate=int80", GATE_INT80, false));
	assert_false(gate_passes("gate=int80", GATE_VDSO_INT80, false));
	assert_true(gate_passes("gate=int80,vdso:int80", GATE_VDSO_INT80, false));
	assert_false(gate_passes("gate=!int80", GATE_INT80, false));
	assert_true(gate_passes("gate=!int80", GATE_UNKNOWN, false));
	assert_true(gate_passes("gate=restart", GATE_VDSO_INT80, true));
	assert_false(gate_passes("gate=restart", GATE_VDSO_INT80, false));
	assert_true(gate_passes("gate=restart,vdso:sysenter", GATE_VDSO_SYSENTER, false));
	assert_false(gate_passes("gate=!restart", GATE_INT80, true));
	assert_true(gate_passes("gate=!restart", GATE_INT80, false));
	for (int gate = 0; gate < GATE_COUNT; gate++)
		assert_true(gate_passes("gate=all", (enum gate)gate, false));
}

static void nonsense(void **state)
{
	(void)state;
	is_refused("open,opne", false, "unknown system call: opne");
	is_refused("open,opne", true, "invalid system call 'opne'");
	is_refused("trace=", false, "-e trace=: no system call is named");
	is_refused("trace=", true, "invalid system call ''");
	is_refused("trace=!", true, "invalid system call '!'");
	is_refused("", false, "-e trace=: no system call is named");
	is_refused("222", false, "unknown system call: 222");
	is_refused("99999999999", false, "unknown system call: 99999999999");
	is_refused("%nonsense", false, "unknown class of system calls: %nonsense");
	is_refused("/zzz", false, "unknown system call: /zzz");
	is_refused("open,!close", false, "unknown system call: !close");
	is_refused("signal=nonsense", false, "unknown signal: nonsense");
	is_refused("signal=0", false, "unknown signal: 0");
	is_refused("signal=256", true, "invalid signal '256'");
	is_refused("signal=65", false, "unknown signal: 65");
	is_refused("signal=2x", false, "unknown signal: 2x");
	is_refused("signal=", true, "invalid signal ''");
	is_refused("gate=int81", false, "unknown gate: int81");
	is_refused("gate=", false, "-e gate=: no gate is named");
	is_refused("status=", false, "-e status=: no status is named");
	is_refused("status=!", true, "invalid status '!'");
	is_refused("status=failed,all", true, "invalid status 'all'");
	is_refused("status=failed,!successful", false, "unknown status: !successful");
	is_refused("nonsense=open", false,
		   "unknown filter (trace, signal, gate, status and quiet are known): nonsense=open");
	is_refused("nonsense=open", true, "invalid system call 'nonsense=open'");
}

/* How calls come out: which of these pass, as letters. */
static const char *outcomes(const char *expression)
{
	static const struct {
		char letter;
		struct event e;
	} calls[] = {
		{ 's', { .kind = EVENT_EXIT, .result = 0 } },
		{ 'h', { .kind = EVENT_EXIT, .result = (int32_t)0xf7f7b000 } }, /* mmap's */
		{ 'f', { .kind = EVENT_EXIT, .result = -ENOENT } },
		{ 'r', { .kind = EVENT_EXIT, .result = -512 } },
		{ 'u', { .kind = EVENT_UNFINISHED } },
		{ 'd', { .kind = EVENT_UNFINISHED, .detached = true } },
	};
	struct filter f = filter_of(expression);
	static char letters[16];
	unsigned n = 0;

	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++)
		if (filter_pass(&f, &calls[i].e))
			letters[n++] = calls[i].letter;
	letters[n] = '\0';
	return letters;
}

static void statuses(void **state)
{
	(void)state;
	assert_string_equal(outcomes("open"), "shfrud");
	assert_string_equal(outcomes("status=successful"), "sh");
	assert_string_equal(outcomes("status=FAILED"), "fr");
	assert_string_equal(outcomes("status=unfinished,,detached"), "ud");
	assert_string_equal(outcomes("status=!unfinished"), "shfrd");
	assert_string_equal(outcomes("status=unavailable"), "");
	assert_string_equal(outcomes("status=none"), "");
	assert_string_equal(outcomes("status=!all"), "");
	assert_string_equal(outcomes("status=!none"), "shfrud");
	assert_true(filter_of("status=failed").late);
	assert_false(filter_of("status=all").late);
	assert_true(passes("status=failed", OPEN));
}

static void odd_words(void **state)
{
	char expression[2000] = "trace=";
	struct filter f = { .strace = false };
	const char *why;

	(void)state;
	assert_int_equal(filter_add(&f, "/[", &why), -EINVAL); /* the rest is libc's to say */
	assert_memory_equal(why, "/[: ", 4);
	assert_int_equal(filter_add(&f, "/x{9999}{9999}", &why), -EINVAL);
	assert_int_equal(filter_add(&f, "/x++++++++++++++++++++++++++", &why), -EINVAL);
	assert_int_equal(filter_add(&f, "/^(read|w+rite{1})+$", &why), 0);
	memset(expression + 6, 'x', sizeof(expression) - 7);
	assert_int_equal(filter_add(&f, expression, &why), -EINVAL);
	expression[6] = '/';
	assert_int_equal(filter_add(&f, expression, &why), -EINVAL);
	memcpy(expression, "signal=", 7);
	assert_int_equal(filter_add(&f, expression, &why), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_filter_all_pass),
		cmocka_unit_test(names),
		cmocka_unit_test(negation),
		cmocka_unit_test(classes),
		cmocka_unit_test(expressions),
		cmocka_unit_test(calls_that_are_many),
		cmocka_unit_test(the_last_of_a_kind_counts),
		cmocka_unit_test(signals),
		cmocka_unit_test(gates),
		cmocka_unit_test(statuses),
		cmocka_unit_test(nonsense),
		cmocka_unit_test(odd_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
