/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Code that changes under the tracer, and memory that goes, one scenario a run:
 *
 *	hostile_code SCENARIO, hostile_code list
 *
 * The calls all come back to the same return address, or to the same place in
 * the vDSO, and only what stands there now tells which gate they took.
 */
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#include "expect.h"
#include "raw.h"
#include "vdso.h"

#define PAGE 4096ul

static struct own_vdso vdso;

static void probe(raw_call *call, const char *gate, const char *where)
{
	expect("%s access(\"%s\", F_OK) = -1 ENOENT (No such file or directory)", gate, where);
	call(SYS_access, (long)where, F_OK, 0, 0, 0, 0);
}

/* ---- A raw_call whose call is seven bytes of writable code ---- */

enum { SLOT = 7, CODE_MAX = 64 };

extern const unsigned char frame_begin[], frame_slot[], frame_end[];
__asm__(".pushsection .rodata\n"
	"frame_begin:\n"
	"	push %ebp\n"
	"	push %ebx\n"
	"	push %esi\n"
	"	push %edi\n"
	"	mov 20(%esp), %eax\n"
	"	mov 24(%esp), %ebx\n"
	"	mov 28(%esp), %ecx\n"
	"	mov 32(%esp), %edx\n"
	"	mov 36(%esp), %esi\n"
	"	mov 40(%esp), %edi\n"
	"	mov 44(%esp), %ebp\n"
	"frame_slot:\n"
	"	.fill 7, 1, 0x90\n"
	"	pop %edi\n"
	"	pop %esi\n"
	"	pop %ebx\n"
	"	pop %ebp\n"
	"	ret\n"
	"frame_end:\n"
	".popsection");

static unsigned char *page, *slot;
static raw_call *here;
static const void **through; /* a pointer in memory */

/* Where the vDSO's own code also works: a shim, on this machine, too. */
static unsigned char *copy_of_kv;

static void furnish(void)
{
	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (page == MAP_FAILED)
		skip("no writable code here");
	memcpy(page, frame_begin, (size_t)(frame_end - frame_begin));
	slot = page + (frame_slot - frame_begin);
	here = (raw_call *)(uintptr_t)page;
	copy_of_kv = page + 256;
	if (vdso.kv)
		memcpy(copy_of_kv, vdso.kv, 32);
	through = (const void **)(uintptr_t)(page + 512);
}

/* A copy of a vDSO that has int $0x80 alone is an int $0x80 site, and needs no call site. */
static void need_fast(void)
{
	if (!vdso.kv || !strcmp(vdso.gate, "vdso:int80"))
		skip("no fast system calls here");
}

static void put_slot(const void *code, unsigned n)
{
	memset(slot, 0x90, SLOT);
	memcpy(slot + SLOT - n, code, n);
	__asm__ volatile("" : : : "memory");
}

static void put_gs10(void)
{
	put_slot("\x65\xff\x15\x10\0\0\0", 7);
}

static void put_call(const void *target)
{
	unsigned char code[5] = { 0xe8 };
	int32_t by = (int32_t)((uintptr_t)target - (uintptr_t)(slot + SLOT));

	memcpy(code + 1, &by, sizeof(by));
	put_slot(code, sizeof(code));
}

static void put_call_through(void)
{
	unsigned char code[6] = { 0xff, 0x15 };

	memcpy(code + 2, &through, sizeof(through));
	put_slot(code, sizeof(code));
}

/* One return address, whose call is another each time. */
static void rewritten(void)
{
	unsigned i;

	need_fast();
	expect_begin();
	for (i = 0; i < 3; i++) {
		put_gs10();
		probe(here, vdso.gate, "by call *%gs:0x10");
		put_call(copy_of_kv);
		probe(here, "shim:sysenter", "by a call of a copy");
		put_call(vdso.kv);
		probe(here, vdso.gate, "by a call of the vDSO");
		put_slot("\x90\x90\x90\x90\x90\xcd\x80", 7);
		probe(here, "int80", "by int $0x80");
	}
}

/* The call stays, the pointer that it goes through changes. */
static void pointer(void)
{
	unsigned i;

	need_fast();
	expect_begin();
	put_call_through();
	for (i = 0; i < 3; i++) {
		*through = vdso.kv;
		probe(here, vdso.gate, "through a pointer to the vDSO");
		*through = copy_of_kv;
		probe(here, "shim:sysenter", "through a pointer to a copy");
	}
}

/* The call stays, the stub that it goes to changes: what a PLT does. */
static void stub(void)
{
	unsigned char *jump = page + 640;
	unsigned i;

	need_fast();
	expect_begin();
	put_call(jump);
	for (i = 0; i < 3; i++) {
		memcpy(jump, "\x65\xff\x25\x10\0\0\0", 7);
		probe(here, vdso.gate, "by jmp *%gs:0x10");
		jump[0] = 0xff;
		jump[1] = 0x25;
		memcpy(jump + 2, &through, sizeof(through));
		*through = copy_of_kv;
		probe(here, "shim:sysenter", "by jmp through a pointer to a copy");
		*through = vdso.kv;
		probe(here, vdso.gate, "by jmp through a pointer to the vDSO");
	}
}

/* Code that may be executed, not read. */
static void exec_only(void)
{
	put_slot("\x90\x90\x90\x90\x90\xcd\x80", 7);
	mprotect(page, PAGE, PROT_EXEC);
	probe(here, "int80", "by int $0x80 in unreadable code");
	mprotect(page, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC);
	probe(here, "int80", "by int $0x80 in readable code");
}

static void exec_only_fast(void)
{
	need_fast();
	expect_begin();
	put_gs10();
	mprotect(page, PAGE, PROT_EXEC);
	probe(here, vdso.gate, "by call *%gs:0x10 in unreadable code");
}

/* The code of the call itself is gone when the tracer looks: the page is unmapped by it. */
static void gone(void)
{
	unsigned char *after = page + PAGE;
	void *at = mmap(after, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);

	(void)at;
	put_slot("\x90\x90\x90\x90\x90\xcd\x80", 7);
	mprotect(page, PAGE, PROT_READ | PROT_EXEC);
	expect("int80 mremap(%p, 4096, 0, 0) = -1 EINVAL (Invalid argument)", (void *)page);
	here(SYS_mremap, (long)page, PAGE, 0, 0, 0, 0);
}

/* ---- A call without a stack ---- */

static long without_stack(long nr, long a, long esp)
{
	long ret;

	__asm__ volatile("xchg %%esp, %%esi\n"
			 "int $0x80\n"
			 "xchg %%esp, %%esi"
			 : "=a"(ret), "+S"(esp)
			 : "0"(nr), "b"(a), "c"(F_OK)
			 : "memory");
	return ret;
}

static void no_stack(void)
{
	static const uint32_t esp[] = { 0, 4, 0x1000, 0x7fffffff, 0xc0000000, 0xfffffffc, 0xffffffff };
	unsigned i;

	for (i = 0; i < sizeof(esp) / sizeof(*esp); i++) {
		expect("int80 access(\"without a stack\", F_OK) = -1 ENOENT (No such file or directory)");
		without_stack(SYS_access, (long)"without a stack", (long)esp[i]);
	}
	/* Unmapped by the very call that stands on it. */
	for (i = 0; i < 2; i++) {
		char *stack = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		long ret;

		expect("%s mmap2(NULL, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = %p",
		       vdso.gate, (void *)stack);
		expect("int80 munmap(%p, 4096) = 0", (void *)stack);
		__asm__ volatile("mov %%esp, %%esi\n"
				 "mov %2, %%esp\n"
				 "int $0x80\n"
				 "mov %%esi, %%esp"
				 : "=a"(ret)
				 : "0"((long)SYS_munmap), "r"(stack + PAGE / 2), "b"(stack), "c"(PAGE)
				 : "memory", "esi");
	}
}

/* ---- The vDSO, overwritten ---- */

static unsigned char *vdso_page(void)
{
	return (unsigned char *)((uintptr_t)vdso.kv & ~(PAGE - 1));
}

static void set_fast(const void *entry)
{
	__asm__ volatile("mov %0, %%gs:0x10" : : "r"(entry) : "memory");
}

void plain_entry(void);
__asm__(".pushsection .text\n"
	".globl plain_entry\n"
	"plain_entry:\n"
	"	int $0x80\n"
	"	ret\n"
	".popsection");

/* Another page in its place, by either call that maps: its code makes calls of its own. */
static void replaced_by(long nr)
{
	long args[] = { (long)vdso_page(), PAGE, PROT_READ | PROT_WRITE | PROT_EXEC,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0 };
	raw_call *moved = (raw_call *)(uintptr_t)vdso_page();
	unsigned offset = (unsigned)((uintptr_t)vdso.kv % PAGE);
	long ret;

	if (!vdso.kv)
		skip("no vDSO here");
	expect_begin();
	probe(fast, vdso.gate, "before");
	expect_end();
	set_fast((const void *)plain_entry);
	ret = nr == SYS_mmap ? int80(nr, (long)args, 0, 0, 0, 0, 0) :
			       int80(nr, args[0], args[1], args[2], args[3], args[4], args[5]);
	if (ret != args[0])
		skip("nothing can be mapped over the vDSO");
	memcpy((void *)moved, page, PAGE < 256 ? PAGE : 256);
	memset((unsigned char *)moved + (slot - page), 0x90, SLOT);
	memcpy((unsigned char *)moved + (slot - page) + SLOT - 2, "\xcd\x80", 2);
	/* As the vDSO's entry was: int $0x80 and back. */
	memcpy(vdso_page() + offset, "\xcd\x80\xc3", 3);
	expect_begin();
	probe(int80, "int80", "after");
	probe(moved, "int80", "from where the vDSO was");
	set_fast(vdso_page() + offset);
	probe(fast, "int80", "by what stands there now");
}

static void replaced(void)
{
	replaced_by(SYS_mmap2);
}

static void replaced_by_old_mmap(void)
{
	replaced_by(SYS_mmap);
}

/* Its own code, made writable: int $0x80 instead. */
static void patched(void)
{
	unsigned char *at = (unsigned char *)(uintptr_t)vdso.kv;
	unsigned char was[3];

	need_fast();
	expect_begin();
	probe(fast, vdso.gate, "before");
	expect_end();
	if (mprotect(vdso_page(), PAGE, PROT_READ | PROT_WRITE | PROT_EXEC))
		skip("the vDSO can't be made writable");
	memcpy(was, at, 3);
	memcpy(at, "\xcd\x80\xc3", 3);
	expect_begin();
	probe(fast, "vdso:int80", "patched");
	memcpy(at, was, 3);
	probe(fast, vdso.gate, "mended");
	memcpy(at, "\xcd\x80\xc3", 3);
	probe(fast, "vdso:int80", "patched again");
	memcpy(at, was, 3);
}

static const struct scenario {
	const char *name;
	void (*run)(void);
	int begins; /* does expect_begin() itself */
} scenarios[] = {
	{ "rewritten", rewritten, 1 },
	{ "pointer", pointer, 1 },
	{ "stub", stub, 1 },
	{ "exec-only-fast", exec_only_fast, 1 },
	{ "exec-only", exec_only, 0 },
	{ "gone", gone, 0 },
	{ "no-stack", no_stack, 0 },
	{ "replaced", replaced, 1 },
	{ "replaced-by-old-mmap", replaced_by_old_mmap, 1 },
	{ "patched", patched, 1 },
};

int main(int argc, char **argv)
{
	unsigned i;

	vdso = own_vdso();
	expect_tid = getpid();
	for (i = 0; i < sizeof(scenarios) / sizeof(*scenarios); i++) {
		const struct scenario *s = &scenarios[i];

		if (argc == 2 && !strcmp(argv[1], "list"))
			puts(s->name);
		if (argc != 2 || strcmp(argv[1], s->name))
			continue;
		furnish();
		if (!s->begins)
			expect_begin();
		s->run();
		expect_end();
		expect_print();
		return 0;
	}
	return argc == 2 && !strcmp(argv[1], "list") ? 0 : 1;
}
