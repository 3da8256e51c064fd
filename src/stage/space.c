/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stage/space.h"

#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "decode/symbols.h"

enum { VDSO_MAX = 0x4000 };

struct space {
	struct vdso_layout vdso;
	bool vdso_known;
	bool ask_maps;          /* the auxiliary vector may be out of date */
	struct map sites;       /* owned facts, one block each */
	struct map callsites;
	struct map located;     /* struct site by address */
	struct mappings *mappings;
};

/*
 * Processes of one machine have the same vDSO: an image that was parsed once
 * is only moved.
 */
static struct {
	char image[VDSO_MAX];
	uint32_t size, kv_offset;
	struct vdso_layout layout;
} parsed;

struct space *space_new(void)
{
	struct space *sp = xcalloc(1, sizeof(*sp));

	sp->ask_maps = true;
	return sp;
}

/* Drops the facts about code in the range. Every fact starts with its address. */
static void forget(struct map *m, uint64_t start, uint64_t end)
{
	size_t at = 0;
	uint64_t *fact;

	while ((fact = map_next(m, &at))) {
		if (*fact < start || *fact >= end)
			continue;
		map_take(m, *fact);
		free(fact);
		at = 0; /* others may have moved up */
	}
}

static void forget_all(struct space *sp)
{
	forget(&sp->sites, 0, UINT64_MAX);
	forget(&sp->callsites, 0, UINT64_MAX);
	forget(&sp->located, 0, UINT64_MAX);
	mappings_free(sp->mappings);
	sp->mappings = NULL;
	sp->vdso_known = false;
}

void space_changed(struct space *sp, uint64_t start, uint64_t size)
{
	uint64_t end = start + size;

	forget(&sp->sites, start, end + 1);
	forget(&sp->callsites, start, end + 1);
	forget(&sp->located, start, end);
	mappings_free(sp->mappings);
	sp->mappings = NULL;
	if (start < (uint64_t)sp->vdso.base + VDSO_MAX && sp->vdso.base < end) {
		sp->vdso_known = false;
		sp->ask_maps = true;
	}
}

void space_fork(struct space *child, const struct space *parent)
{
	forget_all(child);
	child->vdso = parent->vdso;
	child->vdso_known = parent->vdso_known;
	child->ask_maps = parent->ask_maps;
}

void space_exec(struct space *sp)
{
	forget_all(sp);
	sp->ask_maps = false;
}

void space_free(struct space *sp)
{
	forget_all(sp);
	map_free(&sp->sites);
	map_free(&sp->callsites);
	map_free(&sp->located);
	free(sp);
}

/* AT_SYSINFO and AT_SYSINFO_EHDR of a 32-bit process: 0, or -ENOEXEC for another. */
static int read_auxv(struct source *s, uint32_t *kv, uint32_t *base)
{
	struct buffer bytes = BUFFER_INIT;
	bool narrow = false;
	int r = s->auxv(s, &bytes);

	*kv = *base = 0;
	if (r < 0)
		goto out;
	for (size_t at = 0; at + 8 <= bytes.len; at += 8) {
		uint32_t pair[2];

		memcpy(pair, bytes.data + at, sizeof(pair));
		if (pair[0] == AT_NULL)
			break;
		if (pair[0] == AT_SYSINFO)
			*kv = pair[1];
		if (pair[0] == AT_SYSINFO_EHDR)
			*base = pair[1];
		if (pair[0] == AT_PHENT)
			narrow = pair[1] == sizeof(Elf32_Phdr);
	}
	r = narrow ? 0 : -ENOEXEC;
out:
	buffer_free(&bytes);
	return r;
}

static struct mappings *mappings_now(struct space *sp, struct source *s)
{
	struct buffer text = BUFFER_INIT;
	char image[VDSO_MAX];
	struct span span = { sp->vdso.base, image, sizeof(image) };
	int n;

	if (s->maps(s, &text) < 0)
		buffer_reset(&text);
	sp->mappings = mappings_parse(text.data, text.len);
	buffer_free(&text);
	if (sp->vdso_known && sp->vdso.base && (n = s->readv(s, &span, 1)) > 0)
		mappings_set_vdso(sp->mappings, image, (size_t)n);
	return sp->mappings;
}

/* Where [vdso] is now: mremap moves it, munmap removes it. */
static void find_moved(struct space *sp, struct source *s, uint32_t *kv, uint32_t *base)
{
	uint64_t start, end;
	bool named;

	mappings_free(sp->mappings);
	named = mappings_vdso(mappings_now(sp, s), &start, &end);
	mappings_free(sp->mappings);
	sp->mappings = NULL;
	if (!named)
		return; /* old kernels don't name it: trust the vector */
	if (*base && *kv)
		*kv += (uint32_t)start - *base;
	*base = (uint32_t)start;
}

static void move(struct vdso_layout *l, uint32_t by)
{
	uint32_t *const address[] = {
		&l->base,	   &l->vsyscall,      &l->landing,	&l->restart,
		&l->jmp_target,	   &l->sigreturn,     &l->sigreturn_end, &l->rt_sigreturn,
		&l->rt_sigreturn_end, &l->sysenter_landing,
	};

	for (size_t i = 0; i < sizeof(address) / sizeof(*address); i++)
		if (*address[i])
			*address[i] += by;
}

static void parse(struct vdso_layout *l, const char *image, uint32_t size, uint32_t base, uint32_t kv)
{
	if (!parsed.size || parsed.size != size || parsed.kv_offset != kv - base ||
	    memcmp(parsed.image, image, size) != 0) {
		/* A failure leaves UNKNOWN, which is what we have to say then. */
		if (vdso_parse(&parsed.layout, image, size, base, kv) < 0)
			parsed.layout.kind = VDSO_UNKNOWN;
		memcpy(parsed.image, image, size);
		parsed.size = size;
		parsed.kv_offset = kv - base;
	}
	*l = parsed.layout;
	move(l, base - l->base);
}

const struct vdso_layout *space_vdso(struct space *sp, struct source *s)
{
	char image[VDSO_MAX];
	struct span span = { 0, image, sizeof(image) };
	uint32_t kv, base;
	int n, r;

	if (sp->vdso_known)
		return &sp->vdso;
	memset(&sp->vdso, 0, sizeof(sp->vdso));
	r = read_auxv(s, &kv, &base);
	sp->vdso_known = r != -ESRCH;
	if (r < 0) {
		sp->vdso.kind = r == -ENOEXEC ? VDSO_ABSENT : VDSO_UNKNOWN;
		return &sp->vdso;
	}
	if (base && sp->ask_maps)
		find_moved(sp, s, &kv, &base);
	if (!base && kv)
		base = kv & ~0xfffu;
	if (!base) {
		sp->vdso.kind = VDSO_ABSENT;
		return &sp->vdso;
	}
	span.addr = base;
	n = s->readv(s, &span, 1);
	if (n > 0)
		parse(&sp->vdso, image, (uint32_t)n, base, kv);
	else
		sp->vdso.kind = VDSO_ABSENT; /* unmapped */
	return &sp->vdso;
}

struct map *space_sites(struct space *sp)
{
	return &sp->sites;
}

struct map *space_callsites(struct space *sp)
{
	return &sp->callsites;
}

void space_locate(struct space *sp, struct source *s, struct site *where)
{
	struct site *known = map_get(&sp->located, where->ip);

	if (!known) {
		known = xcalloc(1, sizeof(*known));
		known->ip = where->ip;
		space_vdso(sp, s);
		/* New mappings don't tell us: look again when the old ones fail. */
		if (!sp->mappings || !mappings_find(sp->mappings, known)) {
			mappings_free(sp->mappings);
			mappings_find(mappings_now(sp, s), known);
		}
		map_put(&sp->located, where->ip, known);
	}
	*where = *known;
}
