/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PROCESS_H
#define PROCESS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/map.h"
#include "decode/decode.h"
#include "event/event.h"
#include "event/reader.h"
#include "stage/inject.h"
#include "stage/restart.h"
#include "stage/space.h"
#include "stage/story.h"

enum { PROCESS_SIGNALS = 65 };

/*
 * What the pipeline remembers between the events of a task: its call, its
 * history, and its process's address space.
 */
struct process {
	int pid;
	unsigned threads;
	struct space *space;
	struct stack *stack; /* what call stacks need to know of it; NULL: nothing yet */
	bool told_wide;      /* the user knows that it runs 64-bit code */
	enum handler_flag sa_restart[PROCESS_SIGNALS]; /* --explain: of its handlers, by signal */
	bool shown_vdso;     /* the sinks that draw have had this one */
	enum vdso_kind shown_kind;
	uint32_t shown_kv;
};

struct thread {
	int tid;
	struct process *process;
	struct restart_history history;

	bool in_call;        /* call and decoded are of the entry seen last */
	struct event *call;  /* owned */
	struct call decoded;
	struct arena arena;  /* of decoded */
	uint32_t alt[3];     /* sigaltstack's new stack, as read at its entry */
	bool alt_known;
	uint32_t mapping[4]; /* the same of the old mmap: address, length, protection, flags */
	bool mapping_known;

	int action_sig;      /* --explain: the call sets up this signal's handler, with this flag */
	enum handler_flag action_flag;

	struct teller *teller; /* --explain: owned; NULL: nothing was told yet */
	struct inject_counts counts;
	const struct inject_rule *struck; /* what is done to the call; NULL: nothing */

	bool shown_wide;     /* strace's notice of the word size; it starts as its own */
};

/* Both by number; a process lives as long as it has threads. */
struct processes {
	struct map thread;
	struct map process;
};

struct thread *threads_get(const struct processes *all, int tid); /* NULL: none */
struct thread *threads_get_or_add(struct processes *all, int tid, int pid);
struct thread *threads_any(const struct processes *all); /* NULL: no more */
void processes_free(struct processes *all);

void thread_gone(struct processes *all, struct thread *t);

/* exec by another thread than the leader: tid from goes on as tid to. */
struct thread *thread_move(struct processes *all, int from, int to, int pid);

/* A child starts with what its parent had (NULL: not known). */
void thread_inherit(struct thread *t, const struct thread *parent);

/* The entry of a call: *e is taken over; what comes back is the former call's event, to be filled anew. */
struct event *thread_begin_call(struct thread *t, struct event *e) __attribute__((warn_unused_result));

/* Its exit: what it brings goes into *t->call, whose kind becomes EXIT. */
void thread_finish_call(struct thread *t, const struct event *exit);

/* Calls that change what we know: read at the entry what is needed, act at the exit. */
void thread_note_entry(struct thread *t, const struct event *e, const struct reader *r);
void thread_note_exit(struct thread *t);

#endif
