/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CHECKING_STATE_H
#define CHECKING_STATE_H

#include "base/map.h"
#include "pipeline/checking.h"
#include "event/shim_report.h"
#include "stage/shimcode.h"

/* What checking's two files share; nobody else includes it. */
/* Words that are looked at from the kernel's esp on; where the landing pad finds its return address. */
enum { CHECKING_ABOVE = 8, CHECKING_RETURN = 3 };

enum { CHECKING_SAID = 4, CHECKING_ENTRIES = 16, CHECKING_BELOW = 32 };

/* A call through a shim that may restart: what stood on its stack. */
struct checked_entry {
	uint64_t seq; /* 0: none */
	uint32_t nr;
	struct shim_site *site;
	uint32_t sp;
	uint32_t word[CHECKING_BELOW + SHIM_WORDS]; /* from sp - 4 * CHECKING_BELOW on */
	unsigned below;                             /* how many words below sp are the shim's own */
};

struct checked_task {
	bool gs_known, gs_told;
	uint32_t gs_base, gs10;
	int parent;
	uint32_t parent_base;                       /* its gs base; 0: not known */
	uint32_t copied;                            /* a wrong word that was told of the parent; 0: none */
	struct checked_entry entry[CHECKING_ENTRIES];
	unsigned next;
};

struct checked_process {
	bool fast;       /* gs:0x10 has been AT_SYSINFO: it is libc's word */
	struct map code; /* address -> struct shimcode, owned */
};

struct checking {
	struct map task;    /* by tid, owned */
	struct map process; /* by pid, owned */
	struct shim_site **site;
	unsigned sites;
	uint64_t by_vdso, bad_sysenters;
	uint64_t counted;   /* entries when the counts were said */
	bool counts_said;
	struct shim_report report[CHECKING_SAID];
	struct event said[CHECKING_SAID];
	unsigned count, shown;
};

struct checked_task *checking_task(struct checking *c, int tid);
struct checked_process *checking_process(struct checking *c, int pid);

/* A report to be filled, of an event that is to be shown; NULL: there are enough for one stop. */
struct shim_report *checking_say(struct pipeline *p, enum event_kind kind, const struct event *at);

/* The code at entry, read anew only when its bytes have changed. */
const struct shimcode *checking_code(struct pipeline *p, struct thread *t, uint32_t entry);

/* Who made an entry at the landing pad, that the vDSO did not make, or perhaps not. */
struct checking_found {
	enum shim_insn insn;         /* to be filled before: what the machine's gate executes */
	enum shim_way way;
	uint32_t caller, target, at; /* return address, what was called, the instruction; 0: not known */
	const struct shimcode *code;
	int return_at;               /* shim_facts has these two */
	bool called;
};

/* By the words from the kernel's esp on. */
void checking_find(struct pipeline *p, struct thread *t, const struct event *e,
		   const uint32_t word[CHECKING_ABOVE], uint32_t words, uint32_t gs10,
		   struct checking_found *f);

/* Is ret the return address of a call that leads to a shim? esp: at the caller. */
bool checking_try_return(struct pipeline *p, struct thread *t, const struct event *e, uint32_t ret,
			 uint32_t esp, uint32_t gs10, struct checking_found *f);

bool checking_read(struct pipeline *p, uint32_t addr, void *to, uint32_t n);
struct site checking_locate(struct pipeline *p, struct thread *t, uint32_t ip); /* of 0: nothing */

/* __kernel_vsyscall, whose code is known to be right; 0: it isn't, or there is none. */
uint32_t checking_kv(struct pipeline *p, struct thread *t);

/* What the thread has at gs:0x10, 0 when that is not known; tells when it is not AT_SYSINFO. */
uint32_t checking_gs10(struct pipeline *p, struct thread *t, const struct event *e);

#endif
