/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/ptrace.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/die.h"
#include "live/about.h"
#include "live/attach.h"
#include "live/auxv.h"
#include "live/kernel.h"
#include "live/mem.h"
#include "live/regs.h"
#include "live/transplant.h"
#include "source/ptrace_delay.h"
#include "source/ptrace_stops.h"

static struct ptrace_source *mine(struct source *s)
{
	return (struct ptrace_source *)s;
}

static uint64_t clock_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* event_reset() has been done; pieces stay e's own. */
static void take_over(struct event *e, const struct event *from)
{
	struct event keep = *e;

	*e = *from;
	e->piece = keep.piece;
	e->piece_cap = keep.piece_cap;
	e->pages = keep.pages;
	e->bytes = keep.bytes;
	e->stack = keep.stack;
}

static int source_next(struct source *s, struct event *e)
{
	struct ptrace_source *p = mine(s);
	struct rusage usage = { .ru_maxrss = 0 };
	struct stop stop;

	event_reset(e);
	if (p->have_next) {
		p->have_next = false;
		take_over(e, &p->next);
		p->now = e->tid;
		return 1;
	}
	do {
		int r;

		if (!p->tasks.used && !turns_left(&p->turns))
			return 0;
		if (p->delayed)
			ptrace_delay_run(p);
		r = turns_next(&p->turns, p->tasks.used > 1, &stop, p->options.want_stime ? &usage : NULL);
		if (r == -ECHILD)
			return 0;
		if (r < 0)
			return r;
		if (p->options.want_time)
			e->time = clock_now();
		if (p->options.want_stime)
			e->stime = (uint64_t)usage.ru_stime.tv_sec * 1000000000u +
				   (uint64_t)usage.ru_stime.tv_usec * 1000u;
	} while (!ptrace_stops_event(p, &stop, e));
	return 1;
}

static void source_release(struct source *s, const struct event *e)
{
	struct ptrace_source *p = mine(s);
	struct task *t = p->now ? task_get(&p->tasks, p->now) : NULL;

	ahead_forget(&p->ahead);
	/* Another event of the same stop waits. */
	if (p->have_next || !t || t->state != TASK_STOPPED)
		return;
	if (t->delay) {
		ptrace_delay_start(p, t, t->delay);
		t->delay = 0;
	} else if (e->kind == EVENT_STOP) {
		ptrace_stops_listen(p, t);
	} else {
		ptrace_stops_run_on(t, e->kind == EVENT_SIGNAL ? e->sig : t->send);
	}
}

static int source_tamper(struct source *s, const struct tampering *how)
{
	struct task *t = task_get(&mine(s)->tasks, mine(s)->now);
	int r = 0;

	if (!t || t->state != TASK_STOPPED)
		return -ESRCH;
	ahead_forget(&mine(s)->ahead);
	if (how->poke.n)
		r = mem_write(t->tid, how->poke.addr, how->poke.to, how->poke.n);
	if (r == 0 && how->skip)
		r = tamper_skip(t->tid, how, &t->skip);
	if (r < 0)
		return r;
	if (how->skip)
		phase_change(&t->phase);
	t->delay = how->delay;
	/* A seccomp stop sends none on its way out. */
	if (how->sig && t->by_filter)
		return syscall(SYS_tgkill, t->pid, t->tid, how->sig) < 0 ? -errno : 0;
	t->send = t->deliver = how->sig;
	return 0;
}

static int source_prove(struct source *s, enum prove_how how, uint64_t at)
{
	struct task *t = task_get(&mine(s)->tasks, mine(s)->now);

	if (!t || t->state != TASK_STOPPED)
		return -ESRCH;
	return watch_ask(t->tid, &t->watch, how, at);
}

static int source_readv(struct source *s, const struct span *span, unsigned spans)
{
	return ahead_readv(&mine(s)->ahead, mine(s)->now, span, spans);
}

static void source_ahead(struct source *s, uint64_t addr, uint32_t n)
{
	ahead_want(&mine(s)->ahead, addr, n);
}

static int source_code(struct source *s, uint64_t addr, void *to, uint32_t n)
{
	return mem_read_forced(mine(s)->now, addr, to, n);
}

static int source_about(struct source *s, enum about kind, uint32_t owner, uint32_t number,
			struct buffer *to)
{
	struct ptrace_source *p = mine(s);

	return about_number(p->now, kind, owner, number, p->options.about, to);
}

static int source_maps(struct source *s, struct buffer *to)
{
	return mem_proc_file(mine(s)->now, "maps", to);
}

static int source_auxv(struct source *s, struct buffer *to)
{
	struct ptrace_source *p = mine(s);
	const struct task *t = task_get(&p->tasks, p->now);
	uint64_t at;
	int r;

	/* Spares the way through /proc. */
	if (t && t->exec_sp && auxv_read(p->now, t->exec_sp, to, &at) == 0)
		return 0;
	r = mem_proc_file(p->now, "auxv", to);
	if (r == 0 && p->options.transplant)
		transplant_correct(p->options.transplant, to->data, to->len);
	return r;
}

static int source_transplant(struct source *s)
{
	struct ptrace_source *p = mine(s);
	const struct task *t = task_get(&p->tasks, p->now);

	if (!p->options.transplant || !t || !t->exec_sp)
		return 0;
	return transplant_put(t->tid, t->exec_sp, p->options.transplant);
}

static int source_caught(struct source *s, int sig)
{
	uint64_t caught;
	int r = mem_proc_status(mine(s)->now, "SigCgt", 16, &caught);

	if (r < 0)
		return r;
	return sig >= 1 && sig <= 64 && (caught >> (sig - 1) & 1);
}

static int source_wide(struct source *s)
{
	return regs_wide(mine(s)->now);
}

static int source_registers(struct source *s, struct registers *to)
{
	return regs_get_all(mine(s)->now, to);
}

static int source_gs_base(struct source *s, uint32_t *base)
{
	struct task *t = task_get(&mine(s)->tasks, mine(s)->now);

	if (!t)
		return -ESRCH;
	if (!t->gs_known) {
		int r = regs_gs_base(t->tid, &t->gs_base);

		if (r < 0)
			return r;
		t->gs_known = true;
	}
	*base = t->gs_base;
	return 0;
}

static void source_detach(struct source *s)
{
	struct ptrace_source *p = mine(s);
	struct task *t = task_get(&p->tasks, p->now);

	ahead_forget(&p->ahead);
	p->have_next = false;
	p->now = 0;
	if (t)
		attach_detach(&p->tasks, t);
}

static void source_close(struct source *s)
{
	struct ptrace_source *p = mine(s);

	attach_release_all(&p->tasks, &p->turns);
	map_free(&p->tasks);
	if (p->have_timer)
		timer_delete(p->timer);
	launch_end(&p->launch);
	free(p);
}

struct source *source_ptrace(const struct ptrace_options *o)
{
	struct ptrace_source *p = xcalloc(1, sizeof(*p));

	kernel_begin();
	p->options = *o;
	p->launch.go = -1;
	p->source = (struct source){
		.next = source_next,
		.readv = source_readv,
		.ahead = source_ahead,
		.code = source_code,
		.about = source_about,
		.maps = source_maps,
		.auxv = source_auxv,
		.caught = source_caught,
		.wide = source_wide,
		.registers = source_registers,
		.gs_base = source_gs_base,
		.prove = source_prove,
		.transplant = source_transplant,
		.tamper = source_tamper,
		.release = source_release,
		.detach = source_detach,
		.close = source_close,
	};
	return &p->source;
}

int source_ptrace_fork(struct source *s, const char *path, char *const argv[], char *const envp[])
{
	struct ptrace_source *p = mine(s);

	p->launch.path = xstrdup(path);
	p->launch.user = p->options.user;
	p->launch.seccomp = p->options.seccomp;
	p->launch.aside = p->options.aside;
	/* A child can ask for it, but not whose grandchild we are. */
	p->launch.ends = p->options.kill && !kernel.exitkill && !p->options.aside;
	if (p->options.kill && !kernel.exitkill && !p->options.seccomp)
		warn("--kill-on-exit: should gatetrace itself be killed by SIGKILL, this kernel "
		     "(before Linux 3.8) ends %s",
		     p->launch.ends ? "the program alone, not its children" : "nothing");
	return launch_start(&p->launch, argv, envp);
}

int source_ptrace_launch(struct source *s)
{
	struct ptrace_source *p = mine(s);
	struct task *t;
	struct stop end;
	int r;

	t = task_add(&p->tasks, p->launch.tid, p->launch.tid);
	t->fresh = false;
	t->announced = true;
	t->ends = p->options.kill;
	r = attach_child(t, p->options.follow, p->options.seccomp, p->options.kill, &end);
	if (r > 0) {
		event_reset(&p->next);
		p->have_next = ptrace_stops_event(p, &end, &p->next);
		launch_go(&p->launch);
		return p->launch.tid;
	}
	if (r < 0) {
		task_remove(&p->tasks, t->tid);
		launch_abandon(&p->launch);
		return r;
	}
	/* Whether a filter's stop comes before the entry's or in its place, only newer kernels tell. */
	if (!kernel.syscall_info)
		launch_refuse_seccomp(&p->launch, -ENOTSUP);
	p->launching = t->tid;
	ptrace_stops_resume(t, PTRACE_SYSCALL, 0);
	launch_go(&p->launch);
	return t->tid;
}

int source_ptrace_attach(struct source *s, int pid)
{
	struct ptrace_source *p = mine(s);
	int r;

	if (task_get(&p->tasks, pid))
		return 0;
	r = attach_task(&p->tasks, pid, ptrace_stops_group(pid), p->options.follow);
	if (r < 0)
		return r;
	if (!p->options.follow)
		return 1;
	r = attach_threads(&p->tasks, pid, true);
	return r < 0 ? 1 : 1 + r;
}
