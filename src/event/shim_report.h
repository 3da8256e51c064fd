/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EVENT_SHIM_REPORT_H
#define EVENT_SHIM_REPORT_H

#include "event/event.h"

/*
 * What --check-shims finds out, on its way to the sinks: event.shim points to
 * one of these for EVENT_SHIM, EVENT_SHIM_GS, EVENT_SHIM_COUNTS, and with the
 * option for EVENT_BAD_SYSENTER. Good while the event is.
 *
 * What a sysenter leaves behind (measured on 6.1, Intel; 6.18, AMD): at the
 * entry stop esp is the ebp that the code passed, ebp is the word there (the
 * sixth argument), eip is the landing pad. The code's own esp and eip are
 * gone for good. Whatever is said of them was read off the code (TOLD_BY_CODE)
 * or concluded from the words on the stack (TOLD_BY_STACK).
 */
enum shim_told { TOLD_NOT, TOLD_BY_STACK, TOLD_BY_CODE };

/* The instruction that entered the kernel. */
enum shim_insn { SHIM_UNKNOWN, SHIM_SYSENTER, SHIM_SYSCALL, SHIM_INT80 };

/* Faults: bits. */
enum shim_fault {
	SHIM_EBP = 1,          /* sysenter: ebp is not esp; syscall: ebp is not ecx */
	SHIM_SIXTH = 2,        /* the kernel's sixth argument is not the caller's ebp */
	SHIM_EDX = 4,          /* the landing pad pops something else than edx into edx */
	SHIM_ECX = 8,
	SHIM_RETURN = 16,      /* there is no code where the landing pad's ret leads */
	SHIM_UNSAFE = 32,      /* a handler overwrites what the return needs */
	SHIM_OVERWRITTEN = 64, /* it has happened: at the restart the stack was another */
	SHIM_FAULTS = 7        /* how many bits there are */
};

/* What a value is, in terms of the registers that the shim was called with. */
enum shim_from {
	FROM_UNKNOWN,
	FROM_REG,    /* register reg, plus n */
	FROM_NUMBER, /* n */
	FROM_RETURN, /* the return address of the call */
};

struct shim_value {
	enum shim_from from;
	uint8_t reg; /* x86's numbers: ecx is 1, edx 2, esp 4, ebp 5 */
	int32_t n;
};

/* How the shim was reached. */
enum shim_way {
	WAY_UNKNOWN,
	WAY_GS10,  /* call *%gs:0x10 */
	WAY_REL32, /* call rel32 */
	WAY_ABS,   /* call *abs32 */
	WAY_REG,   /* call *%reg */
	WAY_MEM,   /* call *disp(%reg) */
	WAY_OWN,   /* no call: the code goes on behind the sysenter */
};

enum { SHIM_WORDS = 4 };

/* One place that makes system calls in place of __kernel_vsyscall, or seems to. */
struct shim_site {
	struct site at;         /* the instruction; without a known one: where the call returns to */
	bool known;             /* at is the instruction */
	enum shim_insn insn;
	uint64_t calls;         /* so far */
	uint64_t bad;           /* ... of them with a fault of their own, seen at that call */
	unsigned faults;        /* all of them so far */
	unsigned told;          /* faults that a verdict has spoken of */
	bool clear;             /* nothing is left open: the code was read to its end */
};

struct shim_report {
	/* EVENT_SHIM */
	const struct shim_site *site;
	unsigned number;        /* of the site, from 1 */
	bool again;             /* a later call showed more */
	struct site caller;     /* the return address */
	enum shim_way way;
	struct site target;     /* what was called; ip 0: not known */
	uint32_t sp;            /* the kernel's esp: the ebp that was passed (syscall: the real one) */
	uint32_t bp, cx, dx;    /* the kernel's registers */
	uint32_t words;         /* how many of word[] could be read */
	uint32_t word[SHIM_WORDS];
	enum shim_told ebp;     /* how it is known that ebp is right, or wrong */
	enum shim_told sixth;
	bool shifted;           /* SHIM_EBP: by ebp_off, which is known */
	int32_t ebp_off;        /* ebp - esp */
	struct shim_value held[1 + SHIM_WORDS]; /* by the code: ebp; the words */
	enum restart_insn restart;

	/* EVENT_SHIM_GS: gs:0x10 is no longer, or never was, AT_SYSINFO */
	uint32_t sysinfo;
	uint32_t gs10;          /* now */
	uint32_t gs10_was;      /* before; 0: it was not known */
	struct site gs10_at;    /* where it points */
	const char *after;      /* it changed behind this call of the thread; NULL: at its birth */
	const char *before;     /* ... and before this one */
	int parent;             /* at its birth: who made the thread; 0: not known */
	bool other_tls;         /* ... with another gs base than its own */

	/* EVENT_SHIM_COUNTS */
	struct shim_site *const *all;
	unsigned sites;
	uint64_t by_vdso;       /* entries through the vDSO that were looked at */
	uint64_t bad_sysenters;

	/* EVENT_BAD_SYSENTER */
	enum shim_insn insn;    /* that this machine's landing pad belongs to */
	const char *last_call;  /* the thread's last call; NULL: none was seen */
	struct site last;       /* where it came from */
	uint32_t last_sp;       /* esp there */
	unsigned guesses;       /* return addresses near there that lead to a shim */
	struct site guess[SHIM_WORDS];
	struct site guess_target[SHIM_WORDS];
};

/* "ebp_not_esp": JSON's words, by bit. */
const char *shim_report_fault(enum shim_fault fault);
const char *shim_report_insn(enum shim_insn insn);
const char *shim_report_way(enum shim_way way);

#endif
