/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TINY_ELF_H
#define TINY_ELF_H

#include <elf.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * An ELF image of an i386 shared object as small as it gets: one segment, a
 * dynamic segment, no section headers. Code starts at TINY_CODE.
 */
enum { TINY_SYMBOLS = 12, TINY_STRINGS = 512, TINY_CODE = 0x800, TINY_SIZE = 0x1000 };

struct tiny_elf {
	Elf32_Ehdr ehdr;
	Elf32_Phdr phdr[3]; /* the third one is there for those who raise e_phnum */
	Elf32_Dyn dyn[6];
	Elf32_Sym sym[TINY_SYMBOLS];
	char str[TINY_STRINGS];
	uint8_t gap[TINY_CODE - sizeof(Elf32_Ehdr) - 3 * sizeof(Elf32_Phdr) - 6 * sizeof(Elf32_Dyn) -
		    TINY_SYMBOLS * sizeof(Elf32_Sym) - TINY_STRINGS];
	uint8_t code[TINY_SIZE - TINY_CODE];
};

_Static_assert(offsetof(struct tiny_elf, code) == TINY_CODE, "code starts where it should");

/* linked_at: the address that all of its addresses count from; 0 for most. */
static inline void tiny_elf(struct tiny_elf *t, uint32_t linked_at)
{
	memset(t, 0, sizeof(*t));
	memcpy(t->ehdr.e_ident, ELFMAG "\1\1\1", 7);
	t->ehdr.e_type = ET_DYN;
	t->ehdr.e_machine = EM_386;
	t->ehdr.e_version = 1;
	t->ehdr.e_phoff = offsetof(struct tiny_elf, phdr);
	t->ehdr.e_ehsize = sizeof(t->ehdr);
	t->ehdr.e_phentsize = sizeof(t->phdr[0]);
	t->ehdr.e_phnum = 2;
	t->phdr[0] = (Elf32_Phdr){
		.p_type = PT_LOAD, .p_vaddr = linked_at, .p_filesz = sizeof(*t), .p_memsz = sizeof(*t),
		.p_flags = PF_R | PF_X, .p_align = 4096,
	};
	t->phdr[1] = (Elf32_Phdr){
		.p_type = PT_DYNAMIC, .p_offset = offsetof(struct tiny_elf, dyn), .p_filesz = sizeof(t->dyn),
		.p_vaddr = linked_at + offsetof(struct tiny_elf, dyn), .p_memsz = sizeof(t->dyn),
		.p_flags = PF_R,
	};
	t->dyn[0] = (Elf32_Dyn){ DT_SYMTAB, { linked_at + offsetof(struct tiny_elf, sym) } };
	t->dyn[1] = (Elf32_Dyn){ DT_STRTAB, { linked_at + offsetof(struct tiny_elf, str) } };
	t->dyn[2] = (Elf32_Dyn){ DT_STRSZ, { sizeof(t->str) } };
	memset(t->code, 0xf4, sizeof(t->code));
}

/* Adds a symbol at offset into the code. info: ELF32_ST_INFO(bind, type). */
static inline void tiny_symbol(struct tiny_elf *t, const char *name, uint32_t offset, uint32_t size,
			       unsigned char info)
{
	unsigned i = 1, at = 1;

	for (; t->sym[i].st_name; i++)
		at = t->sym[i].st_name + (unsigned)strlen(t->str + t->sym[i].st_name) + 1;
	memcpy(t->str + at, name, strlen(name) + 1);
	t->sym[i] = (Elf32_Sym){
		.st_name = at, .st_value = t->phdr[0].p_vaddr + TINY_CODE + offset, .st_size = size,
		.st_info = info, .st_shndx = 1,
	};
}

enum {
	TINY_GLOBAL = ELF32_ST_INFO(STB_GLOBAL, STT_FUNC),
	TINY_WEAK = ELF32_ST_INFO(STB_WEAK, STT_FUNC),
	TINY_LOCAL = ELF32_ST_INFO(STB_LOCAL, STT_FUNC),
	TINY_LABEL = ELF32_ST_INFO(STB_LOCAL, STT_NOTYPE),
};

#endif
