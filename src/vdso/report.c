/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vdso/report.h"

#include <string.h>

#include "vdso/disasm.h"
#include "vdso/listing.h"

enum { FACT_COLUMN = 18, TEXT_COLUMN = 19, BYTES_SHOWN = 5 };

static void fact(struct buffer *to, const char *name)
{
	buffer_addf(to, "%-*s", FACT_COLUMN, name);
}

/* An address in the code, and how far from __kernel_vsyscall it is. */
static void place(struct buffer *to, const char *name, const struct vdso_layout *l, uint32_t addr)
{
	fact(to, name);
	if (addr)
		buffer_addf(to, "0x%08x (__kernel_vsyscall+0x%x)", addr, addr - l->vsyscall);
	else
		buffer_adds(to, "not known");
}

static void stub(struct buffer *to, const char *name, uint32_t start, uint32_t end)
{
	fact(to, name);
	if (start)
		buffer_addf(to, "0x%08x, ends with int $0x80 at 0x%08x\n", start, end - 2);
	else
		buffer_adds(to, "none that is known\n");
}

static void sysinfo(struct buffer *to, const struct image *image, const struct vdso_layout *l)
{
	fact(to, "AT_SYSINFO");
	if (!image->sysinfo)
		buffer_adds(to, image->mapped ? "none" : "not known: a process has it, a file has not");
	else if (image->sysinfo - l->base >= l->size)
		buffer_addf(to, "0x%08x, outside the vDSO", image->sysinfo);
	else
		buffer_addf(to, "0x%08x (__kernel_vsyscall%s)", image->sysinfo,
			    image->sysinfo == l->vsyscall ? "" : " is elsewhere");
	buffer_addc(to, '\n');
}

static const char *restart_text(const struct vdso_layout *l)
{
	switch (l->restart_insn) {
	case RESTART_INSN_JMP:
		return ": jmp .Lenter_kernel";
	case RESTART_INSN_INT80:
		return ": int $0x80";
	case RESTART_INSN_SYSCALL:
		return ": syscall";
	case RESTART_INSN_NONE:
		break;
	}
	return "";
}

static void head(struct buffer *to, const struct image *image, const struct facts *f)
{
	const struct vdso_layout *l = &f->layout;

	fact(to, "layout");
	buffer_adds(to, vdso_layout_name(l));
	buffer_adds(to, l->kind == VDSO_UNKNOWN ? ": code of no layout that gatevdso knows\n" : "\n");
	fact(to, "base");
	buffer_addf(to, "0x%08x, %zu bytes%s\n", l->base, image->size,
		    image->mapped ? "" : " (a file: addresses as it was linked)");
	sysinfo(to, image, l);
	fact(to, "__kernel_vsyscall");
	buffer_addf(to, "0x%08x\n", l->vsyscall);
	fact(to, "gate");
	buffer_addf(to, "%s\n", gate_word(l->gate));
	place(to, "landing pad", l, l->sysenter_landing);
	buffer_addc(to, '\n');
	place(to, "restart point", l, l->restart);
	buffer_addf(to, "%s\n", restart_text(l));
	stub(to, "sigreturn", l->sigreturn, l->sigreturn_end);
	stub(to, "rt_sigreturn", l->rt_sigreturn, l->rt_sigreturn_end);
	fact(to, "kernel version");
	if (f->kernel)
		report_version(to, f->kernel);
	else
		buffer_adds(to, "no note of it");
	buffer_addc(to, '\n');
}

static void symbols(struct buffer *to, const struct facts *f)
{
	fact(to, "exported symbols");
	buffer_addf(to, "%u\n", f->symbols);
	for (unsigned i = 0; i < f->symbols; i++) {
		const struct facts_symbol *s = &f->symbol[i];

		buffer_addf(to, "  0x%08x %6u  ", s->addr, s->size);
		/* An image may be anybody's: no control characters of his on our terminal. */
		for (const char *c = s->name; *c; c++)
			buffer_addc(to, *c > ' ' && *c < 0x7f ? *c : '?');
		buffer_addc(to, '\n');
	}
}

/* known: more bytes than a few are a run of no-ops. */
static void bytes(struct buffer *to, const struct listing_line *line, bool known, size_t column)
{
	size_t start = to->len, width;
	uint32_t shown = !known || line->n <= BYTES_SHOWN ? line->n : 1;

	for (uint32_t i = 0; i < shown; i++)
		buffer_addf(to, "%s%02x", i ? " " : "", line->bytes[i]);
	if (shown < line->n)
		buffer_addf(to, " ... %02x (%u)", line->bytes[line->n - 1], line->n);
	width = to->len - start;
	if (line->text)
		buffer_add_pad(to, ' ', width < column ? column - width : 1);
}

static size_t bytes_column(const struct listing *listing, bool known)
{
	uint32_t longest = BYTES_SHOWN;

	for (unsigned i = 0; !known && i < listing->lines; i++)
		if (listing->line[i].n > longest)
			longest = listing->line[i].n;
	return 3 * longest + 1;
}

static void code(struct buffer *to, const struct image *image, const struct facts *f)
{
	static const char *const arrow[] = {
		[ARROW_NONE] = "    ", [ARROW_HEAD] = "+-> ", [ARROW_SHAFT] = "|   ", [ARROW_TAIL] = "+-- ",
	};
	bool known = f->layout.kind != VDSO_UNKNOWN;
	struct listing listing;
	size_t column;

	listing_make(&listing, image, f);
	column = bytes_column(&listing, known);
	for (unsigned i = 0; i < listing.lines; i++) {
		const struct listing_line *line = &listing.line[i];

		if (line->label)
			buffer_addf(to, "%s%s:\n", i ? "" : "\n", line->label);
		buffer_addf(to, "%s%08x  ", arrow[line->arrow], line->addr);
		bytes(to, line, known, column);
		if (line->text && line->words)
			buffer_addf(to, "%-*s# %s", TEXT_COLUMN, line->text, line->words);
		else if (line->text)
			buffer_adds(to, line->text);
		buffer_addc(to, '\n');
	}
	if (!known && disasm_works())
		buffer_addf(to, "(code of no known layout: disassembled by %s)\n", disasm_library());
	else if (!known)
		buffer_addf(to, "(bytes only: %s)\n", disasm_library());
}

void report_version(struct buffer *to, uint32_t version)
{
	buffer_addf(to, "%u.%u.%u", version >> 16, version >> 8 & 255, version & 255);
}

void report_text(struct buffer *to, const char *of, const struct image *image, const struct facts *facts)
{
	fact(to, "vDSO of");
	buffer_addf(to, "%s\n", of);
	head(to, image, facts);
	symbols(to, facts);
	code(to, image, facts);
}
