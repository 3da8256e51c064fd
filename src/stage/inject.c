/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stage/inject.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "decode/decode.h"
#include "decode/errnos.h"
#include "decode/many.h"
#include "event/i386.h"

/* Its own number among the calls of this name: socketcall and ipc are many. */
static uint32_t row_of(const struct event *e)
{
	const struct variant_spec *v = many_rows(call_spec_by_nr(e->nr));

	return v ? e->arg[0] & v->mask : 0;
}

static uint32_t count(struct inject_counts *c, uint32_t rule, const struct event *e)
{
	uint32_t row = row_of(e);

	for (unsigned i = 0; i < c->used; i++)
		if (c->at[i].nr == e->nr && c->at[i].rule == rule && c->at[i].row == row)
			return ++c->at[i].calls;
	if (c->used == c->cap) {
		c->cap = c->cap ? 2 * c->cap : 4;
		c->at = xrealloc(c->at, c->cap * sizeof(*c->at));
	}
	c->at[c->used++] = (struct inject_count){ .rule = rule, .nr = e->nr, .row = row, .calls = 1 };
	return 1;
}

static bool is_turn(const struct inject_rule *r, uint32_t n)
{
	return n >= r->first && (!r->last || n <= r->last) && (n - r->first) % r->step == 0;
}

const struct inject_rule *inject_strike(const struct inject_plan *plan, struct inject_counts *counts,
					const struct event *e)
{
	for (unsigned i = plan->count; i-- > 0;)
		if (filter_pass(&plan->rule[i].set, e))
			return is_turn(&plan->rule[i], count(counts, i, e)) ? &plan->rule[i] : NULL;
	return NULL;
}

void inject_forget(struct inject_counts *counts)
{
	free(counts->at);
	memset(counts, 0, sizeof(*counts));
}

void inject_free(struct inject_plan *plan)
{
	for (unsigned i = 0; i < plan->count; i++)
		free(plan->rule[i].bytes);
	free(plan->rule);
	plan->rule = NULL;
	plan->count = 0;
}

bool inject_is_restart(const struct inject_rule *r)
{
	return r->what & INJECT_ERROR && r->result != -ERESTART_RESTARTBLOCK &&
	       i386_restart_code((int32_t)r->result);
}
