/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vdso/report.h"

#include "sink/json_write.h"
#include "vdso/listing.h"

static void address(struct buffer *to, const char *key, uint32_t addr)
{
	json_key(to, key);
	if (addr)
		buffer_add_udec(to, addr);
	else
		buffer_adds(to, "null");
}

static void text_or_null(struct buffer *to, const char *key, const char *text)
{
	if (text) {
		json_text(to, key, text);
		return;
	}
	json_key(to, key);
	buffer_adds(to, "null");
}

/* Where in the code of __kernel_vsyscall, as in a trace's "at". */
static void place(struct buffer *to, const char *key, const struct vdso_layout *l, uint32_t addr)
{
	json_key(to, key);
	if (addr)
		buffer_addf(to, "{\"ip\":%u,\"offset\":%u}", addr, addr - l->vsyscall);
	else
		buffer_adds(to, "null");
}

static void stub(struct buffer *to, const char *key, uint32_t start, uint32_t end)
{
	json_key(to, key);
	if (start)
		buffer_addf(to, "{\"start\":%u,\"end\":%u}", start, end);
	else
		buffer_adds(to, "null");
}

static void symbols(struct buffer *to, const struct facts *f)
{
	json_key(to, "symbols");
	buffer_addc(to, '[');
	for (unsigned i = 0; i < f->symbols; i++) {
		const struct facts_symbol *s = &f->symbol[i];

		buffer_addf(to, "%s{\"ip\":%u,\"size\":%u", i ? "," : "", s->addr, s->size);
		json_text(to, "name", s->name);
		buffer_addc(to, '}');
	}
	buffer_addc(to, ']');
}

static void code(struct buffer *to, const struct image *image, const struct facts *f)
{
	struct listing listing;

	listing_make(&listing, image, f);
	json_key(to, "code");
	buffer_addc(to, '[');
	for (unsigned i = 0; i < listing.lines; i++) {
		const struct listing_line *line = &listing.line[i];

		buffer_addf(to, "%s{\"ip\":%u,\"offset\":%u", i ? "," : "", line->addr,
			    line->addr - f->layout.vsyscall);
		text_or_null(to, "label", line->label);
		json_key(to, "bytes");
		buffer_addc(to, '"');
		for (uint32_t at = 0; at < line->n; at++)
			buffer_addf(to, "%02x", line->bytes[at]);
		buffer_addc(to, '"');
		text_or_null(to, "text", line->text);
		text_or_null(to, "words", line->words);
		buffer_addc(to, '}');
	}
	buffer_addc(to, ']');
}

void report_json(struct buffer *to, const char *of, const struct image *image, const struct facts *f)
{
	const struct vdso_layout *l = &f->layout;

	buffer_adds(to, "{\"v\":1,\"type\":\"vdso\"");
	json_text(to, "of", of);
	json_text(to, "layout", vdso_layout_name(l));
	json_text(to, "gate", gate_word(l->gate));
	json_key(to, "mapped");
	buffer_adds(to, image->mapped ? "true" : "false");
	json_unsigned(to, "base", l->base);
	json_unsigned(to, "size", image->size);
	address(to, "at_sysinfo", image->sysinfo);
	json_unsigned(to, "vsyscall", l->vsyscall);
	place(to, "landing", l, l->sysenter_landing);
	place(to, "restart", l, l->restart);
	text_or_null(to, "by", l->restart ? restart_insn_word(l->restart_insn) : NULL);
	place(to, "jmp_target", l, l->jmp_target);
	stub(to, "sigreturn", l->sigreturn, l->sigreturn_end);
	stub(to, "rt_sigreturn", l->rt_sigreturn, l->rt_sigreturn_end);
	json_key(to, "kernel");
	if (f->kernel) {
		buffer_addc(to, '"');
		report_version(to, f->kernel);
		buffer_addc(to, '"');
	} else {
		buffer_adds(to, "null");
	}
	symbols(to, f);
	code(to, image, f);
	buffer_adds(to, "}\n");
}
