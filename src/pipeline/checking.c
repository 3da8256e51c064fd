/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pipeline/checking.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "decode/decode.h"
#include "event/i386.h"
#include "pipeline/checking_state.h"
#include "pipeline/show.h"
#include "stage/shim.h"

enum {
	SITES_MAX = 1000,
	GUESS_BELOW = 160, /* bytes around the last known esp in which a lost shim's stack is looked for */
	GUESS_WORDS = 64
};

/* ---- What is remembered ---- */

struct checking *checking_new(void)
{
	return xcalloc(1, sizeof(struct checking));
}

static void free_process(struct checked_process *process)
{
	size_t at = 0;
	void *code;

	while (process && (code = map_next(&process->code, &at)))
		free(code);
	if (process)
		map_free(&process->code);
	free(process);
}

void checking_free(struct checking *c)
{
	size_t at = 0;
	void *any;

	if (!c)
		return;
	while ((any = map_next(&c->task, &at)))
		free(any);
	for (at = 0; (any = map_next(&c->process, &at));)
		free_process(any);
	map_free(&c->task);
	map_free(&c->process);
	for (unsigned i = 0; i < c->sites; i++)
		free(c->site[i]);
	free(c->site);
	free(c);
}

static void *get_or_add(struct map *m, int key, size_t size)
{
	void *there = map_get(m, (uint64_t)key);

	if (!there) {
		there = xcalloc(1, size);
		map_put(m, (uint64_t)key, there);
	}
	return there;
}

struct checked_task *checking_task(struct checking *c, int tid)
{
	return get_or_add(&c->task, tid, sizeof(struct checked_task));
}

struct checked_process *checking_process(struct checking *c, int pid)
{
	return get_or_add(&c->process, pid, sizeof(struct checked_process));
}

void checking_begin(struct pipeline *p, struct thread *t, const struct thread *parent)
{
	struct checking *c = p->checking;
	const struct checked_task *from = c && parent ? map_get(&c->task, (uint64_t)parent->tid) : NULL;
	struct checked_task *task;

	if (!from)
		return;
	task = checking_task(c, t->tid);
	task->parent = parent->tid;
	task->parent_base = from->gs_known ? from->gs_base : 0;
	checking_process(c, t->process->pid)->fast = checking_process(c, parent->process->pid)->fast;
	/* fork() copies the TLS, and what was wrong with it: it has been told. */
	if (parent->process != t->process && from->gs_known && from->gs_told)
		task->copied = from->gs10;
}

void checking_exec(struct pipeline *p, struct thread *t)
{
	struct checking *c = p->checking;

	if (!c)
		return;
	free(map_take(&c->task, (uint64_t)t->tid));
	free_process(map_take(&c->process, (uint64_t)t->process->pid));
}

/* ---- What is said ---- */

struct shim_report *checking_say(struct pipeline *p, enum event_kind kind, const struct event *at)
{
	struct checking *c = p->checking;
	struct shim_report *r = &c->report[c->count];

	if (c->count == CHECKING_SAID)
		return NULL;
	*r = (struct shim_report){ .number = 0 };
	c->said[c->count++] = (struct event){
		.kind = kind, .tid = at->tid, .pid = at->pid, .time = at->time, .ip = at->ip,
		.sp = at->sp, .passes = true, .shim = r,
	};
	return r;
}

void checking_show(struct pipeline *p)
{
	struct checking *c = p->checking;

	while (c->shown < c->count) {
		struct event *said = &c->said[c->shown++];

		said->seq = ++p->seq;
		show_event(p, said, NULL);
	}
}

static void start(struct checking *c)
{
	c->count = c->shown = 0;
}

/* A process that makes up sites as it goes has the last one for all that are too many. */
static struct shim_site *site_of(struct checking *c, const struct site *at, enum shim_insn insn, bool known,
				 unsigned *number)
{
	struct shim_site *s;
	unsigned i;

	for (i = 0; i < c->sites; i++) {
		s = c->site[i];
		if (s->known == known && s->insn == insn && site_same(&s->at, at))
			break;
	}
	if (i == SITES_MAX)
		i--;
	*number = i + 1;
	if (i < c->sites)
		return c->site[i];
	c->site = xrealloc(c->site, (c->sites + 1) * sizeof(struct shim_site *));
	s = c->site[c->sites++] = xcalloc(1, sizeof(*s));
	s->at = *at;
	s->known = known;
	s->insn = insn;
	return s;
}

/* ---- What can be read ---- */

bool checking_read(struct pipeline *p, uint32_t addr, void *to, uint32_t n)
{
	return p->reader.read(p->reader.origin, addr, to, n) == (int)n;
}

struct site checking_locate(struct pipeline *p, struct thread *t, uint32_t ip)
{
	struct site where = { .ip = ip };

	if (ip)
		space_locate(t->process->space, p->source, &where);
	return where;
}

const struct shimcode *checking_code(struct pipeline *p, struct thread *t, uint32_t entry)
{
	struct map *codes = &checking_process(p->checking, t->process->pid)->code;
	struct shimcode *code = map_get(codes, entry);
	uint8_t now[SHIMCODE_BYTES];
	int n = code ? p->reader.read(p->reader.origin, entry, now, sizeof(now)) : 0;

	if (code && (n > 0 ? (uint32_t)n : 0) == code->n && !memcmp(now, code->bytes, code->n))
		return code;
	if (!code) {
		code = xcalloc(1, sizeof(*code));
		map_put(codes, entry, code);
	}
	shimcode_read(code, entry, checking_kv(p, t), &p->reader);
	return code;
}

/* ---- Verdicts ---- */

static void keep_entry(struct pipeline *p, struct thread *t, const struct event *e, struct shim_site *site,
		       const struct shim_report *r)
{
	struct checked_task *task = checking_task(p->checking, t->tid);
	struct checked_entry *entry = &task->entry[task->next++ % CHECKING_ENTRIES];
	unsigned below = r->shifted && r->ebp_off > 0 ? (unsigned)r->ebp_off / 4 : 0;

	*entry = (struct checked_entry){ .seq = e->seq, .nr = e->nr, .site = site, .sp = (uint32_t)e->sp };
	entry->below = below < CHECKING_BELOW ? below : CHECKING_BELOW;
	if (!checking_read(p, entry->sp - 4 * CHECKING_BELOW, entry->word, sizeof(entry->word)))
		entry->seq = 0;
}

/* Says it when it is news: 0 faults, too, the first time. */
static void conclude(struct pipeline *p, struct thread *t, const struct event *e,
		     const struct checking_found *f, struct shim_facts *facts)
{
	struct shim_report judged = { .sp = (uint32_t)e->sp }, *r;
	unsigned faults = shim_judge(facts, &judged), number;
	uint32_t at = f->at ? f->at : f->target ? f->target : f->caller;
	struct site where = checking_locate(p, t, at);
	struct shim_site *site = site_of(p->checking, &where, f->insn, f->at != 0, &number);
	bool first = site->calls++ == 0;

	site->bad += faults != 0;
	site->faults |= faults;
	site->clear = (first || site->clear) && shim_is_clear(facts, &judged);
	if (f->insn != SHIM_INT80)
		keep_entry(p, t, e, site, &judged);
	if (!first && !(faults & ~site->told))
		return;
	r = checking_say(p, EVENT_SHIM, e);
	if (!r)
		return;
	*r = judged;
	r->site = site;
	r->number = number;
	r->again = !first;
	r->way = f->way;
	r->caller = checking_locate(p, t, f->caller);
	r->target = checking_locate(p, t, f->target);
	r->bp = facts->bp;
	r->cx = facts->cx;
	r->dx = facts->dx;
	r->words = facts->words;
	memcpy(r->word, facts->word, sizeof(r->word));
	r->restart = f->insn == SHIM_INT80 ? RESTART_INSN_INT80
					   : space_vdso(t->process->space, p->source)->restart_insn;
	site->told |= faults;
}

/* Each CPU has one: the other is an invalid instruction in 32-bit code under a 64-bit kernel. */
static enum shim_insn fast_insn(const struct vdso_layout *vdso)
{
	return vdso->gate == GATE_VDSO_SYSCALL ? SHIM_SYSCALL : SHIM_SYSENTER;
}

static void at_landing(struct pipeline *p, struct thread *t, const struct event *e, uint32_t gs10)
{
	const struct vdso_layout *vdso = space_vdso(t->process->space, p->source);
	uint32_t word[CHECKING_ABOVE] = { 0 };
	struct shim_facts facts = { .bp = e->arg[5], .dx = e->arg[2], .cx = e->arg[1] };
	struct checking_found f = { .insn = fast_insn(vdso) };
	int got = p->reader.read(p->reader.origin, (uint32_t)e->sp, word, sizeof(word));
	uint32_t words = got > 0 ? (uint32_t)got / 4 : 0;
	uint8_t byte;

	checking_find(p, t, e, word, words, gs10, &f);
	facts.insn = f.insn;
	facts.code = f.code;
	facts.words = words < SHIM_WORDS ? words : SHIM_WORDS;
	memcpy(facts.word, word, sizeof(facts.word));
	facts.return_at = f.return_at;
	facts.called = f.called;
	facts.returns = words > CHECKING_RETURN && checking_read(p, word[CHECKING_RETURN], &byte, 1);
	conclude(p, t, e, &f, &facts);
}

/* A shim that goes by int $0x80: one that gs:0x10 leads to. */
static void at_int80(struct pipeline *p, struct thread *t, const struct event *e, uint32_t gs10)
{
	const struct shimcode *code = checking_code(p, t, gs10);
	struct shim_facts facts = {
		.insn = SHIM_INT80, .code = code, .bp = e->arg[5], .return_at = SHIM_NOWHERE
	};
	struct checking_found f = {
		.insn = SHIM_INT80, .way = WAY_GS10, .target = gs10, .code = code, .at = code->at
	};

	if (code->end != SHIMCODE_INT80 || code->at != e->site.ip)
		return;
	if (code->esp.from == FROM_REG && code->esp.n <= 0 &&
	    !checking_read(p, (uint32_t)e->sp - (uint32_t)code->esp.n, &f.caller, sizeof(f.caller)))
		f.caller = 0;
	conclude(p, t, e, &f, &facts);
}

/* A stack at a fixed place confuses the history, too: then number and stack tell which call it is. */
static struct checked_entry *pending_entry(struct checked_task *task, const struct event *e, uint64_t of_seq)
{
	struct checked_entry *found = NULL;

	for (int i = 0; i < CHECKING_ENTRIES; i++) {
		struct checked_entry *entry = &task->entry[i];

		if (entry->seq && entry->seq == of_seq)
			return entry;
		if (entry->seq && !of_seq && entry->nr == e->nr && entry->sp == (uint32_t)e->sp)
			found = entry;
	}
	return found;
}

/* The restart of a shim's call: has its stack stayed as it was? */
static void at_restart(struct pipeline *p, struct thread *t, const struct event *e, uint64_t of_seq)
{
	uint32_t now[CHECKING_BELOW + SHIM_WORDS];
	struct checked_entry *entry = pending_entry(checking_task(p->checking, t->tid), e, of_seq);
	struct shim_report *r;
	unsigned from;

	if (!entry || !checking_read(p, entry->sp - 4 * CHECKING_BELOW, now, sizeof(now)))
		return;
	from = CHECKING_BELOW - entry->below;
	if (!memcmp(now + from, entry->word + from, sizeof(now) - from * sizeof(*now)))
		return;
	entry->site->bad++;
	entry->site->faults |= SHIM_OVERWRITTEN;
	r = entry->site->told & SHIM_OVERWRITTEN ? NULL : checking_say(p, EVENT_SHIM, e);
	entry->seq = 0;
	if (!r)
		return;
	entry->site->told |= SHIM_OVERWRITTEN;
	r->site = site_of(p->checking, &entry->site->at, entry->site->insn, entry->site->known, &r->number);
	r->again = true;
	r->sp = entry->sp;
	r->bp = e->arg[5];
	r->cx = e->arg[1];
	r->dx = e->arg[2];
	r->words = SHIM_WORDS;
	memcpy(r->word, now + CHECKING_BELOW, sizeof(r->word));
	r->restart = space_vdso(t->process->space, p->source)->restart_insn;
}

void checking_entry(struct pipeline *p, struct thread *t, const struct event *e,
		    const struct restart_verdict *passed)
{
	const struct vdso_layout *vdso = space_vdso(t->process->space, p->source);
	bool landed = vdso->landing && (e->ip == vdso->landing || e->ip == vdso->sysenter_landing);
	uint32_t gs10;

	start(p->checking);
	if (e->gate == GATE_INT80_64)
		return;
	gs10 = checking_gs10(p, t, e);
	if (e->gate == GATE_INT80 && gs10 && gs10 != vdso->vsyscall)
		at_int80(p, t, e, gs10);
	if (!landed)
		return;
	if (e->gate != GATE_SHIM_SYSENTER && e->gate != GATE_UNKNOWN)
		p->checking->by_vdso++;
	if (passed && passed->kind == EVENT_RESTART)
		at_restart(p, t, e, passed->call.seq);
	else if (!passed && (e->gate == GATE_SHIM_SYSENTER || e->gate == GATE_UNKNOWN))
		at_landing(p, t, e, gs10);
}

void checking_exit(struct checking *c, struct thread *t)
{
	struct checked_task *task = checking_task(c, t->tid);

	if (i386_restart_code(t->call->result))
		return;
	for (int i = 0; i < CHECKING_ENTRIES; i++)
		if (task->entry[i].seq == t->call->seq)
			task->entry[i].seq = 0;
}

/* ---- A sysenter that made no call ---- */

void checking_bad(struct pipeline *p, struct thread *t, struct event *bad)
{
	const struct checked_task *task;
	const struct vdso_layout *vdso;
	const struct event *last = t->call;
	struct shim_report *r;
	uint32_t word[GUESS_WORDS];
	int got;

	if (!p->checking)
		return;
	vdso = space_vdso(t->process->space, p->source);
	r = &p->checking->report[0];
	start(p->checking);
	p->checking->bad_sysenters++;
	task = checking_task(p->checking, t->tid);
	*r = (struct shim_report){
		.insn = fast_insn(vdso), .sysinfo = vdso->vsyscall, .gs10 = task->gs_known ? task->gs10 : 0
	};
	bad->shim = r;
	if (last->kind == EVENT_NONE)
		return;
	r->last_call = last->name ? last->name : call_name_by_nr(last->nr);
	r->last = checking_locate(p, t, (uint32_t)last->site.ip);
	r->last_sp = (uint32_t)last->sp;
	got = p->reader.read(p->reader.origin, r->last_sp - GUESS_BELOW, word, sizeof(word));
	for (int i = 0; i < got / 4 && r->guesses < SHIM_WORDS; i++) {
		struct checking_found f = { .insn = fast_insn(vdso) };

		if (!checking_try_return(p, t, last, word[i], 0, r->gs10, &f))
			continue;
		r->guess[r->guesses] = checking_locate(p, t, f.caller);
		r->guess_target[r->guesses++] = checking_locate(p, t, f.at);
	}
}

/* ---- At the end ---- */

static void count(struct pipeline *p, const struct event *at)
{
	struct checking *c = p->checking;
	uint64_t seen = c->by_vdso + c->bad_sysenters;
	struct shim_report *r;

	start(c);
	for (unsigned i = 0; i < c->sites; i++)
		seen += c->site[i]->calls;
	if (c->counts_said && seen == c->counted)
		return;
	r = checking_say(p, EVENT_SHIM_COUNTS, at);
	if (!r)
		return;
	c->counts_said = true;
	c->counted = seen;
	r->all = c->site;
	r->sites = c->sites;
	r->by_vdso = c->by_vdso;
	r->bad_sysenters = c->bad_sysenters;
}

static void forget(struct checking *c, struct thread *t)
{
	free(map_take(&c->task, (uint64_t)t->tid));
	if (t->process->threads == 1)
		free_process(map_take(&c->process, (uint64_t)t->process->pid));
}

void checking_end(struct pipeline *p, struct thread *t, const struct event *e)
{
	if (!p->checking)
		return;
	forget(p->checking, t);
	if (p->processes.thread.used > 1 || p->end.exec_err)
		return;
	count(p, e);
	checking_show(p);
}
