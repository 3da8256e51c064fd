/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stage/restart.h"

#include <errno.h>
#include <string.h>

#include "event/i386.h"

/*
 * A handler on the interrupted stack runs below a signal frame, whose
 * registers and FPU state need more than this; whoever calls from above has
 * left the handler.
 */
enum { SIGNAL_FRAME_MIN = 256 };

static unsigned say_no(struct restart_verdict *v, const struct pending *call, enum no_restart_why why,
		       int sig)
{
	*v = (struct restart_verdict){ .kind = EVENT_NO_RESTART, .call = *call, .why = why, .sig = sig };
	return 1;
}

static void push(struct restart_history *h, int sig)
{
	if (h->frames == RESTART_FRAMES) {
		memmove(h->frame, h->frame + 1, sizeof(h->frame) - sizeof(*h->frame));
		h->frames--;
	}
	h->frame[h->frames++] = (struct restart_frame){ h->now, sig };
	h->now.on = false;
}

static bool on_altstack(const struct restart_history *h, uint64_t sp)
{
	return sp > h->alt_start && sp <= h->alt_end;
}

bool restart_left(const struct restart_history *h, uint64_t call_sp, uint64_t sp)
{
	if (on_altstack(h, sp) && !on_altstack(h, call_sp))
		return false;
	return sp + SIGNAL_FRAME_MIN > call_sp;
}

static unsigned pop_jumped(struct restart_history *h, struct restart_verdict *v)
{
	const struct restart_frame *f = &h->frame[--h->frames];

	return say_no(v, &f->call, NO_RESTART_JUMPED_OUT, f->sig);
}

enum seen { SEEN_NOTHING, SEEN_NOT, SEEN_TAGGED, SEEN_STEPPED };

/*
 * Did the task execute its restart point on its way to this entry? At a site
 * of its own the mark shows that no handler ran since the interruption.
 */
static enum seen seen(const struct event *e, const struct vdso_layout *vdso)
{
	if (!vdso->landing || e->ip != vdso->landing)
		return e->evidence == EVIDENCE_INT80 ? SEEN_TAGGED : SEEN_NOTHING;
	switch (vdso->restart_insn) {
	case RESTART_INSN_JMP:
		if (e->evidence == EVIDENCE_BREAK || (e->stepped && e->stepped == vdso->jmp_target))
			return SEEN_STEPPED;
		return e->evidence == EVIDENCE_NO_BREAK ? SEEN_NOT : SEEN_NOTHING;
	case RESTART_INSN_INT80:
		if (e->evidence == EVIDENCE_INT80)
			return SEEN_TAGGED;
		return e->evidence == EVIDENCE_NO_INT80 ? SEEN_NOT : SEEN_NOTHING;
	default:
		return SEEN_NOTHING;
	}
}

static enum restart_proof proof(enum seen how)
{
	switch (how) {
	case SEEN_TAGGED:
		return PROOF_TAGGED;
	case SEEN_STEPPED:
		return PROOF_WITNESSED;
	default:
		return PROOF_INFERRED;
	}
}

/* Is the restart point an instruction that only restarts execute? */
static bool restarts_alone(const struct vdso_layout *vdso)
{
	return vdso->restart_insn == RESTART_INSN_JMP || vdso->gate != GATE_VDSO_INT80;
}

static unsigned forged(const struct event *e, const struct vdso_layout *vdso, enum seen how,
		       struct restart_verdict *v)
{
	if (e->ip != vdso->landing || (how != SEEN_TAGGED && how != SEEN_STEPPED) || !restarts_alone(vdso))
		return 0;
	*v = (struct restart_verdict){
		.kind = EVENT_FORGED,
		.insn = vdso->restart_insn,
		.at = vdso->restart,
		.proof = proof(how),
	};
	return 1;
}

/* Entered by the wrong number? A call that has this number itself and is made again has it by right. */
static bool is_misnumbered(const struct pending *call, uint32_t nr)
{
	return nr == NR_RESTART_SYSCALL_64 && call->code == ERESTART_RESTARTBLOCK && nr != call->nr;
}

static bool is_another(const struct pending *call, uint32_t nr)
{
	return !call->rewound && nr != call->nr && nr != NR_RESTART_SYSCALL && !is_misnumbered(call, nr);
}

static unsigned feed_entry(struct restart_history *h, struct event *e, const struct vdso_layout *vdso,
			   struct restart_verdict *v)
{
	enum seen how = seen(e, vdso);
	unsigned n = 0;

	while (h->frames && !i386_is_sigreturn(e->nr) &&
	       restart_left(h, h->frame[h->frames - 1].call.sp, e->sp))
		n += pop_jumped(h, &v[n]);

	h->running = h->now;
	if (!h->now.on)
		return n + forged(e, vdso, how, &v[n]);
	h->now.on = false;
	if (e->ip != h->running.ip || how == SEEN_NOT) {
		h->running.on = false;
		n += say_no(&v[n], &h->running, NO_RESTART_CHANGED, 0);
		return n + forged(e, vdso, how, &v[n]);
	}
	if (how == SEEN_NOTHING && is_another(&h->running, e->nr)) {
		h->running.on = false;
		return n + say_no(&v[n], &h->running, NO_RESTART_ANOTHER, 0);
	}
	e->restarted = true;
	if (e->nr == NR_RESTART_SYSCALL)
		e->chain = h->running.name;
	v[n] = (struct restart_verdict){ .kind = EVENT_RESTART, .call = h->running, .proof = proof(how) };
	v[n].misnumbered = is_misnumbered(&h->running, e->nr);
	if (vdso->landing && e->ip == vdso->landing) {
		v[n].insn = vdso->restart_insn;
		v[n].at = vdso->restart;
	} else {
		v[n].insn = RESTART_INSN_INT80;
		v[n].at = e->ip - RESTART_BACK;
	}
	return n + 1;
}

/* The handler of a frame has come back: what became of the call under it? */
static unsigned come_back(struct restart_history *h, const struct event *e, unsigned depth,
			  struct restart_verdict *v)
{
	struct restart_frame f;
	unsigned n = 0;

	while (h->frames > depth + 1)
		n += pop_jumped(h, &v[n]);
	f = h->frame[--h->frames];
	if (e->ip == f.call.ip - RESTART_BACK) {
		h->now = f.call;
		h->now.rewound = true;
		return n;
	}
	if (e->ip == f.call.ip && e->result == -EINTR)
		return n + say_no(&v[n], &f.call, NO_RESTART_HANDLER, f.sig);
	return n + say_no(&v[n], &f.call, NO_RESTART_CHANGED, f.sig);
}

static unsigned feed_sigreturn(struct restart_history *h, const struct event *e,
			       const struct vdso_layout *vdso, struct restart_verdict *v)
{
	h->now.on = false;
	/* The stack pointer at the interruption tells the frames apart. */
	for (unsigned i = h->frames; i-- > 0;)
		if (h->frame[i].call.sp == e->sp)
			return come_back(h, e, i, v);
	/* A handler that started before we looked; nothing else ever goes to the restart point. */
	if (vdso->restart && e->ip == vdso->restart)
		h->now = (struct pending){
			.on = true, .ip = vdso->landing, .sp = e->sp, .nr = (uint32_t)e->result,
			.rewound = true
		};
	return 0;
}

static unsigned feed_exit(struct restart_history *h, const struct event *e, const struct vdso_layout *vdso,
			  struct restart_verdict *v)
{
	struct pending running = h->running;
	int code = i386_restart_code(e->result);

	h->running.on = false;
	if (e->tampered & TAMPERED_RESULT) {
		/* The kernel knows nothing of a call that was not made. */
		if (!(e->tampered & TAMPERED_RESTART))
			code = 0;
	} else if (i386_is_sigreturn(e->nr))
		return feed_sigreturn(h, e, vdso, v);
	h->now = (struct pending){
		.on = code != 0,
		.code = code,
		.passes = e->passes,
		.nr = running.on ? running.nr : e->nr,
		.ip = e->ip,
		.sp = e->sp,
		.seq = running.on ? running.seq : e->seq,
		.name = running.on ? running.name : e->name,
	};
	return 0;
}

static unsigned feed_signal(struct restart_history *h, const struct event *e, bool handled,
			    struct restart_verdict *v)
{
	struct pending call = h->now;
	bool rewound = e->ip == call.ip - RESTART_BACK;

	if (!call.on)
		return 0;
	if (e->ip && e->ip != call.ip && !rewound) {
		h->now.on = false;
		return say_no(v, &call, NO_RESTART_CHANGED, 0);
	}
	h->now.rewound = rewound;
	if (!handled)
		return 0;
	if (!rewound && (call.code == ERESTARTNOHAND || call.code == ERESTART_RESTARTBLOCK)) {
		h->now.on = false;
		return say_no(v, &call, NO_RESTART_ALWAYS, e->sig);
	}
	push(h, e->sig);
	return 0;
}

void restart_begin(struct restart_history *h, const struct event *e, const struct vdso_layout *vdso)
{
	int code = i386_restart_code(e->ax);

	if (code && e->orig_ax >= 0)
		h->now = (struct pending){
			.on = true, .code = code, .ip = e->ip, .sp = e->sp, .nr = (uint32_t)e->orig_ax,
			.passes = e->passes
		};
	else if (vdso->restart && e->ip == vdso->restart)
		h->now = (struct pending){
			.on = true, .ip = vdso->landing, .sp = e->sp, .nr = (uint32_t)e->ax,
			.rewound = true
		};
}

unsigned restart_feed(struct restart_history *h, struct event *e, const struct vdso_layout *vdso,
		      bool handled, struct restart_verdict v[RESTART_VERDICTS])
{
	switch (e->kind) {
	case EVENT_ENTRY:
		return feed_entry(h, e, vdso, v);
	case EVENT_EXIT:
		return feed_exit(h, e, vdso, v);
	case EVENT_SIGNAL:
		return feed_signal(h, e, handled, v);
	default:
		return 0;
	}
}

void restart_forget(struct restart_history *h)
{
	memset(h, 0, sizeof(*h));
}

bool restart_pending(const struct restart_history *h, uint64_t *at)
{
	*at = h->now.ip;
	return h->now.on;
}

bool restart_number(const struct restart_history *h, uint32_t *nr)
{
	*nr = h->now.code == ERESTART_RESTARTBLOCK ? NR_RESTART_SYSCALL : h->now.nr;
	return h->now.on;
}

void restart_drop(struct restart_history *h)
{
	h->now.on = false;
}

bool restart_cares(const struct restart_history *h)
{
	return h->now.on;
}

void restart_altstack(struct restart_history *h, uint32_t start, uint32_t size)
{
	h->alt_start = start;
	h->alt_end = start + size;
}
