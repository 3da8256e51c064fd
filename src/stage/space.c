/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stage/space.h"

#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "decode/symbols.h"

enum { VDSO_MAX = 0x4000, CODE_WINDOW = 1024, FACTS_MAX = 1 << 16, RETURNS = 128 };

struct space {
	struct vdso_layout vdso;
	bool vdso_known;
	bool ask_maps;          /* the auxiliary vector may be out of date */
	struct map sites;       /* owned facts, one block each */
	struct map callsites;
	struct map located;     /* struct site by address */
	uint32_t returns[RETURNS];
	struct mappings *mappings;
	struct {
		uint64_t start;
		uint32_t len;
		uint8_t bytes[CODE_WINDOW];
	} code;                 /* read last by space_code() */
};

/*
 * Processes of one machine have the same vDSO: an image that was parsed once
 * is only moved. And one that we were told of need not be parsed at all.
 */
static struct known_image {
	char image[VDSO_MAX];
	uint32_t size, kv_offset;
	struct vdso_layout layout;
} parsed, told;

void space_know(const void *image, uint32_t size, uint32_t kv_offset, const struct vdso_layout *layout)
{
	if (size > sizeof(told.image))
		return;
	memcpy(told.image, image, size);
	told.size = size;
	told.kv_offset = kv_offset;
	told.layout = *layout;
}

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
		at--; /* another may have moved up */
	}
}

static void clear(struct map *m)
{
	size_t at = 0;
	void *fact;

	while ((fact = map_next(m, &at)))
		free(fact);
	map_free(m);
}

static void forget_all(struct space *sp)
{
	clear(&sp->sites);
	clear(&sp->callsites);
	memset(sp->returns, 0, sizeof(sp->returns));
	clear(&sp->located);
	mappings_free(sp->mappings);
	sp->mappings = NULL;
	sp->code.len = 0;
	sp->vdso_known = false;
}

void space_changed(struct space *sp, uint64_t start, uint64_t size)
{
	uint64_t end = start + size;

	sp->code.len = 0;
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
	struct mapped other;
	bool named, replaced;

	mappings_free(sp->mappings);
	named = mappings_vdso(mappings_now(sp, s), &start, &end);
	replaced = !named && mappings_at(sp->mappings, *base, &other);
	mappings_free(sp->mappings);
	sp->mappings = NULL;
	if (replaced)
		*base = *kv = 0;
	if (!named)
		return; /* old kernels don't list it: trust the vector */
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

/* Is it the known image that stands at base? Then l is its layout there. */
static bool same_image(const struct known_image *k, struct vdso_layout *l, struct source *s, uint32_t base,
		       uint32_t kv)
{
	char image[VDSO_MAX];
	struct span span = { base, image, k->size };

	if (!k->size || k->kv_offset != kv - base || s->readv(s, &span, 1) != (int)k->size ||
	    memcmp(k->image, image, k->size) != 0)
		return false;
	*l = k->layout;
	move(l, base - l->base);
	return true;
}

static void read_image(struct vdso_layout *l, struct source *s, uint32_t base, uint32_t kv)
{
	struct span span = { base, parsed.image, sizeof(parsed.image) };
	int n = s->readv(s, &span, 1);

	parsed.size = 0;
	if (n <= 0) {
		l->kind = VDSO_ABSENT; /* unmapped */
		return;
	}
	/* A failure leaves UNKNOWN, which is what we have to say then. */
	if (vdso_parse(&parsed.layout, parsed.image, (size_t)n, base, kv) < 0)
		parsed.layout.kind = VDSO_UNKNOWN;
	parsed.size = parsed.layout.size < (uint32_t)n ? parsed.layout.size : (uint32_t)n;
	parsed.kv_offset = kv - base;
	*l = parsed.layout;
}

const struct vdso_layout *space_vdso(struct space *sp, struct source *s)
{
	uint32_t kv, base;
	int r;

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
	if (!base)
		sp->vdso.kind = VDSO_ABSENT;
	else if (!same_image(&told, &sp->vdso, s, base, kv) && !same_image(&parsed, &sp->vdso, s, base, kv))
		read_image(&sp->vdso, s, base, kv);
	return &sp->vdso;
}

void space_check(struct space *sp, struct source *s)
{
	const struct vdso_layout was = sp->vdso;
	struct vdso_layout now;

	if (!sp->vdso_known || !was.base || !was.vsyscall || was.kind == VDSO_ABSENT)
		return;
	if (!same_image(&told, &now, s, was.base, was.vsyscall) &&
	    !same_image(&parsed, &now, s, was.base, was.vsyscall))
		space_changed(sp, was.base, was.size);
}

int space_code(struct space *sp, struct source *s, uint64_t addr, void *to, uint32_t n)
{
	uint64_t start = addr & ~(uint64_t)(CODE_WINDOW - 1);
	struct span window = { start, sp->code.bytes, CODE_WINDOW };
	struct span exact = { addr, to, n };

	if (addr + n > start + CODE_WINDOW)
		return s->readv(s, &exact, 1);
	if (sp->code.start != start || sp->code.len < addr - start + n) {
		int got = s->readv(s, &window, 1);

		sp->code.start = start;
		sp->code.len = got > 0 ? (uint32_t)got : 0;
	}
	if (sp->code.len < addr - start + n)
		return s->readv(s, &exact, 1);
	memcpy(to, sp->code.bytes + (addr - start), n);
	return (int)n;
}

static struct map *bounded(struct map *m)
{
	if (m->used >= FACTS_MAX)
		clear(m);
	return m;
}

struct map *space_sites(struct space *sp)
{
	return bounded(&sp->sites);
}

struct map *space_callsites(struct space *sp)
{
	return bounded(&sp->callsites);
}

uint32_t *space_return(struct space *sp, uint32_t nr)
{
	return &sp->returns[nr % RETURNS];
}

void space_locate(struct space *sp, struct source *s, struct site *where)
{
	struct site *known = map_get(bounded(&sp->located), where->ip);

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

int space_mapped(struct space *sp, struct source *s, uint64_t addr, bool again, struct mapped *to)
{
	bool fresh = !sp->mappings;
	int found;

	if (fresh) {
		space_vdso(sp, s);
		mappings_now(sp, s);
	}
	found = mappings_at(sp->mappings, addr, to);
	if (fresh || !again || (found && to->exec))
		return found;
	mappings_free(sp->mappings);
	return mappings_at(mappings_now(sp, s), addr, to);
}
