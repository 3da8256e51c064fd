/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UNIT_ACTS_H
#define UNIT_ACTS_H

/*
 * Two stories that every sink tells in its own way: one process with its gates
 * and restarts, and several tasks that get into each other's way.
 */
#include <errno.h>

#include "play.h"

enum { KV = 0xf7f00570, LANDING = KV + 9 };

static const char *const vdso = "[vdso]", *const libc = "libc.so.6", *const kv = "__kernel_vsyscall";

static inline struct event by_int80(int tid, uint32_t nr)
{
	return (struct event){
		.tid = tid, .nr = nr, .gate = GATE_INT80, .ip = 0xf7d123a1,
		.site = { .ip = 0xf7d1239f, .module = libc, .symbol = "brk", .offset = 0x17 },
	};
}

static inline struct event by_sysenter(int tid, uint32_t nr)
{
	return (struct event){
		.tid = tid, .nr = nr, .gate = GATE_VDSO_SYSENTER, .ip = LANDING,
		.site = { .ip = 0xf7d4242a, .module = libc, .symbol = "write", .offset = 0x2a },
	};
}

static inline struct event signal_event(int tid, int sig)
{
	struct event e = { .kind = EVENT_SIGNAL, .tid = tid, .sig = sig, .ip = LANDING, .has_info = true };
	siginfo_t info = { .si_signo = sig, .si_code = SI_USER };

	info.si_pid = 5554;
	info.si_uid = 1000;
	memcpy(e.info, &info, sizeof(info));
	return e;
}

static inline void act_gates(struct play *p)
{
	enum { TID = 5553 };
	struct event e;

	enter(p, by_int80(TID, 45), "brk", 1, 1, ARGS(address(p, "brk", 0)));
	decoded(p, TID)->result = make(p, NULL, VALUE_ADDRESS, 0x5663a000);
	leave(p, TID, 0x5663a000);

	e = by_sysenter(TID, 4);
	e.arg[0] = 1;
	e.arg[1] = 0x5655a008;
	e.arg[2] = 3;
	enter(p, e, "write", 3, 3,
	      ARGS(number(p, "fd", 1), string(p, "buf", "hi\n", 3, false), number(p, "count", 3)));
	leave(p, TID, 3);

	enter(p, by_sysenter(TID, 5), "open", 2, 2,
	      ARGS(string(p, "pathname", "/\xff\033[31m", 7, true), word(p, "flags", "O_RDONLY")));
	leave(p, TID, -ENOENT);

	enter(p, by_sysenter(TID, 407), "clock_nanosleep", 4, 3,
	      ARGS(word(p, "clockid", "CLOCK_REALTIME"), number(p, "flags", 0),
		   word(p, "request", "{tv_sec=1}")));
	decoded(p, TID)->arg[3] = word(p, "remain", "{tv_sec=0}");
	leave_interrupted(p, TID, 516, "ERESTART_RESTARTBLOCK", "Interrupted by signal");
	tell(p, signal_event(TID, SIGSTOP));
	tell(p, (struct event){ .kind = EVENT_STOP, .tid = TID, .sig = SIGSTOP, .ip = LANDING });
	tell(p, signal_event(TID, SIGCONT));
	tell(p, (struct event){
		.kind = EVENT_RESTART, .tid = TID, .of_seq = 4, .of_name = "clock_nanosleep",
		.insn = RESTART_INSN_INT80, .proof = PROOF_INFERRED,
		.site = { .ip = KV + 7, .module = vdso, .symbol = kv, .offset = 7 } });
	e = by_sysenter(TID, 0);
	e.gate = GATE_VDSO_INT80;
	e.restarted = true;
	enter(p, e, "restart_syscall", 1, 1,
	      ARGS(word(p, "call", "<... resuming interrupted clock_nanosleep ...>")));
	leave(p, TID, 0);

	enter(p, by_int80(TID, 3), "read", 3, 1, ARGS(number(p, "fd", 3)));
	decoded(p, TID)->arg[1] = address(p, "buf", 0xffe56c53);
	decoded(p, TID)->arg[2] = number(p, "count", 1);
	leave_interrupted(p, TID, 512, "ERESTARTSYS", "To be restarted if SA_RESTART is set");
	tell(p, (struct event){ .kind = EVENT_SIGNAL, .tid = TID, .sig = SIGUSR1, .ip = LANDING });
	e = by_int80(TID, 119);
	e.gate = GATE_VDSO_SIGRETURN;
	e.site =
		(struct site){ .ip = KV + 0x27, .module = vdso, .symbol = "__kernel_sigreturn", .offset = 6 };
	enter(p, e, "sigreturn", 1, 1, ARGS(word(p, "frame", "{mask=[]}")));
	leave(p, TID, 3);
	tell(p,
	     (struct event){
		     .kind = EVENT_RESTART,
		     .tid = TID,
		     .of_seq = 12,
		     .of_name = "read",
		     .insn = RESTART_INSN_INT80,
		     .proof = PROOF_WITNESSED,
		     .site = { .ip = 0x5655a100, .module = "a\nb", .symbol = "\033[2J", .offset = 0x10 } });
	tell(p, (struct event){ .kind = EVENT_RESTART,
				.tid = TID,
				.of_seq = 12,
				.of_name = "read",
				.insn = RESTART_INSN_JMP,
				.proof = PROOF_TAGGED,
				.site = { .ip = KV + 14, .module = vdso, .symbol = kv, .offset = 14 } });
	tell(p, (struct event){ .kind = EVENT_RESTART,
				.tid = TID,
				.of_seq = 12,
				.of_name = "read",
				.insn = RESTART_INSN_SYSCALL,
				.site = { .ip = 0x1234 } });
	for (enum no_restart_why why = NO_RESTART_HANDLER; why <= NO_RESTART_ANOTHER; why++)
		tell(p, (struct event){ .kind = EVENT_NO_RESTART, .tid = TID, .of_seq = 12, .of_name = "read",
					.why = why, .sig = SIGUSR1 });
	tell(p, (struct event){
			.kind = EVENT_FORGED,
			.tid = TID,
			.insn = RESTART_INSN_INT80,
			.proof = PROOF_TAGGED,
			.site = { .ip = 0x5655a1d2, .module = "prog", .symbol = "leap", .offset = 18 } });
	tell(p, (struct event){ .kind = EVENT_FORGED, .tid = TID, .insn = RESTART_INSN_JMP,
				.proof = PROOF_WITNESSED });
	tell(p, (struct event){ .kind = EVENT_BAD_SYSENTER, .tid = TID, .ip = LANDING });
	e = by_int80(TID, 0x1e240);
	e.gate = GATE_INT80_64;
	e.ip = 0x5555deadbeef;
	e.site = (struct site){ .ip = 0x5555deadbeed };
	enter(p, e, "syscall_0x1e240", 0, 0, ARGS(NULL));
	decoded(p, TID)->failed = true;
	show(p, come_back(p, TID, -530), decoded(p, TID));
	e = by_sysenter(TID, 102);
	e.gate = GATE_SHIM_SYSENTER;
	e.site = (struct site){ .ip = 0x5655a200, .module = "shim", .offset = 0x200 };
	enter(p, e, "getpid", 0, 0, ARGS(NULL));
	leave(p, TID, TID);
	tell(p, (struct event){ .kind = EVENT_LOST, .tid = TID, .count = 2 });
	enter(p, by_sysenter(TID, 252), "exit_group", 1, 1, ARGS(number(p, "status", 7)));
	lose(p, TID, false);
	tell(p, (struct event){ .kind = EVENT_EXITED, .tid = TID, .status = 7 });
}

/* 100 the process, 101 and 102 its threads, 103 its child. */
static inline void act_crowd(struct play *p)
{
	struct event e;

	p->late_comma = true;
	enter(p, by_sysenter(100, 120), "clone", 3, 2,
	      ARGS(named(address(p, "child_stack", 0)), named(word(p, "flags", "SIGCHLD"))));
	tell(p, (struct event){ .kind = EVENT_NEW, .tid = 103, .other = 100 });
	decoded(p, 100)->arg[2] = named(address(p, "child_tidptr", 0xf7f315e8));
	leave(p, 100, 103);

	p->late_comma = true;
	enter(p, by_sysenter(100, 435), "clone3", 2, 1, ARGS(word(p, "uargs", "{flags=CLONE_VM}")));
	e = by_int80(103, 3);
	enter(p, e, "read", 3, 1, ARGS(number(p, "fd", 0)));
	tell(p, (struct event){ .kind = EVENT_NEW, .tid = 101, .pid = 100, .other = 100 });
	decoded(p, 100)->arg[0]->then = word(p, NULL, "{parent_tid=[101]}");
	decoded(p, 100)->arg[1] = number(p, "size", 88);
	leave(p, 100, 101);
	tell(p, (struct event){ .kind = EVENT_NEW, .tid = 102, .pid = 100, .other = 100 });

	e = by_sysenter(101, 29);
	e.pid = 100;
	enter(p, e, "pause", 0, 0, ARGS(NULL));
	e = by_sysenter(100, 240);
	enter(p, e, "futex", 2, 2, ARGS(address(p, "uaddr", 0xf74b3ba8), word(p, "op", "FUTEX_WAIT")));

	/* 103 comes back, is killed in its next call. */
	decoded(p, 103)->arg[1] = string(p, "buf", "x", 1, false);
	decoded(p, 103)->arg[2] = number(p, "count", 8);
	leave(p, 103, 1);
	enter(p, by_int80(103, 3), "read", 3, 1, ARGS(number(p, "fd", 0)));
	lose(p, 103, false);
	tell(p, (struct event){ .kind = EVENT_KILLED, .tid = 103, .sig = SIGSEGV, .core = true });

	/* 102 calls execve, and lives on as 100. */
	e = by_sysenter(102, 11);
	e.pid = 100;
	enter(p, e, "execve", 1, 1, ARGS(string(p, "pathname", "/bin/true", 9, false)));
	lose(p, 101, false);
	tell(p, (struct event){ .kind = EVENT_EXITED, .tid = 101, .pid = 100 });
	lose(p, 100, false);
	tell(p, (struct event){ .kind = EVENT_SUPERSEDED, .tid = 100, .other = 102 });
	tell(p, (struct event){ .kind = EVENT_EXEC, .tid = 100, .other = 102 });
	p->call[0] = p->call[102 % 4];
	p->call[0].tid = 100;
	p->decoded[0] = p->decoded[102 % 4];
	leave(p, 100, 0);
	tell(p, (struct event){ .kind = EVENT_MODE, .tid = 100, .wide = true });
	tell(p, (struct event){ .kind = EVENT_NEW, .tid = 101, .other = 100 });
	tell(p, (struct event){ .kind = EVENT_EXITED, .tid = 101, .status = 1, .count = 9 });
	enter(p, by_int80(100, 29), "pause", 0, 0, ARGS(NULL));
	lose(p, 100, true);
	tell(p, (struct event){ .kind = EVENT_DETACHED, .tid = 100 });
}

#endif
