/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/task.h"

#include <stdlib.h>

#include "base/die.h"
#include "live/debug.h"

struct task *task_get(const struct map *tasks, int tid)
{
	return map_get(tasks, (uint64_t)tid);
}

struct task *task_add(struct map *tasks, int tid, int pid)
{
	struct task *t = xcalloc(1, sizeof(*t));

	t->tid = tid;
	t->pid = pid;
	t->fresh = true;
	map_put(tasks, (uint64_t)tid, t);
	if (debug_on)
		debug_task(tid, false, (unsigned)tasks->used);
	return t;
}

void task_remove(struct map *tasks, int tid)
{
	struct task *t = map_take(tasks, (uint64_t)tid);

	if (t)
		passes_end(&t->watch.passes);
	free(t);
	if (debug_on)
		debug_task(tid, true, (unsigned)tasks->used);
}
