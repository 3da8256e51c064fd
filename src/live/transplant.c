/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/transplant.h"

#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "live/auxv.h"
#include "live/mem.h"
#include "live/probe.h"
#include "vdso/build.h"

static void failed(struct transplant *t, const struct image *why)
{
	memcpy(t->image.why, why->why, sizeof(t->image.why));
}

static int take_file(struct transplant *t, struct image *file)
{
	int r = check_image(&t->check, file, &t->native);

	if (r == 0)
		check_make(&t->image, file, &t->native);
	return r;
}

int transplant_prepare(struct transplant *t, const struct choice *choice)
{
	struct image file = { .size = 0 };
	int r = 0;

	*t = (struct transplant){ .image.size = 0 };
	if (choice->kind == CHOICE_FILE)
		r = image_read(&file, choice->path);
	if (r < 0) {
		failed(t, &file);
		goto out;
	}
	r = probe_here(&t->native);
	if (r < 0) {
		failed(t, &t->native);
	} else if (choice->kind == CHOICE_FILE) {
		r = take_file(t, &file);
		if (r < 0)
			failed(t, &file);
	} else {
		r = build_image(&t->image, &t->native, choice->kind);
	}
out:
	image_free(&file);
	return r;
}

void transplant_free(struct transplant *t)
{
	image_free(&t->native);
	image_free(&t->image);
	check_free(&t->check);
}

/* What we want of an auxiliary vector: 0 for what is not there. */
struct found {
	uint32_t base, sysinfo, phent;
	size_t sysinfo_at; /* of its value: bytes from the vector's start */
};

static struct found look(const void *auxv, size_t bytes)
{
	struct found f = { 0 };

	for (size_t at = 0; at + 8 <= bytes; at += 8) {
		uint32_t pair[2];

		memcpy(pair, (const char *)auxv + at, sizeof(pair));
		if (pair[0] == AT_NULL)
			break;
		if (pair[0] == AT_SYSINFO_EHDR)
			f.base = pair[1];
		if (pair[0] == AT_PHENT)
			f.phent = pair[1];
		if (pair[0] == AT_SYSINFO) {
			f.sysinfo = pair[1];
			f.sysinfo_at = at + 4;
		}
	}
	return f;
}

static bool is_native(int tid, const struct transplant *t, uint32_t base)
{
	unsigned char *bytes = xcalloc(1, t->native.size);
	struct span span = { base, bytes, (uint32_t)t->native.size };
	bool same = mem_readv(tid, &span, 1) == (int)t->native.size &&
		    !memcmp(bytes, t->native.bytes, t->native.size);

	free(bytes);
	return same;
}

int transplant_put(int tid, uint64_t sp, const struct transplant *t)
{
	struct buffer auxv = BUFFER_INIT;
	uint64_t at;
	struct found f;
	uint32_t entry;
	int r = auxv_read(tid, sp, &auxv, &at);

	f = look(auxv.data, auxv.len);
	buffer_free(&auxv);
	if (r == -ENOEXEC || (r == 0 && f.phent != sizeof(Elf32_Phdr)))
		return 0;
	if (r < 0)
		return r;
	if (!f.base || !f.sysinfo)
		return -ENOENT;
	if (!is_native(tid, t, f.base))
		return -ENOTSUP;
	entry = f.base + t->image.sysinfo;
	r = mem_write(tid, f.base, t->image.bytes, t->image.size);
	if (r == 0)
		r = mem_write(tid, at + f.sysinfo_at, &entry, sizeof(entry));
	if (r == 0)
		return 1;
	if (mem_write(tid, f.base, t->native.bytes, t->native.size) < 0)
		return -ESRCH; /* killed */
	return r;
}

void transplant_correct(const struct transplant *t, void *auxv, size_t bytes)
{
	struct found f = look(auxv, bytes);
	uint32_t entry = f.base + t->image.sysinfo;

	if (f.base && f.sysinfo && f.sysinfo - f.base == t->native.sysinfo - t->native.base)
		memcpy((char *)auxv + f.sysinfo_at, &entry, sizeof(entry));
}
