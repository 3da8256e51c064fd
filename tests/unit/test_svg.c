/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "drawn.h"
#include "sink/svg.h"
#include "vdso_layouts.h"

static void end(struct play *p, int status, const char *golden)
{
	assert_int_equal(p->sink->end(p->sink), status);
	assert_int_equal(out_close(p->out), 0);
	assert_golden(p->file, golden);
	unlink(p->file);
	arena_free(&p->arena);
}

/* vdso_fixtures[0] has a jmp, [5] an int $0x80. */
static void classic(void **state)
{
	struct play p = { .o.svg_restart = 1 };

	(void)state;
	play_begin(&p, svg_open);
	tell_vdso(&p, DRAWN_TID, vdso_fixtures[0].code, vdso_fixtures[0].size);
	act_restart(&p, vdso_fixtures[0].landing, RESTART_INSN_JMP, PROOF_WITNESSED, true);
	leave(&p, DRAWN_TID, 4);
	act_gates(&p); /* others, which are not asked for */
	end(&p, 0, "svg_classic");
}

/* The second one, without a handler; the trace ends in it. */
static void second(void **state)
{
	struct play p = { .o.svg_restart = 2 };

	(void)state;
	play_begin(&p, svg_open);
	tell_vdso(&p, DRAWN_TID, vdso_fixtures[5].code, vdso_fixtures[5].size);
	act_restart(&p, vdso_fixtures[5].landing, RESTART_INSN_INT80, PROOF_TAGGED, true);
	leave(&p, DRAWN_TID, 4);
	act_restart(&p, vdso_fixtures[5].landing, RESTART_INSN_INT80, PROOF_TAGGED, false);
	lose(&p, DRAWN_TID, true);
	end(&p, 0, "svg_second");
}

/* Names in it are the process's: of its own int $0x80, of a call that nobody saw begin. */
static void own(void **state)
{
	struct play p = { .o.svg_restart = 1 };

	(void)state;
	play_begin(&p, svg_open);
	tell(&p, (struct event){ .kind = EVENT_RESTART,
				 .tid = DRAWN_TID,
				 .of_name = "read",
				 .insn = RESTART_INSN_INT80,
				 .site = { .ip = 0x5655a100,
					   .module = "<a&b>\n",
					   .symbol = "\033[2J",
					   .offset = 0x10 } });
	end(&p, 0, "svg_own");
}

static void nothing(void **state)
{
	struct play p = { .o.svg_restart = 1000 };

	(void)state;
	play_begin(&p, svg_open);
	act_gates(&p);
	act_crowd(&p);
	end(&p, -ENODATA, "svg_nothing");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(classic),
		cmocka_unit_test(second),
		cmocka_unit_test(own),
		cmocka_unit_test(nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
