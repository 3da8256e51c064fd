/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SOURCE_SOURCE_H
#define SOURCE_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "event/about.h"
#include "event/event.h"

/* A run of the task's memory and where its bytes go. */
struct span {
	uint64_t addr;
	void *to;
	uint32_t n;
};

enum prove_how {
	PROVE_NOTHING,
	/* The next entry: */
	PROVE_TAG,       /* was it an int $0x80? event.evidence */
	PROVE_STEP,      /* is the restart point executed? event.evidence, or event.stepped */
	/* Each entry of the task and its children, until exec: */
	PROVE_ALL_TAG,   /* as TAG */
	PROVE_ALL_BREAK, /* as STEP */
	PROVE_HANDLER,   /* goes on where the handler starts that this SIGNAL has */
};

/*
 * How a call is interfered with. At an ENTRY's stop everything, at its EXIT's
 * a delay and pokes. Zeroed, nothing happens.
 */
struct tampering {
	bool skip;           /* the call is not made; the EXIT brings result */
	bool restart;        /* ... and the kernel restarts it, though it was not made */
	uint32_t instead;    /* the number of the call that is made: UINT32_MAX for none */
	int64_t result;      /* eax; all of rax in 64-bit code */
	int sig;             /* sent to the task now; 0: none */
	uint64_t delay;      /* ns that pass before the task runs on */
	struct span poke;    /* copied to the task's memory, whatever its protection; n 0: none */
};

enum { SOURCE_AHEAD = 256 };

/*
 * Where events come from. A source is a struct of its own with this one first.
 *
 * Between next() and release() the event's task stands still, and readv()
 * and the other questions look at it. An event of a task that is gone
 * (EXITED, KILLED, SUPERSEDED) has nothing to read; release() is called all
 * the same. All results: 0 or more, or -errno.
 */
struct source {
	/* 1: *e is filled. 0: nothing more will come. -EINTR: a signal or a tick
	 * of the clock for us; call again when it has been looked at. */
	int (*next)(struct source *s, struct event *e) __attribute__((warn_unused_result));

	/* Copies the spans in order; how many bytes (fewer where memory ends), or -errno. */
	int (*readv)(struct source *s, const struct span *span, unsigned spans)
		__attribute__((warn_unused_result));

	/* The same of code, which may be executed and yet not be readable. */
	int (*code)(struct source *s, uint64_t addr, void *to, uint32_t n)
		__attribute__((warn_unused_result));

	/*
	 * Up to SOURCE_AHEAD bytes that will be asked for before the task runs on: they come with the next
	 * readv(), in the same request, since a request costs much more than its bytes.
	 */
	void (*ahead)(struct source *s, uint64_t addr, uint32_t n);

	/* Appends what is known of a number of the task: event/about.h. 0, or -errno: nothing. */
	int (*about)(struct source *s, enum about kind, uint32_t owner, uint32_t number, struct buffer *to)
		__attribute__((warn_unused_result));

	/* The text of /proc/TID/maps, the bytes of /proc/TID/auxv; 0 or -errno. */
	int (*maps)(struct source *s, struct buffer *to) __attribute__((warn_unused_result));
	int (*auxv)(struct source *s, struct buffer *to) __attribute__((warn_unused_result));

	/* Has the task a handler for sig? 1, 0, -errno. */
	int (*caught)(struct source *s, int sig) __attribute__((warn_unused_result));

	/* Does the task run 64-bit code at this stop (CS)? 1, 0, -errno. */
	int (*wide)(struct source *s) __attribute__((warn_unused_result));

	/* All registers; known is false for 64-bit code. 0 or -errno. */
	int (*registers)(struct source *s, struct registers *to) __attribute__((warn_unused_result));

	/* Where the task's gs:0 is; 0 or -errno. */
	int (*gs_base)(struct source *s, uint32_t *base) __attribute__((warn_unused_result));

	/*
	 * Looks at how the task comes to its next entry; at is its restart point. To
	 * be asked at each stop on the way there, but ALL only once. PROVE_NOTHING
	 * takes it back, of ALL until the next stop; that or PROVE_HANDLER has to be
	 * asked before a handler starts. 0, or -errno: nothing will be seen.
	 */
	int (*prove)(struct source *s, enum prove_how how, uint64_t at) __attribute__((warn_unused_result));

	/*
	 * At an EXEC, before anything else is asked: puts another vDSO in the
	 * place of the kernel's, if the source has got one to put. 1; 0: there is
	 * none, or the program is no 32-bit one; -errno: it can't be done there.
	 */
	int (*transplant)(struct source *s) __attribute__((warn_unused_result));

	/* Interferes with the call that the task enters or leaves; 0, or -errno and nothing was done. */
	int (*tamper)(struct source *s, const struct tampering *how) __attribute__((warn_unused_result));

	/* Lets the task run on. A SIGNAL's sig is delivered: 0 there suppresses it. */
	void (*release)(struct source *s, const struct event *e);

	/* In the place of release(): the task is ours no more, nor are events that it still had. */
	void (*detach)(struct source *s);

	/* Lets every task go as it was, ends those that we started if asked to, frees. */
	void (*close)(struct source *s);
};

#endif
