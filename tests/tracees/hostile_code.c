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
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#include "asleep.h"
#include "expect.h"
#include "part.h"
#include "raw.h"

#define PAGE 4096ul

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
static void unreadable(raw_call *call, const char *gate)
{
	int prot;

	for (prot = PROT_EXEC; prot; prot = prot == PROT_EXEC ? PROT_EXEC | PROT_READ | PROT_WRITE : 0) {
		expect_end();
		mprotect(page, PAGE, prot);
		expect_begin();
		probe(call, gate, prot == PROT_EXEC ? "unreadable" : "readable");
	}
}

static void exec_only(void)
{
	expect_begin();
	put_slot("\x90\x90\x90\x90\x90\xcd\x80", 7);
	unreadable(here, "int80");
}

static void exec_only_fast(void)
{
	need_fast();
	expect_begin();
	put_gs10();
	unreadable(here, vdso.gate);
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

static uintptr_t vdso_start, vdso_size;

/* All of it: the kernel leaves no half of a vDSO. */
static unsigned char *vdso_page(void)
{
	FILE *f = fopen("/proc/self/maps", "r");
	unsigned long start, end;
	char line[256];

	while (f && fgets(line, sizeof(line), f))
		if (strstr(line, "[vdso]") && sscanf(line, "%lx-%lx", &start, &end) == 2) {
			vdso_start = start;
			vdso_size = end - start;
		}
	if (f)
		fclose(f);
	if (!vdso.kv || !vdso_size)
		skip("no vDSO here");
	return (unsigned char *)vdso_start;
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

/* Other pages in its place, by either call that maps: their code makes calls of its own. */
static void replaced_by(long nr)
{
	unsigned char *at = vdso_page(), *entry = (unsigned char *)(uintptr_t)vdso.kv;
	long args[] = { (long)at, (long)vdso_size, PROT_READ | PROT_WRITE | PROT_EXEC,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0 };
	raw_call *moved = (raw_call *)(uintptr_t)at;
	long ret;

	expect_begin();
	probe(fast, vdso.gate, "before");
	expect_end();
	set_fast((const void *)plain_entry);
	ret = nr == SYS_mmap ? int80(nr, (long)args, 0, 0, 0, 0, 0) :
			       int80(nr, args[0], args[1], args[2], args[3], args[4], args[5]);
	if (ret != args[0])
		skip("nothing can be mapped over the vDSO: %s", strerror((int)-ret));
	put_slot("\xcd\x80", 2);
	memcpy(at, page, CODE_MAX);
	/* As its entry may be. */
	memcpy(entry, "\xcd\x80\xc3", 3);
	expect_begin();
	probe(int80, "int80", "after");
	probe(moved, "int80", "from where the vDSO was");
	set_fast(entry);
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

/* Where the vDSO is sealed its own memory file still writes to it. */
static void patch(const void *to, const void *bytes, size_t n)
{
	long file = int80(SYS_open, (long)"/proc/self/mem", O_WRONLY, 0, 0, 0, 0);

	/* Not through what is being changed. */
	if (file < 0 || int80(SYS_pwrite64, file, (long)bytes, (long)n, (long)to, 0, 0) != (long)n)
		skip("the vDSO can't be written to");
	int80(SYS_close, file, 0, 0, 0, 0, 0);
}

/* int $0x80 in its entry, and again as it was. */
static void patched(void)
{
	unsigned char was[3];
	unsigned i;

	need_fast();
	memcpy(was, vdso.kv, sizeof(was));
	for (i = 0; i < 3; i++) {
		expect_begin();
		probe(fast, vdso.gate, "as it was");
		expect_end();
		patch(vdso.kv, "\xcd\x80\xc3", 3);
		expect_begin();
		probe(fast, "vdso:int80", "patched");
		expect_end();
		patch(vdso.kv, was, sizeof(was));
	}
}

/* What a trace shows of it: how is the instruction there. */
static void expect_interrupted(int fd, pid_t by, const char *how, const char *gate, const char *c)
{
	expect("%s read(%d, %p, 1) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)", vdso.gate, fd, c);
	expect("--- SIGWINCH {si_signo=SIGWINCH, si_code=SI_USER, si_pid=%d, si_uid=%d} ---", by,
	       (int)getuid());
	expect(">>> restart of read: %s at __kernel_vsyscall+0x%x (inferred)", how, vdso.restart);
	expect("%s read(%d, \"x\", 1) = 1", gate, fd);
}

static pid_t interrupt_once(const int *end)
{
	pid_t pid = fork(), parent = getppid();
	long sleeps;

	if (pid)
		return pid;
	wait_asleep(parent, SYS_read);
	sleeps = proc_sleeps(parent);
	kill(parent, SIGWINCH); /* ignored; under a tracer it interrupts all the same */
	if (proc_traced(parent))
		wait_asleep_again(parent, SYS_read, sleeps);
	write(end[1], "x", 1);
	_exit(0);
}

/* The instruction at the restart point is another one when the call restarts. */
static void restart_point(void)
{
	const unsigned char *at = vdso.kv + vdso.restart;
	unsigned char jump[2] = { 0xeb, 0 };
	int end[2];
	sigset_t child;
	pid_t pid;
	char c;

	need_fast();
	/* When a child's end is told is left to chance. */
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, NULL);
	if (at[0] != 0xcd)
		skip("no int $0x80 at the restart point here");
	/* To the pushes' end, from where the call is made anew. */
	jump[1] = (unsigned char)(3 - (int)(vdso.restart + 2));
	pipe(end);
	let_children_look();
	pid = interrupt_once(end);
	expect_begin();
	fast(SYS_read, end[0], (long)&c, 1, 0, 0, 0);
	expect_end();
	expect_interrupted(end[0], pid, vdso.insn, vdso.again, &c);
	waitpid(pid, NULL, 0);
	patch(at, jump, 2);
	pid = interrupt_once(end);
	expect_begin();
	fast(SYS_read, end[0], (long)&c, 1, 0, 0, 0);
	expect_end();
	expect_interrupted(end[0], pid, "jmp .Lenter_kernel", vdso.gate, &c);
	waitpid(pid, NULL, 0);
}

static const struct part parts[] = {
	{ "rewritten", rewritten, 1 },
	{ "pointer", pointer, 1 },
	{ "stub", stub, 1 },
	{ "exec-only", exec_only, 1 },
	{ "exec-only-fast", exec_only_fast, 1 },
	{ "no-stack", no_stack, 0 },
	{ "replaced", replaced, 1 },
	{ "replaced-by-old-mmap", replaced_by_old_mmap, 1 },
	{ "patched", patched, 1 },
	{ "restart-point", restart_point, 1 },
	{ NULL, NULL, 0 },
};

int main(int argc, char **argv)
{
	return part_main(parts, furnish, argc, argv);
}
