/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/ptrace_delay.h"

#include <signal.h>
#include <time.h>

#include "source/ptrace_old.h"

/* A tick just before the wait that it should interrupt is lost: others follow it. */
enum { TICK_NS = 200000, SECOND_NS = 1000000000 };

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * SECOND_NS + (uint64_t)t.tv_nsec;
}

/* due 0: no more ticks. */
static void set_timer(struct ptrace_source *p, uint64_t due)
{
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM };
	const struct itimerspec when = {
		.it_value = { .tv_sec = (time_t)(due / SECOND_NS), .tv_nsec = (long)(due % SECOND_NS) },
		.it_interval = { .tv_nsec = TICK_NS },
	};

	if (!p->have_timer)
		p->have_timer = timer_create(CLOCK_MONOTONIC, &event, &p->timer) == 0;
	if (p->have_timer)
		timer_settime(p->timer, TIMER_ABSTIME, &when, NULL);
}

static void arm(struct ptrace_source *p)
{
	uint64_t first = 0;
	struct task *t;
	size_t at = 0;

	while (p->delayed && (t = map_next(&p->tasks, &at)))
		if (t->due && (!first || t->due < first))
			first = t->due;
	set_timer(p, first);
}

void ptrace_delay_start(struct ptrace_source *p, struct task *t, uint64_t ns)
{
	t->due = now() + ns;
	p->delayed++;
	arm(p);
}

void ptrace_delay_run(struct ptrace_source *p)
{
	uint64_t time = now();
	bool any = false;
	struct task *t;
	size_t at = 0;

	while ((t = map_next(&p->tasks, &at))) {
		if (!t->due || t->due > time)
			continue;
		any = true;
		if (t->held && !ptrace_old_released(p, t, time))
			continue;
		t->due = 0;
		p->delayed--;
		/* Replaced meanwhile by a thread that called exec: that stop is the one to look at. */
		if (!turns_collected(&p->turns, t->tid))
			ptrace_stops_run_on(t, t->send);
	}
	if (any)
		arm(p);
}

void ptrace_delay_forget(struct ptrace_source *p, struct task *t)
{
	t->due = 0;
	p->delayed--;
	arm(p);
}
