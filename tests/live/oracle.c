/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Holds the pipeline's verdicts against the CPU: a hardware breakpoint on the
 * restart point fires before the instruction there executes, so that an entry
 * from the landing pad is a restart exactly when the breakpoint fired since
 * the entry before. The source is wrapped: it sets the breakpoints and
 * swallows their traps; all else runs as in gatetrace.
 *
 * With --prove=all a classic vDSO has the source's own breakpoint there, which
 * is then asked.
 *
 * oracle [--prove[=all]] [--vdso=classic] PROG [ARG...]: prints the counts,
 * exits with 1 on a disagreement; with --prove a restart that isn't proven is one.
 */
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <unistd.h>

#include "base/die.h"
#include "base/map.h"
#include "pipeline/interrupt.h"
#include "live/launch.h"
#include "live/transplant.h"
#include "pipeline/pipeline.h"
#include "source/ptrace.h"
#include "stage/space.h"

enum { SKIP = 77 };

/* Intel SDM, volume 3, "Debug registers": DR7 bit 0 enables DR0, for execution when RW = LEN = 0. */
enum { DR7_ENABLE_0 = 1, FLAG_RF = 0x10000 };

struct watched {
	int tid;
	bool armed, fired;
	uint64_t restart, landing;
	enum restart_insn insn;
	enum gate fresh;
};

struct wrapper {
	struct source source;
	struct source *inner;
	struct map tasks;  /* struct watched by tid */
	struct map spaces; /* by pid */
};

static struct wrapper wrapper;
static struct options o;
static unsigned long entries, restarts, missed, invented, wrong_gate, unproven;

static struct watched *watched(int tid)
{
	struct watched *w = map_get(&wrapper.tasks, (uint64_t)tid);

	if (!w) {
		w = xcalloc(1, sizeof(*w));
		w->tid = tid;
		map_put(&wrapper.tasks, (uint64_t)tid, w);
	}
	return w;
}

static struct space *space_of(int pid)
{
	struct space *sp = map_get(&wrapper.spaces, (uint64_t)pid);

	if (!sp) {
		sp = space_new();
		map_put(&wrapper.spaces, (uint64_t)pid, sp);
	}
	return sp;
}

static long poke(int tid, size_t offset, unsigned long value)
{
	return ptrace(PTRACE_POKEUSER, tid, (void *)offset, (void *)value);
}

static bool source_breaks(const struct watched *w)
{
	return o.prove == PROVE_ALL && w->insn == RESTART_INSN_JMP;
}

/* Both registers every time: a child's DR7 reads as its parent's, but is not in force. */
static void arm(const struct event *e)
{
	const struct vdso_layout *vdso = space_vdso(space_of(e->pid), wrapper.inner);
	struct watched *w = watched(e->tid);

	if (!vdso->restart || (w->armed && w->restart == vdso->restart))
		return;
	if (vdso->kind == VDSO_OLD_INT80 || vdso->kind == VDSO_MODERN_INT80 ||
	    vdso->kind == VDSO_OLD_SYSCALL) {
		printf("skipped: fresh entries execute the restart point, too, in this vDSO\n");
		exit(SKIP);
	}
	w->restart = vdso->restart;
	w->landing = vdso->landing;
	w->insn = vdso->restart_insn;
	w->fresh = vdso->gate;
	w->armed = true;
	if (source_breaks(w))
		return;
	poke(e->tid, offsetof(struct user, u_debugreg[7]), 0);
	if (poke(e->tid, offsetof(struct user, u_debugreg[0]), vdso->restart) < 0 ||
	    poke(e->tid, offsetof(struct user, u_debugreg[7]), DR7_ENABLE_0) < 0) {
		w->armed = false;
		if (errno == ESRCH)
			return;
		printf("skipped: no hardware breakpoints here: %s\n", strerror(errno));
		exit(SKIP);
	}
}

static bool is_trap(const struct event *e, const struct watched *w)
{
	siginfo_t info;

	memcpy(&info, e->info, sizeof(info));
	return e->kind == EVENT_SIGNAL && e->sig == SIGTRAP && e->has_info && info.si_code == TRAP_HWBKPT &&
	       e->ip == w->restart;
}

/*
 * A trap leaves RF behind so that the instruction can execute. A handler that
 * starts right there would save it, and its sigreturn pass unseen; and QEMU's
 * int $0x80, unlike a CPU's, saves it too: the next restart would pass unseen.
 */
static void clear_rf(int tid)
{
	size_t flags = offsetof(struct user, regs.eflags);
	long now = ptrace(PTRACE_PEEKUSER, tid, (void *)flags, NULL);

	poke(tid, flags, (unsigned long)now & ~(unsigned long)FLAG_RF);
}

static int next(struct source *s, struct event *e)
{
	int r;

	(void)s;
	for (;;) {
		struct watched *w;

		r = wrapper.inner->next(wrapper.inner, e);
		if (r <= 0)
			return r;
		if (e->kind == EVENT_EXEC) {
			space_exec(space_of(e->pid));
			watched(e->tid)->armed = false;
		}
		if (e->kind == EVENT_EXITED || e->kind == EVENT_KILLED) {
			free(map_take(&wrapper.tasks, (uint64_t)e->tid));
			return r;
		}
		if (e->kind == EVENT_ENTRY)
			arm(e);
		w = watched(e->tid);
		if (is_trap(e, w)) {
			w->fired = true;
			e->sig = 0;
			/* It was on its way to be stepped. */
			if (o.prove == PROVE_RESTARTS && w->insn == RESTART_INSN_JMP &&
			    wrapper.inner->prove(wrapper.inner, PROVE_STEP, w->restart) < 0)
				die("cannot step");
			wrapper.inner->release(wrapper.inner, e);
			continue;
		}
		if (e->kind == EVENT_SIGNAL && w->armed && !source_breaks(w) && e->ip == w->restart) {
			/* The instruction has not executed: it traps again when its time comes. */
			w->fired = false;
			clear_rf(e->tid);
		}
		if (e->kind == EVENT_ENTRY && w->armed && source_breaks(w))
			w->fired = e->stepped != 0 || e->evidence == EVIDENCE_BREAK;
		else if (e->kind == EVENT_ENTRY && w->fired)
			clear_rf(e->tid);
		return r;
	}
}

static int inner_readv(struct source *s, const struct span *span, unsigned spans)
{
	(void)s;
	return wrapper.inner->readv(wrapper.inner, span, spans);
}

static void inner_ahead(struct source *s, uint64_t addr, uint32_t n)
{
	(void)s;
	wrapper.inner->ahead(wrapper.inner, addr, n);
}

static int inner_maps(struct source *s, struct buffer *to)
{
	(void)s;
	return wrapper.inner->maps(wrapper.inner, to);
}

static int inner_auxv(struct source *s, struct buffer *to)
{
	(void)s;
	return wrapper.inner->auxv(wrapper.inner, to);
}

static int inner_caught(struct source *s, int sig)
{
	(void)s;
	return wrapper.inner->caught(wrapper.inner, sig);
}

static int inner_wide(struct source *s)
{
	(void)s;
	return wrapper.inner->wide(wrapper.inner);
}

static int inner_gs_base(struct source *s, uint32_t *base)
{
	(void)s;
	return wrapper.inner->gs_base(wrapper.inner, base);
}

static int inner_prove(struct source *s, enum prove_how how, uint64_t at)
{
	(void)s;
	return wrapper.inner->prove(wrapper.inner, how, at);
}

static int inner_transplant(struct source *s)
{
	(void)s;
	return wrapper.inner->transplant(wrapper.inner);
}

static void inner_release(struct source *s, const struct event *e)
{
	(void)s;
	wrapper.inner->release(wrapper.inner, e);
}

static enum gate expected_gate(const struct watched *w)
{
	return w->fired && w->insn == RESTART_INSN_INT80 ? GATE_VDSO_INT80 : w->fresh;
}

static void judge(struct sink *s, const struct event *e, const struct call *call)
{
	struct watched *w = map_get(&wrapper.tasks, (uint64_t)e->tid);

	(void)s;
	(void)call;
	if (e->kind == EVENT_RESTART && o.prove && w && w->armed && e->site.ip == w->restart)
		unproven += e->proof == PROOF_INFERRED;
	if (e->kind != EVENT_ENTRY || !w || !w->armed)
		return;
	if (e->ip != w->landing) {
		/* A site's own restart executes the site: no breakpoint tells it apart. */
		w->fired = false;
		return;
	}
	entries++;
	restarts += w->fired;
	if (w->fired != e->restarted) {
		printf("%d: %s: breakpoint says %s, history says %s\n", e->tid, e->name ? e->name : "call",
		       w->fired ? "restart" : "fresh", e->restarted ? "restart" : "fresh");
		missed += w->fired;
		invented += !w->fired;
	} else if (e->gate != expected_gate(w)) {
		printf("%d: %s: gate %s instead of %s\n", e->tid, e->name ? e->name : "call",
		       gate_word(e->gate), gate_word(expected_gate(w)));
		wrong_gate++;
	}
	w->fired = false;
}

static int nothing_to_flush(struct sink *s)
{
	(void)s;
	return 0;
}

int main(int argc, char **argv)
{
	struct sink sink = { .needs_call = true, .event = judge, .flush = nothing_to_flush };
	struct sink *sinks[] = { &sink };
	struct transplant image = { .image.size = 0 };
	struct pipeline_end end;
	char *path;
	int tid;

	if (options_parse(&o, argc, argv) || !o.command)
		die("usage: oracle [--prove[=all]] [--vdso=classic] PROG [ARG...]");
	o.follow = true;
	launch_remember_signals();
	interrupt_init(false, false);
	wrapper.source = (struct source){
		.next = next,
		.readv = inner_readv,
		.ahead = inner_ahead,
		.maps = inner_maps,
		.auxv = inner_auxv,
		.caught = inner_caught,
		.wide = inner_wide,
		.gs_base = inner_gs_base,
		.prove = inner_prove,
		.transplant = inner_transplant,
		.release = inner_release,
	};
	if (o.vdso.kind != CHOICE_NATIVE && transplant_prepare(&image, &o.vdso) < 0) {
		printf("skipped: no such vDSO here: %s\n", image.image.why);
		return SKIP;
	}
	wrapper.inner = source_ptrace(&(struct ptrace_options){
		.follow = true, .transplant = o.vdso.kind != CHOICE_NATIVE ? &image : NULL });
	if (launch_find(o.command[0], &path) < 0)
		die("cannot run '%s'", o.command[0]);
	tid = source_ptrace_fork(wrapper.inner, path, o.command, environ);
	if (tid == 0)
		tid = source_ptrace_launch(wrapper.inner);
	if (tid < 0)
		die("cannot trace '%s': %s", path, strerror(-tid));
	end = pipeline_run(&wrapper.source, &o, sinks, 1, tid);
	wrapper.inner->close(wrapper.inner);
	free(path);
	fflush(stdout);
	fprintf(stderr,
		"%lu entries from the landing pad, %lu restarts, %lu missed, %lu invented, %lu wrong gates, "
		"%lu not proven\n",
		entries, restarts, missed, invented, wrong_gate, unproven);
	if (!end.launched || end.sig || end.status)
		die("%s ended with status %d, signal %d", o.command[0], end.status, end.sig);
	transplant_free(&image);
	options_free(&o);
	return !entries || missed || invented || wrong_gate || unproven;
}
