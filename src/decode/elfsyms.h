/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DECODE_ELFSYMS_H
#define DECODE_ELFSYMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The code symbols of an ELF file or image, of either word size: .symtab, else
 * .dynsym, else the dynamic segment's table (an image whose section headers
 * are gone). Read by libelf. The bytes may be anything: every table is
 * checked against the file's size before it is touched, and a file that is cut
 * short while it is read gives fewer symbols.
 */
enum { ELFSYMS_SEGMENTS = 16 };

/* PT_LOAD */
struct elfsyms_segment {
	uint64_t vaddr, offset, filesz, memsz;
	bool exec;
};

struct elfsyms_image {
	unsigned segments; /* at least 1, or nothing was read */
	struct elfsyms_segment segment[ELFSYMS_SEGMENTS];
};

struct elfsyms_symbol {
	uint64_t value;    /* a virtual address of the file */
	uint64_t size;     /* 0: not known */
	const char *name;  /* good during the call only; may have a version: name@@VERSION */
	bool global;       /* STB_LOCAL: false */
	bool function;     /* STT_NOTYPE in an executable segment: false */
};

typedef void elfsyms_each(void *to, const struct elfsyms_symbol *symbol);

/*
 * Calls each(to) for every symbol that names code, in the table's order.
 * 0, or -ENOEXEC when this is no ELF file that a process can run.
 */
int elfsyms_file(int fd, struct elfsyms_image *image, elfsyms_each *each, void *to)
	__attribute__((warn_unused_result));
int elfsyms_memory(const void *bytes, size_t n, struct elfsyms_image *image, elfsyms_each *each, void *to)
	__attribute__((warn_unused_result));

/*
 * The virtual address that a file offset is loaded at; of two segments that
 * share a page, the one that is (not) executable. 1, or 0: it is not loaded.
 */
int elfsyms_vaddr(const struct elfsyms_image *image, uint64_t offset, bool exec, uint64_t *vaddr)
	__attribute__((warn_unused_result));

#endif
