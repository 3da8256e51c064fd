/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "decode/elfsyms.h"

#include <errno.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/die.h"
#include "base/file.h"

/* Tables and names beyond these are nobody's but a joker's. */
enum { TABLE_MAX = 128 << 20, NAME_MAX_LEN = 4096, PAGE = 4096 };

struct range {
	uint64_t offset, size;
};

struct table {
	struct range symbols, strings;
};

static struct range clamp(uint64_t offset, uint64_t size, uint64_t limit)
{
	if (offset >= limit)
		return (struct range){ 0, 0 };
	if (size > limit - offset)
		size = limit - offset;
	return (struct range){ offset, size < TABLE_MAX ? size : TABLE_MAX };
}

/* A segment as it is mapped begins and ends with whole pages. */
static bool covers(const struct elfsyms_segment *s, uint64_t offset)
{
	uint64_t lead = s->offset % PAGE;

	return s->filesz && offset >= s->offset - lead && offset - (s->offset - lead) < s->filesz + lead;
}

int elfsyms_vaddr(const struct elfsyms_image *image, uint64_t offset, bool exec, uint64_t *vaddr)
{
	const struct elfsyms_segment *found = NULL;

	for (unsigned i = 0; i < image->segments; i++) {
		const struct elfsyms_segment *s = &image->segment[i];

		if (covers(s, offset) && (!found || (s->exec == exec && found->exec != exec)))
			found = s;
	}
	if (found)
		*vaddr = found->vaddr + (offset - found->offset);
	return found != NULL;
}

static bool is_code(const struct elfsyms_image *image, uint64_t vaddr)
{
	for (unsigned i = 0; i < image->segments; i++)
		if (image->segment[i].exec && vaddr - image->segment[i].vaddr < image->segment[i].memsz)
			return true;
	return false;
}

static int read_segments(Elf *elf, struct elfsyms_image *image, GElf_Phdr *dynamic)
{
	size_t count;
	GElf_Phdr ph;

	if (elf_getphdrnum(elf, &count) < 0)
		return -ENOEXEC;
	for (size_t i = 0; i < count && gelf_getphdr(elf, (int)i, &ph); i++) {
		if (ph.p_type == PT_DYNAMIC)
			*dynamic = ph;
		if (ph.p_type == PT_LOAD && image->segments < ELFSYMS_SEGMENTS)
			image->segment[image->segments++] = (struct elfsyms_segment){
				ph.p_vaddr, ph.p_offset, ph.p_filesz, ph.p_memsz, ph.p_flags & PF_X,
			};
	}
	return image->segments ? 0 : -ENOEXEC;
}

/* By the section headers: 1, or 0 when there is no table of this type. */
static int find_section(Elf *elf, GElf_Word type, uint64_t limit, struct table *t)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr sym, str;

	while ((scn = elf_nextscn(elf, scn))) {
		if (!gelf_getshdr(scn, &sym) || sym.sh_type != type)
			continue;
		if (!gelf_getshdr(elf_getscn(elf, sym.sh_link), &str) || str.sh_type != SHT_STRTAB)
			continue;
		t->symbols = clamp(sym.sh_offset, sym.sh_size, limit);
		t->strings = clamp(str.sh_offset, str.sh_size, limit);
		return t->symbols.size && t->strings.size;
	}
	return 0;
}

static uint64_t file_offset(const struct elfsyms_image *image, uint64_t vaddr, uint64_t limit)
{
	for (unsigned i = 0; i < image->segments; i++)
		if (vaddr - image->segment[i].vaddr < image->segment[i].filesz)
			return vaddr - image->segment[i].vaddr + image->segment[i].offset;
	return limit;
}

/*
 * By the dynamic segment. It doesn't say how many symbols there are, only the
 * hash tables do, and there are two kinds of them. Linkers put the strings
 * right behind the symbols; where they don't, the file's end is the bound and
 * names that are no strings drop out.
 */
static int find_dynamic(Elf *elf, const struct elfsyms_image *image, const GElf_Phdr *dynamic, uint64_t limit,
			struct table *t)
{
	struct range where = clamp(dynamic->p_offset, dynamic->p_filesz, limit);
	Elf_Data *data = elf_getdata_rawchunk(elf, (int64_t)where.offset, where.size, ELF_T_DYN);
	uint64_t symbols = limit, strings = limit, size = limit;
	GElf_Dyn dyn;

	for (int i = 0; data && gelf_getdyn(data, i, &dyn) && dyn.d_tag != DT_NULL; i++) {
		if (dyn.d_tag == DT_SYMTAB)
			symbols = file_offset(image, dyn.d_un.d_ptr, limit);
		if (dyn.d_tag == DT_STRTAB)
			strings = file_offset(image, dyn.d_un.d_ptr, limit);
		if (dyn.d_tag == DT_STRSZ)
			size = dyn.d_un.d_val;
	}
	t->symbols = clamp(symbols, strings > symbols ? strings - symbols : limit, limit);
	t->strings = clamp(strings, size, limit);
	return t->symbols.size && t->strings.size;
}

static bool is_name(const char *name, size_t room)
{
	return *name && memchr(name, '\0', room < NAME_MAX_LEN ? room : NAME_MAX_LEN);
}

/* How many symbols of the table were ours. */
static size_t walk(Elf *elf, const struct elfsyms_image *image, const struct table *t, elfsyms_each *each,
		   void *to)
{
	size_t entry = gelf_fsize(elf, ELF_T_SYM, 1, EV_CURRENT), seen = 0;
	Elf_Data *symbols, *strings;
	GElf_Sym sym;

	symbols = elf_getdata_rawchunk(elf, (int64_t)t->symbols.offset, t->symbols.size / entry * entry,
				       ELF_T_SYM);
	strings = elf_getdata_rawchunk(elf, (int64_t)t->strings.offset, t->strings.size, ELF_T_BYTE);
	if (!symbols || !strings || !strings->d_buf)
		return 0;
	for (int i = 0; gelf_getsym(symbols, i, &sym); i++) {
		int type = GELF_ST_TYPE(sym.st_info);
		struct elfsyms_symbol s = {
			.value = sym.st_value,
			.size = sym.st_size,
			.global = GELF_ST_BIND(sym.st_info) != STB_LOCAL,
			.function = type == STT_FUNC || type == STT_GNU_IFUNC,
		};

		if (sym.st_shndx == SHN_UNDEF || sym.st_name >= strings->d_size)
			continue;
		if (!s.function && (type != STT_NOTYPE || sym.st_shndx == SHN_ABS))
			continue;
		s.name = (const char *)strings->d_buf + sym.st_name;
		if (!is_name(s.name, strings->d_size - sym.st_name) || !is_code(image, s.value))
			continue;
		each(to, &s);
		seen++;
	}
	return seen;
}

static int read_elf(Elf *elf, uint64_t limit, struct elfsyms_image *image, elfsyms_each *each, void *to)
{
	GElf_Phdr dynamic = { .p_type = PT_NULL };
	struct table t;
	int r;

	if (elf_kind(elf) != ELF_K_ELF)
		return -ENOEXEC;
	r = read_segments(elf, image, &dynamic);
	if (r < 0)
		return r;
	if (find_section(elf, SHT_SYMTAB, limit, &t) && walk(elf, image, &t, each, to))
		return 0;
	if (find_section(elf, SHT_DYNSYM, limit, &t) && walk(elf, image, &t, each, to))
		return 0;
	if (dynamic.p_type == PT_DYNAMIC && find_dynamic(elf, image, &dynamic, limit, &t))
		walk(elf, image, &t, each, to);
	return 0;
}

/*
 * Files with very many sections or segments keep the counts in section 0, 32
 * bits wide, and libelf allocates what they promise: four thousand million in
 * a file of holes. What the kernel runs never needs that.
 */
static int check_counts(uint64_t shoff, unsigned shnum, unsigned phnum)
{
	return (shoff && !shnum) || phnum == PN_XNUM ? -ENOEXEC : 0;
}

static int check_header(const unsigned char *header, size_t n)
{
	Elf32_Ehdr e32;
	Elf64_Ehdr e64;

	if (n < sizeof(e32) || memcmp(header, ELFMAG, SELFMAG) != 0 || header[EI_DATA] != ELFDATA2LSB)
		return -ENOEXEC;
	if (header[EI_CLASS] == ELFCLASS32) {
		memcpy(&e32, header, sizeof(e32));
		return check_counts(e32.e_shoff, e32.e_shnum, e32.e_phnum);
	}
	if (n < sizeof(e64) || header[EI_CLASS] != ELFCLASS64)
		return -ENOEXEC;
	memcpy(&e64, header, sizeof(e64));
	return check_counts(e64.e_shoff, e64.e_shnum, e64.e_phnum);
}

int elfsyms_file(int fd, struct elfsyms_image *image, elfsyms_each *each, void *to)
{
	unsigned char header[sizeof(Elf64_Ehdr)];
	ssize_t n = pread(fd, header, sizeof(header), 0);
	struct stat st;
	Elf *elf;
	int r;

	image->segments = 0;
	if (n < 0 || check_header(header, (size_t)n) < 0 || file_stat(fd, &st) < 0)
		return -ENOEXEC;
	elf_version(EV_CURRENT);
	/* Not mapped: a file that shrinks under a mapping kills the reader. */
	elf = elf_begin(fd, ELF_C_READ, NULL);
	r = read_elf(elf, (uint64_t)st.st_size, image, each, to);
	elf_end(elf);
	return r;
}

int elfsyms_memory(const void *bytes, size_t n, struct elfsyms_image *image, elfsyms_each *each, void *to)
{
	char *copy;
	Elf *elf;
	int r;

	image->segments = 0;
	if (check_header(bytes, n) < 0)
		return -ENOEXEC;
	/* libelf wants its image aligned, and not const. */
	copy = xcalloc(1, n);
	memcpy(copy, bytes, n);
	elf_version(EV_CURRENT);
	elf = elf_memory(copy, n);
	r = read_elf(elf, n, image, each, to);
	elf_end(elf);
	free(copy);
	return r;
}
