/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pipeline/verdict.h"

#include <signal.h>

#include "decode/decode.h"

/* Makes the event of a verdict; the task still stands, so that its place can be looked up. */
static struct event one_event(struct pipeline *p, struct thread *t, const struct event *at,
			      const struct restart_verdict *v)
{
	const struct vdso_layout *vdso = space_vdso(t->process->space, p->source);
	struct event e = {
		.kind = v->kind,
		.tid = at->tid,
		.pid = at->pid,
		.seq = ++p->seq,
		.time = at->time,
		.of_seq = v->call.seq,
		.of_name = v->call.name ? v->call.name : call_name_by_nr(v->call.nr),
		.nr = v->call.nr,
		.insn = v->insn,
		.proof = v->proof,
		.why = v->why,
		.misnumbered = v->misnumbered,
		.sig = v->sig,
		.site = { .ip = v->at },
	};

	if (v->kind == EVENT_NO_RESTART) {
		e.passes = v->call.passes;
		return e;
	}
	e.passes = at->passes;
	if (v->kind == EVENT_FORGED) {
		e.of_name = NULL;
		e.site.ip = at->site.ip;
		if (e.site.ip)
			space_locate(t->process->space, p->source, &e.site);
		return e;
	}
	if (vdso->restart && v->at == vdso->restart) {
		e.site.module = "[vdso]";
		e.site.symbol = "__kernel_vsyscall";
		e.site.offset = vdso->restart - vdso->vsyscall;
	} else {
		space_locate(t->process->space, p->source, &e.site);
	}
	return e;
}

void verdict_events(struct pipeline *p, struct thread *t, const struct event *at,
		    const struct restart_verdict *v, unsigned n, struct event *said)
{
	for (unsigned i = 0; i < n; i++)
		said[i] = one_event(p, t, at, &v[i]);
}

/* What does this restart_syscall resume? strace knows the last call only, not the first of the chain. */
const char *verdict_chain(const struct pipeline *p, const struct thread *t,
			  const struct restart_verdict *restart)
{
	if (p->o->strace && t->call->kind == EVENT_EXIT && t->call->name)
		return t->call->name;
	if (restart->call.name)
		return restart->call.name;
	return restart->call.nr ? call_name_by_nr(restart->call.nr) : NULL;
}

/* What can't be watched stays inferred: a failure needs no more than that. */
static void ask(struct pipeline *p, enum prove_how how, uint64_t at)
{
	if (p->source->prove(p->source, how, at) < 0)
		return;
}

/* On the way to a restart: how is it to be watched? A handler goes another way first. */
void verdict_watch(struct pipeline *p, struct thread *t, const struct vdso_layout *vdso)
{
	enum prove_how how = PROVE_NOTHING;
	uint64_t at;

	if (restart_pending(&t->history, &at)) {
		how = PROVE_TAG;
		if (vdso->landing && at == vdso->landing && vdso->restart_insn == RESTART_INSN_JMP)
			how = PROVE_STEP;
	}
	/* With each entry watched there is left what its breakpoint does not stand for: sites. */
	if (p->o->prove == PROVE_RESTARTS || (p->o->prove == PROVE_ALL && how == PROVE_TAG))
		ask(p, how, vdso->restart);
}

void verdict_watch_image(struct pipeline *p, const struct vdso_layout *vdso)
{
	if (p->o->prove != PROVE_ALL)
		return;
	if (vdso->restart_insn == RESTART_INSN_INT80)
		ask(p, PROVE_ALL_TAG, vdso->restart);
	else if (vdso->restart_insn == RESTART_INSN_JMP)
		ask(p, PROVE_ALL_BREAK, vdso->restart);
}

/* Its core dump is to hold no segment of ours. */
static bool dumps_core(int sig)
{
	static const int dumping[] = {
		SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGXCPU, SIGXFSZ, SIGSYS
	};

	for (size_t i = 0; i < sizeof(dumping) / sizeof(*dumping); i++)
		if (sig == dumping[i])
			return true;
	return false;
}

void verdict_watch_signal(struct pipeline *p, struct thread *t, const struct vdso_layout *vdso, int sig,
			  int handled)
{
	verdict_watch(p, t, vdso);
	if (p->o->prove != PROVE_ALL)
		return;
	if (handled > 0)
		ask(p, PROVE_HANDLER, vdso->restart);
	else if (handled < 0 || dumps_core(sig))
		ask(p, PROVE_NOTHING, vdso->restart);
}
