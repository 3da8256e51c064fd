/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UNIT_DRAWN_H
#define UNIT_DRAWN_H

/* For tests of the sinks that draw: a vDSO event, and an interrupted call that is made again through it. */
#include "acts.h"
#include "tiny_elf.h"

enum { DRAWN_AT = 0x40, DRAWN_BASE = KV - TINY_CODE - DRAWN_AT, DRAWN_TID = 5553 };

/* The vDSO of tid has this code. */
static inline void tell_vdso(struct play *p, int tid, const uint8_t *code, uint32_t size)
{
	struct event e = {
		.kind = EVENT_VDSO, .tid = tid, .pid = tid, .ip = KV, .site = { .ip = DRAWN_BASE }
	};
	struct tiny_elf elf;

	tiny_elf(&elf, 0);
	memcpy(elf.code + DRAWN_AT, code, size);
	tiny_symbol(&elf, "__kernel_vsyscall", DRAWN_AT, size, TINY_GLOBAL);
	memcpy(event_piece(&e, DRAWN_BASE, sizeof(elf)), &elf, sizeof(elf));
	show(p, &e, NULL);
	event_free(&e);
}

static inline struct registers registers_at(uint32_t ip, uint32_t ax, uint32_t orig_ax)
{
	return (struct registers){ .known = true, .ip = ip, .sp = 0xffe56000, .bp = 0xffe56100, .ax = ax,
				   .orig_ax = orig_ax, .bx = 3, .flags = 0x246, .ss = 0x2b, .gs = 0x63 };
}

/* read(3), interrupted by SIGUSR1 with or without a handler, comes again by this instruction. */
static inline void act_restart(struct play *p, uint32_t landing, enum restart_insn insn,
			       enum restart_proof proof, bool handler)
{
	struct event e = by_sysenter(DRAWN_TID, 3), *call;
	static const uint32_t stack[] = { 0xffe56100, 0x11, 0x22, 0xf7d4242a };
	uint64_t of;

	e.ip = KV + landing;
	e.regs = registers_at(KV + landing, 0xffffffda, 3);
	enter(p, e, "read", 1, 1, ARGS(number(p, "fd", 3)));
	call = &p->call[DRAWN_TID % 4];
	memcpy(event_piece(call, e.regs.sp, sizeof(stack)), stack, sizeof(stack));
	call->entry_regs = call->regs;
	call->regs.ax = 0xfffffe00;
	of = call->seq;
	leave_interrupted(p, DRAWN_TID, 512, "ERESTARTSYS", "To be restarted if SA_RESTART is set");
	event_free(call);
	e = signal_event(DRAWN_TID, SIGUSR1);
	e.regs = registers_at(KV + landing, 0xfffffe00, 3);
	tell(p, e);
	if (handler) {
		e = by_int80(DRAWN_TID, 119);
		e.gate = GATE_VDSO_SIGRETURN;
		enter(p, e, "sigreturn", 0, 0, ARGS(NULL));
		leave(p, DRAWN_TID, 3);
	}
	tell(p, (struct event){ .kind = EVENT_RESTART,
				.tid = DRAWN_TID,
				.of_seq = of,
				.of_name = "read",
				.insn = insn,
				.proof = proof,
				.site = { .ip = KV + landing - 2,
					  .module = vdso,
					  .symbol = kv,
					  .offset = landing - 2 } });
	e = by_sysenter(DRAWN_TID, 3);
	e.restarted = true;
	enter(p, e, "read", 1, 1, ARGS(number(p, "fd", 3)));
}

#endif
