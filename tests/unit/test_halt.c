/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>

#include "stage/halt.h"

enum { US = 100, SOMEBODY = 200, KERNEL = 0 };

static void attached(void **state)
{
	/* What kernels give: PTRACE_ATTACH's, and a new child's. */
	static const int codes[] = { SI_KERNEL, SI_USER };

	(void)state;
	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++) {
		struct halt h = { .attach = true };

		assert_true(halt_ours(&h, codes[i], KERNEL, US));
		/* Exactly once. */
		assert_false(halt_ours(&h, codes[i], KERNEL, US));
	}
}

/* Somebody's comes before ours, and ours after it. */
static void another_before(void **state)
{
	struct halt h = { .attach = true };

	(void)state;
	assert_false(halt_ours(&h, SI_USER, SOMEBODY, US));
	assert_false(halt_ours(&h, SI_TKILL, SOMEBODY, US));
	assert_true(halt_ours(&h, SI_KERNEL, KERNEL, US));
	assert_false(halt_ours(&h, SI_USER, SOMEBODY, US));
}

static void asked(void **state)
{
	struct halt h = { .asked = true };

	(void)state;
	assert_false(halt_ours(&h, SI_TKILL, SOMEBODY, US));
	assert_false(halt_ours(&h, SI_USER, US, US)); /* kill() by our hand is for the process */
	assert_true(halt_ours(&h, SI_TKILL, US, US));
	assert_false(halt_ours(&h, SI_TKILL, US, US));
	/* In a pid namespace of its own we are nobody. */
	h.asked = true;
	assert_true(halt_ours(&h, SI_TKILL, 0, US));
}

static void nothing_asked(void **state)
{
	struct halt h = { .attach = false };

	(void)state;
	assert_false(halt_ours(&h, SI_TKILL, US, US));
	assert_false(halt_ours(&h, SI_KERNEL, KERNEL, US));
}

/* It made a call: the kernel's was taken back. One that we ask for later is another. */
static void passed(void **state)
{
	struct halt h = { .attach = true, .group = SIGTSTP };

	(void)state;
	halt_passed(&h);
	assert_int_equal(h.group, 0);
	assert_false(halt_ours(&h, SI_USER, 0, US));
	h.asked = true;
	halt_passed(&h);
	assert_true(halt_ours(&h, SI_TKILL, US, US));
}

/* Both to one task are one signal. */
static void merged(void **state)
{
	struct halt h = { .attach = true, .asked = true };

	(void)state;
	assert_true(halt_ours(&h, SI_TKILL, US, US));
	assert_false(halt_ours(&h, SI_KERNEL, KERNEL, US));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(attached),
		cmocka_unit_test(another_before),
		cmocka_unit_test(asked),
		cmocka_unit_test(nothing_asked),
		cmocka_unit_test(passed),
		cmocka_unit_test(merged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
