/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vdso/facts.h"

#include <errno.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "decode/elfsyms.h"

enum { SYMBOLS_MAX = 1024 };

static void add(void *to, const struct elfsyms_symbol *s)
{
	struct facts *f = to;
	size_t n = strcspn(s->name, "@");
	char *name;

	if (!s->global || f->symbols == SYMBOLS_MAX)
		return;
	f->symbol = xrealloc(f->symbol, (f->symbols + 1) * sizeof(*f->symbol));
	name = xcalloc(1, n + 1);
	memcpy(name, s->name, n);
	f->symbol[f->symbols++] = (struct facts_symbol){ (uint32_t)s->value, (uint32_t)s->size, name };
}

static int by_address(const void *a, const void *b)
{
	const struct facts_symbol *l = a, *r = b;

	if (l->addr != r->addr)
		return l->addr < r->addr ? -1 : 1;
	return strcmp(l->name, r->name);
}

static void read_symbols(struct facts *f, const struct image *image)
{
	struct elfsyms_image elf;
	uint32_t by;

	if (elfsyms_memory(image->bytes, image->size, &elf, add, f) < 0)
		return;
	by = image->base - (uint32_t)(elf.segment[0].vaddr - elf.segment[0].offset);
	for (unsigned i = 0; i < f->symbols; i++)
		f->symbol[i].addr += by;
	if (f->symbols)
		qsort(f->symbol, f->symbols, sizeof(*f->symbol), by_address);
}

/* Name "Linux", type 0: arch/x86/entry/vdso/vdso32/note.S */
static uint32_t version_note(Elf *elf, const GElf_Phdr *ph)
{
	Elf_Data *data = elf_getdata_rawchunk(elf, (int64_t)ph->p_offset, ph->p_filesz, ELF_T_NHDR);
	size_t at = 0, name, desc;
	uint32_t version = 0;
	GElf_Nhdr note;

	while (data && (at = gelf_getnote(data, at, &note, &name, &desc)))
		if (note.n_type == 0 && note.n_namesz == 6 && note.n_descsz == sizeof(version) &&
		    memcmp((char *)data->d_buf + name, "Linux", 6) == 0)
			memcpy(&version, (char *)data->d_buf + desc, sizeof(version));
	return version;
}

static uint32_t read_version(const struct image *image)
{
	uint32_t version = 0;
	size_t count;
	GElf_Phdr ph;
	Elf *elf;

	elf_version(EV_CURRENT);
	elf = elf_memory((char *)image->bytes, image->size);
	if (elf_getphdrnum(elf, &count) < 0)
		count = 0;
	for (size_t i = 0; i < count && !version && gelf_getphdr(elf, (int)i, &ph); i++)
		if (ph.p_type == PT_NOTE)
			version = version_note(elf, &ph);
	elf_end(elf);
	return version;
}

int facts_read(struct facts *f, const struct image *image)
{
	*f = (struct facts){ .layout.kind = VDSO_UNKNOWN };
	if (vdso_parse(&f->layout, image->bytes, image->size, image->base, image->sysinfo) < 0)
		return -EINVAL;
	read_symbols(f, image);
	f->kernel = read_version(image);
	return 0;
}

void facts_free(struct facts *f)
{
	for (unsigned i = 0; i < f->symbols; i++)
		free(f->symbol[i].name);
	free(f->symbol);
	f->symbol = NULL;
	f->symbols = 0;
}
