/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pipeline/process.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/utsname.h>

#include "base/die.h"
#include "event/i386.h"
#include "live/stack.h"

/* i386 calls after which addresses mean something else. */

/* linux/mman.h; glibc hides the value for some feature sets. */
enum { REMAP_FIXED = 2, ALTSTACK_DISABLED = 2 };

struct thread *threads_get(const struct processes *all, int tid)
{
	return map_get(&all->thread, (uint64_t)tid);
}

static struct process *process_get_or_add(struct processes *all, int pid)
{
	struct process *process = map_get(&all->process, (uint64_t)pid);

	if (!process) {
		process = xcalloc(1, sizeof(*process));
		process->pid = pid;
		process->space = space_new();
		map_put(&all->process, (uint64_t)pid, process);
	}
	return process;
}

/* What a tracer of this machine's own word size is, and whatever we are. */
static bool kernel_is_wide(void)
{
	struct utsname name;

	return sizeof(long) == 8 || (uname(&name) == 0 && !strcmp(name.machine, "x86_64"));
}

struct thread *threads_get_or_add(struct processes *all, int tid, int pid)
{
	struct thread *t = threads_get(all, tid);

	if (t)
		return t;
	t = xcalloc(1, sizeof(*t));
	t->tid = tid;
	t->process = process_get_or_add(all, pid);
	t->process->threads++;
	t->call = xcalloc(1, sizeof(*t->call));
	t->shown_wide = kernel_is_wide();
	map_put(&all->thread, (uint64_t)tid, t);
	return t;
}

struct thread *threads_any(const struct processes *all)
{
	size_t at = 0;

	return map_next(&all->thread, &at);
}

void thread_gone(struct processes *all, struct thread *t)
{
	struct process *process = t->process;

	map_take(&all->thread, (uint64_t)t->tid);
	event_free(t->call);
	free(t->call);
	if (t->teller)
		story_free(t->teller);
	free(t->teller);
	inject_forget(&t->counts);
	arena_free(&t->arena);
	free(t);
	if (--process->threads)
		return;
	map_take(&all->process, (uint64_t)process->pid);
	space_free(process->space);
	stack_free(process->stack);
	free(process);
}

void processes_free(struct processes *all)
{
	struct thread *t;

	while ((t = threads_any(all)))
		thread_gone(all, t);
	map_free(&all->thread);
	map_free(&all->process);
}

struct thread *thread_move(struct processes *all, int from, int to, int pid)
{
	struct thread *t = threads_get_or_add(all, from, pid);
	struct thread *was = threads_get(all, to);

	map_take(&all->thread, (uint64_t)from);
	if (was && was != t)
		thread_gone(all, was);
	t->tid = to;
	t->call->tid = to;
	map_put(&all->thread, (uint64_t)to, t);
	return t;
}

void thread_inherit(struct thread *t, const struct thread *parent)
{
	if (!parent)
		return;
	t->shown_wide = parent->shown_wide;
	if (parent->process == t->process)
		return;
	/* fork() copies the stack with all its signal frames, a thread gets one of its own. */
	space_fork(t->process->space, parent->process->space);
	t->process->told_wide = parent->process->told_wide;
	memcpy(t->process->sa_restart, parent->process->sa_restart, sizeof(t->process->sa_restart));
	t->history = parent->history;
	t->history.now.on = t->history.running.on = false;
	if (parent->teller) {
		t->teller = xcalloc(1, sizeof(*t->teller));
		story_copy(t->teller, parent->teller);
	}
}

struct event *thread_begin_call(struct thread *t, struct event *e)
{
	struct event *used = t->call;

	t->call = e;
	t->in_call = true;
	arena_reset(&t->arena);
	memset(&t->decoded, 0, sizeof(t->decoded));
	return used;
}

void thread_finish_call(struct thread *t, const struct event *exit)
{
	struct event *call = t->call;

	call->kind = EVENT_EXIT;
	call->entry_time = call->time;
	call->entry_stime = call->stime;
	call->time = exit->time;
	call->stime = exit->stime;
	call->ip = exit->ip;
	call->sp = exit->sp;
	call->entry_regs = call->regs;
	call->regs = exit->regs;
	memcpy(call->comm, exit->comm, sizeof(call->comm));
	call->result = exit->result;
	t->in_call = false;
}

void thread_note_entry(struct thread *t, const struct event *e, const struct reader *r)
{
	t->alt_known = e->nr == NR_SIGALTSTACK && e->arg[0] &&
		       r->read(r->origin, e->arg[0], t->alt, sizeof(t->alt)) == sizeof(t->alt);
	t->mapping_known = e->nr == NR_OLD_MMAP && r->read(r->origin, e->arg[0], t->mapping,
							   sizeof(t->mapping)) == sizeof(t->mapping);
}

static void mapped(struct space *space, const struct event *e, uint32_t size, uint32_t prot, uint32_t flags)
{
	if (!event_failed(e) && (flags & MAP_FIXED || prot & PROT_EXEC))
		space_changed(space, (uint32_t)e->result, size);
}

void thread_note_exit(struct thread *t)
{
	const struct event *e = t->call;
	struct space *space = t->process->space;

	if (e->tampered & TAMPERED_RESULT)
		return;
	switch (e->nr) {
	case NR_MUNMAP:
		if (!event_failed(e))
			space_changed(space, e->arg[0], e->arg[1]);
		break;
	case NR_MREMAP:
		if (event_failed(e))
			break;
		space_changed(space, e->arg[0], e->arg[1]);
		if (e->arg[3] & REMAP_FIXED)
			space_changed(space, e->arg[4], e->arg[2]);
		break;
	case NR_MMAP2:
		mapped(space, e, e->arg[1], e->arg[2], e->arg[3]);
		break;
	case NR_OLD_MMAP:
		if (t->mapping_known)
			mapped(space, e, t->mapping[1], t->mapping[2], t->mapping[3]);
		break;
	case NR_SIGALTSTACK:
		if (t->alt_known && e->result == 0)
			restart_altstack(&t->history, t->alt[0],
					 t->alt[1] & ALTSTACK_DISABLED ? 0 : t->alt[2]);
		break;
	}
}
