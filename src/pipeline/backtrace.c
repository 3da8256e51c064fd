/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pipeline/backtrace.h"

#include <stdlib.h>

#include "event/i386.h"
#include "live/stack.h"
#include "pipeline/demangle.h"

/* i386 calls that don't come back, or not to where they were made. */

struct look {
	struct pipeline *p;
	struct space *space;
	struct event *to;
	bool reread; /* what is mapped was asked for again already */
};

static int mapped(void *arg, uint32_t addr, struct mapped *to)
{
	struct look *l = arg;

	int found = space_mapped(l->space, l->p->source, addr, !l->reread, to);

	l->reread |= !found || !to->exec;
	return found;
}

static void frame(void *arg, uint32_t ip, uint32_t inside, const struct mapped *in)
{
	struct look *l = arg;
	struct frame *f = event_frame(l->to);

	f->site.ip = inside;
	if (in)
		space_locate(l->space, l->p->source, &f->site);
	f->site.ip = ip;
	if (f->site.module)
		f->site.offset += ip - inside;
	if (f->site.symbol)
		f->site.symbol = demangle(f->site.symbol);
	if (in && in->len) {
		f->path = in->path;
		f->offset = ip - in->start + in->offset;
	}
}

static void take(struct pipeline *p, struct thread *t, struct event *to, bool behind_call)
{
	struct process *process = t->process;
	struct look look = { .p = p, .space = process->space, .to = to };
	struct registers registers;
	struct stack_ask ask = {
		.registers = &registers,
		.behind_call = behind_call,
		.max = p->o->stack_max,
		.source = p->source,
		.mapped = mapped,
		.frame = frame,
		.arg = &look,
	};

	to->stack.frames = 0;
	if (p->source->registers(p->source, &registers) < 0 || !registers.known)
		return;
	if (!process->stack)
		process->stack = stack_new();
	to->stack.end = stack_walk(process->stack, &ask);
}

void backtrace_entry(struct pipeline *p, struct thread *t, struct event *e)
{
	if (i386_is_execve(e->nr) || e->nr == NR_EXIT || e->nr == NR_EXIT_GROUP)
		take(p, t, e, true);
}

void backtrace_exit(struct pipeline *p, struct thread *t, struct event *call)
{
	/* Of the program that is no more. */
	if (i386_is_execve(call->nr) && call->result == 0)
		return;
	take(p, t, call, !i386_is_sigreturn(call->nr));
}

void backtrace_signal(struct pipeline *p, struct thread *t, struct event *e)
{
	take(p, t, e, false);
}
