/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/ehframe.h"

#include <errno.h>
#include <gelf.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

enum { PHDRS_MAX = 64 };

/* DW_EH_PE_pcrel, datarel, sdata4, udata4 */
enum { PCREL_SDATA4 = 0x1b, DATAREL_SDATA4 = 0x3b, UDATA4 = 0x03 };

struct head {
	uint8_t version, frames_encoding, count_encoding, table_encoding;
	uint32_t frames, count;
};

static unsigned read_phdrs(Elf32_Phdr ph[PHDRS_MAX], const struct mapped *module, struct window *w)
{
	uint32_t first = (uint32_t)module->first, size;
	Elf32_Ehdr h;

	if (module->first_offset || window_read(w, first, &h, sizeof(h)) != sizeof(h))
		return 0;
	if (memcmp(h.e_ident, ELFMAG, SELFMAG) != 0 || h.e_ident[EI_CLASS] != ELFCLASS32 ||
	    h.e_machine != EM_386 || h.e_phentsize != sizeof(*ph) || h.e_phnum > PHDRS_MAX)
		return 0;
	size = h.e_phnum * (uint32_t)sizeof(*ph);
	return window_read(w, first + h.e_phoff, ph, size) == size ? h.e_phnum : 0;
}

static bool read_head(struct ehframe *eh, struct window *w)
{
	struct head head;

	if (eh->hdr_size < sizeof(head) || window_read(w, eh->hdr, &head, sizeof(head)) != sizeof(head))
		return false;
	if (head.version != 1 || head.frames_encoding != PCREL_SDATA4)
		return false;
	eh->frames = eh->hdr + 4 + head.frames;
	if (eh->frames < eh->start || eh->frames >= eh->end)
		return false;
	if (head.count_encoding == UDATA4 && head.table_encoding == DATAREL_SDATA4 &&
	    head.count <= (eh->hdr_size - sizeof(head)) / 8) {
		eh->table = eh->hdr + (uint32_t)sizeof(head);
		eh->count = head.count;
	}
	return true;
}

Elf_Scn *ehframe_section(Elf *elf, const char *name, GElf_Shdr *sh)
{
	Elf_Scn *section = NULL;
	size_t names;

	if (elf_kind(elf) != ELF_K_ELF || elf_getshdrstrndx(elf, &names) < 0)
		return NULL;
	while ((section = elf_nextscn(elf, section))) {
		const char *its = gelf_getshdr(section, sh) ? elf_strptr(elf, names, sh->sh_name) : NULL;

		if (its && !strcmp(its, name))
			return section;
	}
	return NULL;
}

/* .eh_frame, by the section headers of the file. */
static bool find_section(struct ehframe *eh, int fd, uint32_t bias)
{
	Elf *elf = elf_begin(fd, ELF_C_READ, NULL);
	GElf_Shdr sh;

	if (ehframe_section(elf, ".eh_frame", &sh) && sh.sh_flags & SHF_ALLOC) {
		eh->frames = eh->start = bias + (uint32_t)sh.sh_addr;
		eh->end = eh->start + (uint32_t)sh.sh_size;
	}
	elf_end(elf);
	return eh->end > eh->start;
}

static int find_in_file(struct ehframe *eh, const struct mapped *module, uint32_t bias)
{
	int fd = mapped_open(module);
	bool found;

	if (fd < 0)
		return -ENOENT;
	elf_version(EV_CURRENT);
	found = find_section(eh, fd, bias);
	close(fd);
	return found ? 0 : -ENOENT;
}

static const Elf32_Phdr *first_load(const Elf32_Phdr *ph, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (ph[i].p_type == PT_LOAD)
			return &ph[i];
	return NULL;
}

static uint32_t bias_of(const struct mapped *module, const Elf32_Phdr *load)
{
	return (uint32_t)module->first - (load->p_vaddr - load->p_offset);
}

int ehframe_bias(const struct mapped *module, struct window *w, uint32_t *bias)
{
	Elf32_Phdr ph[PHDRS_MAX];
	unsigned n = read_phdrs(ph, module, w);
	const Elf32_Phdr *load = first_load(ph, n);

	if (!load)
		return -ENOENT;
	*bias = bias_of(module, load);
	return 0;
}

int ehframe_find(struct ehframe *eh, const struct mapped *module, struct window *w)
{
	Elf32_Phdr ph[PHDRS_MAX];
	unsigned n = read_phdrs(ph, module, w);
	const Elf32_Phdr *load = first_load(ph, n), *frames = NULL;
	uint32_t bias;

	*eh = (struct ehframe){ .count = 0 };
	for (unsigned i = 0; i < n; i++)
		if (ph[i].p_type == PT_GNU_EH_FRAME)
			frames = &ph[i];
	if (!load)
		return -ENOENT;
	bias = bias_of(module, load);
	if (!frames)
		return find_in_file(eh, module, bias);
	for (; load < ph + n; load++) {
		if (load->p_type != PT_LOAD || frames->p_vaddr - load->p_vaddr >= load->p_filesz ||
		    load->p_filesz - (frames->p_vaddr - load->p_vaddr) < frames->p_filesz)
			continue;
		eh->start = bias + load->p_vaddr;
		eh->end = eh->start + load->p_filesz;
		eh->hdr = bias + frames->p_vaddr;
		eh->hdr_size = frames->p_filesz;
		return eh->end > eh->start && read_head(eh, w) ? 0 : -ENOENT;
	}
	return -ENOENT;
}

uint32_t ehframe_copy(const struct ehframe *eh, struct window *w, uint32_t addr, void *to, uint32_t n)
{
	if (!eh->copy)
		return window_copy(w, addr, to, n);
	if (n > eh->end - addr)
		n = eh->end - addr;
	memcpy(to, eh->copy + (addr - eh->start), n);
	return n;
}
