/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Unwind data of a module, and a stack: registers first, then the module, which
 * is mapped from MODULE on and is a file, too. The only target that links
 * liblive: reading this is the business of those who ask a process, but what
 * it does with the answers needs none.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"
#include "live/ehframe.h"
#include "live/stack.h"

enum { MODULE = 0x10000, FRAMES = 64 };

struct process {
	struct source source; /* asked for memory alone */
	const uint8_t *bytes;
	size_t size;
	struct mapped module;
	unsigned frames;
};

static char file_name[] = "/tmp/gatetrace-fuzz.XXXXXX";
static int file = -1;

static void remove_file(void)
{
	unlink(file_name);
}

static void write_file(struct mapped *module, const uint8_t *bytes, size_t size)
{
	struct stat st;

	if (file < 0) {
		file = mkstemp(file_name);
		atexit(remove_file);
	}
	FUZZ_REQUIRE(file >= 0 && ftruncate(file, 0) == 0);
	FUZZ_REQUIRE(pwrite(file, bytes, size, 0) == (ssize_t)size && fstat(file, &st) == 0);
	module->path = file_name;
	module->len = sizeof(file_name) - 1;
	module->dev = st.st_dev;
	module->ino = st.st_ino;
}

/* The module where it is; elsewhere the stack, made of its bytes, too; nothing begins with 0xb. */
static uint32_t read_span(const struct process *p, const struct span *span)
{
	uint8_t *to = span->to;
	uint32_t i;

	for (i = 0; i < span->n; i++) {
		uint32_t addr = (uint32_t)span->addr + i, at = addr - MODULE;

		if (addr < MODULE || addr >> 28 == 0xb || (at >= p->size && addr < 0x1000000))
			break;
		to[i] = p->bytes[at % p->size];
	}
	return i;
}

static int read_memory(struct source *s, const struct span *span, unsigned spans)
{
	const struct process *p = (const struct process *)s;
	int done = 0;

	for (unsigned i = 0; i < spans; i++) {
		uint32_t n = read_span(p, &span[i]);

		done += (int)n;
		if (n < span[i].n)
			break;
	}
	return done ? done : -14;
}

static int find_mapping(void *arg, uint32_t addr, struct mapped *to)
{
	const struct process *p = arg;

	if (addr - MODULE >= p->size)
		return 0;
	*to = p->module;
	return 1;
}

static void see_frame(void *arg, uint32_t ip, uint32_t inside, const struct mapped *in)
{
	struct process *p = arg;

	FUZZ_REQUIRE(ip - inside <= 1);
	FUZZ_REQUIRE(!in || inside - MODULE < p->size);
	p->frames++;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct fuzz_input in = { bytes, size };
	unsigned how = (unsigned)fuzz_take(&in, 1);
	struct registers r = { .known = true };
	uint32_t *const reg[] = { &r.ax, &r.bx, &r.cx, &r.dx, &r.si, &r.di, &r.bp, &r.sp, &r.ip };
	struct process p = { .source = { .readv = read_memory } };
	struct stack_ask ask = { .registers = &r, .behind_call = how & 1, .max = FRAMES, .source = &p.source,
				 .mapped = find_mapping, .frame = see_frame, .arg = &p };
	struct stack *stack;

	for (size_t i = 0; i < sizeof(reg) / sizeof(*reg); i++)
		*reg[i] = fuzz_word(&in);
	if (!in.left)
		return 0;
	p.bytes = in.at;
	p.size = in.left;
	p.module = (struct mapped){ .start = MODULE, .end = MODULE + p.size, .first = MODULE, .exec = true };
	write_file(&p.module, in.at, in.left);
	if (how & 2) {
		p.module.path = "[vdso]";
		p.module.len = 6;
	}
	stack = stack_new();
	stack_walk(stack, &ask);
	/* Again, from every word of it: what was kept of the module is used. */
	for (unsigned i = 0; i < 8; i++) {
		r.ip = MODULE + (uint32_t)(p.size / 8 * i);
		stack_walk(stack, &ask);
	}
	FUZZ_REQUIRE(p.frames <= 9 * FRAMES);
	stack_free(stack);
	return 0;
}
