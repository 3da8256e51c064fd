/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UNIT_STOPS_H
#define UNIT_STOPS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <signal.h>
#include <cmocka.h>

#include "event/i386.h"
#include "stage/restart.h"

/* What stops showed on real kernels, replayed: addresses are small to be readable. */
enum {
	KV = 0x1000,
	L = KV + 16,
	SITE = 0x5000,
	SP = 0x90000,
	READ = 3,
	NANOSLEEP = 162,
	SENT = -38,
	EINTR_AX = -4
};

static const struct vdso_layout classic = {
	.kind = VDSO_CLASSIC, .base = 0x1000, .size = 0x1000, .vsyscall = KV, .landing = L,
	.restart = L - 2, .restart_insn = RESTART_INSN_JMP, .gate = GATE_VDSO_SYSENTER,
};

static struct restart_history h;
static struct restart_verdict v[RESTART_VERDICTS];
static uint64_t seq;

static int fresh(void **state)
{
	(void)state;
	h = (struct restart_history){ 0 };
	seq = 0;
	return 0;
}

static unsigned entry_sp(uint64_t ip, uint32_t nr, uint64_t sp, bool *restarted)
{
	struct event e = { .kind = EVENT_ENTRY, .ip = ip, .nr = nr, .sp = sp, .seq = ++seq };
	unsigned n = restart_feed(&h, &e, &classic, false, v);

	*restarted = e.restarted;
	return n;
}

static void enters_fresh(uint64_t ip, uint32_t nr)
{
	bool restarted;

	assert_int_equal(entry_sp(ip, nr, SP, &restarted), 0);
	assert_false(restarted);
}

static void enters_restarted(uint64_t ip, uint32_t nr, uint64_t of, const char *name)
{
	bool restarted;

	assert_int_equal(entry_sp(ip, nr, SP, &restarted), 1);
	assert_true(restarted);
	assert_int_equal(v[0].kind, EVENT_RESTART);
	assert_int_equal(v[0].call.seq, of);
	if (name)
		assert_string_equal(v[0].call.name, name);
}

static unsigned leaves(uint64_t ip, uint32_t nr, int32_t result, const char *name)
{
	struct event e = {
		.kind = EVENT_EXIT, .ip = ip, .nr = nr, .sp = SP, .seq = seq, .result = result, .name = name
	};

	return restart_feed(&h, &e, &classic, false, v);
}

static unsigned signalled(uint64_t ip, int sig, bool handled)
{
	struct event e = { .kind = EVENT_SIGNAL, .ip = ip, .sp = SP, .sig = sig };

	return restart_feed(&h, &e, &classic, handled, v);
}

#endif
