/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stage/phase.h"

#include <errno.h>
#include <string.h>

#include "event/i386.h"

/* Of the x86-64 table, and of x32's part of it (asm/unistd_64.h, asm/unistd_x32.h). */
enum { AMD64_RT_SIGRETURN = 15, X32_RT_SIGRETURN = 0x40000201 };

/* It brings registers of somebody else's, -ENOSYS among them. */
static bool is_sigreturn(const struct phase_regs *r)
{
	if (r->wide)
		return r->nr == AMD64_RT_SIGRETURN || r->nr == X32_RT_SIGRETURN;
	return i386_is_sigreturn(r->nr);
}

/* The sixth is left out: some kernels exchange ebp for a call. */
static bool same(const struct phase_regs *a, const struct phase_regs *b)
{
	return a->nr == b->nr && a->ip == b->ip && a->sp == b->sp && a->wide == b->wide &&
	       !memcmp(a->arg, b->arg, 5 * sizeof(*a->arg));
}

static bool is_exit(const struct phase *p, const struct phase_regs *now)
{
	if (p->stepped || now->ax != -ENOSYS)
		return true;
	return p->inside && (p->changed || same(now, &p->entry));
}

enum phase_side phase_stop(struct phase *p, const struct phase_regs *now)
{
	if (is_exit(p, now)) {
		phase_outside(p);
		return PHASE_EXIT;
	}
	p->inside = true;
	p->changed = is_sigreturn(now);
	p->entry = *now;
	return PHASE_ENTRY;
}

void phase_outside(struct phase *p)
{
	p->inside = p->changed = p->stepped = false;
}

void phase_exec(struct phase *p)
{
	p->inside = p->changed = true;
	p->stepped = false;
}

void phase_change(struct phase *p)
{
	p->changed = true;
}

void phase_step(struct phase *p)
{
	p->stepped = !p->inside;
}

bool phase_sixth_at_sp(const struct phase_regs *now, const uint8_t before[2])
{
	bool int80 = before[0] == 0xcd && before[1] == 0x80;

	return !now->wide && !int80 && now->arg[5] == (uint32_t)now->sp;
}
