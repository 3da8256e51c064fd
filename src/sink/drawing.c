/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sink/drawing.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "sink/json_write.h"

bool drawing_make(struct drawing *d, const struct event *e)
{
	struct image image = { .base = 0 };
	struct facts facts;
	uint32_t got;
	const void *bytes = event_bytes(e, false, e->site.ip, IMAGE_MAX, &got);

	memset(d, 0, sizeof(*d));
	if (!bytes)
		return false;
	image.bytes = d->bytes = xcalloc(1, got);
	memcpy(d->bytes, bytes, got);
	image.size = got;
	image.base = (uint32_t)e->site.ip;
	image.sysinfo = (uint32_t)e->ip;
	image.mapped = true;
	if (image_check(&image) < 0 || facts_read(&facts, &image) < 0) {
		drawing_free(d);
		return false;
	}
	d->layout = facts.layout;
	d->base = image.base;
	d->vsyscall = facts.layout.vsyscall;
	listing_make(&d->listing, &image, &facts);
	facts_free(&facts);
	return true;
}

void drawing_free(struct drawing *d)
{
	free(d->bytes);
	d->bytes = NULL;
}

static void add_offset(struct buffer *to, const struct drawing *d, uint32_t addr)
{
	buffer_addc(to, ',');
	buffer_add_dec(to, addr ? (int64_t)addr - d->vsyscall : -1);
}

static void add_text(struct buffer *to, const char *text)
{
	buffer_addc(to, ',');
	if (text)
		json_string(to, text, strlen(text));
	else
		buffer_adds(to, "null");
}

void drawing_json(struct buffer *to, const struct drawing *d)
{
	add_text(to, vdso_layout_name(&d->layout));
	add_text(to, gate_word(d->layout.gate));
	add_offset(to, d, d->layout.landing);
	add_offset(to, d, d->layout.restart);
	add_offset(to, d, d->layout.jmp_target);
	add_text(to, restart_insn_word(d->layout.restart_insn));
	buffer_adds(to, ",[");
	for (unsigned i = 0; i < d->listing.lines; i++) {
		const struct listing_line *line = &d->listing.line[i];

		buffer_addf(to, "%s[%u,\"", i ? "," : "", line->addr - d->vsyscall);
		for (uint32_t at = 0; at < line->n; at++)
			buffer_addf(to, "%02x", line->bytes[at]);
		buffer_addc(to, '"');
		add_text(to, line->label);
		add_text(to, line->text);
		add_text(to, line->words);
		buffer_addf(to, ",%d]", line->arrow);
	}
	buffer_addc(to, ']');
}
