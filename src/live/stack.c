/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/stack.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/map.h"
#include "live/cfi.h"
#include "live/debugframe.h"
#include "live/ehframe.h"
#include "stage/callsite.h"

enum {
	FRAME_MAX = 16 << 20, /* a function's frame is not larger, for those who guess */
	STUB_MAX = 4096,      /* nor a function without unwind data that makes a call */
	STUB_PUSHES = 8,
	VSYSCALL_PUSHES = 3,  /* ecx, edx, and last ebp */
	DOWNWARDS_MAX = 16,   /* handlers have stacks of their own, below, a few times */
};

/* Unwind data is asked for in this order, the latter only where the former says nothing. */
enum tables { IN_MEMORY, IN_FILE, TABLES };

struct module {
	uint64_t first, ino;
	dev_t dev;
	bool asked[TABLES];
	struct cfi *cfi[TABLES]; /* NULL: none */
};

struct stack {
	struct map modules; /* by first; owned */
	struct window window;
};

/* Of one walk. */
struct walk {
	struct stack *st;
	const struct stack_ask *ask;
	struct cfi_regs r;
	bool exact;       /* ip is where it goes on, rather than where a call comes back to */
	unsigned n;
	unsigned downwards;
	struct mapped in; /* what r's ip is in */
	bool mapped;
};

bool stack_available(void)
{
	return cfi_available();
}

struct stack *stack_new(void)
{
	return xcalloc(1, sizeof(struct stack));
}

static void module_free(struct module *m)
{
	for (int i = 0; i < TABLES; i++)
		cfi_close(m->cfi[i]);
	free(m);
}

void stack_free(struct stack *st)
{
	struct module *m;

	if (!st)
		return;
	for (size_t at = 0; (m = map_next(&st->modules, &at));)
		module_free(m);
	map_free(&st->modules);
	free(st);
}

static struct module *module_of(struct stack *st, const struct mapped *in)
{
	struct module *m = map_get(&st->modules, in->first);

	if (m && m->dev == in->dev && m->ino == in->ino)
		return m;
	if (m) {
		map_take(&st->modules, in->first);
		module_free(m);
	}
	m = xcalloc(1, sizeof(*m));
	*m = (struct module){ .first = in->first, .ino = in->ino, .dev = in->dev };
	map_put(&st->modules, in->first, m);
	return m;
}

static struct cfi *cfi_of(struct stack *st, const struct mapped *in, enum tables which)
{
	struct module *m = module_of(st, in);
	struct ehframe eh;
	int r;

	if (!m->asked[which] && in->len) {
		r = which == IN_MEMORY ? ehframe_find(&eh, in, &st->window) :
					 debugframe_find(&eh, in, &st->window);
		if (r == 0)
			m->cfi[which] = cfi_open(&eh, &st->window);
	}
	m->asked[which] = true;
	return m->cfi[which];
}

static int step_by_tables(struct walk *w, uint32_t inside, bool *signal)
{
	int r = -ENOENT;

	for (enum tables i = 0; w->mapped && r == -ENOENT && i < TABLES; i++) {
		struct cfi *cfi = cfi_of(w->st, &w->in, i);

		if (cfi)
			r = cfi_step(cfi, &w->st->window, inside, &w->r, signal);
	}
	return r;
}

/* ---- Without unwind data ---- */

static int read_code(void *origin, uint64_t addr, void *to, uint32_t n)
{
	return (int)window_read(origin, (uint32_t)addr, to, n);
}

static bool executable(const struct walk *w, uint32_t addr)
{
	struct mapped in;

	return w->ask->mapped(w->ask->arg, addr, &in) && in.exec;
}

static bool in_vdso(const struct walk *w)
{
	static const char name[] = "[vdso]";

	return w->mapped && w->in.len == sizeof(name) - 1 && !memcmp(w->in.path, name, w->in.len);
}

/* Does a call come back to addr? To here: is it known to go to a function that reaches as far as ip? */
static bool is_return(const struct walk *w, uint32_t addr, bool to_here)
{
	struct reader reader = { .read = read_code, .origin = &w->st->window };
	struct callsite site;

	if (!executable(w, addr) || callsite_decode(&site, addr, &reader) < 0)
		return false;
	for (unsigned i = 0; i < site.calls && to_here; i++) {
		const struct callsite_call *c = &site.call[i];

		if ((c->known && w->r.reg[CFI_IP] - c->target < STUB_MAX) || (c->gs10 && in_vdso(w)))
			return true;
	}
	return !to_here && site.calls;
}

static void go_to(struct walk *w, uint32_t ip, uint32_t sp)
{
	w->r.reg[CFI_IP] = ip;
	w->r.reg[CFI_SP] = sp;
	w->exact = false;
}

/*
 * A function that has set up no frame, so that the return address is where
 * the call, and a few pushes, have left it. Was it called at an address where
 * nothing is, the call is all that has happened.
 */
static bool step_from_stub(struct walk *w)
{
	bool nowhere = !w->mapped || !w->in.exec;
	uint32_t sp = w->r.reg[CFI_SP], word, bp = 0;

	for (unsigned i = 0; i < (nowhere ? 1 : STUB_PUSHES); i++, sp += 4) {
		if (!window_word(&w->st->window, sp, &word))
			return false;
		if (!is_return(w, word, !nowhere))
			continue;
		/* What it has pushed may be any register's, but for __kernel_vsyscall. */
		if (i)
			w->r.known = 1 << CFI_IP | 1 << CFI_SP;
		if (i == VSYSCALL_PUSHES && in_vdso(w) &&
		    window_word(&w->st->window, w->r.reg[CFI_SP], &bp)) {
			w->r.reg[CFI_BP] = bp;
			w->r.known |= 1 << CFI_BP;
		}
		go_to(w, word, sp + 4);
		return true;
	}
	return false;
}

/* 1, 0: the chain ends as the ABI says, -ENOENT: this is no chain of frames. */
static int step_by_frame_pointer(struct walk *w)
{
	uint32_t bp = w->r.reg[CFI_BP], sp = w->r.reg[CFI_SP], up[2];

	if (!(w->r.known >> CFI_BP & 1))
		return -ENOENT;
	if (!bp)
		return 0;
	if (bp - sp >= FRAME_MAX || window_read(&w->st->window, bp, up, sizeof(up)) != sizeof(up))
		return -ENOENT;
	if (!up[1] && !up[0])
		return 0;
	if (!is_return(w, up[1], false))
		return -ENOENT;
	w->r.known = 1 << CFI_IP | 1 << CFI_SP | 1 << CFI_BP;
	w->r.reg[CFI_BP] = up[0];
	go_to(w, up[1], bp + 8);
	return 1;
}

/* ---- All ---- */

/* 1; 0: this was the outermost one; -errno: the rest is not known. */
static int step(struct walk *w, uint32_t inside, bool *signal)
{
	uint32_t sp = w->r.reg[CFI_SP];
	int r = step_by_tables(w, inside, signal);

	if (r == -ENOENT && w->n == 1 && step_from_stub(w))
		return 1;
	if (r == -ENOENT)
		return step_by_frame_pointer(w);
	if (r != 1)
		return r;
	w->exact = *signal;
	if (!w->r.reg[CFI_IP])
		return *signal ? 1 : 0;
	/* The innermost function may hold its return address in a register: libc's vfork() does. */
	if (w->r.reg[CFI_SP] > sp || (w->r.reg[CFI_SP] == sp && w->n == 1))
		return 1;
	return *signal && w->downwards++ < DOWNWARDS_MAX ? 1 : -ELOOP;
}

static void begin(struct walk *w, const struct registers *g)
{
	w->r = (struct cfi_regs){
		.reg = {
			[CFI_AX] = g->ax,
			[CFI_CX] = g->cx,
			[CFI_DX] = g->dx,
			[CFI_BX] = g->bx,
			[CFI_SP] = g->sp,
			[CFI_BP] = g->bp,
			[CFI_SI] = g->si,
			[CFI_DI] = g->di,
			[CFI_IP] = g->ip,
		},
		.known = (1 << CFI_REGS) - 1,
	};
	w->exact = !w->ask->behind_call;
}

enum stack_end stack_walk(struct stack *st, const struct stack_ask *ask)
{
	struct walk w = { .st = st, .ask = ask };
	int r;

	window_open(&st->window, ask->source);
	begin(&w, ask->registers);
	do {
		uint32_t ip = w.r.reg[CFI_IP], inside = w.exact ? ip : ip - 1;
		bool signal = false;

		if (w.n == ask->max)
			return STACK_LIMIT;
		w.mapped = ask->mapped(ask->arg, inside, &w.in) == 1;
		/* Where a call comes back to has to be code; a jump may have gone anywhere. */
		if (!w.exact && w.n && (!w.mapped || !w.in.exec))
			return STACK_LOST;
		w.n++;
		r = step(&w, inside, &signal);
		/* The kernel lets a handler come back to where nobody has called from. */
		ask->frame(ask->arg, ip, signal ? ip : inside, w.mapped ? &w.in : NULL);
	} while (r > 0);
	return r < 0 ? STACK_LOST : STACK_WHOLE;
}
