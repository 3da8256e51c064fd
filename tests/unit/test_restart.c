/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stops.h"

static unsigned leaves_tampered(uint64_t ip, uint32_t nr, int32_t result, unsigned tampered)
{
	struct event e = {
		.kind = EVENT_EXIT, .ip = ip, .nr = nr, .sp = SP, .seq = seq, .result = result,
		.tampered = (uint8_t)tampered
	};

	return restart_feed(&h, &e, &classic, false, v);
}

/* What only looks like an interrupted call, since it was never made. */
static void made_up_results(void **state)
{
	(void)state;
	enters_fresh(L, READ);
	assert_int_equal(leaves_tampered(L, READ, -512, TAMPERED_RESULT), 0);
	enters_fresh(L, READ);
	assert_int_equal(leaves_tampered(L, READ, -512, TAMPERED_RESULT | TAMPERED_VALUE), 0);
	enters_fresh(L, NR_SIGRETURN);
	assert_int_equal(leaves_tampered(L - 2, NR_SIGRETURN, -1, TAMPERED_RESULT), 0);
	enters_fresh(L, READ);
	assert_int_equal(leaves_tampered(L, READ, -512, TAMPERED_RESULT | TAMPERED_RESTART), 0);
	enters_restarted(L, READ, seq, NULL);
	assert_int_equal(leaves_tampered(L, READ, -512, TAMPERED_ARGS | TAMPERED_DELAY), 0);
	enters_restarted(L, READ, seq - 1, NULL);
}

static void without_handler_by_jmp(void **state)
{
	(void)state;
	enters_fresh(L, NANOSLEEP);
	assert_int_equal(leaves(L, NANOSLEEP, -516, "nanosleep"), 0);
	assert_int_equal(signalled(L, SIGCONT, false), 0);
	enters_restarted(L, NR_RESTART_SYSCALL, 1, "nanosleep");
	assert_int_equal(v[0].insn, RESTART_INSN_JMP);
	assert_int_equal(v[0].at, L - 2);
	assert_int_equal(leaves(L, NR_RESTART_SYSCALL, 0, "restart_syscall"), 0);
	enters_fresh(L, NR_RESTART_SYSCALL);
}

/* 2.6.10 on x86-64. */
static void restart_syscall_of_64_bit_code(void **state)
{
	(void)state;
	enters_fresh(L, NANOSLEEP);
	assert_int_equal(leaves(L, NANOSLEEP, -516, "nanosleep"), 0);
	enters_restarted(L, NR_RESTART_SYSCALL_64, 1, "nanosleep");
	assert_true(v[0].misnumbered);
	assert_int_equal(leaves(L, NR_RESTART_SYSCALL_64, -22, "madvise"), 0);
	enters_fresh(L, NR_RESTART_SYSCALL_64);
	/* madvise itself is made again by its own number, and no other call by this one. */
	assert_int_equal(leaves(L, NR_RESTART_SYSCALL_64, -516, "madvise"), 0);
	enters_restarted(L, NR_RESTART_SYSCALL_64, seq, "madvise");
	assert_false(v[0].misnumbered);
	assert_int_equal(leaves(L, NR_RESTART_SYSCALL_64, 0, "madvise"), 0);
	enters_fresh(L, READ);
	assert_int_equal(leaves(L, READ, -512, "read"), 0);
	assert_int_equal(entry_sp(L, NR_RESTART_SYSCALL_64, SP, &(bool){ false }), 1);
	assert_int_equal(v[0].kind, EVENT_NO_RESTART);
	assert_int_equal(v[0].why, NO_RESTART_ANOTHER);
}

static void a_chain_keeps_its_first_name(void **state)
{
	(void)state;
	enters_fresh(L, NANOSLEEP);
	assert_int_equal(leaves(L, NANOSLEEP, -516, "nanosleep"), 0);
	for (int i = 0; i < 5; i++) {
		enters_restarted(L, NR_RESTART_SYSCALL, 1, "nanosleep");
		assert_int_equal(leaves(L, NR_RESTART_SYSCALL, -516, "restart_syscall"), 0);
	}
}

static void sa_restart(void **state)
{
	(void)state;
	enters_fresh(L, READ);
	assert_int_equal(leaves(L, READ, -512, "read"), 0);
	assert_int_equal(signalled(L, SIGUSR1, true), 0);
	enters_fresh(L - 0x500, NR_RT_SIGRETURN);
	assert_int_equal(leaves(L - 2, NR_RT_SIGRETURN, READ, "rt_sigreturn"), 0);
	enters_restarted(L, READ, 1, "read");
}

static void same_call_within_the_handler_is_fresh(void **state)
{
	bool restarted;

	(void)state;
	enters_fresh(L, READ);
	assert_int_equal(leaves(L, READ, -512, "read"), 0);
	assert_int_equal(signalled(L, SIGUSR1, true), 0);
	assert_int_equal(entry_sp(L, READ, SP - 4096, &restarted), 0);
	assert_false(restarted);
}

static void no_sa_restart(void **state)
{
	(void)state;
	enters_fresh(SITE, READ);
	assert_int_equal(leaves(SITE, READ, -512, "read"), 0);
	assert_int_equal(signalled(SITE, SIGUSR1, true), 0);
	enters_fresh(L - 0x500, NR_SIGRETURN);
	assert_int_equal(leaves(SITE, NR_SIGRETURN, EINTR_AX, "sigreturn"), 1);
	assert_int_equal(v[0].why, NO_RESTART_HANDLER);
	assert_int_equal(v[0].sig, SIGUSR1);
	assert_int_equal(v[0].call.seq, 1);
	enters_fresh(SITE, READ);
}

static void a_handler_ends_nanosleep_for_good(void **state)
{
	(void)state;
	enters_fresh(L, NANOSLEEP);
	assert_int_equal(leaves(L, NANOSLEEP, -516, "nanosleep"), 0);
	assert_int_equal(signalled(L, SIGUSR1, true), 1);
	assert_int_equal(v[0].why, NO_RESTART_ALWAYS);
	enters_fresh(L, NANOSLEEP);
}

static void int80_site(void **state)
{
	(void)state;
	enters_fresh(SITE, READ);
	assert_int_equal(leaves(SITE, READ, -512, "read"), 0);
	enters_restarted(SITE, READ, 1, "read");
	assert_int_equal(v[0].insn, RESTART_INSN_INT80);
	assert_int_equal(v[0].at, SITE - 2);
}

static void nested_handlers(void **state)
{
	bool restarted;

	(void)state;
	enters_fresh(L, READ);
	assert_int_equal(leaves(L, READ, -512, "read"), 0);
	assert_int_equal(signalled(L, SIGUSR1, true), 0);
	/* A call of the handler is interrupted, too. */
	assert_int_equal(entry_sp(L, NANOSLEEP, SP - 4096, &restarted), 0);
	{
		struct event e = { .kind = EVENT_EXIT, .ip = L, .nr = NANOSLEEP, .sp = SP - 4096, .seq = seq,
				   .result = -512, .name = "inner" };

		assert_int_equal(restart_feed(&h, &e, &classic, false, v), 0);
		e.kind = EVENT_SIGNAL;
		e.sig = SIGUSR2;
		assert_int_equal(restart_feed(&h, &e, &classic, true, v), 0);
		e = (struct event){ .kind = EVENT_EXIT, .ip = L - 2, .nr = NR_SIGRETURN, .sp = SP - 4096,
				    .result = NANOSLEEP };
		assert_int_equal(restart_feed(&h, &e, &classic, false, v), 0);
	}
	assert_int_equal(entry_sp(L, NANOSLEEP, SP - 4096, &restarted), 1);
	assert_true(restarted);
	assert_string_equal(v[0].call.name, "inner");
	{
		struct event e = { .kind = EVENT_EXIT, .ip = L, .nr = NANOSLEEP, .sp = SP - 4096 };

		assert_int_equal(restart_feed(&h, &e, &classic, false, v), 0);
	}
	assert_int_equal(leaves(L - 2, NR_RT_SIGRETURN, READ, "rt_sigreturn"), 0);
	enters_restarted(L, READ, 1, "read");
}

static void jump_out_of_the_handler(void **state)
{
	bool restarted;

	(void)state;
	enters_fresh(L, READ);
	assert_int_equal(leaves(L, READ, -512, "read"), 0);
	assert_int_equal(signalled(L, SIGUSR1, true), 0);
	assert_int_equal(entry_sp(L, 175, SP - 2000, &restarted), 0); /* siglongjmp's rt_sigprocmask */
	assert_int_equal(entry_sp(L, READ, SP, &restarted), 1);
	assert_false(restarted);
	assert_int_equal(v[0].why, NO_RESTART_JUMPED_OUT);
	assert_int_equal(v[0].sig, SIGUSR1);
}

static void alternate_stack_above(void **state)
{
	bool restarted;

	(void)state;
	restart_altstack(&h, SP + 0x10000, 0x8000);
	enters_fresh(L, READ);
	assert_int_equal(leaves(L, READ, -512, "read"), 0);
	assert_int_equal(signalled(L, SIGUSR1, true), 0);
	assert_int_equal(entry_sp(L, 20, SP + 0x17000, &restarted), 0);
	assert_int_equal(leaves(L - 2, NR_RT_SIGRETURN, READ, "rt_sigreturn"), 0);
	enters_restarted(L, READ, 1, "read");
}

static void changed_eip(void **state)
{
	(void)state;
	enters_fresh(L, READ);
	assert_int_equal(leaves(L, READ, -512, "read"), 0);
	assert_int_equal(signalled(L, SIGUSR1, true), 0);
	assert_int_equal(leaves(0x7000, NR_RT_SIGRETURN, 0, "rt_sigreturn"), 1);
	assert_int_equal(v[0].why, NO_RESTART_CHANGED);
	enters_fresh(L, READ);
}

/* A seccomp filter gave the process the code. */
static void another_call(void **state)
{
	bool restarted;

	(void)state;
	enters_fresh(L, READ);
	assert_int_equal(leaves(L, READ, -512, "read"), 0);
	assert_int_equal(entry_sp(L, READ + 1, SP, &restarted), 1);
	assert_int_equal(v[0].why, NO_RESTART_ANOTHER);
}

static void attached_to_a_sleeper(void **state)
{
	struct event e = { .kind = EVENT_NEW, .ip = L, .sp = SP, .ax = -516, .orig_ax = NANOSLEEP };

	(void)state;
	restart_begin(&h, &e, &classic);
	enters_restarted(L, NR_RESTART_SYSCALL, 0, NULL);
	assert_int_equal(v[0].call.nr, NANOSLEEP);
}

static void attached_at_the_restart_point(void **state)
{
	struct event e = { .kind = EVENT_NEW, .ip = L - 2, .sp = SP, .ax = READ, .orig_ax = -1 };

	(void)state;
	restart_begin(&h, &e, &classic);
	enters_restarted(L, READ, 0, NULL);
	assert_int_equal(v[0].call.nr, READ);
}

static void attached_within_a_handler(void **state)
{
	(void)state;
	assert_int_equal(leaves(L - 2, NR_RT_SIGRETURN, READ, "rt_sigreturn"), 0);
	enters_restarted(L, READ, 0, NULL);
}

static void other_results_are_no_restarts(void **state)
{
	(void)state;
	/* ENOIOCTLCMD is next to them, and sigreturn may bring back any eax. */
	const int32_t results[] = { -515, -511, -517, -4, 0, 512, INT32_MIN };

	for (unsigned i = 0; i < sizeof(results) / sizeof(*results); i++) {
		enters_fresh(L, READ);
		assert_int_equal(leaves(L, READ, results[i], "read"), 0);
		enters_fresh(L, READ);
	}
	assert_int_equal(leaves(L, NR_RT_SIGRETURN, -512, "rt_sigreturn"), 0);
	enters_fresh(L, READ);
}

static const struct vdso_layout modern = {
	.kind = VDSO_MODERN_SYSENTER, .base = 0x1000, .size = 0x1000, .vsyscall = KV, .landing = L,
	.restart = L - 2, .restart_insn = RESTART_INSN_INT80, .gate = GATE_VDSO_SYSENTER,
};

/* An entry of which something was seen. */
static unsigned seen_entry_at(uint64_t ip, const struct vdso_layout *vdso, uint32_t nr,
			      enum evidence evidence, uint64_t stepped, bool *restarted)
{
	struct event e = { .kind = EVENT_ENTRY, .ip = ip, .nr = nr, .sp = SP, .seq = ++seq,
			   .evidence = evidence, .stepped = stepped };
	unsigned n = restart_feed(&h, &e, vdso, false, v);

	*restarted = e.restarted;
	return n;
}

static unsigned seen_entry(const struct vdso_layout *vdso, uint32_t nr, enum evidence evidence,
			   uint64_t stepped, bool *restarted)
{
	return seen_entry_at(L, vdso, nr, evidence, stepped, restarted);
}

/* An int $0x80 of the program's own: tagged when the mark was there, whatever the vDSO is like; no jump. */
static void a_site_is_tagged(void **state)
{
	static const struct vdso_layout none;
	const struct vdso_layout *vdsos[] = { &modern, &classic, &none };
	bool restarted;

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(seen_entry_at(SITE, vdsos[i], READ, EVIDENCE_INT80, 0, &restarted), 0);
		assert_false(restarted);
		assert_int_equal(leaves(SITE, READ, -512, "read"), 0);
		assert_int_equal(seen_entry_at(SITE, vdsos[i], READ, EVIDENCE_INT80, 0, &restarted), 1);
		assert_true(restarted);
		assert_int_equal(v[0].kind, EVENT_RESTART);
		assert_int_equal(v[0].at, SITE - 2);
		assert_int_equal(v[0].proof, PROOF_TAGGED);
		assert_int_equal(leaves(SITE, READ, -512, "read"), 0);
		assert_int_equal(seen_entry_at(SITE, vdsos[i], READ, EVIDENCE_NO_INT80, 0, &restarted), 1);
		assert_int_equal(v[0].proof, PROOF_INFERRED);
		assert_int_equal(leaves(SITE, READ, -512, "read"), 0);
		assert_int_equal(seen_entry_at(SITE, vdsos[i], READ, EVIDENCE_NONE, 0, &restarted), 1);
		assert_int_equal(v[0].proof, PROOF_INFERRED);
		assert_int_equal(leaves(SITE, READ, 1, "read"), 0);
	}
}

static void what_was_seen_proves(void **state)
{
	struct vdso_layout jmp = classic;
	bool restarted;

	(void)state;
	jmp.jmp_target = KV + 3;
	enters_fresh(L, READ);
	assert_int_equal(leaves(L, READ, -512, "read"), 0);
	assert_int_equal(seen_entry(&modern, READ, EVIDENCE_INT80, 0, &restarted), 1);
	assert_true(restarted);
	assert_int_equal(v[0].proof, PROOF_TAGGED);
	assert_int_equal(leaves(L, READ, -512, "read"), 0);
	assert_int_equal(seen_entry(&modern, READ, EVIDENCE_NONE, 0, &restarted), 1);
	assert_int_equal(v[0].proof, PROOF_INFERRED);
	assert_int_equal(leaves(L, READ, -512, "read"), 0);
	assert_int_equal(seen_entry(&jmp, READ, EVIDENCE_NONE, KV + 3, &restarted), 1);
	assert_int_equal(v[0].proof, PROOF_WITNESSED);
	assert_int_equal(leaves(L, READ, -512, "read"), 0);
	assert_int_equal(seen_entry(&jmp, READ, EVIDENCE_NONE, KV + 4, &restarted), 1);
	assert_int_equal(v[0].proof, PROOF_INFERRED);
}

/* The call that came instead is no part of the chain: its own interruption names it. */
static void what_was_seen_contradicts(void **state)
{
	static const struct {
		const struct vdso_layout *vdso;
		enum evidence evidence;
	} cases[] = { { &modern, EVIDENCE_NO_INT80 }, { &classic, EVIDENCE_NO_BREAK } };
	bool restarted;

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		uint64_t second;

		restart_forget(&h);
		enters_fresh(L, READ);
		assert_int_equal(leaves(L, READ, -512, "read"), 0);
		assert_int_equal(seen_entry(cases[i].vdso, NANOSLEEP, cases[i].evidence, 0, &restarted), 1);
		assert_false(restarted);
		assert_int_equal(v[0].kind, EVENT_NO_RESTART);
		assert_int_equal(v[0].why, NO_RESTART_CHANGED);
		assert_string_equal(v[0].call.name, "read");
		second = seq;
		assert_int_equal(leaves(L, NANOSLEEP, -516, "nanosleep"), 0);
		enters_restarted(L, NR_RESTART_SYSCALL, second, "nanosleep");
	}
}

static void jumps_to_the_restart_point(void **state)
{
	struct vdso_layout alone = modern, jmp = classic;
	bool restarted;

	(void)state;
	jmp.jmp_target = KV + 3;
	assert_int_equal(seen_entry(&modern, READ, EVIDENCE_INT80, 0, &restarted), 1);
	assert_false(restarted);
	assert_int_equal(v[0].kind, EVENT_FORGED);
	assert_int_equal(v[0].at, L - 2);
	assert_int_equal(v[0].proof, PROOF_TAGGED);
	assert_int_equal(leaves(L, READ, 1, "read"), 0);
	assert_int_equal(seen_entry(&jmp, READ, EVIDENCE_NONE, KV + 3, &restarted), 1);
	assert_int_equal(v[0].kind, EVENT_FORGED);
	assert_int_equal(v[0].proof, PROOF_WITNESSED);
	/* A call at a site was interrupted, and the process went to the restart point instead. */
	assert_int_equal(leaves(SITE, READ, -512, "read"), 0);
	assert_int_equal(seen_entry(&modern, READ, EVIDENCE_INT80, 0, &restarted), 2);
	assert_int_equal(v[0].kind, EVENT_NO_RESTART);
	assert_int_equal(v[1].kind, EVENT_FORGED);
	/* What is seen of fresh entries is no jump. */
	assert_int_equal(seen_entry(&modern, READ, EVIDENCE_NO_INT80, 0, &restarted), 0);
	assert_int_equal(seen_entry(&jmp, READ, EVIDENCE_NO_BREAK, 0, &restarted), 0);
	alone.kind = VDSO_MODERN_INT80;
	alone.gate = GATE_VDSO_INT80;
	assert_int_equal(seen_entry(&alone, READ, EVIDENCE_INT80, 0, &restarted), 0);
}

static void exec_forgets(void **state)
{
	(void)state;
	enters_fresh(L, READ);
	assert_int_equal(leaves(L, READ, -512, "read"), 0);
	assert_int_equal(signalled(L, SIGUSR1, true), 0);
	restart_forget(&h);
	enters_fresh(L, READ);
}

static void deep_nesting_is_bounded(void **state)
{
	bool restarted;

	(void)state;
	for (int i = 0; i < 3 * RESTART_FRAMES; i++) {
		uint64_t sp = SP - (uint64_t)i * 0x400;
		struct event e = { .kind = EVENT_EXIT, .ip = L, .nr = READ, .sp = sp, .result = -512 };

		assert_int_equal(entry_sp(L, READ, sp, &restarted), 0);
		assert_int_equal(restart_feed(&h, &e, &classic, false, v), 0);
		e.kind = EVENT_SIGNAL;
		e.sig = SIGUSR1;
		assert_int_equal(restart_feed(&h, &e, &classic, true, v), 0);
	}
	assert_int_equal(h.frames, RESTART_FRAMES);
	assert_int_equal(entry_sp(L, READ, SP, &restarted), RESTART_FRAMES);
	assert_int_equal(h.frames, 0);
}

#define story(f) cmocka_unit_test_setup(f, fresh)

int main(void)
{
	const struct CMUnitTest tests[] = {
		story(without_handler_by_jmp), story(restart_syscall_of_64_bit_code),
		story(a_chain_keeps_its_first_name),
		story(sa_restart),		story(same_call_within_the_handler_is_fresh),
		story(no_sa_restart),		story(a_handler_ends_nanosleep_for_good),
		story(int80_site),		story(nested_handlers),
		story(jump_out_of_the_handler), story(alternate_stack_above),
		story(changed_eip),		story(another_call),		story(attached_to_a_sleeper),
		story(attached_at_the_restart_point), story(attached_within_a_handler),
		story(other_results_are_no_restarts), story(exec_forgets),
		story(deep_nesting_is_bounded), story(what_was_seen_proves),
		story(what_was_seen_contradicts), story(jumps_to_the_restart_point),
		story(a_site_is_tagged),	story(made_up_results),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
