/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "live/cfi.h"

enum { STACK_MAX = 32, STEPS_MAX = 1000 };

/*
 * libdw wants an ELF file: it gets one that is made of the tables alone, at
 * the addresses where the process has them, so that no address needs a bias.
 */
struct image {
	Elf32_Ehdr h;
	Elf32_Phdr ph;
	uint8_t hdr[4];      /* .eh_frame_hdr, for those who have none: without a table */
	uint32_t hdr_frames;
};

struct cfi {
	Dwarf_CFI *cfi;
	Elf *elf;
	char *image;
};

bool cfi_available(void)
{
	return true;
}

struct cfi *cfi_open(const struct ehframe *eh, struct window *w)
{
	enum { OWN_HDR = offsetof(struct image, hdr), OWN_SIZE = sizeof(struct image) - OWN_HDR };
	bool own = !eh->hdr;
	uint32_t start = own || eh->frames < eh->hdr ? eh->frames : eh->hdr;
	uint32_t size = eh->end - start, at = sizeof(struct image);
	uint32_t hdr = own ? start - OWN_SIZE : eh->hdr, hdr_size = own ? OWN_SIZE : eh->hdr_size;
	struct cfi *c;
	struct image *head;

	if (size > EHFRAME_MAX + sizeof(uint32_t)) {
		free(eh->copy);
		return NULL;
	}
	c = xcalloc(1, sizeof(*c));
	c->image = xcalloc(1, at + size);
	size = ehframe_copy(eh, w, start, c->image + at, size);
	free(eh->copy);
	head = (struct image *)c->image;
	*head = (struct image){
		.h = {
			.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3,
				     ELFCLASS32, ELFDATA2LSB, EV_CURRENT },
			.e_type = ET_DYN,
			.e_machine = EM_386,
			.e_version = EV_CURRENT,
			.e_phoff = offsetof(struct image, ph),
			.e_ehsize = sizeof(Elf32_Ehdr),
			.e_phentsize = sizeof(Elf32_Phdr),
			.e_phnum = 1,
		},
		.ph = {
			.p_type = PT_GNU_EH_FRAME,
			.p_offset = at + (hdr - start),
			.p_vaddr = hdr,
			.p_paddr = hdr,
			.p_filesz = hdr_size,
			.p_memsz = hdr_size,
			.p_flags = PF_R,
			.p_align = 4,
		},
		.hdr = { 1, DW_EH_PE_pcrel | DW_EH_PE_sdata4, DW_EH_PE_omit, DW_EH_PE_omit },
		.hdr_frames = eh->frames - (hdr + 4),
	};
	elf_version(EV_CURRENT);
	if (size < 8 || (!own && (size < hdr - start || size - (hdr - start) < hdr_size)) ||
	    !(c->elf = elf_memory(c->image, at + size)) || !(c->cfi = dwarf_getcfi_elf(c->elf))) {
		cfi_close(c);
		return NULL;
	}
	return c;
}

void cfi_close(struct cfi *c)
{
	if (!c)
		return;
	dwarf_cfi_end(c->cfi);
	elf_end(c->elf);
	free(c->image);
	free(c);
}

/* ---- DWARF expressions (DWARF 5, 2.5), as far as CFI uses them ---- */

struct machine {
	const struct cfi_regs *r;
	struct window *w;
	uint32_t cfa;
	uint32_t stack[STACK_MAX];
	unsigned used;
	bool value;       /* what is on top is the value, not its place */
};

static bool push(struct machine *m, uint32_t word)
{
	if (m->used == STACK_MAX)
		return false;
	m->stack[m->used++] = word;
	return true;
}

static bool push_register(struct machine *m, uint64_t n, uint64_t plus)
{
	return n < CFI_REGS && m->r->known >> n & 1 && push(m, m->r->reg[n] + (uint32_t)plus);
}

/* a is below b on the stack. */
static bool two(uint8_t atom, uint32_t a, uint32_t b, uint32_t *result)
{
	int32_t x = (int32_t)a, y = (int32_t)b;

	switch (atom) {
	case DW_OP_and: *result = a & b; return true;
	case DW_OP_or: *result = a | b; return true;
	case DW_OP_xor: *result = a ^ b; return true;
	case DW_OP_plus: *result = a + b; return true;
	case DW_OP_minus: *result = a - b; return true;
	case DW_OP_mul: *result = a * b; return true;
	case DW_OP_shl: *result = b < 32 ? a << b : 0; return true;
	case DW_OP_shr: *result = b < 32 ? a >> b : 0; return true;
	case DW_OP_shra: *result = (uint32_t)(x >> (b < 31 ? b : 31)); return true;
	case DW_OP_eq: *result = a == b; return true;
	case DW_OP_ne: *result = a != b; return true;
	case DW_OP_lt: *result = x < y; return true;
	case DW_OP_le: *result = x <= y; return true;
	case DW_OP_gt: *result = x > y; return true;
	case DW_OP_ge: *result = x >= y; return true;
	default: return false;
	}
}

static bool one(struct machine *m, const Dwarf_Op *op)
{
	uint32_t *top = m->used ? &m->stack[m->used - 1] : NULL;

	switch (op->atom) {
	case DW_OP_call_frame_cfa:
		return push(m, m->cfa);
	case DW_OP_lit0 ... DW_OP_lit31:
		return push(m, op->atom - DW_OP_lit0);
	case DW_OP_breg0 ... DW_OP_breg31:
		return push_register(m, op->atom - DW_OP_breg0, op->number);
	case DW_OP_bregx:
		return push_register(m, op->number, op->number2);
	case DW_OP_reg0 ... DW_OP_reg31:
		m->value = true;
		return push_register(m, op->atom - DW_OP_reg0, 0);
	case DW_OP_regx:
		m->value = true;
		return push_register(m, op->number, 0);
	case DW_OP_addr:
	case DW_OP_const1u:
	case DW_OP_const1s:
	case DW_OP_const2u:
	case DW_OP_const2s:
	case DW_OP_const4u:
	case DW_OP_const4s:
	case DW_OP_constu:
	case DW_OP_consts:
		return push(m, (uint32_t)op->number);
	case DW_OP_nop:
		return true;
	}
	if (!top)
		return false;
	switch (op->atom) {
	case DW_OP_stack_value:
		m->value = true;
		return true;
	case DW_OP_dup:
		return push(m, *top);
	case DW_OP_drop:
		m->used--;
		return true;
	case DW_OP_deref:
		return window_word(m->w, *top, top);
	case DW_OP_plus_uconst:
		*top += (uint32_t)op->number;
		return true;
	case DW_OP_neg:
		*top = -*top;
		return true;
	case DW_OP_not:
		*top = ~*top;
		return true;
	}
	if (m->used < 2)
		return false;
	if (op->atom == DW_OP_swap) {
		uint32_t below = top[-1];

		top[-1] = *top;
		*top = below;
		return true;
	}
	m->used--;
	return two(op->atom, top[-1], *top, top - 1);
}

static bool evaluate(struct machine *m, const Dwarf_Op *ops, size_t count, uint32_t *result)
{
	m->used = 0;
	m->value = false;
	if (count > STEPS_MAX)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!one(m, &ops[i]))
			return false;
	if (!m->used)
		return false;
	*result = m->stack[m->used - 1];
	return true;
}

/* ---- One frame ---- */

/* 1: its value in the caller, 0: there is none, -EFAULT. */
static int caller_register(Dwarf_Frame *frame, struct machine *m, int n, uint32_t *value)
{
	Dwarf_Op mem[3], *ops;
	size_t count;

	if (dwarf_frame_register(frame, n, mem, &ops, &count) < 0)
		return 0;
	if (!count) {
		*value = m->r->reg[n];
		return !ops && m->r->known >> n & 1;
	}
	if (!evaluate(m, ops, count, value) || (!m->value && !window_word(m->w, *value, value)))
		return -EFAULT;
	return 1;
}

int cfi_step(struct cfi *c, struct window *w, uint32_t pc, struct cfi_regs *r, bool *signal)
{
	struct machine m = { .r = r, .w = w };
	struct cfi_regs up = { .known = 0 };
	Dwarf_Frame *frame = NULL;
	Dwarf_Addr start, end;
	Dwarf_Op *ops;
	size_t count;
	int ra, got = -EFAULT;

	if (dwarf_cfi_addrframe(c->cfi, pc, &frame) < 0)
		return -ENOENT;
	ra = dwarf_frame_info(frame, &start, &end, signal);
	if (ra != CFI_IP || dwarf_frame_cfa(frame, &ops, &count) < 0 || !evaluate(&m, ops, count, &m.cfa))
		goto out;
	for (int i = 0; i < CFI_REGS; i++) {
		got = caller_register(frame, &m, i, &up.reg[i]);
		if (got < 0 && (i == CFI_IP || i == CFI_SP))
			goto out;
		up.known |= (uint16_t)((got == 1) << i);
	}
	got = up.known >> CFI_IP & up.known >> CFI_SP & 1;
	if (got)
		*r = up;
out:
	free(frame);
	return got;
}
