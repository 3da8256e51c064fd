/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STAGE_RESTART_H
#define STAGE_RESTART_H

#include <stdbool.h>
#include <stdint.h>

#include "event/event.h"
#include "stage/vdso.h"

/*
 * Fresh entry, or restart? One history per task tells.
 *
 * A call that ends with ERESTARTSYS, ERESTARTNOINTR, ERESTARTNOHAND or
 * ERESTART_RESTARTBLOCK (event/i386.h; negative in eax at the exit stop) is
 * pending from then on. Without a handler the kernel takes two bytes off eip
 * once nobody looks any more (arch/x86/kernel/signal.c,
 * arch_do_signal_or_restart): the next entry from the same place is the
 * restart. A handler that starts sets the pending call aside; its sigreturn
 * brings eip back to two bytes before the return address (restart), or to the
 * return address with -EINTR (none).
 *
 * Seccomp filters and their supervisors can give these codes to the process
 * itself, which the kernel then knows nothing of: where nothing but the code
 * speaks for it, another number than the call's (or restart_syscall's) is no
 * restart. The same call again looks like one; only --prove sees the difference.
 *
 * restart_syscall is 0 for i386, 219 for 64-bit code. x86-64's kernel took the
 * second for both in 2.6.10 (measured: madvise is made, and fails with EINVAL),
 * and takes it still for a task that never slept in 32 bits, when a filter
 * answers ERESTART_RESTARTBLOCK and a signal comes (6.1, get_nr_restart_syscall).
 * Such an entry is a restart, and misnumbered.
 */

/* An interrupted call. */
struct pending {
	bool on;
	int code;          /* 512, 513, 514, 516; 0: only its restart point was seen */
	uint32_t nr;
	uint64_t ip;       /* where the call returns to: L, or behind a site's int $0x80 */
	uint64_t sp;
	bool rewound;      /* eip was seen at the restart point */
	bool passes;       /* the filter let it through */
	uint64_t seq;      /* of the call first interrupted; 0: made before we looked */
	const char *name;  /* its name: static; NULL: by nr */
};

/* Calls set aside under handlers, oldest first. Zeroed is a good start. */
enum { RESTART_FRAMES = 32 };

struct restart_frame {
	struct pending call;
	int sig;
};

struct restart_history {
	struct pending now;
	struct pending running;      /* the chain that the current call continues */
	struct restart_frame frame[RESTART_FRAMES];
	unsigned frames;
	uint32_t alt_start, alt_end; /* sigaltstack: handlers may run there */
};

/* What a stop meant: up to this many events go before the stop's own. */
enum { RESTART_VERDICTS = RESTART_FRAMES + 2 };

struct restart_verdict {
	enum event_kind kind;        /* EVENT_RESTART, EVENT_NO_RESTART; EVENT_FORGED: no call is meant */
	struct pending call;
	enum no_restart_why why;
	int sig;                     /* the handler's */
	enum restart_insn insn;
	uint64_t at;                 /* address of that instruction */
	enum restart_proof proof;
	bool misnumbered;            /* RESTART: by x86-64's number, see above */
};

/*
 * Feeds one event (ENTRY, EXIT, SIGNAL) and writes what
 * becomes known to v: how many verdicts. handled: the SIGNAL has a handler
 * (ask only when restart_cares() says so). An ENTRY that is a restart gets
 * e->restarted, and e->chain when it is restart_syscall; its verdict is the
 * last one, as is FORGED.
 *
 * What the source has seen of the way to the ENTRY (e->evidence, e->stepped)
 * is stronger than history: it proves a restart, it contradicts one (then the
 * process went somewhere else meanwhile, and the call is no part of a chain),
 * or it shows a jump to the restart point by nobody's order. Not where fresh
 * entries execute that instruction, too.
 */
unsigned restart_feed(struct restart_history *h, struct event *e, const struct vdso_layout *vdso,
		      bool handled, struct restart_verdict v[RESTART_VERDICTS])
	__attribute__((warn_unused_result));

/* A task's first stop (NEW, with registers): it may sleep in a call, or stand at its restart point. */
void restart_begin(struct restart_history *h, const struct event *e, const struct vdso_layout *vdso);

/* exec: no handler, no pending call, no alternate stack is left. */
void restart_forget(struct restart_history *h);

/*
 * Is the task, when it runs on now, to execute its restart point? *at is where
 * the call came back to then.
 */
bool restart_pending(const struct restart_history *h, uint64_t *at);

/*
 * Where not every call stops (--seccomp-bpf): the number that the restart of
 * the pending call enters with; false: none is pending. If it won't be seen,
 * the history has to forget it.
 */
bool restart_number(const struct restart_history *h, uint32_t *nr);
void restart_drop(struct restart_history *h);

/* Does it matter to the history whether this SIGNAL has a handler? */
bool restart_cares(const struct restart_history *h);

/* Was the handler above a call interrupted at call_sp left, when an entry (no sigreturn) comes at sp? */
bool restart_left(const struct restart_history *h, uint64_t call_sp, uint64_t sp);

/* A sigaltstack() succeeded; size 0: none any more. */
void restart_altstack(struct restart_history *h, uint32_t start, uint32_t size);

#endif
