/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EVENT_EVENT_H
#define EVENT_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"

/*
 * The contract between the rooms: what happened, as data.
 *
 * A source fills an event, the stages add what they find out, the decoder and
 * the sinks only read it. Whatever of the traced process's memory somebody
 * needs later travels inside, as pieces: once a task runs on, nothing can be
 * read any more.
 *
 * Addresses are 64 bits wide although a 32-bit task has only 32: an
 * int $0x80 of 64-bit code has a wide ip and sp.
 */
enum event_kind {
	EVENT_NONE,
	EVENT_ENTRY,        /* syscall entry stop */
	EVENT_EXIT,         /* syscall exit stop, with the entry's facts kept */
	EVENT_SIGNAL,       /* signal-delivery stop */
	EVENT_STOP,         /* group-stop by sig */
	EVENT_NEW,          /* first stop of a task: attached, or cloned by other */
	EVENT_EXEC,         /* exec done; other: the tid that called it (or tid) */
	EVENT_SUPERSEDED,   /* tid is gone: another thread's exec; other: its tid */
	EVENT_EXITED,       /* exited with status */
	EVENT_KILLED,       /* killed by sig; core */
	EVENT_DETACHED,     /* we let it go */
	EVENT_UNFINISHED,   /* like EXIT, but the call never comes back: the task is gone, or detached */
	EVENT_MODE,         /* the process now runs wide (64-bit) code, or 32-bit */
	EVENT_LOST,         /* count events could not be recorded */
	EVENT_VDSO,         /* for who draws it: the vDSO of pid, at site.ip, ip its AT_SYSINFO, is a piece */
	/* The following come from the stages. */
	EVENT_RESTART,      /* the next entry of tid is a restart */
	EVENT_NO_RESTART,   /* a call that could have restarted does not */
	EVENT_FORGED,       /* the next entry of tid executed the restart point, and is no restart */
	EVENT_BAD_SYSENTER, /* a sysenter whose stack can't be read */
	EVENT_SHIM,         /* --check-shims (event/shim_report.h): who makes calls, and how well */
	EVENT_SHIM_GS,      /* ... gs:0x10 is not AT_SYSINFO */
	EVENT_SHIM_COUNTS,  /* ... at the end */
	EVENT_STORY,        /* an interrupted call, from beginning to end: stage/story.h */
};

/* The ways into the kernel; gate_word() gives their names of output.md. */
enum gate {
	GATE_UNKNOWN,
	GATE_INT80,
	GATE_VDSO_SYSENTER,
	GATE_VDSO_SYSCALL,
	GATE_VDSO_INT80,
	GATE_VDSO_SIGRETURN,
	GATE_SHIM_SYSENTER,
	GATE_INT80_64,
	GATE_COUNT,
};

/* What the CPU executes at a restart point. */
enum restart_insn { RESTART_INSN_NONE, RESTART_INSN_JMP, RESTART_INSN_INT80, RESTART_INSN_SYSCALL };

enum restart_proof { PROOF_INFERRED, PROOF_TAGGED, PROOF_WITNESSED };

/* What a source has seen of the way to an entry: it was asked to look. */
enum evidence {
	EVIDENCE_NONE,
	EVIDENCE_INT80,    /* the SS tag: an int $0x80 was executed */
	EVIDENCE_NO_INT80, /* ... it was not */
	EVIDENCE_BREAK,    /* the instruction at the restart point was executed, */
	EVIDENCE_NO_BREAK, /* ... or was not: there stands a breakpoint */
};

/* What is known of a flag that a handler was set up with. */
enum handler_flag { HANDLER_FLAG_UNKNOWN, HANDLER_FLAG_NO, HANDLER_FLAG_YES };

/* Why an interrupted call does not restart. */
enum no_restart_why {
	NO_RESTART_NONE,
	NO_RESTART_HANDLER,    /* sig's handler has no SA_RESTART: EINTR */
	NO_RESTART_ALWAYS,     /* a handler ran, and this code never restarts then */
	NO_RESTART_JUMPED_OUT, /* the handler was left by a jump */
	NO_RESTART_CHANGED,    /* the process changed eip */
	NO_RESTART_ANOTHER,    /* another call was made: the process has the code itself */
};

/* What -e inject= did to a call: bits. */
enum tampered {
	TAMPERED_ARGS = 1,    /* what arguments point to */
	TAMPERED_RESULT = 2,  /* the call was not made: its result is ours */
	TAMPERED_VALUE = 4,   /* ... and is no error, whatever it looks like */
	TAMPERED_RESTART = 8, /* ... and makes the kernel restart the call */
	TAMPERED_DELAY = 16,
};

/*
 * Where code was: filled when somebody asked for it; else module is NULL.
 * Names are interned (decode/symtab.h).
 */
struct site {
	uint64_t ip;         /* int80: the instruction; vdso, shim: the return address */
	const char *module;  /* file name without folders, "[vdso]", ... */
	const char *symbol;  /* NULL: none, offset counts from the module's start */
	uint32_t offset;
};

/* The same code, maybe in different processes; where no module is known, at the same address. */
bool site_same(const struct site *a, const struct site *b);

/* A function that has called the next one, or, the first, made the system call. */
struct frame {
	struct site site;     /* ip: where it goes on; symbol: demangled */
	const char *path;     /* what is mapped there, as /proc/PID/maps names it; NULL: no file */
	uint64_t offset;      /* of ip in that file */
};

/* Where a call stack ended. */
enum stack_end {
	STACK_WHOLE,
	STACK_LIMIT, /* there are more than were asked for */
	STACK_LOST,  /* the rest can't be told */
};

/* A call stack, innermost first: asked for, else frames is 0. Strings belong to caches. */
struct frames {
	struct frame *frame;  /* owned by the event */
	uint32_t frames, cap;
	enum stack_end end;
};

/* All that a 32-bit task has, at one stop. */
struct registers {
	bool known;
	uint32_t ax, orig_ax, bx, cx, dx, si, di, bp, sp, ip, flags;
	uint16_t ss, gs;
};

/* A run of bytes copied from the traced process. */
struct piece {
	uint64_t addr;
	uint32_t len;    /* bytes copied; fewer than asked where memory ended */
	uint32_t at;     /* their place in event.bytes */
	uint8_t exit;    /* copied at the exit stop */
};

enum { EVENT_ARGS = 6 };

struct story;
struct shim_report;

/* Facts of stops other than entry and exit, and of the stages' own events. */
struct event {
	enum event_kind kind;
	int tid;
	int pid;                  /* the thread group */
	uint64_t seq;             /* of an entry; an exit keeps its entry's */
	char comm[16];            /* the task's name, where the source was asked for it */
	uint64_t time;            /* CLOCK_REALTIME in ns */
	uint64_t stime;           /* CPU time in the kernel so far, in ns; 0 unless asked for */

	/* ENTRY, EXIT */
	uint32_t nr;              /* in the i386 table, whatever the task's word size; at other stops of
				   * the call seen last */
	const char *name;         /* of the decoded call, a sub-call's own; static, NULL: by nr */
	uint32_t arg[EVENT_ARGS];
	uint64_t ip;              /* at every stop that has registers */
	uint64_t sp;
	struct registers regs;    /* at this stop, where the source was asked for them */
	struct registers entry_regs; /* EXIT: as they were at the entry */
	enum gate gate;
	bool restarted;           /* ENTRY, EXIT: this entry is a restart */
	enum evidence evidence;   /* ENTRY */
	uint64_t stepped;         /* ENTRY: where the one instruction before it led, stepped; 0: it was not */
	uint8_t tampered;         /* enum tampered */
	bool passes;              /* the filter lets it through */
	bool launch;              /* ENTRY, EXIT: our own program starts: a 64-bit call in strace's eyes */
	bool detached;            /* UNFINISHED: the task lives on without us */
	bool hidden;              /* EXITED, KILLED: to be known to the sinks, not to be printed */
	struct site site;
	const char *chain;        /* restart_syscall: the call first interrupted; NULL: not known */

	/* EXIT */
	int32_t result;           /* eax */
	uint64_t entry_time;
	uint64_t entry_stime;

	/* SIGNAL, STOP, NEW: the registers that the restart stage reads */
	int32_t ax, orig_ax;

	/* SIGNAL, STOP, KILLED, NO_RESTART */
	int sig;
	bool core;
	bool has_info;            /* SIGNAL: info is a siginfo of the tracer's word size */
	uint8_t info[128];
	enum handler_flag sa_restart; /* SIGNAL with a handler: --explain has seen it set up */
	int status;               /* EXITED */
	int other;                /* a tid: see the kinds */
	bool wide;                /* MODE: now 64-bit */
	uint64_t count;           /* LOST; MODE: 64-bit calls so far; NEW, and an ENTRY
				   * shown late: tasks traced then, 0: not told */

	/* RESTART, NO_RESTART */
	uint64_t of_seq;
	const char *of_name;      /* a name of the table: static */
	enum restart_insn insn;
	enum restart_proof proof;
	enum no_restart_why why;
	bool misnumbered;         /* RESTART: enters as NR_RESTART_SYSCALL_64 (stage/restart.h) */

	uint32_t bad_ebp;         /* BAD_SYSENTER */
	const struct story *story; /* STORY; the pipeline's */
	const struct shim_report *shim; /* SHIM..., BAD_SYSENTER; the pipeline's; NULL: not asked for */

	struct frames stack;      /* EXIT, UNFINISHED, SIGNAL, when asked for */

	/* Memory: owned by the event. */
	struct piece *piece;
	uint32_t pieces, piece_cap;
	uint64_t *pages;          /* event.c's: which pages they may touch, if .paged */
	bool paged;
	struct buffer bytes;
};

/* EXIT: is the result an error? */
static inline bool event_failed(const struct event *e)
{
	return e->result < 0 && e->result >= -4095 && !(e->tampered & TAMPERED_VALUE);
}

/* Forgets everything but the memory that pieces and frames use. */
void event_reset(struct event *e);
void event_free(struct event *e);

/* Appends a piece for n bytes and returns where to copy them; set .len if fewer came. */
char *event_piece(struct event *e, uint64_t addr, uint32_t n);

/* Appends a frame, zeroed. */
struct frame *event_frame(struct event *e);

/*
 * The captured bytes from addr on, at most n: *got is how many there are (0:
 * not available). Of the pieces that cover addr the newest with all n bytes wins,
 * else the longest of the latest stop; with entry set, only pieces of the entry
 * stop count. NULL when *got is 0.
 */
const void *event_bytes(const struct event *e, bool entry, uint64_t addr, uint32_t n, uint32_t *got);

/*
 * A string of this stop that is a piece of its own, with its zero among n bytes:
 * found at once among thousands. NULL: event_bytes() may know it.
 */
const char *event_string(const struct event *e, bool entry, uint64_t addr, uint32_t n, uint32_t *got);

/* output.md's words; never NULL. gate_from_word: -1 for none of them. */
const char *gate_word(enum gate gate);
int gate_from_word(const char *word);
const char *proof_word(enum restart_proof proof);
const char *restart_insn_word(enum restart_insn insn); /* "int80", "jmp", "syscall": JSON's words */

#endif
