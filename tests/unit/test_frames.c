/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "config.h"
#include "decode/symbols.h"
#include "pipeline/demangle.h"
#include "event/event.h"
#include "sink/frames.h"

static struct frame named = {
	.site = { .ip = 0x8049250, .module = "hello", .symbol = "greet", .offset = 0x1f },
	.path = "/home/me/hello",
	.offset = 0x1250,
};

static void printed(const struct frame *frame, enum stack_end end, bool strace, const char *wanted)
{
	struct buffer to = BUFFER_INIT;
	struct frames stack = { .frame = (struct frame *)frame, .frames = 1, .end = end };

	frames_print(&to, &stack, strace);
	assert_string_equal(buffer_text(&to), wanted);
	buffer_free(&to);
}

static void lines(void **state)
{
	struct frame nameless = { .site = { .ip = 0x8049250 }, .path = "/home/me/hello", .offset = 0x1250 };
	struct frame fileless = { .site = { .ip = 0xf7f01007 } };
	struct frame strange = { .path = "/tmp/\033[2J (deleted)", .offset = 1 };

	(void)state;
	printed(&named, STACK_WHOLE, false, " > /home/me/hello(greet+0x1f) [0x1250]\n");
	printed(&named, STACK_WHOLE, true, " > /home/me/hello(greet+0x1f) [0x1250]\n");
	printed(&nameless, STACK_WHOLE, false, " > /home/me/hello() [0x1250]\n");
	printed(&fileless, STACK_WHOLE, false, " > [0xf7f01007]\n");
	printed(&fileless, STACK_WHOLE, true, " > unexpected_backtracing_error [0xf7f01007]\n");
	/* What a file is called does not steer the terminal. */
	printed(&strange, STACK_WHOLE, false, " > /tmp/\\033[2J (deleted)() [0x1]\n");
}

static void ends(void **state)
{
	(void)state;
	printed(&named, STACK_LIMIT, false,
		" > /home/me/hello(greet+0x1f) [0x1250]\n > too many stack frames\n");
	printed(&named, STACK_LOST, false, " > /home/me/hello(greet+0x1f) [0x1250]\n > ?\n");
	printed(&named, STACK_LOST, true, " > /home/me/hello(greet+0x1f) [0x1250]\n");
}

static void no_stack(void **state)
{
	struct buffer to = BUFFER_INIT;
	struct frames stack = { .end = STACK_LOST };

	(void)state;
	frames_print(&to, &stack, false);
	assert_int_equal(to.len, 0);
}

/* An event keeps the memory of its frames, not the frames. */
static void frames_of_an_event(void **state)
{
	struct event e = { .kind = EVENT_EXIT };

	(void)state;
	for (int i = 0; i < 100; i++)
		event_frame(&e)->site.ip = (uint64_t)i;
	assert_int_equal(e.stack.frames, 100);
	assert_int_equal(e.stack.frame[99].site.ip, 99);
	e.stack.end = STACK_LIMIT;
	event_reset(&e);
	assert_int_equal(e.stack.frames, 0);
	assert_int_equal(e.stack.end, STACK_WHOLE);
	assert_int_equal(event_frame(&e)->site.ip, 0);
	event_free(&e);
}

#ifdef HAVE_LIBIBERTY
static void names(void **state)
{
	static const char plain[] = "main", bad[] = "_Z!", plus[] = "_ZNK3one3two4callEjPKc";

	(void)state;
	assert_ptr_equal(demangle(plain), plain);
	assert_ptr_equal(demangle(bad), bad);
	assert_string_equal(demangle(plus), "one::two::call(unsigned int, char const*) const");
	assert_ptr_equal(demangle(plus), demangle(plus));
	demangle_forget();
	symbols_free();
}

/* f(A<int, int>, A<A<int, int>, A<int, int>>, ...): each twice as long as the one before. */
static void a_name_that_stands_for_gigabytes(void **state)
{
	char symbol[1024];
	int n = snprintf(symbol, sizeof(symbol), "_Z1f1AIiiE");
	const char *name;

	(void)state;
	for (int i = 0; i < 40; i++) {
		static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
		char last[3] = { digits[i % 36] };

		if (i >= 36)
			snprintf(last, sizeof(last), "1%c", digits[i - 36]);
		n += snprintf(symbol + n, sizeof(symbol) - (size_t)n, "S_IS%s_S%s_E", last, last);
	}
	name = demangle(symbol);
	assert_true(strlen(name) <= 4096 + 3);
	assert_string_equal(name + strlen(name) - 3, "...");
	demangle_forget();
	symbols_free();
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines),
		cmocka_unit_test(ends),
		cmocka_unit_test(no_stack),
		cmocka_unit_test(frames_of_an_event),
#ifdef HAVE_LIBIBERTY
		cmocka_unit_test(names),
		cmocka_unit_test(a_name_that_stands_for_gigabytes),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
