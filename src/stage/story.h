/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STAGE_STORY_H
#define STAGE_STORY_H

#include <stdbool.h>
#include <stdint.h>

#include "event/event.h"
#include "stage/restart.h"
#include "stage/vdso.h"

/*
 * The story of an interrupted call, for --explain: every stop of it with its
 * registers, from the entry of the call to the end of its restart, or to where
 * it becomes known that there is none. Facts alone; how they are told is the
 * sinks' affair.
 *
 * One teller per task. It follows restart_feed(), which decides; a handler
 * that runs is left when a sigreturn brings the stack pointer of the
 * interruption back.
 */
enum step_kind {
	STEP_ENTRY,     /* the call goes in */
	STEP_EXIT,      /* it comes back, interrupted */
	STEP_ATTACHED,  /* it was interrupted by our attaching to the task */
	STEP_SIGNAL,    /* sig is delivered; handled: its handler starts next */
	STEP_STOPPED,   /* the process is stopped by sig */
	STEP_SIGRETURN, /* the handler ends: its sigreturn goes in */
	STEP_RETURNED,  /* and comes back */
	STEP_AGAIN,     /* the restart goes in */
	STEP_LAST,      /* and comes back */
};

struct step {
	enum step_kind kind;
	struct registers regs;  /* at the stop; known is false where there were none */
	struct site place;      /* of eip; located by whoever can */
	enum gate gate;         /* ENTRY, SIGRETURN, AGAIN */
	uint32_t nr;
	const char *name;       /* of the call that is entered or left: static; NULL: by nr */
	int sig;
	bool handled;
	bool injected;          /* EXIT: the call was not made, its result is -e inject='s */
	enum handler_flag sa_restart; /* SIGNAL, handled */
	int calls;              /* SIGRETURN: that the handler made before it; -1: not known */
};

enum story_end {
	STORY_OPEN,
	STORY_DONE,        /* the restart has come back */
	STORY_INTERRUPTED, /* it was interrupted itself: the next story goes on */
	STORY_NO_RESTART,  /* why */
	STORY_CUT,         /* the task is gone, has started another program, or is let go; cut */
};

enum { STORY_STEPS = 24, STORY_CODE = 64 };

struct story {
	struct story *next;
	enum story_end end;
	bool passes;           /* the filter lets the call through, or its restart */

	const char *name;      /* of the call first interrupted: static; NULL: by nr */
	uint32_t nr;
	uint64_t seq;          /* its; 0: not seen */
	unsigned round;        /* 1: its first interruption */
	int code;              /* 512, 513, 514, 516; 0: was not seen */
	uint64_t ip, sp;       /* where the call returns to, and the stack there */

	bool again;            /* the restart has been entered */
	enum restart_insn insn; /* by this instruction */
	enum restart_proof proof;
	bool misnumbered;      /* ... by the kernel (stage/restart.h) */
	enum no_restart_why why; /* NO_RESTART, or as soon as that is decided */
	int sig;               /* whose handler runs or ran; CUT: the signal that killed */
	enum event_kind cut;

	/* The bytes around the restart point: of __kernel_vsyscall, or of a site. */
	struct vdso_layout vdso; /* kind VDSO_ABSENT: the call's place is not the vDSO's */
	struct {
		uint32_t addr, n;
		uint8_t bytes[STORY_CODE];
	} code_at;

	unsigned steps, left_out; /* stops of a long story that found no room */
	struct step step[STORY_STEPS];

	/* The teller's own. */
	enum { STORY_PENDING, STORY_HANDLER, STORY_AGAIN } state;
	unsigned calls;
	unsigned located;      /* steps whose place is */
};

struct teller {
	struct story *open;    /* newest first: interrupted in the handler of the next */
	struct story *done;    /* oldest first; whoever shows them frees them */
	struct step entry;     /* of the call that the task is in */
	bool entered;
};

/*
 * Feeds one event that restart_feed() or restart_begin() has had, with the
 * verdicts that came of it, as events. handled: as restart_feed() was told.
 * EXEC, EXITED, KILLED, SUPERSEDED, DETACHED end everything.
 */
void story_feed(struct teller *t, const struct event *e, const struct event *said, unsigned n,
		const struct restart_history *h, bool handled);

/* The next story that has ended, the caller's to free; NULL: there is none. */
struct story *story_take(struct teller *t);

/* fork: the child's handlers come back as its parent's do. */
void story_copy(struct teller *to, const struct teller *from);

void story_free(struct teller *t);

#endif
