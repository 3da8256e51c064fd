/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <cmocka.h>

#include "play.h"
#include "sink/json.h"
#include "sink/text.h"
#include "stage/story.h"
#include "vdso_layouts.h"

/* Stories made by hand, told by the sinks: tests/golden/ has what must come out. */
enum { KV = 0xf7f00570, SITE = 0x5655a1ef, SP = 0xffc5dd2c };

static const char *const vdso = "[vdso]", *const kv = "__kernel_vsyscall";

static const struct vdso_fixture *fixture(const char *name)
{
	for (size_t i = 0; i < sizeof(vdso_fixtures) / sizeof(*vdso_fixtures); i++)
		if (!strcmp(vdso_fixtures[i].name, name))
			return &vdso_fixtures[i];
	fail();
	return NULL;
}

/* A call by the gate of a layout; NULL: by an int $0x80 of the program's own. */
static struct story story_by(const char *layout, const char *name, uint32_t nr, int code)
{
	static const uint8_t site[] = { 0xcd, 0x80 };
	const struct vdso_fixture *f = layout ? fixture(layout) : NULL;
	struct story s = {
		.end = STORY_DONE, .name = name, .nr = nr, .seq = 7, .round = 1, .code = code, .sp = SP,
	};

	if (f) {
		vdso_decode(&s.vdso, f->code, f->size, KV);
		s.vdso.vsyscall = KV;
		s.code_at.addr = KV;
		s.code_at.n = f->size;
		memcpy(s.code_at.bytes, f->code, f->size);
		s.ip = KV + (f->landing ? f->landing : 9);
	} else {
		s.vdso.kind = VDSO_ABSENT;
		s.code_at.addr = SITE;
		s.code_at.n = sizeof(site);
		memcpy(s.code_at.bytes, site, sizeof(site));
		s.ip = SITE + 2;
	}
	return s;
}

static struct step *add(struct story *s, enum step_kind kind, int32_t orig_ax, int32_t ax, bool back)
{
	struct step *step = &s->step[s->steps++];
	uint32_t ip = (uint32_t)s->ip - (back ? 2 : 0);

	step->kind = kind;
	step->regs = (struct registers){
		.known = true, .ip = ip, .sp = SP, .ax = (uint32_t)ax, .orig_ax = (uint32_t)orig_ax,
	};
	step->place = (struct site){ .ip = ip, .module = vdso, .symbol = kv, .offset = ip - KV };
	if (s->vdso.kind == VDSO_ABSENT)
		step->place = (struct site){ .ip = ip, .module = "prog", .symbol = "main", .offset = 0x20 };
	step->gate = s->vdso.kind == VDSO_ABSENT ? GATE_INT80 : s->vdso.gate;
	step->nr = (uint32_t)orig_ax;
	step->name = s->name;
	return step;
}

static void begin(struct story *s)
{
	add(s, STEP_ENTRY, (int32_t)s->nr, -38, false);
	add(s, STEP_EXIT, (int32_t)s->nr, -s->code, false);
}

static void comes(struct story *s, int sig, bool handled)
{
	struct step *step = add(s, STEP_SIGNAL, (int32_t)s->nr, -s->code, false);

	step->sig = sig;
	step->handled = handled;
	if (handled)
		s->sig = sig;
}

static void handler_ends(struct story *s, int32_t ax, bool back)
{
	struct step *step = add(s, STEP_SIGRETURN, 119, -38, false);

	step->name = "sigreturn";
	step->gate = GATE_VDSO_SIGRETURN;
	step->calls = s->steps % 2;
	step->regs.sp = SP - 0xcec;
	step->place =
		(struct site){ .ip = KV + 40, .module = vdso, .symbol = "__kernel_sigreturn", .offset = 8 };
	step->regs.ip = KV + 40;
	add(s, STEP_RETURNED, -1, ax, back)->name = "sigreturn";
}

static void restart(struct story *s, enum restart_proof proof, int32_t result)
{
	struct step *step = add(s, STEP_AGAIN, s->code == 516 ? 0 : (int32_t)s->nr, -38, false);

	s->again = true;
	s->insn = s->vdso.kind == VDSO_ABSENT ? RESTART_INSN_INT80 : s->vdso.restart_insn;
	s->proof = proof;
	if (s->code == 516)
		step->name = "restart_syscall";
	if (s->insn == RESTART_INSN_INT80 && step->gate != GATE_INT80)
		step->gate = GATE_VDSO_INT80;
	add(s, STEP_LAST, s->code == 516 ? 0 : (int32_t)s->nr, result, false)->name = step->name;
}

static void show_story(struct play *p, int tid, const struct story *s)
{
	tell(p, (struct event){ .kind = EVENT_STORY, .tid = tid, .of_seq = s->seq, .story = s });
}

static void act_stories(struct play *p)
{
	static const char long_name[] = "_ZNSt6threadC2IRFvRKSt6vectorIiSaIiEEEJS3_EEEOT_DpOT0_constprop";
	struct story s = story_by("classic", "read", 3, 512);

	begin(&s);
	comes(&s, SIGUSR1, true);
	handler_ends(&s, 3, true);
	restart(&s, PROOF_WITNESSED, 4);
	show_story(p, 1, &s);

	s = story_by("classic", "nanosleep", 162, 516);
	begin(&s);
	comes(&s, SIGSTOP, false);
	add(&s, STEP_STOPPED, 162, -516, false)->sig = SIGSTOP;
	comes(&s, SIGCONT, false);
	restart(&s, PROOF_INFERRED, 0);
	show_story(p, 1, &s);

	s = story_by("modern sysenter", "read", 3, 512);
	begin(&s);
	comes(&s, SIGUSR2, true);
	handler_ends(&s, -4, false);
	s.end = STORY_NO_RESTART;
	s.why = NO_RESTART_HANDLER;
	show_story(p, 1, &s);
	s.step[2].sa_restart = HANDLER_FLAG_NO;
	show_story(p, 1, &s);
	s.step[2].sa_restart = HANDLER_FLAG_YES; /* and yet the call was not made again */
	show_story(p, 1, &s);
	s = story_by("modern sysenter", "read", 3, 512);
	begin(&s);
	comes(&s, SIGUSR1, true);
	s.step[2].sa_restart = HANDLER_FLAG_YES;
	handler_ends(&s, 3, true);
	restart(&s, PROOF_TAGGED, 4);
	show_story(p, 1, &s);
	s.step[2].sa_restart = HANDLER_FLAG_NO; /* and yet it was */
	show_story(p, 1, &s);

	/* By int $0x80, in a program of several threads. */
	s = story_by(NULL, "pause", 29, 514);
	begin(&s);
	comes(&s, SIGWINCH, false);
	restart(&s, PROOF_INFERRED, -514);
	s.end = STORY_INTERRUPTED;
	tell(p, (struct event){ .kind = EVENT_NEW, .tid = 2, .other = 1 });
	show_story(p, 2, &s);
	s = story_by(NULL, "pause", 29, 514);
	s.round = 2;
	begin(&s);
	comes(&s, SIGUSR1, true);
	s.why = NO_RESTART_ALWAYS;
	handler_ends(&s, -4, false);
	s.end = STORY_NO_RESTART;
	show_story(p, 2, &s);

	s = story_by("modern syscall", "futex", 240, 513);
	begin(&s);
	comes(&s, SIGUSR1, true);
	handler_ends(&s, 240, true);
	restart(&s, PROOF_TAGGED, 0);
	s.left_out = 3;
	show_story(p, 1, &s);

	s = story_by("modern sysenter", "getppid", 64, 512);
	begin(&s);
	s.step[1].injected = true;
	restart(&s, PROOF_INFERRED, 1);
	show_story(p, 1, &s);

	/* Names that fill the line, and lie. */
	s = story_by(NULL, "read", 3, 512);
	begin(&s);
	s.step[0].place.module = "libsomething-rather-long-with-a-version.so.6";
	s.step[0].place.symbol = long_name;
	s.step[1].regs.sp++;
	s.step[1].regs.ax = 0xdeadbeef;
	s.step[1].regs.orig_ax = 0xdeadbeef;
	s.step[1].place.symbol = "\033[2J";
	comes(&s, SIGUSR1, true);
	s.end = STORY_NO_RESTART;
	s.why = NO_RESTART_JUMPED_OUT;
	s.left_out = 2;
	show_story(p, 1, &s);

	s = story_by("old syscall", "wait4", 114, 512);
	begin(&s);
	comes(&s, SIGWINCH, false);
	restart(&s, PROOF_INFERRED, 77);
	show_story(p, 1, &s);

	/* A gate that nobody knows; code that nobody can read. */
	s = story_by(NULL, "read", 3, 512);
	s.code_at.bytes[0] = 0x0f;
	s.code_at.bytes[1] = 0x0b;
	begin(&s);
	comes(&s, SIGWINCH, false);
	restart(&s, PROOF_INFERRED, 4);
	s.insn = RESTART_INSN_NONE;
	s.step[3].gate = GATE_UNKNOWN;
	show_story(p, 1, &s);
	s = story_by(NULL, "read", 3, 512);
	s.code_at.n = 0;
	begin(&s);
	s.step[0].regs.known = false;
	s.step[0].gate = GATE_INT80_64;
	handler_ends(&s, 42, false);
	s.end = STORY_NO_RESTART;
	s.why = NO_RESTART_CHANGED;
	show_story(p, 1, &s);

	s = story_by(NULL, "read", 3, 512);
	s.code_at.n = 1;
	add(&s, STEP_ATTACHED, 3, -512, false);
	restart(&s, PROOF_INFERRED, 1);
	show_story(p, 1, &s);
	s = story_by("modern sysenter", "read", 3, 0);
	add(&s, STEP_ATTACHED, -1, 3, true);
	restart(&s, PROOF_INFERRED, 1);
	show_story(p, 1, &s);

	/* What ends a story early. */
	s = story_by("modern sysenter", "read", 3, 512);
	begin(&s);
	s.step[0].gate = GATE_SHIM_SYSENTER;
	s.end = STORY_CUT;
	for (size_t i = 0; i < 4; i++) {
		static const enum event_kind cut[] = { EVENT_KILLED, EVENT_EXITED, EVENT_EXEC,
						       EVENT_DETACHED };

		s.cut = cut[i];
		s.sig = i ? 0 : SIGTERM;
		show_story(p, 1, &s);
		s.steps = 1;
	}
}

/* Below 80 columns, behind a bar; what explains a word comes once. */
static void check_lines(const char *file)
{
	struct buffer text = BUFFER_INIT;
	unsigned lines = 0, words = 0;
	char *seen[64] = { NULL };

	read_file(&text, file);
	buffer_addc(&text, '\0');
	for (char *at = strtok(text.data, "\n"); at; at = strtok(NULL, "\n"), lines++) {
		assert_true(strlen(at) < 80);
		assert_true(at[0] == '|');
		if (strncmp(at, "|      * ", 9) != 0)
			continue;
		for (unsigned i = 0; i < words; i++)
			assert_string_not_equal(seen[i], at);
		assert_true(words < 64);
		seen[words++] = at;
	}
	assert_true(lines > 100);
	assert_true(words > 20);
	buffer_free(&text);
}

static void test_text(void **state)
{
	struct play p = { .o = { .color = COLOR_NEVER, .quiet = QUIET_ATTACH } };

	(void)state;
	play_begin(&p, text_open);
	act_stories(&p);
	assert_int_equal(p.sink->flush(p.sink), 0);
	check_lines(p.file);
	play_end(&p, "text_stories");
}

static void test_colour(void **state)
{
	struct play p = { .o = { .color = COLOR_ALWAYS, .quiet = QUIET_ATTACH, .follow = true } };

	(void)state;
	play_begin(&p, text_open);
	act_stories(&p);
	play_end(&p, "text_stories_colour");
}

static void test_json(void **state)
{
	struct play p = { .o = { .json = true } };

	(void)state;
	play_begin(&p, json_open);
	act_stories(&p);
	play_end(&p, "json_stories");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_colour),
		cmocka_unit_test(test_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
