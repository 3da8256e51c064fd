/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An image of somebody's own: read as a file or as a process's memory,
 * described, rebuilt as --vdso does, and held against a native one that is all
 * right as --vdso=FILE does. The first byte says which, then comes the image.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "printed.h"
#include "../unit/tiny_elf.h"
#include "vdso/build.h"
#include "vdso/check.h"
#include "vdso/facts.h"
#include "vdso/listing.h"
#include "vdso/report.h"

enum { AS_FILE = 1, AS_INT80 = 2, HOLD = 4, AMD = 8, SYSINFO = 0xf0 };

enum { PAD = 0x49, STUB = 0x80, RT_STUB = 0x90 };

/* Of a file that libc can open by name, without a file. */
static void read_file(struct image *image, const uint8_t *bytes, size_t size)
{
	int fd = memfd_create("image", MFD_CLOEXEC);
	char path[32];

	FUZZ_REQUIRE(fd >= 0 && write(fd, bytes, size) == (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (image_read(image, path) < 0)
		FUZZ_REQUIRE(*image->why);
	close(fd);
}

static void native(struct image *image, struct tiny_elf *t, bool amd)
{
	static const uint8_t intel_code[] = { 0x51, 0x52, 0x55, 0x89, 0xe5, 0x0f, 0x34,
					      0xcd, 0x80, 0x5d, 0x5a, 0x59, 0xc3 };
	static const uint8_t amd_code[] = { 0x51, 0x52, 0x55, 0x89, 0xcd, 0x0f, 0x05,
					    0xcd, 0x80, 0x5d, 0x5a, 0x59, 0xc3 };
	static const uint8_t stub[] = { 0x58, 0xb8, 119, 0, 0, 0, 0xcd, 0x80 };
	static const uint8_t rt_stub[] = { 0xb8, 173, 0, 0, 0, 0xcd, 0x80 };

	tiny_elf(t, 0);
	memcpy(t->code + PAD - 9, amd ? amd_code : intel_code, sizeof(amd_code));
	memcpy(t->code + STUB, stub, sizeof(stub));
	memcpy(t->code + RT_STUB, rt_stub, sizeof(rt_stub));
	tiny_symbol(t, "__kernel_vsyscall", PAD - 9, sizeof(amd_code), TINY_GLOBAL);
	tiny_symbol(t, "__kernel_sigreturn", STUB, sizeof(stub), TINY_GLOBAL);
	tiny_symbol(t, "__kernel_rt_sigreturn", RT_STUB, sizeof(rt_stub), TINY_GLOBAL);
	*image = (struct image){ .bytes = (unsigned char *)t, .size = sizeof(*t), .base = 0xf7f00000,
				 .mapped = true, .sysinfo = 0xf7f00000 + TINY_CODE + PAD - 9 };
}

static void describe(const struct image *image)
{
	struct buffer to = BUFFER_INIT;
	struct facts facts;

	if (facts_read(&facts, image) == 0) {
		report_text(&to, "fuzz", image, &facts);
		check_plain(buffer_text(&to), to.len, false);
		buffer_reset(&to);
		report_json(&to, "fuzz", image, &facts);
		check_json(buffer_text(&to));
	}
	facts_free(&facts);
	buffer_free(&to);
}

/* What it makes is at least as good as what it was made of. */
static void rebuild(const struct image *image, enum choice_kind kind)
{
	struct vdso_layout l;
	struct image made;

	if (build_image(&made, image, kind) < 0) {
		FUZZ_REQUIRE(*made.why);
		return;
	}
	FUZZ_REQUIRE(made.size == image->size && image_check(&made) == 0);
	FUZZ_REQUIRE(vdso_parse(&l, made.bytes, made.size, 0x10000, 0) == 0);
	FUZZ_REQUIRE(l.kind == (kind == CHOICE_CLASSIC ? VDSO_CLASSIC : VDSO_MODERN_INT80));
	FUZZ_REQUIRE(l.vsyscall == 0x10000 + made.sysinfo && l.sigreturn && l.rt_sigreturn);
	describe(&made);
	image_free(&made);
}

static void hold(struct image *file, bool amd)
{
	struct check c = { 0 };
	struct image mine, made;
	struct vdso_layout l;
	struct tiny_elf t;

	native(&mine, &t, amd);
	if (check_image(&c, file, &mine) < 0) {
		FUZZ_REQUIRE(*file->why);
		check_free(&c);
		return;
	}
	check_plain(c.text.data, c.text.len, false);
	check_make(&made, file, &mine);
	made.base = 0x10000;
	if (vdso_parse(&l, made.bytes, made.size, made.base, made.base + made.sysinfo) == 0) {
		check_layout(&l, &made, &mine);
		FUZZ_REQUIRE(!l.landing || l.restart == l.landing - 2);
	}
	image_free(&made);
	check_free(&c);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct fuzz_input in = { bytes, size };
	unsigned how = (unsigned)fuzz_take(&in, 1);
	struct image image = { .mapped = true, .base = 0xf7f26000 };

	if (how & AS_FILE) {
		read_file(&image, in.at, in.left);
	} else {
		image.bytes = (unsigned char *)fuzz_text(&in, IMAGE_MAX);
		image.size = size > 1 ? size - 1 : 0;
		image.size = image.size < IMAGE_MAX ? image.size : IMAGE_MAX;
		image.sysinfo = how & SYSINFO ? image.base + 0x10 * (how & SYSINFO) : 0;
	}
	if (image_check(&image) == 0) {
		describe(&image);
		if (how & HOLD)
			hold(&image, how & AMD);
		else
			rebuild(&image, how & AS_INT80 ? CHOICE_INT80 : CHOICE_CLASSIC);
	} else {
		FUZZ_REQUIRE(*image.why);
	}
	image_free(&image);
	return 0;
}
