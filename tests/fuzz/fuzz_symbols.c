/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A maps file and the ELF file that is mapped: two bytes say how long the
 * first is. The ELF file is read from memory, as a vDSO is, and as a file.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "decode/elfsyms.h"
#include "decode/symbols.h"
#include "decode/symtab.h"
#include "fuzz.h"

/* What a reader of symbols is told must be good to look at. */
static void see(void *to, const struct elfsyms_symbol *s)
{
	uint64_t *sum = to;

	*sum += strlen(s->name) + s->value + s->size + s->global + s->function;
}

static void check_segments(const struct elfsyms_image *elf)
{
	uint64_t vaddr;

	FUZZ_REQUIRE(elf->segments >= 1 && elf->segments <= ELFSYMS_SEGMENTS);
	for (unsigned i = 0; i < elf->segments; i++)
		if (elfsyms_vaddr(elf, elf->segment[i].offset, elf->segment[i].exec, &vaddr))
			FUZZ_REQUIRE(elf->segments > 1 || vaddr == elf->segment[0].vaddr);
}

/* Both ways to read it tell the same, but for images without section headers. */
static void both_ways(const uint8_t *bytes, size_t size)
{
	struct elfsyms_image memory, file;
	uint64_t in_memory = 0, in_file = 0;
	int fd = memfd_create("elf", MFD_CLOEXEC);

	FUZZ_REQUIRE(fd >= 0 && write(fd, bytes, size) == (ssize_t)size);
	if (elfsyms_file(fd, &file, see, &in_file) == 0)
		check_segments(&file);
	close(fd);
	if (elfsyms_memory(bytes, size, &memory, see, &in_memory) == 0)
		check_segments(&memory);
}

static void look_up(const uint8_t *bytes, size_t size)
{
	const struct symtab *t = symtab_image(bytes, size);
	uint64_t into, start, linked_size;
	const char *name;

	for (uint64_t offset = 0; offset < 0x4000; offset += 0x35)
		if (symtab_find(t, offset, offset & 1, &name, &into))
			FUZZ_REQUIRE(*name);
	if (symtab_linked_at(t, &start, &linked_size))
		FUZZ_REQUIRE(linked_size == size);
}

/* Nothing that a maps file may name is opened here: no path begins with a slash. */
static void drop_slashes(char *maps)
{
	while ((maps = strchr(maps, '/')))
		*maps = '%';
}

static void locate(const char *maps, size_t len, const uint8_t *bytes, size_t size)
{
	struct mappings *m = mappings_parse(maps, len);
	struct buffer text = BUFFER_INIT;
	uint64_t start, end;
	struct mapped at;

	if (mappings_vdso(m, &start, &end)) {
		FUZZ_REQUIRE(start < end);
		mappings_set_vdso(m, bytes, size);
	}
	for (uint64_t addr = 0; addr <= UINT32_MAX; addr += 0x7ffff01) {
		struct site site = { .ip = addr };

		if (mappings_at(m, addr, &at))
			FUZZ_REQUIRE(at.start <= addr && addr < at.end && at.first <= at.start);
		if (mappings_find(m, &site))
			site_print(&text, &site);
	}
	mappings_free(m);
	buffer_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct fuzz_input in = { bytes, size };
	size_t len = fuzz_take(&in, 2);
	char *maps;

	len = len < in.left ? len : in.left;
	maps = fuzz_text(&in, len);
	drop_slashes(maps);
	both_ways(in.at, in.left);
	look_up(in.at, in.left);
	locate(maps, len, in.at, in.left);
	symbols_free();
	free(maps);
	return 0;
}
