/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vdso/build.h"

#include <elf.h>
#include <errno.h>
#include <libelf.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/die.h"
#include "vdso/facts.h"
#include "vdso/unwind.h"

enum { WORD = 4, SEGMENTS = 4, INT3 = 0xcc };

enum section {
	NONE,
	HASH,
	DYNSYM,
	DYNSTR,
	VERSYM,
	VERDEF,
	DYNAMIC,
	NOTE,
	EH_FRAME_HDR,
	EH_FRAME,
	TEXT,
	SHSTRTAB,
	SECTIONS,
};

static const struct {
	const char *name;
	Elf32_Word type, flags, link, info, entsize;
} kinds[SECTIONS] = {
	[NONE] = { .name = "" },
	[HASH] = { ".hash", SHT_HASH, SHF_ALLOC, DYNSYM, 0, WORD },
	[DYNSYM] = { ".dynsym", SHT_DYNSYM, SHF_ALLOC, DYNSTR, 1, sizeof(Elf32_Sym) },
	[DYNSTR] = { ".dynstr", SHT_STRTAB, SHF_ALLOC, 0, 0, 0 },
	[VERSYM] = { ".gnu.version", SHT_GNU_versym, SHF_ALLOC, DYNSYM, 0, sizeof(Elf32_Half) },
	[VERDEF] = { ".gnu.version_d", SHT_GNU_verdef, SHF_ALLOC, DYNSTR, 2, 0 },
	[DYNAMIC] = { ".dynamic", SHT_DYNAMIC, SHF_ALLOC, DYNSTR, 0, sizeof(Elf32_Dyn) },
	[NOTE] = { ".note", SHT_NOTE, SHF_ALLOC, 0, 0, 0 },
	[EH_FRAME_HDR] = { ".eh_frame_hdr", SHT_PROGBITS, SHF_ALLOC, 0, 0, 0 },
	[EH_FRAME] = { ".eh_frame", SHT_PROGBITS, SHF_ALLOC, 0, 0, 0 },
	[TEXT] = { ".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, 0, 0, 0 },
	[SHSTRTAB] = { ".shstrtab", SHT_STRTAB, 0, 0, 0, 0 },
};

struct build {
	uint8_t *bytes;          /* of the image */
	uint32_t room;
	uint32_t front, back;    /* free: from front to the code, and from back on */
	bool full;
	struct vdso_layout to;   /* of the image, which is at 0; a stub ends behind its nop */
	Elf32_Shdr section[SECTIONS];
	uint32_t headers;        /* the sections' */
	struct buffer strings;   /* .dynstr */
	uint32_t soname;
};

static uint32_t min32(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static uint32_t max32(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

/* Around the code, which stands where the kernel wants it. */
static uint32_t find_room(struct build *b, size_t n)
{
	uint32_t *end = b->front + n <= b->section[TEXT].sh_offset ? &b->front : &b->back, at = *end;

	if (at + n > b->room) {
		b->full = true;
		return 0;
	}
	*end = (at + (uint32_t)n + WORD - 1) & -(uint32_t)WORD;
	return at;
}

static void note_section(struct build *b, enum section id, uint32_t at, size_t n)
{
	b->section[id] = (Elf32_Shdr){
		.sh_type = kinds[id].type,
		.sh_flags = kinds[id].flags,
		.sh_addr = kinds[id].flags & SHF_ALLOC ? at : 0,
		.sh_offset = at,
		.sh_size = (uint32_t)n,
		.sh_link = kinds[id].link,
		.sh_info = kinds[id].info,
		.sh_addralign = kinds[id].type == SHT_STRTAB || id == TEXT ? 1 : WORD,
		.sh_entsize = kinds[id].entsize,
	};
}

static void add_section(struct build *b, enum section id, const void *bytes, size_t n)
{
	uint32_t at = find_room(b, n);

	note_section(b, id, at, n);
	if (!b->full)
		memcpy(b->bytes + at, bytes, n);
}

static uint32_t add_name(struct buffer *to, const char *name)
{
	uint32_t at = (uint32_t)to->len;

	buffer_add(to, name, strlen(name) + 1);
	return at;
}

static const uint8_t pushes[] = { 0x51, 0x52, 0x55 };     /* push %ecx; push %edx; push %ebp */
static const uint8_t pops[] = { 0x5d, 0x5a, 0x59, 0xc3 }; /* ... ret */
static const uint8_t by_sysenter[] = { 0x89, 0xe5, 0x0f, 0x34 }; /* mov %esp,%ebp; sysenter */
static const uint8_t by_syscall[] = { 0x89, 0xcd, 0x0f, 0x05 };  /* mov %ecx,%ebp; syscall */
static const uint8_t classic_end[] = { 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0xeb, 0xf3 };
static const uint8_t no_sep[] = { 0x8d, 0x74, 0x26, 0x00, 0xcd, 0x80 }; /* lea, a nop; int $0x80 */
/* The nop behind each belongs to it: while the kernel is at work eip is there. */
static const uint8_t sigreturn[] = { 0x58, 0xb8, 119, 0, 0, 0, 0xcd, 0x80, 0x90 };
static const uint8_t rt_sigreturn[] = { 0xb8, 173, 0, 0, 0, 0xcd, 0x80, 0x90 };

enum {
	CLASSIC_BODY = sizeof(pushes) + sizeof(by_sysenter) + sizeof(classic_end),
	INT80_BODY = sizeof(pushes) + sizeof(no_sep),
	HEADERS = sizeof(Elf32_Ehdr) + SEGMENTS * sizeof(Elf32_Phdr),
};

/* A byte of a stub's range is in front of it: see unwind.c. */
static uint32_t code_start(const struct vdso_layout *l)
{
	return min32(l->vsyscall, min32(l->sigreturn, l->rt_sigreturn)) - 1;
}

static uint32_t code_end(const struct vdso_layout *l)
{
	return max32(l->landing + sizeof(pops), max32(l->sigreturn_end, l->rt_sigreturn_end));
}

static uint32_t code_at(struct build *b, uint32_t at, const void *code, size_t n)
{
	memcpy(b->bytes + at, code, n);
	return at + (uint32_t)n;
}

/* enter: the fast way in, NULL for INT80. */
static void add_code(struct build *b, const uint8_t *enter)
{
	const struct vdso_layout *l = &b->to;
	uint32_t first = code_start(l), end = code_end(l), at;

	memset(b->bytes + first, INT3, end - first);
	at = code_at(b, l->vsyscall, pushes, sizeof(pushes));
	if (enter) {
		at = code_at(b, at, enter, sizeof(by_sysenter));
		at = code_at(b, at, classic_end, sizeof(classic_end));
	} else {
		at = code_at(b, at, no_sep, sizeof(no_sep));
	}
	code_at(b, at, pops, sizeof(pops));
	code_at(b, l->sigreturn, sigreturn, sizeof(sigreturn));
	code_at(b, l->rt_sigreturn, rt_sigreturn, sizeof(rt_sigreturn));
	note_section(b, TEXT, first, end - first);
	b->front = HEADERS;
	b->back = (end + WORD - 1) & -(uint32_t)WORD;
}

/* One bucket will do: the chain is every symbol. */
static void add_symbols(struct build *b)
{
	enum { SYMBOLS = 4, BASE = 1, LINUX_2_5 = 2 };
	const struct vdso_layout *l = &b->to;
	const struct {
		const char *name;
		uint32_t start, end;
	} of[SYMBOLS] = {
		[1] = { "__kernel_vsyscall", l->vsyscall, l->landing + sizeof(pops) },
		[2] = { "__kernel_sigreturn", l->sigreturn, l->sigreturn_end },
		[3] = { "__kernel_rt_sigreturn", l->rt_sigreturn, l->rt_sigreturn_end },
	};
	static const Elf32_Word hash[2 + 1 + SYMBOLS] = { 1, SYMBOLS, 1, 0, 2, 3, 0 };
	static const Elf32_Half versions[SYMBOLS] = { 0, LINUX_2_5, LINUX_2_5, LINUX_2_5 };
	static const char *const names[] = { "linux-gate.so.1", "LINUX_2.5" };
	Elf32_Sym symbol[SYMBOLS] = { { 0 } };
	struct {
		Elf32_Verdef def;
		Elf32_Verdaux aux;
	} version[2];

	for (unsigned i = 1; i < SYMBOLS; i++)
		symbol[i] = (Elf32_Sym){
			.st_name = add_name(&b->strings, of[i].name),
			.st_value = of[i].start,
			.st_size = of[i].end - of[i].start,
			.st_info = ELF32_ST_INFO(STB_GLOBAL, STT_FUNC),
			.st_shndx = TEXT,
		};
	for (unsigned i = 0; i < 2; i++) {
		version[i].def = (Elf32_Verdef){
			.vd_version = VER_DEF_CURRENT,
			.vd_flags = i ? 0 : VER_FLG_BASE,
			.vd_ndx = i ? LINUX_2_5 : BASE,
			.vd_cnt = 1,
			.vd_hash = (Elf32_Word)elf_hash(names[i]),
			.vd_aux = sizeof(Elf32_Verdef),
			.vd_next = i ? 0 : sizeof(version[0]),
		};
		version[i].aux = (Elf32_Verdaux){ .vda_name = add_name(&b->strings, names[i]) };
	}
	b->soname = version[0].aux.vda_name;
	add_section(b, HASH, hash, sizeof(hash));
	add_section(b, DYNSYM, symbol, sizeof(symbol));
	add_section(b, VERSYM, versions, sizeof(versions));
	add_section(b, VERDEF, version, sizeof(version));
	add_section(b, DYNSTR, b->strings.data, b->strings.len);
}

static void add_dynamic(struct build *b)
{
	const Elf32_Dyn dynamic[] = {
		{ DT_SONAME, { b->soname } },
		{ DT_HASH, { b->section[HASH].sh_addr } },
		{ DT_STRTAB, { b->section[DYNSTR].sh_addr } },
		{ DT_SYMTAB, { b->section[DYNSYM].sh_addr } },
		{ DT_STRSZ, { b->section[DYNSTR].sh_size } },
		{ DT_SYMENT, { sizeof(Elf32_Sym) } },
		{ DT_VERDEF, { b->section[VERDEF].sh_addr } },
		{ DT_VERDEFNUM, { kinds[VERDEF].info } },
		{ DT_VERSYM, { b->section[VERSYM].sh_addr } },
		{ DT_NULL, { 0 } },
	};

	add_section(b, DYNAMIC, dynamic, sizeof(dynamic));
}

/* The version note: ld.so and gatevdso read it. */
static void add_note(struct build *b, uint32_t kernel)
{
	const struct {
		Elf32_Nhdr header;
		char name[8];
		uint32_t version;
	} note = { { sizeof("Linux"), WORD, 0 }, "Linux", kernel };

	add_section(b, NOTE, &note, kernel ? sizeof(note) : 0);
}

static void add_frames(struct build *b)
{
	struct buffer index = BUFFER_INIT;
	struct unwind unwind;
	uint32_t at;

	unwind_make(&unwind, &b->to);
	at = find_room(b, unwind.frames.len);
	note_section(b, EH_FRAME, at, unwind.frames.len);
	unwind_place(&unwind, at);
	if (!b->full)
		memcpy(b->bytes + at, unwind.frames.data, unwind.frames.len);
	unwind_index(&index, &unwind, 0, 0);
	at = find_room(b, index.len);
	note_section(b, EH_FRAME_HDR, at, index.len);
	buffer_reset(&index);
	unwind_index(&index, &unwind, at, b->section[EH_FRAME].sh_addr);
	if (!b->full)
		memcpy(b->bytes + at, index.data, index.len);
	buffer_free(&index);
	unwind_free(&unwind);
}

/* gdb wants sections. They have to be there: it reads what is mapped. */
static void add_section_headers(struct build *b)
{
	struct buffer names = BUFFER_INIT;
	uint32_t name[SECTIONS];

	for (unsigned i = 0; i < SECTIONS; i++)
		name[i] = add_name(&names, kinds[i].name);
	add_section(b, SHSTRTAB, names.data, names.len);
	buffer_free(&names);
	for (unsigned i = 0; i < SECTIONS; i++)
		b->section[i].sh_name = name[i];
	b->headers = find_room(b, sizeof(b->section));
	if (!b->full)
		memcpy(b->bytes + b->headers, b->section, sizeof(b->section));
}

static Elf32_Phdr segment(Elf32_Word type, const Elf32_Shdr *section)
{
	return (Elf32_Phdr){
		.p_type = type,
		.p_offset = section->sh_offset,
		.p_vaddr = section->sh_addr,
		.p_paddr = section->sh_addr,
		.p_filesz = section->sh_size,
		.p_memsz = section->sh_size,
		.p_flags = PF_R,
		.p_align = WORD,
	};
}

static void add_header(struct build *b)
{
	Elf32_Ehdr h = {
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS32, ELFDATA2LSB, EV_CURRENT },
		.e_type = ET_DYN,
		.e_machine = EM_386,
		.e_version = EV_CURRENT,
		.e_entry = b->to.vsyscall,
		.e_phoff = sizeof(h),
		.e_shoff = b->headers,
		.e_ehsize = sizeof(h),
		.e_phentsize = sizeof(Elf32_Phdr),
		.e_phnum = SEGMENTS,
		.e_shentsize = sizeof(Elf32_Shdr),
		.e_shnum = SECTIONS,
		.e_shstrndx = SHSTRTAB,
	};
	const Elf32_Phdr segments[SEGMENTS] = {
		{ .p_type = PT_LOAD, .p_filesz = b->back, .p_memsz = b->back, .p_flags = PF_R | PF_X,
		  .p_align = 0x1000 },
		segment(PT_DYNAMIC, &b->section[DYNAMIC]),
		segment(b->section[NOTE].sh_size ? PT_NOTE : PT_NULL, &b->section[NOTE]),
		segment(PT_GNU_EH_FRAME, &b->section[EH_FRAME_HDR]),
	};

	memcpy(b->bytes, &h, sizeof(h));
	memcpy(b->bytes + sizeof(h), segments, sizeof(segments));
}

__attribute__((format(printf, 2, 3))) static int fail(struct image *to, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(to->why, sizeof(to->why), format, ap);
	va_end(ap);
	return -ENOTSUP;
}

/* Which instruction does the kernel's own code enter by? NULL: neither. */
static const uint8_t *fast_way(const struct image *native, const struct vdso_layout *l)
{
	enum { ENTER = 2 };

	for (uint32_t at = l->vsyscall - l->base; at + 2 < l->sysenter_landing - l->base; at++) {
		if (!memcmp(native->bytes + at, by_sysenter + ENTER, 2))
			return by_sysenter;
		if (!memcmp(native->bytes + at, by_syscall + ENTER, 2))
			return by_syscall;
	}
	return NULL;
}

static bool apart(uint32_t a, uint32_t a_end, uint32_t b, uint32_t b_end)
{
	return a_end <= b || b_end <= a;
}

/* Where everything is to be, counted from the image's start. */
static int plan(struct image *to, struct vdso_layout *new, const struct image *native,
		const struct vdso_layout *l, uint32_t body)
{
	enum { NOP = 1 };
	uint32_t landing = l->sysenter_landing - l->base;

	*new = (struct vdso_layout){
		.landing = landing,
		.vsyscall = landing - body,
		.sigreturn = l->sigreturn - l->base,
		.sigreturn_end = l->sigreturn_end + NOP - l->base,
		.rt_sigreturn = l->rt_sigreturn - l->base,
		.rt_sigreturn_end = l->rt_sigreturn_end + NOP - l->base,
	};
	if (landing < body || min32(code_start(new), new->vsyscall) < HEADERS ||
	    code_end(new) > native->size)
		return fail(to, "no room for it around the landing pad, 0x%x", landing);
	if (!apart(new->vsyscall, landing + sizeof(pops), new->sigreturn, new->sigreturn_end) ||
	    !apart(new->vsyscall, landing + sizeof(pops), new->rt_sigreturn, new->rt_sigreturn_end))
		return fail(to, "no room for it beside the sigreturn stubs at 0x%x and 0x%x", new->sigreturn,
			    new->rt_sigreturn);
	return 0;
}

static int build(struct image *to, const struct image *native, const struct facts *f, enum choice_kind kind)
{
	const struct vdso_layout *l = &f->layout;
	const uint8_t *enter = NULL;
	struct build b = { .strings = BUFFER_INIT };
	int r;

	if (l->kind == VDSO_UNKNOWN || l->kind == VDSO_OLD_SYSCALL || !l->sysenter_landing)
		return fail(to, "the kernel's has a layout that is not known: %s", vdso_kind_name(l->kind));
	if (!l->sigreturn || !l->rt_sigreturn)
		return fail(to, "the kernel's has no sigreturn stubs that are known");
	if (kind == CHOICE_CLASSIC) {
		enter = fast_way(native, l);
		if (!enter)
			return fail(to, "the kernel's uses neither sysenter nor syscall: %s",
				    vdso_kind_name(l->kind));
	}
	r = plan(to, &b.to, native, l, enter ? CLASSIC_BODY : INT80_BODY);
	if (r < 0)
		return r;
	b.room = (uint32_t)native->size;
	b.bytes = to->bytes = xcalloc(1, native->size);
	to->size = native->size;
	to->sysinfo = b.to.vsyscall;
	to->mapped = true;
	add_code(&b, enter);
	buffer_addc(&b.strings, '\0');
	add_symbols(&b);
	add_dynamic(&b);
	add_note(&b, f->kernel);
	add_frames(&b);
	add_section_headers(&b);
	add_header(&b);
	buffer_free(&b.strings);
	if (!b.full)
		return 0;
	image_free(to);
	return fail(to, "no room for it in %zu bytes", native->size);
}

int build_image(struct image *to, const struct image *native, enum choice_kind kind)
{
	struct facts facts;
	int r;

	*to = (struct image){ 0 };
	if (facts_read(&facts, native) < 0)
		return fail(to, "the kernel's has no __kernel_vsyscall");
	r = build(to, native, &facts, kind);
	facts_free(&facts);
	return r;
}
