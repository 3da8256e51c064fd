/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vdso/check_code.h"

#include <stdio.h>
#include <string.h>

#include "event/i386.h"
#include "vdso/walk.h"

enum { FRAME = 12, PAD_SEARCH = 64, FORKS_MAX = 6 };

struct code {
	struct check *to;
	const struct image *image;
	const struct facts *facts;
	const struct vdso_layout *native;
	uint32_t landing, restart; /* the kernel's, as addresses of the image */
	char restart_words[64];    /* in front of what is wrong from there on */
};

static const char *const role[WALK_REGS] = {
	"call's number", "2nd argument", "3rd argument", "1st argument",
	NULL,		 "6th argument", "4th argument", "5th argument",
};

static struct walk_value callers(int reg)
{
	return (struct walk_value){ WALK_CALLERS, reg };
}

static uint32_t offset(const struct code *c, uint32_t addr)
{
	return addr - c->image->base;
}

/* "the int $0x80 at 0x5e7" */
static const char *instruction(struct buffer *b, const struct code *c, const struct walk *w)
{
	buffer_reset(b);
	if (w->steps > WALK_STEPS)
		buffer_addf(b, "code that goes round in circles at 0x%x", offset(c, w->at));
	else if (w->insn.n)
		buffer_addf(b, "%s at 0x%x", w->insn.text, offset(c, w->at));
	else if (offset(c, w->at) >= c->image->size)
		buffer_addf(b, "0x%x, outside of the image", offset(c, w->at));
	else
		buffer_addf(b, "bytes that are no instruction at 0x%x", offset(c, w->at));
	return buffer_text(b);
}

static const char *value(struct buffer *b, const struct walk *w, struct walk_value v)
{
	buffer_reset(b);
	walk_describe(b, w, v);
	return buffer_text(b);
}

/* Which instruction this CPU has a use for: the kernel's own image was made for it. */
static void check_cpu(const struct code *c, const struct walk *w, const char *when)
{
	bool sysenter = c->native->gate == GATE_VDSO_SYSENTER, syscall = c->native->gate == GATE_VDSO_SYSCALL;
	struct buffer at = BUFFER_INIT;

	if ((w->insn.op == DISASM_SYSENTER && !sysenter) || (w->insn.op == DISASM_SYSCALL && !syscall))
		check_say(c->to, "%s%s, where this machine's own vDSO uses %s: SIGILL on its first use", when,
			  instruction(&at, c, w),
			  sysenter ? "sysenter" : syscall ? "syscall" : "int $0x80 alone");
	buffer_free(&at);
}

static void check_register(const struct code *c, const struct walk *w, int reg, int wanted, const char *when)
{
	struct buffer at = BUFFER_INIT, got = BUFFER_INIT;

	if (!walk_same(w->reg[reg], callers(wanted)))
		check_say(c->to, "%swrong %s: %s holds %s at the %s, not the caller's %s: %s", when,
			  role[wanted], walk_reg_name[reg], value(&got, w, w->reg[reg]),
			  instruction(&at, c, w), walk_reg_name[wanted],
			  wanted == WALK_EBP ? "calls that have six (mmap2, futex) would get another one"
					     : "the kernel takes it from there");
	buffer_free(&at);
	buffer_free(&got);
}

static void check_arguments(const struct code *c, const struct walk *w, const char *when)
{
	for (int reg = 0; reg < WALK_REGS; reg++) {
		if (reg == WALK_ESP || (reg == WALK_EBP && w->insn.op == DISASM_SYSENTER) ||
		    (reg == WALK_ECX && w->insn.op == DISASM_SYSCALL))
			continue;
		check_register(c, w, reg,
			       reg == WALK_EBP && w->insn.op == DISASM_SYSCALL ? WALK_ECX : reg, when);
	}
}

static const struct {
	struct walk_value wanted;
	const char *what, *so;
} frame[] = {
	{ { WALK_CALLERS, WALK_EBP }, "the caller's ebp", "the kernel takes the 6th argument from there" },
	{ { WALK_CALLERS, WALK_EDX }, "the caller's edx", "the landing pad pops it into edx" },
	{ { WALK_CALLERS, WALK_ECX }, "the caller's ecx", "the landing pad pops it into ecx" },
	{ { WALK_RETURN, 0 }, "the return address", "the landing pad returns to it" },
};

/* by: the register that the kernel reads the stack by. */
static void check_frame(const struct code *c, const struct walk *w, int by, const char *when)
{
	struct buffer at = BUFFER_INIT, got = BUFFER_INIT;

	for (int i = 0; i < 4; i++) {
		struct walk_value v = walk_word(w, walk_add(w->reg[by], 4 * i));
		char place[16];

		if (walk_same(v, frame[i].wanted))
			continue;
		snprintf(place, sizeof(place), i ? "[%s+%d]" : "[%s]", walk_reg_name[by], 4 * i);
		check_say(c->to, "%swrong stack order: %s holds %s at the %s, not %s: %s", when, place,
			  value(&got, w, v), instruction(&at, c, w), frame[i].what, frame[i].so);
	}
	buffer_free(&at);
	buffer_free(&got);
}

static void check_stack(const struct code *c, const struct walk *w, const char *when)
{
	int by = w->insn.op == DISASM_SYSENTER ? WALK_EBP : WALK_ESP;
	struct buffer at = BUFFER_INIT, got = BUFFER_INIT;

	if (w->reg[WALK_ESP].kind != WALK_STACK)
		check_say(c->to,
			  "%sesp is not on the caller's stack: it holds %s at the %s: whether the kernel "
			  "would find "
			  "anything there can't be told",
			  when, value(&got, w, w->reg[WALK_ESP]), instruction(&at, c, w));
	else if (!walk_same(w->reg[by], w->reg[WALK_ESP]))
		check_say(c->to,
			  "%sebp is not esp: it holds %s at the %s: the kernel takes the stack from ebp: "
			  "EFAULT "
			  "and no call, or back to a wrong address",
			  when, value(&got, w, w->reg[by]), instruction(&at, c, w));
	if (w->reg[by].kind == WALK_STACK)
		check_frame(c, w, by, when);
	buffer_free(&at);
	buffer_free(&got);
}

/* Back at the caller: is everything as it was? */
static bool restored(const struct walk *w, int reg)
{
	if (reg == WALK_EAX)
		return w->reg[reg].kind == WALK_KERNEL;
	if (reg == WALK_ESP)
		return walk_same(w->reg[reg], (struct walk_value){ WALK_STACK, 4 });
	return walk_same(w->reg[reg], callers(reg));
}

/* from: "the landing pad at", with its offset behind it. */
static void check_way_back(const struct code *c, struct walk *w, const char *from, const char *when)
{
	uint32_t start = offset(c, w->at);
	struct buffer at = BUFFER_INIT, got = BUFFER_INIT;
	enum walk_end end = walk_on(w);

	if (end != WALK_RETURNS)
		check_say(c->to, "%s%s 0x%x does not lead back to the caller: %s there%s", when, from, start,
			  instruction(&at, c, w), end == WALK_ENTERS ? ", the kernel again" : "");
	for (int reg = 0; end == WALK_RETURNS && reg < WALK_REGS; reg++)
		if (!restored(w, reg))
			check_say(c->to,
				  "%s%s 0x%x leaves %s in %s, not %s%s: the caller would go on with that",
				  when, from, start, value(&got, w, w->reg[reg]), walk_reg_name[reg],
				  reg == WALK_EAX ? "the result" : "the caller's ",
				  reg == WALK_EAX ? "" : walk_reg_name[reg]);
	buffer_free(&at);
	buffer_free(&got);
}

/* Behind the kernel, at L: the stack as every sysenter leaves it. */
static void begin_behind(const struct code *c, struct walk *w, uint32_t at, bool restarts)
{
	walk_begin(w, c->image, at);
	w->reg[WALK_ESP] = (struct walk_value){ WALK_STACK, -FRAME };
	for (int i = 0; i < 3; i++)
		walk_set_word(w, (struct walk_value){ WALK_STACK, 4 * i - FRAME }, frame[i].wanted);
	if (restarts)
		return;
	w->reg[WALK_EAX] = w->reg[WALK_ECX] = w->reg[WALK_EDX] = (struct walk_value){ WALK_KERNEL, 0 };
}

static bool is_pad(const struct code *c, uint32_t at)
{
	struct walk w;

	begin_behind(c, &w, at, false);
	if (walk_on(&w) != WALK_RETURNS)
		return false;
	for (int reg = 0; reg < WALK_REGS; reg++)
		if (!restored(&w, reg))
			return false;
	return true;
}

/*
 * Behind an instruction into the kernel: where the image thinks that it comes
 * back. 0: nowhere near. What stands in front may look like a prefix of it.
 */
static uint32_t find_pad(const struct code *c, uint32_t behind)
{
	for (uint32_t at = behind; at < behind + PAD_SEARCH; at++)
		if (is_pad(c, at) && !is_pad(c, at + 1))
			return at;
	return 0;
}

static void check_places(const struct code *c, uint32_t behind);

/*
 * One way to an instruction into the kernel, or several, and where it is int
 * $0x80 back to the caller. when: in front of what is found; empty: of a call
 * that is made for the first time.
 */
static void check_ways_in(const struct code *c, struct walk *w, const char *when, unsigned forks)
{
	struct buffer at = BUFFER_INIT;
	struct walk other;
	uint32_t behind;

	switch (walk_on(w)) {
	case WALK_ENTERS:
		behind = w->at + w->insn.n;
		check_cpu(c, w, when);
		check_arguments(c, w, when);
		if (w->insn.op != DISASM_INT) {
			check_stack(c, w, when);
			if (!*when)
				check_places(c, behind);
		} else if (behind != c->landing || !*when) {
			w->at = behind;
			w->reg[WALK_EAX] = (struct walk_value){ WALK_KERNEL, 0 };
			check_way_back(c, w, "what follows the int $0x80, at", when);
		}
		break;
	case WALK_RETURNS:
		check_say(c->to, "%s%s: it returns, no call is made", when,
			  *when ? "this is no way into the kernel" : "__kernel_vsyscall is no way into it");
		break;
	case WALK_FORKS:
		if (forks) {
			walk_fork(w, &other);
			check_ways_in(c, w, when, forks - 1);
			check_ways_in(c, &other, when, forks - 1);
			break;
		}
		/* fallthrough */
	case WALK_LOST:
		check_say(
			c->to,
			"%sno way into the kernel can be seen: %s there: whether calls are made nobody knows",
			when, instruction(&at, c, w));
		break;
	}
	buffer_free(&at);
}

/* A sysenter or syscall is there, and ends at behind. */
static void check_places(const struct code *c, uint32_t behind)
{
	uint32_t own = is_pad(c, c->landing) ? c->landing : find_pad(c, behind);
	struct walk w;

	if (own && own != c->landing) {
		check_say(c->to,
			  "the landing pad is at 0x%x, this kernel comes back at 0x%x: into something else, "
			  "with "
			  "the first call",
			  offset(c, own), offset(c, c->landing));
		check_say(c->to,
			  "the restart point is at 0x%x, this kernel sends interrupted calls to 0x%x: they "
			  "would "
			  "not be made again",
			  offset(c, own) - 2, offset(c, c->restart));
		return;
	}
	begin_behind(c, &w, c->landing, false);
	check_way_back(c, &w, "the landing pad at", "");
	begin_behind(c, &w, c->restart, true);
	check_ways_in(c, &w, c->restart_words, FORKS_MAX);
}

static const struct facts_symbol *symbol(const struct code *c, const char *name)
{
	for (unsigned i = 0; i < c->facts->symbols; i++)
		if (strcmp(c->facts->symbol[i].name, name) == 0)
			return &c->facts->symbol[i];
	return NULL;
}

/* native: the stub's address in the kernel's image; pops: bytes that it takes off the stack. */
static void check_stub(const struct code *c, const char *name, uint32_t native, int32_t nr, int32_t pops)
{
	uint32_t at = native - c->native->base;
	const struct facts_symbol *own = symbol(c, name);
	char place[32] = "none";
	struct walk w;

	if (!native)
		return;
	walk_begin(&w, c->image, c->image->base + at);
	if (walk_on(&w) == WALK_ENTERS && w.insn.op == DISASM_INT &&
	    walk_same(w.reg[WALK_EAX], (struct walk_value){ WALK_NUMBER, nr }) &&
	    walk_same(w.reg[WALK_ESP], (struct walk_value){ WALK_STACK, pops }))
		return;
	if (own)
		snprintf(place, sizeof(place), "at 0x%x", offset(c, own->addr));
	check_say(c->to,
		  "%s is %s, this kernel has handlers return to 0x%x: the first signal handler's end would "
		  "be the "
		  "process's",
		  name, own && offset(c, own->addr) == at ? "no such stub" : place, at);
}

void check_code(struct check *to, const struct image *image, const struct facts *facts,
		const struct vdso_layout *native)
{
	struct code c = {
		.to = to, .image = image, .facts = facts, .native = native,
		.landing = native->sysenter_landing - native->base + image->base,
		.restart = native->sysenter_landing - native->base + image->base - 2,
	};
	struct walk w;

	if (!disasm_works()) {
		check_say(to, "its code can't be examined here (%s): whether calls arrive nobody knows",
			  disasm_library());
		return;
	}
	snprintf(c.restart_words, sizeof(c.restart_words),
		 "made again from 0x%x, this kernel's restart point: ", offset(&c, c.restart));
	walk_begin(&w, image, facts->layout.vsyscall);
	check_ways_in(&c, &w, "", FORKS_MAX);
	check_stub(&c, "__kernel_sigreturn", native->sigreturn, NR_SIGRETURN, 4);
	check_stub(&c, "__kernel_rt_sigreturn", native->rt_sigreturn, NR_RT_SIGRETURN, 0);
}

static enum gate gate_of(const struct walk *w)
{
	return w->insn.op == DISASM_SYSENTER ? GATE_VDSO_SYSENTER :
	       w->insn.op == DISASM_SYSCALL  ? GATE_VDSO_SYSCALL :
					       GATE_VDSO_INT80;
}

/* Of several ways the one that the kernel comes back from at its landing pad. */
static enum gate find_gate(struct walk *w, unsigned forks)
{
	enum gate gate = GATE_UNKNOWN, way;
	struct walk other;

	switch (walk_on(w)) {
	case WALK_ENTERS:
		return gate_of(w);
	case WALK_FORKS:
		if (!forks)
			break;
		walk_fork(w, &other);
		gate = find_gate(w, forks - 1);
		way = find_gate(&other, forks - 1);
		if (gate == GATE_UNKNOWN || (gate == GATE_VDSO_INT80 && way != GATE_UNKNOWN))
			gate = way;
		break;
	default:
		break;
	}
	return gate;
}

void check_code_layout(struct vdso_layout *l, const struct image *image)
{
	struct disasm_insn insn;
	struct walk w;

	walk_begin(&w, image, l->vsyscall);
	l->gate = find_gate(&w, FORKS_MAX);
	if (!disasm_insn(&insn, image->bytes + (l->restart - image->base), 2, l->restart, 32))
		return;
	if (insn.op == DISASM_INT && insn.operand[0].value == 0x80) {
		l->restart_insn = RESTART_INSN_INT80;
	} else if (insn.op == DISASM_SYSCALL) {
		l->restart_insn = RESTART_INSN_SYSCALL;
	} else if (insn.op == DISASM_JMP && insn.operand[0].kind == DISASM_IMM) {
		l->restart_insn = RESTART_INSN_JMP;
		l->jmp_target = (uint32_t)insn.operand[0].value;
	}
}
