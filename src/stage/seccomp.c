/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stage/seccomp.h"

#include <linux/audit.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>

#include "event/i386.h"

/* linux/mman.h: PROT_EXEC, MREMAP_FIXED. */
enum { EXEC = 4, FIXED = 2 };

static void add(struct seccomp_stops *s, uint32_t nr)
{
	s->nr[nr / 64] |= UINT64_C(1) << nr % 64;
}

bool seccomp_stops(const struct seccomp_stops *s, uint32_t nr)
{
	return nr < FILTER_NRS ? s->nr[nr / 64] >> nr % 64 & 1 : s->others;
}

static bool everything(const struct filter *f)
{
	if (!f->nrs_set)
		return true;
	for (int i = 0; i < FILTER_NRS / 64; i++)
		if (~f->nr[i])
			return false;
	return f->others;
}

void seccomp_choose(struct seccomp_stops *s, const struct filter *f, bool explain)
{
	static const uint32_t always[] = {
		NR_RESTART_SYSCALL, NR_SIGRETURN, NR_RT_SIGRETURN, NR_SIGALTSTACK,
		NR_OLD_MMAP, NR_MODIFY_LDT, NR_SET_THREAD_AREA,
	};

	memset(s->nr, 0, sizeof(s->nr));
	s->on = !everything(f);
	s->others = f->others || f->strace;
	if (!s->on)
		return;
	memcpy(s->nr, f->nr, sizeof(s->nr));
	for (const struct filter_many *many = f->many; many < f->many + FILTER_MANY && many->nr; many++)
		if (many->pass)
			add(s, many->nr);
	for (size_t i = 0; i < sizeof(always) / sizeof(*always); i++)
		add(s, always[i]);
	if (explain) {
		add(s, NR_SIGNAL);
		add(s, NR_SIGACTION);
		add(s, NR_RT_SIGACTION);
	}
}

/* ---- The program ---- */

enum answer { LET_THROUGH, STOP, STOP_IF_EXEC, STOP_IF_FIXED };

static enum answer answer_for(const struct seccomp_stops *s, uint32_t nr)
{
	if (seccomp_stops(s, nr))
		return STOP;
	if (nr == NR_MMAP2)
		return STOP_IF_EXEC;
	return nr == NR_MREMAP ? STOP_IF_FIXED : LET_THROUGH;
}

/* Numbers from start on, up to the next run's, have the same answer. */
struct run {
	uint32_t start;
	enum answer answer;
};

static unsigned make_runs(const struct seccomp_stops *s, struct run *run)
{
	unsigned n = 0;

	/* FILTER_NRS itself stands for all from there on. */
	for (uint32_t nr = 0; nr <= FILTER_NRS; nr++) {
		enum answer answer = answer_for(s, nr);

		if (!n || run[n - 1].answer != answer)
			run[n++] = (struct run){ nr, answer };
	}
	return n;
}

static const struct sock_filter trace = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE);
static const struct sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);

/* Low word of an argument; i386's have no other. */
static struct sock_filter load_arg(unsigned arg)
{
	return (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
					    (uint32_t)(offsetof(struct seccomp_data, args) + 8 * arg));
}

static unsigned emit_answer(struct sock_filter *to, enum answer answer)
{
	if (answer == LET_THROUGH || answer == STOP) {
		to[0] = answer == STOP ? trace : allow;
		return 1;
	}
	/* mmap2's prot, mremap's flags */
	to[0] = load_arg(answer == STOP_IF_EXEC ? 2 : 3);
	to[1] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K,
					     answer == STOP_IF_EXEC ? EXEC : FIXED, 0, 1);
	to[2] = trace;
	to[3] = allow;
	return 4;
}

/* Both halves behind the comparison that tells them apart; a jump of one byte may be too short. */
static unsigned emit(struct sock_filter *to, const struct run *run, unsigned n)
{
	unsigned below, middle = n / 2;

	if (n == 1)
		return emit_answer(to, run->answer);
	below = emit(to + 2, run, middle);
	to[0] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, run[middle].start, 0, 1);
	to[1] = (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, below);
	return 2 + below + emit(to + 2 + below, run + middle, n - middle);
}

unsigned seccomp_program(const struct seccomp_stops *s, struct sock_filter program[SECCOMP_MAX])
{
	const struct sock_filter start[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_I386, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	};
	enum { START = sizeof(start) / sizeof(*start) };
	struct run run[FILTER_NRS + 1] = { { 0, LET_THROUGH } };
	unsigned runs = make_runs(s, run);

	memcpy(program, start, sizeof(start));
	return START + emit(program + START, run, runs);
}
