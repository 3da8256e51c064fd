/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vdso/image.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/die.h"
#include "base/file.h"

enum { NOTES_MAX = 1 << 20 };

__attribute__((format(printf, 3, 4))) static int fail(struct image *image, int err, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(image->why, sizeof(image->why), format, ap);
	va_end(ap);
	return -err;
}

/*
 * Counts that stand in section 0 are refused, too: libelf would allocate what
 * they promise, and neither vDSOs nor 32-bit processes need them.
 */
static int check_header(struct image *image, const void *bytes, size_t n, Elf32_Ehdr *h)
{
	if (n < SELFMAG || memcmp(bytes, ELFMAG, SELFMAG) != 0)
		return fail(image, ENOEXEC, "not an ELF file");
	if (n < sizeof(*h))
		return fail(image, ENOEXEC, "cut short: %zu bytes are less than an ELF header", n);
	memcpy(h, bytes, sizeof(*h));
	if (h->e_ident[EI_CLASS] == ELFCLASS64)
		return fail(image, ENOEXEC, "a 64-bit ELF file, not one of 32-bit x86");
	if (h->e_ident[EI_CLASS] != ELFCLASS32 || h->e_ident[EI_DATA] != ELFDATA2LSB ||
	    h->e_machine != EM_386)
		return fail(image, ENOEXEC, "an ELF file of another machine than 32-bit x86");
	if (h->e_type != ET_DYN && h->e_type != ET_CORE)
		return fail(image, ENOEXEC, "neither a vDSO's image nor a core file");
	if ((h->e_shoff && !h->e_shnum) || h->e_phnum == PN_XNUM || h->e_phentsize != sizeof(Elf32_Phdr))
		return fail(image, ENOEXEC, "its ELF header is damaged");
	return 0;
}

int image_check(struct image *image)
{
	bool loaded = false;
	Elf32_Ehdr h = { .e_type = ET_NONE };
	int r = check_header(image, image->bytes, image->size, &h);

	if (r < 0)
		return r;
	if (h.e_type != ET_DYN)
		return fail(image, ENOEXEC, "not a vDSO's image");
	for (unsigned i = 0; i < h.e_phnum; i++) {
		uint64_t at = (uint64_t)h.e_phoff + i * sizeof(Elf32_Phdr), end;
		Elf32_Phdr ph;

		if (at + sizeof(ph) > image->size)
			return fail(image, ENOEXEC, "cut short: its program headers are not all there");
		memcpy(&ph, image->bytes + at, sizeof(ph));
		if (ph.p_type != PT_LOAD)
			continue;
		end = (uint64_t)ph.p_offset + ph.p_filesz;
		if (end > image->size)
			return fail(image, ENOEXEC, "cut short: %zu bytes, of at least %llu", image->size,
				    (unsigned long long)end);
		if (!loaded && !image->mapped)
			image->base = ph.p_vaddr - ph.p_offset;
		loaded = true;
	}
	return loaded ? 0 : fail(image, ENOEXEC, "an ELF file without a segment to load");
}

/* Fills image->bytes from the file. */
static int take(struct image *image, int fd, uint64_t offset, size_t size)
{
	image->bytes = xcalloc(1, size ? size : 1);
	while (image->size < size) {
		ssize_t n = pread(fd, image->bytes + image->size, size - image->size,
				  (off_t)(offset + image->size));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail(image, errno, "%s", strerror(errno));
		if (n == 0)
			break;
		image->size += (size_t)n;
	}
	return 0;
}

/* The kernel's notes of the dead process: AT_SYSINFO_EHDR goes to base. */
static void read_notes(struct image *image, Elf *elf, const GElf_Phdr *ph)
{
	size_t size = ph->p_filesz < NOTES_MAX ? ph->p_filesz : NOTES_MAX;
	Elf_Data *data = elf_getdata_rawchunk(elf, (int64_t)ph->p_offset, size, ELF_T_NHDR);
	size_t at = 0, name, desc;
	GElf_Nhdr note;

	while (data && (at = gelf_getnote(data, at, &note, &name, &desc))) {
		if (note.n_type != NT_AUXV || note.n_namesz != 5 ||
		    memcmp((char *)data->d_buf + name, "CORE", 5) != 0)
			continue;
		for (size_t i = 0; i + 8 <= note.n_descsz; i += 8) {
			uint32_t pair[2];

			memcpy(pair, (char *)data->d_buf + desc + i, sizeof(pair));
			if (pair[0] == AT_SYSINFO)
				image->sysinfo = pair[1];
			if (pair[0] == AT_SYSINFO_EHDR)
				image->base = pair[1];
		}
	}
}

static int read_segments(struct image *image, Elf *elf, int fd)
{
	size_t count;
	GElf_Phdr ph;

	if (elf_getphdrnum(elf, &count) < 0)
		return fail(image, ENOEXEC, "a core file that is damaged");
	for (size_t i = 0; i < count && gelf_getphdr(elf, (int)i, &ph); i++)
		if (ph.p_type == PT_NOTE)
			read_notes(image, elf, &ph);
	if (!image->base)
		return fail(image, ENOENT, "a core file that tells of no vDSO (AT_SYSINFO_EHDR)");
	for (size_t i = 0; i < count && gelf_getphdr(elf, (int)i, &ph); i++) {
		uint64_t in = image->base - ph.p_vaddr;

		if (ph.p_type != PT_LOAD || image->base < ph.p_vaddr || in >= ph.p_filesz)
			continue;
		ph.p_filesz -= in;
		return take(image, fd, ph.p_offset + in, ph.p_filesz < IMAGE_MAX ? ph.p_filesz : IMAGE_MAX);
	}
	return fail(image, ENOENT, "a core file without the vDSO's pages at 0x%x", image->base);
}

static int read_core(struct image *image, int fd)
{
	Elf *elf;
	int r;

	image->mapped = true;
	elf_version(EV_CURRENT);
	/* Not mapped: a file that shrinks under a mapping kills the reader. */
	elf = elf_begin(fd, ELF_C_READ, NULL);
	r = read_segments(image, elf, fd);
	elf_end(elf);
	return r;
}

static int read_any(struct image *image, int fd)
{
	unsigned char header[sizeof(Elf32_Ehdr)];
	struct stat st;
	Elf32_Ehdr h = { .e_type = ET_NONE };
	ssize_t n;
	int r;

	r = file_stat(fd, &st);
	if (r < 0)
		return fail(image, -r, "%s", strerror(-r));
	if (!S_ISREG(st.st_mode))
		return fail(image, EINVAL, S_ISDIR(st.st_mode) ? "a folder" : "not a regular file");
	n = pread(fd, header, sizeof(header), 0);
	if (n < 0)
		return fail(image, errno, "%s", strerror(errno));
	r = check_header(image, header, (size_t)n, &h);
	if (r < 0)
		return r;
	if (h.e_type == ET_CORE)
		r = read_core(image, fd);
	else if (st.st_size > IMAGE_FILE_MAX)
		r = fail(image, EFBIG, "too large for a vDSO");
	else
		r = take(image, fd, 0, (size_t)st.st_size);
	return r < 0 ? r : image_check(image);
}

int image_read(struct image *image, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), r;

	*image = (struct image){ 0 };
	if (fd < 0)
		return fail(image, errno, "%s", strerror(errno));
	r = read_any(image, fd);
	close(fd);
	return r;
}

void image_free(struct image *image)
{
	free(image->bytes);
	image->bytes = NULL;
	image->size = 0;
}
