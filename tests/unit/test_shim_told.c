/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How --check-shims is told, as text and as JSON: every kind of report, and what a process may have named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>

#include "event/shim_report.h"
#include "play.h"
#include "sink/json.h"
#include "sink/text.h"

enum { TID = 5553, ECX = 1, EDX = 2, EBP = 5, SP_THERE = 0xffd06fdc };

static const struct site in_libc = {
	.ip = 0xf7d4242a, .module = "libc.so.6", .symbol = "write", .offset = 0x2a
};
static const struct site in_shim = { .ip = 0x5655a200, .module = "prog", .symbol = "my_shim" };

static const struct shim_site wrong_order = {
	.at = { .ip = 0x5655a205, .module = "prog", .symbol = "my_shim", .offset = 5 },
	.known = true,
	.insn = SHIM_SYSENTER,
	.calls = 1,
	.bad = 1,
	.faults = SHIM_EDX | SHIM_ECX,
	.clear = true,
};
static const struct shim_site good = {
	.at = { .ip = 0x5655a305, .module = "prog", .symbol = "good", .offset = 5 },
	.known = true, .insn = SHIM_SYSCALL, .calls = 3, .clear = true,
};
static const struct shim_site unread = {
	.at = { .ip = 0x5655a402, .module = "a\nb", .symbol = "\033[2J", .offset = 2 },
	.insn = SHIM_SYSENTER, .calls = 2,
};
static const struct shim_site old_way = {
	.at = { .ip = 0x5655a502, .module = "prog", .offset = 0x502 },
	.known = true, .insn = SHIM_INT80, .calls = 1, .bad = 1, .faults = SHIM_SIXTH, .clear = true,
};
static const struct shim_site below = {
	.at = { .ip = 0x5655a605, .module = "prog", .symbol = "below", .offset = 5 },
	.known = true,
	.insn = SHIM_SYSENTER,
	.calls = 2,
	.bad = 2,
	.faults = SHIM_EBP | SHIM_UNSAFE,
	.clear = true,
};

static void report(struct play *p, enum event_kind kind, const struct shim_report *r)
{
	tell(p, (struct event){ .kind = kind, .tid = TID, .bad_ebp = 0x7, .shim = r });
}

static void act_verdicts(struct play *p)
{
	struct shim_report r = {
		.site = &wrong_order,
		.number = 1,
		.caller = in_libc,
		.way = WAY_GS10,
		.target = in_shim,
		.sp = SP_THERE,
		.bp = 6,
		.cx = 0x5655a008,
		.dx = 3,
		.words = 4,
		.word = { 6, 0x5655a008, 3, 0xf7d4242a },
		.ebp = TOLD_BY_CODE,
		.sixth = TOLD_BY_CODE,
		.held = { [1] = { FROM_REG, EBP, 0 },
			  [2] = { FROM_REG, ECX, 0 },
			  [3] = { FROM_REG, EDX, 0 } },
		.restart = RESTART_INSN_JMP,
	};

	report(p, EVENT_SHIM, &r);
	/* The same frame, right; by syscall. */
	r.site = &good;
	r.number = 2;
	r.way = WAY_REL32;
	r.word[1] = 3;
	r.word[2] = 0x5655a008;
	r.held[2].reg = EDX;
	r.held[3].reg = ECX;
	report(p, EVENT_SHIM, &r);
	/* No code was followed; the stack ends. */
	report(p, EVENT_SHIM, &(struct shim_report){
		.site = &unread, .number = 3, .way = WAY_UNKNOWN, .sp = SP_THERE, .bp = 6, .cx = 2, .dx = 3,
		.words = 2, .word = { 6, 3 } });
	report(p, EVENT_SHIM,
	       &(struct shim_report){ .site = &unread,
				      .number = 3,
				      .again = true,
				      .way = WAY_OWN,
				      .caller = in_shim,
				      .sp = SP_THERE });
	report(p, EVENT_SHIM,
	       &(struct shim_report){ .site = &old_way,
				      .number = 4,
				      .way = WAY_GS10,
				      .caller = in_libc,
				      .target = in_shim,
				      .bp = 2,
				      .cx = 2,
				      .sixth = TOLD_BY_CODE,
				      .held = { { FROM_REG, ECX, 0 } } });
	report(p, EVENT_SHIM,
	       &(struct shim_report){ .site = &below,
				      .number = 5,
				      .way = WAY_REG,
				      .caller = in_libc,
				      .target = in_shim,
				      .sp = SP_THERE,
				      .ebp = TOLD_BY_CODE,
				      .sixth = TOLD_BY_STACK,
				      .shifted = true,
				      .ebp_off = 16,
				      .words = 4,
				      .word = { 0, 0, 0, 0xf7d4242a } });
}

static void act_rest(struct play *p)
{
	struct shim_site *const all[] = { (struct shim_site *)&wrong_order, (struct shim_site *)&unread };
	struct shim_report gs = { .sysinfo = 0xf7ede5d9, .gs10 = 0x5655a200, .gs10_at = in_shim };
	struct shim_report bad = {
		.insn = SHIM_SYSENTER,
		.sysinfo = 0xf7ede5d9,
		.gs10 = 0x5655a200,
		.last_call = "write",
		.last = in_libc,
		.last_sp = SP_THERE,
		.guesses = 1,
		.guess = { in_libc },
		.guess_target = { in_shim },
	};

	gs.before = "getppid";
	report(p, EVENT_SHIM_GS, &gs); /* the first that was seen */
	gs.parent = 5552;
	report(p, EVENT_SHIM_GS, &gs); /* born with it */
	gs.other_tls = true;
	report(p, EVENT_SHIM_GS, &gs); /* clone gave it another TLS */
	gs.parent = 0;
	gs.after = "set_thread_area";
	gs.gs10_was = gs.sysinfo;
	report(p, EVENT_SHIM_GS, &gs); /* gs was set */
	gs.other_tls = false;
	gs.after = "access";
	report(p, EVENT_SHIM_GS, &gs); /* a write */
	gs.gs10_was = gs.gs10;
	gs.gs10 = gs.sysinfo;
	gs.gs10_at = (struct site){ .ip = 0 };
	report(p, EVENT_SHIM_GS, &gs); /* and back */
	report(p, EVENT_BAD_SYSENTER, &bad);
	report(p, EVENT_BAD_SYSENTER, &(struct shim_report){ .insn = SHIM_SYSCALL });
	report(p, EVENT_SHIM_COUNTS,
	       &(struct shim_report){ .all = all, .sites = 2, .by_vdso = 1, .bad_sysenters = 2 });
	report(p, EVENT_SHIM_COUNTS, &(struct shim_report){ .by_vdso = 12 });
}

static void played(struct sink *(*with)(const struct options *, struct out *), bool json,
		   void (*act)(struct play *), const char *golden)
{
	struct play p = { .o.json = json };

	play_begin(&p, with);
	act(&p);
	play_end(&p, golden);
}

static void verdicts(void **state)
{
	(void)state;
	played(text_open, false, act_verdicts, "text_shims");
	played(json_open, true, act_verdicts, "json_shims");
}

static void the_rest(void **state)
{
	(void)state;
	played(text_open, false, act_rest, "text_shims_rest");
	played(json_open, true, act_rest, "json_shims_rest");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verdicts),
		cmocka_unit_test(the_rest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
