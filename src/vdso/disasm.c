/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vdso/disasm.h"

#include "config.h"

#ifndef HAVE_CAPSTONE

unsigned disasm_insn(struct disasm_insn *to, const uint8_t *code, size_t size, uint64_t addr, unsigned bits)
{
	(void)code, (void)size, (void)addr, (void)bits;
	*to = (struct disasm_insn){ 0 };
	return 0;
}

bool disasm_works(void)
{
	return false;
}

const char *disasm_library(void)
{
	return "built without Capstone";
}

const char *disasm_built_with(void)
{
	return "none";
}

#else

#include <capstone.h>
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#define STRING_OF(x) #x
#define STRING(x)    STRING_OF(x)
#define RELEASE	     STRING(CS_API_MAJOR) "." STRING(CS_API_MINOR)
#define SONAME	     "libcapstone.so." STRING(CS_API_MAJOR)

#define FUNCTIONS(F) F(cs_open) F(cs_option) F(cs_malloc) F(cs_disasm_iter) F(cs_regs_access)

/* Two syntaxes: what a human reads, and Intel's order of operands, which never depends on the syntax. */
enum { READ, STUDY, WAYS };

static struct {
	bool tried, works;
#define POINTER(f) __typeof__(&(f)) f;
	FUNCTIONS(POINTER)
#undef POINTER
	csh handle[2][WAYS]; /* of 32 bits, of 64 */
	cs_insn *insn[2][WAYS];
} lib;

#ifdef CAPSTONE_LINKED
static bool load(void)
{
#define TAKE(f) lib.f = f;
	FUNCTIONS(TAKE)
#undef TAKE
	return true;
}
#else
/* Not linked: its tables take a millisecond to relocate, and most traces never look at code. */
static bool load(void)
{
	void *so = dlopen(SONAME, RTLD_NOW | RTLD_LOCAL);
	bool all = so != NULL;

#define FIND(f)                                         \
	if (so)                                         \
		*(void **)&lib.f = dlsym(so, #f);       \
	all = all && lib.f;
	FUNCTIONS(FIND)
#undef FIND
	return all;
}
#endif

static bool open_handles(void)
{
	for (int wide = 0; wide < 2; wide++)
		for (int way = 0; way < WAYS; way++) {
			csh *h = &lib.handle[wide][way];

			if (lib.cs_open(CS_ARCH_X86, wide ? CS_MODE_64 : CS_MODE_32, h) != CS_ERR_OK ||
			    lib.cs_option(*h, CS_OPT_DETAIL, CS_OPT_ON) != CS_ERR_OK)
				return false;
			if (way == READ && lib.cs_option(*h, CS_OPT_SYNTAX, CS_OPT_SYNTAX_ATT) != CS_ERR_OK)
				return false;
			lib.insn[wide][way] = lib.cs_malloc(*h);
			if (!lib.insn[wide][way])
				return false;
		}
	return true;
}

bool disasm_works(void)
{
	if (!lib.tried) {
		lib.tried = true;
		lib.works = load() && open_handles();
	}
	return lib.works;
}

static int8_t number(unsigned reg)
{
	static const uint16_t names[8][4] = {
		{ X86_REG_EAX, X86_REG_AX, X86_REG_AL, X86_REG_AH },
		{ X86_REG_ECX, X86_REG_CX, X86_REG_CL, X86_REG_CH },
		{ X86_REG_EDX, X86_REG_DX, X86_REG_DL, X86_REG_DH },
		{ X86_REG_EBX, X86_REG_BX, X86_REG_BL, X86_REG_BH },
		{ X86_REG_ESP, X86_REG_SP },
		{ X86_REG_EBP, X86_REG_BP },
		{ X86_REG_ESI, X86_REG_SI },
		{ X86_REG_EDI, X86_REG_DI },
	};

	for (int8_t i = 0; reg != X86_REG_INVALID && i < 8; i++)
		for (unsigned k = 0; k < 4; k++)
			if (names[i][k] == reg)
				return i;
	return -1;
}

static enum disasm_op op_of(const cs_insn *insn)
{
	static const struct {
		uint16_t id, op;
	} known[] = {
		{ X86_INS_NOP, DISASM_NOP },	   { X86_INS_ENDBR32, DISASM_NOP },
		{ X86_INS_ENDBR64, DISASM_NOP },   { X86_INS_MOV, DISASM_MOV },
		{ X86_INS_XCHG, DISASM_XCHG },	   { X86_INS_LEA, DISASM_LEA },
		{ X86_INS_ADD, DISASM_ADD },	   { X86_INS_SUB, DISASM_SUB },
		{ X86_INS_PUSH, DISASM_PUSH },	   { X86_INS_POP, DISASM_POP },
		{ X86_INS_JMP, DISASM_JMP },	   { X86_INS_CALL, DISASM_CALL },
		{ X86_INS_RET, DISASM_RET },	   { X86_INS_INT, DISASM_INT },
		{ X86_INS_SYSENTER, DISASM_SYSENTER }, { X86_INS_SYSCALL, DISASM_SYSCALL },
		{ X86_INS_HLT, DISASM_ELSEWHERE }, { X86_INS_UD2, DISASM_ELSEWHERE },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (known[i].id == insn->id)
			return known[i].op;
	for (unsigned i = 0; i < insn->detail->groups_count; i++)
		if (insn->detail->groups[i] == CS_GRP_BRANCH_RELATIVE)
			return DISASM_BRANCH;
	for (unsigned i = 0; i < insn->detail->groups_count; i++)
		switch (insn->detail->groups[i]) {
		case CS_GRP_JUMP:
		case CS_GRP_CALL:
		case CS_GRP_RET:
		case CS_GRP_INT:
		case CS_GRP_IRET:
			return DISASM_ELSEWHERE;
		}
	return DISASM_OTHER;
}

static void study(struct disasm_insn *to, csh handle, const cs_insn *insn)
{
	const cs_x86 *x = &insn->detail->x86;
	cs_regs read, written;
	uint8_t reads, writes;

	to->op = op_of(insn);
	for (unsigned i = 0; i < x->op_count && i < DISASM_OPERANDS; i++) {
		const cs_x86_op *from = &x->operands[i];
		struct disasm_operand *o = &to->operand[i];

		*o = (struct disasm_operand){ .size = from->size, .reg = -1, .base = -1 };
		o->written = from->access & CS_AC_WRITE;
		if (from->type == X86_OP_REG) {
			o->kind = DISASM_REG;
			o->reg = number(from->reg);
		} else if (from->type == X86_OP_MEM) {
			o->kind = DISASM_MEM;
			o->base = number(from->mem.base);
			/* A base that is no general register counts as an index: the address is not known. */
			o->index = from->mem.index != X86_REG_INVALID ||
				   (from->mem.base != X86_REG_INVALID && o->base < 0);
			o->segment = from->mem.segment == X86_REG_GS || from->mem.segment == X86_REG_FS;
			o->value = from->mem.disp;
		} else if (from->type == X86_OP_IMM) {
			o->kind = DISASM_IMM;
			o->value = from->imm;
		}
	}
	if (lib.cs_regs_access(handle, insn, read, &reads, written, &writes) != CS_ERR_OK)
		writes = 0;
	for (unsigned i = 0; i < writes; i++)
		if (number(written[i]) >= 0)
			to->changes |= (uint16_t)(1u << number(written[i]));
}

/* movl %esp, %ebp: the register says how wide it is. calll: nothing else is ever meant. */
static bool suffix_is_idle(const struct disasm_insn *to, unsigned bits, char suffix)
{
	switch (to->op) {
	case DISASM_PUSH:
	case DISASM_POP:
	case DISASM_CALL:
	case DISASM_RET:
	case DISASM_JMP:
		return suffix == (bits == 64 ? 'q' : 'l');
	default:
		break;
	}
	for (unsigned i = 0; i < DISASM_OPERANDS; i++)
		if (to->operand[i].kind == DISASM_REG && to->operand[i].reg >= 0)
			return suffix == 'b' || suffix == 'w' || suffix == 'l' || suffix == 'q';
	return false;
}

/* Capstone's "movl %esp, %ebp" to "mov %esp,%ebp"; intel: the mnemonic without any suffix. */
static void write_text(struct disasm_insn *to, const cs_insn *att, const char *intel, unsigned bits)
{
	size_t n = strlen(intel), at;
	const char *name = att->mnemonic;

	if (strlen(name) == n + 1 && strncmp(name, intel, n) == 0 && suffix_is_idle(to, bits, name[n]))
		name = intel;
	at = (size_t)snprintf(to->text, sizeof(to->text), "%s%s", name, *att->op_str ? " " : "");
	for (const char *c = att->op_str; *c && at < sizeof(to->text) - 1; c++) {
		if (*c == ' ' && c > att->op_str && c[-1] == ',')
			continue;
		to->text[at++] = *c;
	}
	to->text[at < sizeof(to->text) ? at : sizeof(to->text) - 1] = '\0';
}

static bool decode(cs_insn *insn, csh handle, const uint8_t *code, size_t size, uint64_t addr)
{
	return lib.cs_disasm_iter(handle, &code, &size, &addr, insn);
}

unsigned disasm_insn(struct disasm_insn *to, const uint8_t *code, size_t size, uint64_t addr, unsigned bits)
{
	int wide = bits == 64;
	cs_insn **insn = lib.insn[wide];

	*to = (struct disasm_insn){ 0 };
	if (!disasm_works() || !decode(insn[STUDY], lib.handle[wide][STUDY], code, size, addr) ||
	    !decode(insn[READ], lib.handle[wide][READ], code, size, addr))
		return 0;
	to->n = insn[STUDY]->size;
	study(to, lib.handle[wide][STUDY], insn[STUDY]);
	write_text(to, insn[READ], insn[STUDY]->mnemonic, bits);
	return to->n;
}

const char *disasm_library(void)
{
	return disasm_works() ? "Capstone " RELEASE : SONAME " is not installed";
}

const char *disasm_built_with(void)
{
	return "capstone " RELEASE;
}

#endif
