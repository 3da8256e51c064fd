/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stage/vdso.h"

#include <errno.h>
#include <string.h>

#include "decode/elfsyms.h"

/* Words of a pattern that are no byte. */
enum {
	END = 0x100,
	ENTER,     /* here is .Lenter_kernel */
	PAD,       /* here is the landing pad */
	REL,       /* a byte: the displacement from behind it to ENTER */
	NOPS,      /* any number of 90 */
	SOME_NOPS, /* at least one */
	NOP3,      /* no-ops of three bytes in all */
	NOP4,
};

#define PUSHES	 0x51, 0x52, 0x55       /* push %ecx; push %edx; push %ebp */
#define SYSENTER 0x89, 0xe5, 0x0f, 0x34 /* mov %esp,%ebp; sysenter */
#define SYSCALL	 0x89, 0xcd, 0x0f, 0x05 /* mov %ecx,%ebp; syscall */
#define INT80	 0xcd, 0x80
#define POPS	 0x5d, 0x5a, 0x59, 0xc3 /* ... ret */

enum { PATTERN_MAX = 24 };

static const struct known {
	enum vdso_kind kind;
	enum gate gate;
	enum restart_insn restart;
	uint16_t pattern[PATTERN_MAX];
} known[] = {
	{ VDSO_CLASSIC, GATE_VDSO_SYSENTER, RESTART_INSN_JMP,
	  { PUSHES, ENTER, SYSENTER, NOPS, 0xeb, REL, PAD, POPS, END } },
	{ VDSO_CLASSIC, GATE_VDSO_SYSCALL, RESTART_INSN_JMP,
	  { PUSHES, ENTER, SYSCALL, NOPS, 0xeb, REL, PAD, POPS, END } },
	{ VDSO_NOPS_INT80, GATE_VDSO_SYSENTER, RESTART_INSN_INT80,
	  { PUSHES, SYSENTER, SOME_NOPS, INT80, PAD, POPS, END } },
	{ VDSO_MODERN_SYSENTER, GATE_VDSO_SYSENTER, RESTART_INSN_INT80,
	  { PUSHES, SYSENTER, INT80, PAD, POPS, END } },
	{ VDSO_MODERN_SYSCALL, GATE_VDSO_SYSCALL, RESTART_INSN_INT80,
	  { PUSHES, SYSCALL, INT80, PAD, POPS, END } },
	{ VDSO_MODERN_INT80, GATE_VDSO_INT80, RESTART_INSN_INT80,
	  { PUSHES, NOP4, INT80, PAD, POPS, END } },
	{ VDSO_FAST_SYSENTER, GATE_VDSO_SYSENTER, RESTART_INSN_INT80,
	  { NOP3, PUSHES, SYSENTER, INT80, PAD, POPS, END } },
	{ VDSO_FAST_SYSCALL, GATE_VDSO_SYSCALL, RESTART_INSN_INT80,
	  { NOP3, PUSHES, SYSCALL, INT80, PAD, POPS, END } },
	{ VDSO_OLD_INT80, GATE_VDSO_INT80, RESTART_INSN_INT80,
	  { INT80, PAD, 0xc3, END } },
	{ VDSO_OLD_SYSCALL, GATE_VDSO_SYSCALL, RESTART_INSN_SYSCALL,
	  { 0x55, SYSCALL, PAD, 0xb9, 0x2b, 0, 0, 0, 0x8e, 0xd1, 0x89, 0xe9, 0x5d, 0xc3, END } },
};

/* 7.0's slow layout: an int $0x80 and its ret, patched over a body that nobody calls. */
static const uint16_t slow_bodies[][PATTERN_MAX] = {
	{ INT80, 0xc3, PUSHES, SYSENTER, INT80, PAD, POPS, END },
	{ INT80, 0xc3, PUSHES, SYSCALL, INT80, PAD, POPS, END },
	{ INT80, 0xc3, PUSHES, NOP4, INT80, PAD, POPS, END },
};

static const uint16_t sigreturn[] = { 0x58, 0xb8, 119, 0, 0, 0, INT80, PAD, END };
static const uint16_t rt_sigreturn[] = { 0xb8, 173, 0, 0, 0, INT80, PAD, END };

/* What the kernel patches in as no-ops: i386's, K7's, and P6's (arch/x86/include/asm/nops.h). */
static const struct noop {
	uint8_t n, code[4];
} noops[] = {
	{ 1, { 0x90 } },
	{ 2, { 0x66, 0x90 } },
	{ 2, { 0x89, 0xf6 } },
	{ 2, { 0x8b, 0xc0 } },
	{ 3, { 0x0f, 0x1f, 0x00 } },
	{ 3, { 0x8d, 0x76, 0x00 } },
	{ 3, { 0x8d, 0x04, 0x20 } },
	{ 4, { 0x0f, 0x1f, 0x40, 0x00 } },
	{ 4, { 0x8d, 0x74, 0x26, 0x00 } },
	{ 4, { 0x3e, 0x8d, 0x76, 0x00 } },
	{ 4, { 0x8d, 0x44, 0x20, 0x00 } },
};

size_t vdso_noop(const uint8_t *code, size_t size)
{
	for (size_t i = 0; i < sizeof(noops) / sizeof(*noops); i++)
		if (noops[i].n <= size && memcmp(noops[i].code, code, noops[i].n) == 0)
			return noops[i].n;
	return 0;
}

/* Where the marks of a pattern were: offsets. */
struct marks {
	size_t enter, pad;
};

static bool match(const uint16_t *pattern, const uint8_t *code, size_t size, struct marks *m)
{
	size_t at = 0;

	*m = (struct marks){ 0, 0 };
	for (; *pattern != END; pattern++) {
		size_t nops = at, n;

		switch (*pattern) {
		case ENTER:
			m->enter = at;
			break;
		case PAD:
			m->pad = at;
			break;
		case NOPS:
		case SOME_NOPS:
			while (at < size && code[at] == 0x90)
				at++;
			if (*pattern == SOME_NOPS && at == nops)
				return false;
			break;
		case NOP3:
		case NOP4:
			nops += *pattern == NOP3 ? 3 : 4;
			while (at < nops && (n = vdso_noop(code + at, size - at)))
				at += n;
			if (at != nops)
				return false;
			break;
		case REL:
			if (at == size || at + 1 + (size_t)(int8_t)code[at] != m->enter)
				return false;
			at++;
			break;
		default:
			if (at == size || code[at] != *pattern)
				return false;
			at++;
		}
	}
	return true;
}

static uint32_t foreign_landing(const struct vdso_layout *l, const uint8_t *code, size_t size)
{
	struct marks m;

	for (size_t i = 0; i < sizeof(slow_bodies) / sizeof(*slow_bodies); i++)
		if (match(slow_bodies[i], code, size, &m))
			return l->vsyscall + (uint32_t)m.pad;
	return l->landing;
}

void vdso_decode(struct vdso_layout *l, const uint8_t *code, size_t size, uint32_t kv)
{
	struct marks m;
	const struct known *k = known, *end = known + sizeof(known) / sizeof(*known);

	while (k < end && !match(k->pattern, code, size, &m))
		k++;
	l->vsyscall = kv;
	l->kind = VDSO_UNKNOWN;
	l->gate = GATE_UNKNOWN;
	l->restart_insn = RESTART_INSN_NONE;
	l->landing = l->restart = l->jmp_target = l->sysenter_landing = 0;
	if (k == end)
		return;
	l->kind = k->kind;
	l->gate = k->gate;
	l->restart_insn = k->restart;
	l->landing = kv + (uint32_t)m.pad;
	l->restart = l->landing - 2;
	l->jmp_target = k->restart == RESTART_INSN_JMP ? kv + (uint32_t)m.enter : 0;
	l->sysenter_landing = foreign_landing(l, code, size);
}

/* The symbols that we look for: virtual addresses of the image, 0 where there is none. */
struct found {
	uint64_t vsyscall, sigreturn, rt_sigreturn;
};

static void look(void *to, const struct elfsyms_symbol *s)
{
	struct found *f = to;
	size_t n = strcspn(s->name, "@");
	const struct {
		const char *name;
		uint64_t *value;
	} wanted[] = {
		{ "__kernel_vsyscall", &f->vsyscall },
		{ "__kernel_sigreturn", &f->sigreturn },
		{ "__kernel_rt_sigreturn", &f->rt_sigreturn },
	};

	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++)
		if (strlen(wanted[i].name) == n && memcmp(s->name, wanted[i].name, n) == 0)
			*wanted[i].value = s->value;
}

enum { NOWHERE = UINT32_MAX };

/* An image has one segment, mapped as it stands: where in it a symbol's code is. */
static uint32_t offset_of(const struct elfsyms_image *elf, uint64_t value, uint32_t size)
{
	uint64_t offset = value - elf->segment[0].vaddr + elf->segment[0].offset;

	return value && offset < size ? (uint32_t)offset : NOWHERE;
}

static void stub(const uint16_t *pattern, const uint8_t *code, uint32_t size, uint32_t base, uint32_t at,
		 uint32_t *start, uint32_t *end)
{
	struct marks m;

	if (at != NOWHERE && match(pattern, code + at, size - at, &m)) {
		*start = base + at;
		*end = *start + (uint32_t)m.pad;
	}
}

int vdso_parse(struct vdso_layout *l, const void *image, size_t bytes, uint32_t base, uint32_t kv)
{
	/* Nothing of it can stand above the address space. */
	uint32_t size = bytes < UINT32_MAX - base ? (uint32_t)bytes : UINT32_MAX - base;
	uint32_t symbol = NOWHERE, given = kv && kv - base < size ? kv - base : NOWHERE;
	const uint8_t *code = image;
	struct elfsyms_image elf;
	struct found f = { 0, 0, 0 };

	*l = (struct vdso_layout){ .base = base, .size = size };
	if (elfsyms_memory(image, size, &elf, look, &f) == 0) {
		symbol = offset_of(&elf, f.vsyscall, size);
		stub(sigreturn, code, size, base, offset_of(&elf, f.sigreturn, size), &l->sigreturn,
		     &l->sigreturn_end);
		stub(rt_sigreturn, code, size, base, offset_of(&elf, f.rt_sigreturn, size), &l->rt_sigreturn,
		     &l->rt_sigreturn_end);
	}
	if (given == NOWHERE && symbol == NOWHERE)
		return -EINVAL;
	if (given != NOWHERE)
		vdso_decode(l, code + given, size - given, base + given);
	if (l->kind == VDSO_UNKNOWN && symbol != NOWHERE)
		vdso_decode(l, code + symbol, size - symbol, base + symbol);
	return 0;
}

const char *vdso_kind_name(enum vdso_kind kind)
{
	switch (kind) {
	case VDSO_ABSENT:
		return "no vDSO";
	case VDSO_CLASSIC:
		return "classic";
	case VDSO_NOPS_INT80:
		return "nops and int80";
	case VDSO_MODERN_SYSENTER:
		return "modern sysenter";
	case VDSO_MODERN_INT80:
		return "modern int80";
	case VDSO_MODERN_SYSCALL:
		return "modern syscall";
	case VDSO_FAST_SYSENTER:
		return "fast sysenter";
	case VDSO_FAST_SYSCALL:
		return "fast syscall";
	case VDSO_OLD_INT80:
		return "old int80";
	case VDSO_OLD_SYSCALL:
		return "old syscall";
	case VDSO_UNKNOWN:
		break;
	}
	return "unknown";
}

const char *vdso_layout_name(const struct vdso_layout *l)
{
	if (l->kind == VDSO_OLD_INT80 && l->sysenter_landing != l->landing)
		return "slow int80";
	return vdso_kind_name(l->kind);
}
