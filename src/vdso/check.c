/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vdso/check.h"

#include <elf.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/die.h"
#include "vdso/check_code.h"

static bool said(struct check *to, const char *line)
{
	return to->findings && strstr(buffer_text(&to->text), line);
}

void check_say(struct check *to, const char *format, ...)
{
	char line[512];
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(line, sizeof(line) - 1, format, ap);
	va_end(ap);
	n = n < (int)sizeof(line) - 2 ? n : (int)sizeof(line) - 2;
	memcpy(line + n, "\n", 2);
	/* Two ways through the same code find the same. */
	if (said(to, line))
		return;
	buffer_adds(&to->text, line);
	to->findings++;
}

void check_free(struct check *c)
{
	buffer_free(&c->text);
	c->findings = 0;
}

__attribute__((format(printf, 2, 3))) static int fail(struct image *file, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(file->why, sizeof(file->why), format, ap);
	va_end(ap);
	return -ENOEXEC;
}

static Elf32_Ehdr header_of(const struct image *image)
{
	Elf32_Ehdr h;

	memcpy(&h, image->bytes, sizeof(h));
	return h;
}

/* image_check() has seen that they are there. */
static Elf32_Phdr segment_of(const struct image *image, unsigned i)
{
	Elf32_Phdr ph;

	memcpy(&ph, image->bytes + header_of(image).e_phoff + i * sizeof(ph), sizeof(ph));
	return ph;
}

/* How much of the file a process would see. */
static uint64_t loaded_size(const struct image *file)
{
	Elf32_Ehdr h = header_of(file);
	uint64_t end = (uint64_t)h.e_phoff + h.e_phnum * sizeof(Elf32_Phdr);

	for (unsigned i = 0; i < h.e_phnum; i++) {
		Elf32_Phdr ph = segment_of(file, i);
		uint64_t here = (uint64_t)ph.p_offset + (ph.p_memsz > ph.p_filesz ? ph.p_memsz : ph.p_filesz);

		if (ph.p_type == PT_LOAD && here > end)
			end = here;
	}
	return end;
}

/* linked: the address that the file's beginning was linked to. */
static void check_segment(struct check *to, const Elf32_Phdr *ph, uint32_t linked)
{
	uint32_t place = ph->p_vaddr - linked;

	if (place != ph->p_offset)
		check_say(
			to,
			"a segment is linked to 0x%x and stands at 0x%x in the file: a vDSO is mapped as the "
			"file is, its code would be elsewhere",
			place, ph->p_offset);
	if (ph->p_flags & PF_W || ph->p_memsz > ph->p_filesz)
		check_say(to,
			  "a segment at 0x%x is to be writable: a vDSO's pages are not, a write there would "
			  "end "
			  "the process by SIGSEGV",
			  place);
}

/* Nobody relocates a vDSO, but ld.so does write to a dynamic segment that says it may. */
static void check_dynamic(struct check *to, const struct image *file, const Elf32_Phdr *ph)
{
	uint64_t size = ph->p_filesz;

	if (ph->p_flags & PF_W)
		check_say(to,
			  "the dynamic segment is writable, a vDSO's pages are not: ld.so would write its "
			  "addresses there, SIGSEGV before the program starts");
	if (ph->p_offset >= file->size)
		return;
	if (size > file->size - ph->p_offset)
		size = file->size - ph->p_offset;
	for (uint64_t at = 0; at + sizeof(Elf32_Dyn) <= size; at += sizeof(Elf32_Dyn)) {
		Elf32_Dyn d;

		memcpy(&d, file->bytes + ph->p_offset + at, sizeof(d));
		if (d.d_tag == DT_NULL)
			break;
		if ((d.d_tag == DT_RELSZ || d.d_tag == DT_RELASZ || d.d_tag == DT_PLTRELSZ) && d.d_un.d_val)
			check_say(to,
				  "%u bytes of relocations, where a vDSO has none: nobody would apply them, "
				  "addresses in it would be wrong",
				  d.d_un.d_val);
		if (d.d_tag == DT_NEEDED)
			check_say(to, "it needs another library, a vDSO can't: nobody would load that");
	}
}

static void check_headers(struct check *to, const struct image *file)
{
	Elf32_Ehdr h = header_of(file);
	bool unwinds = false, loads = false;
	uint32_t linked = 0;

	for (unsigned i = 0; i < h.e_phnum; i++) {
		Elf32_Phdr ph = segment_of(file, i);

		if (ph.p_type == PT_LOAD) {
			linked = loads ? linked : ph.p_vaddr - ph.p_offset;
			loads = true;
			check_segment(to, &ph, linked);
		}
		if (ph.p_type == PT_DYNAMIC)
			check_dynamic(to, file, &ph);
		unwinds = unwinds || ph.p_type == PT_GNU_EH_FRAME;
	}
	if (!unwinds)
		check_say(to,
			  "no unwind data (.eh_frame_hdr), the kernel's has some: pthread_cancel would skip "
			  "clean-up handlers without a word, backtraces would end there");
}

void check_make(struct image *to, const struct image *file, const struct image *native)
{
	size_t size = file->size < native->size ? file->size : native->size;
	struct facts facts;

	*to = (struct image){ .base = file->base, .size = native->size };
	to->bytes = xcalloc(1, to->size);
	memcpy(to->bytes, file->bytes, size);
	if (size < file->size) {
		Elf32_Ehdr h = header_of(to);

		h.e_shoff = 0;
		h.e_shnum = h.e_shstrndx = 0;
		memcpy(to->bytes, &h, sizeof(h));
	}
	if (facts_read(&facts, to) == 0)
		to->sysinfo = facts.layout.vsyscall - to->base;
	facts_free(&facts);
}

int check_image(struct check *to, struct image *file, const struct image *native)
{
	uint64_t needs = loaded_size(file);
	struct vdso_layout here;
	struct image image;
	struct facts facts;
	int r = 0;

	if (vdso_parse(&here, native->bytes, native->size, native->base, native->sysinfo) < 0 ||
	    here.kind == VDSO_UNKNOWN)
		return fail(file,
			    "nothing to hold it against: this machine's vDSO is of no layout that is known");
	if (needs > native->size)
		return fail(file, "it takes %llu bytes, this machine's vDSO has %zu: no room for it",
			    (unsigned long long)needs, native->size);
	check_make(&image, file, native);
	if (facts_read(&facts, &image) < 0) {
		r = fail(file, "no symbol __kernel_vsyscall in an executable segment: nothing to call");
	} else {
		check_headers(to, file);
		check_code(to, &image, &facts, &here);
	}
	facts_free(&facts);
	image_free(&image);
	return r;
}

void check_layout(struct vdso_layout *l, const struct image *image, const struct image *native)
{
	struct vdso_layout here;

	if (l->kind != VDSO_UNKNOWN ||
	    vdso_parse(&here, native->bytes, native->size, native->base, native->sysinfo) < 0 ||
	    here.kind == VDSO_UNKNOWN || here.sysenter_landing - here.base + 4 > image->size)
		return;
	l->landing = l->sysenter_landing = here.sysenter_landing - here.base + image->base;
	l->restart = l->landing - 2;
	check_code_layout(l, image);
}
