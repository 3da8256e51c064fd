/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pipeline/checking_state.h"

#include "decode/decode.h"
#include "event/i386.h"

enum { GS_VSYSCALL = 0x10 };

static const char *name_of(const struct event *call)
{
	if (call->kind == EVENT_NONE)
		return NULL;
	return call->name ? call->name : call_name_by_nr(call->nr);
}

/*
 * Is it libc's word? Other programs keep something else at gs:0x10, which is
 * nobody's business: only where it was AT_SYSINFO, or leads to a gate.
 */
static bool is_libcs(struct pipeline *p, struct thread *t, const struct checked_process *process,
		     uint32_t gs10)
{
	return process->fast || (gs10 && checking_code(p, t, gs10)->end != SHIMCODE_LOST);
}

static void tell(struct pipeline *p, struct thread *t, const struct event *e, const struct checked_task *task,
		 uint32_t base, uint32_t gs10)
{
	struct shim_report *r = checking_say(p, EVENT_SHIM_GS, e);

	if (!r)
		return;
	r->sysinfo = space_vdso(t->process->space, p->source)->vsyscall;
	r->gs10 = gs10;
	r->gs10_at.ip = gs10;
	if (gs10)
		space_locate(t->process->space, p->source, &r->gs10_at);
	r->before = call_name_by_nr(e->nr);
	if (task->gs_known) {
		r->gs10_was = task->gs10;
		r->after = name_of(t->call);
		r->other_tls = base != task->gs_base;
	} else {
		r->parent = task->parent;
		r->other_tls = task->parent_base && base != task->parent_base;
	}
}

uint32_t checking_gs10(struct pipeline *p, struct thread *t, const struct event *e)
{
	struct checked_process *process = checking_process(p->checking, t->process->pid);
	struct checked_task *task = checking_task(p->checking, t->tid);
	uint32_t sysinfo = space_vdso(t->process->space, p->source)->vsyscall;
	uint32_t base, gs10;

	/* What the source is about to forget must not be asked for once more. */
	if (e->nr == NR_MODIFY_LDT || e->nr == NR_SET_THREAD_AREA || !sysinfo)
		return task->gs_known ? task->gs10 : 0;
	if (p->source->gs_base(p->source, &base) < 0 ||
	    p->reader.read(p->reader.origin, (uint32_t)(base + GS_VSYSCALL), &gs10, sizeof(gs10)) !=
		    sizeof(gs10)) {
		task->gs_known = false;
		return 0;
	}
	if (task->gs_known && gs10 == task->gs10) {
		task->gs_base = base;
		return gs10;
	}
	if (gs10 == sysinfo)
		process->fast = true;
	if (!task->gs_known && gs10 == task->copied && gs10 && base == task->parent_base) {
		task->gs_told = true;
	} else if (gs10 == sysinfo ? task->gs_told : is_libcs(p, t, process, gs10)) {
		tell(p, t, e, task, base, gs10);
		task->gs_told = gs10 != sysinfo;
	}
	task->gs_known = true;
	task->gs_base = base;
	task->gs10 = gs10;
	return gs10;
}
