/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every way into the kernel that a 32-bit program has, one scenario a run:
 *
 *	gates SCENARIO, gates list
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "expect.h"
#include "part.h"
#include "raw.h"

#define PAGE 4096ul

/* What libc calls: a thread's gs:0x10. */
static void set_fast(const void *entry)
{
	__asm__ volatile("mov %0, %%gs:0x10" : : "r"(entry) : "memory");
}

/* One call through the gate, and the line for it; where tells the calls apart. */
static void probe(raw_call *call, const char *gate, const char *where)
{
	expect("%s access(\"%s\", F_OK) = -1 ENOENT (No such file or directory)", gate, where);
	call(SYS_access, (long)where, F_OK, 0, 0, 0, 0);
}

/* Does the CPU let 32-bit code execute sysenter? */
static void need_sysenter(void)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		shim(SYS_getpid, 0, 0, 0, 0, 0, 0);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGILL)
		skip("sysenter is an illegal instruction in 32-bit code here");
	if (status)
		skip("a sysenter of our own does not come back here (status 0x%x)", status);
}

static void both(void)
{
	probe(int80, "int80", "by int $0x80");
	probe(fast, vdso.gate, "by call *%gs:0x10");
	expect("%s access(\"by libc\", W_OK) = -1 ENOENT (No such file or directory)", vdso.gate);
	access("by libc", W_OK);
	probe(int80, "int80", "by int $0x80 again");
}

/* mmap2's offset is the sixth argument: a wrong one shows in the line. */
static void sixth_by(raw_call *call, const char *gate)
{
	expect(
	    "%s mmap2(NULL, 4096, PROT_READ, MAP_PRIVATE, -1, 0x12345000) = -1 EBADF (Bad file descriptor)",
	    gate);
	call(SYS_mmap2, 0, PAGE, PROT_READ, MAP_PRIVATE, -1, 0x12345);
}

static void sixth(void)
{
	sixth_by(int80, "int80");
	sixth_by(fast, vdso.gate);
}

static void sixth_shim(void)
{
	need_sysenter();
	expect_begin();
	sixth_by(shim, "shim:sysenter");
}

/* Numbers that the table does not have. */
static void numbers(void)
{
	static const uint32_t nr[] = { 222, 223, 0x1e240, 0x80000001, 0xffffffff, 0xfffffe00 };
	unsigned i;

	for (i = 0; i < sizeof(nr) / sizeof(*nr); i++) {
		expect(
		    "int80 syscall_0x%x(0x1, 0x2, 0x3, 0x4, 0x5, 0x6) = -1 ENOSYS (Function not implemented)",
		    nr[i]);
		int80((long)nr[i], 1, 2, 3, 4, 5, 6);
		expect("%s syscall_0x%x(0x1, 0x2, 0x3, 0x4, 0x5, 0x6) = -1 ENOSYS (Function not implemented)",
		       vdso.gate, nr[i]);
		fast((long)nr[i], 1, 2, 3, 4, 5, 6);
	}
}

/* ---- sigreturn ---- */

struct kernel_sigaction {
	void (*handler)(int sig);
	unsigned long flags;
	void (*restorer)(void);
	uint32_t mask[2];
};

enum { KERNEL_SA_RESTORER = 0x04000000 };

static void handler(int sig)
{
	(void)sig;
}

void own_sigreturn(void);
void own_rt_sigreturn(void);
__asm__(".pushsection .text\n"
	".globl own_sigreturn, own_rt_sigreturn\n"
	"own_sigreturn:\n"
	"	pop %eax\n"
	"	mov $119, %eax\n"
	"	int $0x80\n"
	"own_rt_sigreturn:\n"
	"	mov $173, %eax\n"
	"	int $0x80\n"
	".popsection");

static void handle_by(unsigned flags, void (*restorer)(void))
{
	struct kernel_sigaction sa = {
		.handler = handler,
		.flags = flags | (restorer ? KERNEL_SA_RESTORER : 0),
		.restorer = restorer,
	};

	int80(SYS_rt_sigaction, SIGUSR1, (long)&sa, 0, 8, 0, 0);
	expect_begin();
	int80(SYS_kill, getpid(), SIGUSR1, 0, 0, 0, 0);
	expect_end();
}

static void sigreturns(void)
{
	const char *stub = vdso.kv ? "vdso:sigreturn" : "int80";
	int pid = getpid(), uid = (int)getuid();
	unsigned i;

	for (i = 0; i < 4; i++) {
		static const char *const name[] = { "sigreturn", "rt_sigreturn" };

		expect("%s getpid() = %d", vdso.gate, pid);
		expect("int80 kill(%d, SIGUSR1) = 0", pid);
		expect("--- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_USER, si_pid=%d, si_uid=%d} ---", pid, uid);
		expect("%s %s({mask=[]}) = 0", i < 2 ? stub : "int80", name[i % 2]);
	}
	/* The vDSO's two stubs, or our own. */
	handle_by(0, NULL);
	handle_by(SA_SIGINFO, NULL);
	handle_by(0, own_sigreturn);
	handle_by(SA_SIGINFO, own_rt_sigreturn);
}

/* ---- sysenters that the vDSO did not execute ---- */

static void shim_direct(void)
{
	need_sysenter();
	expect_begin();
	probe(shim, "shim:sysenter", "by call shim_entry");
	probe(fast, vdso.gate, "by call *%gs:0x10");
	probe(shim, "shim:sysenter", "by call shim_entry again");
}

/* All of libc's calls go to the shim: the call site is the one the vDSO is called from. */
static void shim_gs(void)
{
	need_sysenter();
	expect_begin();
	probe(fast, vdso.gate, "before");
	set_fast((const void *)shim_entry);
	probe(fast, "shim:sysenter", "by call *%gs:0x10");
	expect("shim:sysenter access(\"by libc\", R_OK) = -1 ENOENT (No such file or directory)");
	access("by libc", R_OK);
	set_fast(vdso.kv);
	probe(fast, vdso.gate, "after");
}

static void shim_lone(void)
{
	need_sysenter();
	expect_begin();
	probe(lone, "unknown", "without a call");
}

/* The call goes to a stub which jumps on to the vDSO: no shim. */
static void tail_call(void)
{
	probe(tail, vdso.gate, "by a stub's jmp *%gs:0x10");
}

/* No system call at all, and then death: the kernel can't read the sixth argument. */
static void bad_sysenter(void)
{
	int status;
	pid_t pid;

	need_sysenter();
	pid = fork();
	if (pid == 0) {
		expect_begin();
		__asm__ volatile("xor %%ebp, %%ebp\n"
				 "xor %%esp, %%esp\n"
				 "sysenter"
				 :
				 : "a"(SYS_getpid)
				 : "memory");
		_exit(1);
	}
	waitpid(pid, &status, 0);
	if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSEGV)
		skip("the bad sysenter did not end in SIGSEGV (status 0x%x)", status);
	expect_tid = pid;
	expect("!!! sysenter with unreadable ebp 0x0: EFAULT without a system call");
	expect("--- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=NULL} ---");
	expect("+++ killed by SIGSEGV %s+++", WCOREDUMP(status) ? "(core dumped) " : "");
	expect_begin();
}

/* ---- The vDSO elsewhere, gone, unknown ---- */

struct range {
	uintptr_t start, size;
};

static struct range own_range(const char *name)
{
	struct range r = { 0, 0 };
	FILE *f = fopen("/proc/self/maps", "r");
	char line[256];
	unsigned long start, end;

	while (f && fgets(line, sizeof(line), f))
		if (strstr(line, name) && sscanf(line, "%lx-%lx", &start, &end) == 2)
			r = (struct range){ start, end - start };
	if (f)
		fclose(f);
	if (!r.size)
		skip("no %s in /proc/self/maps", name);
	return r;
}

static long move(struct range from, void *to)
{
	long ret = int80(SYS_mremap, (long)from.start, (long)from.size, (long)from.size,
			 MREMAP_MAYMOVE | MREMAP_FIXED, (long)to, 0);

	set_fast(vdso.kv - from.start + (uintptr_t)to);
	return ret;
}

/* 2.6.29 comes back from a sysenter to where the vDSO was, and has no name for where it is: a child tries. */
static void try_to_move(struct range from, void *to)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		move(from, to);
		fast(SYS_getppid, 0, 0, 0, 0, 0, 0);
		own_range("[vdso]");
		int80(SYS_exit, 0, 0, 0, 0, 0, 0);
	}
	waitpid(pid, &status, 0);
	if (WIFSIGNALED(status))
		skip("the kernel comes back to where the vDSO was");
	if (status)
		skip("the kernel has no name for a vDSO that was moved");
}

static void moved(void)
{
	struct range from = own_range("[vdso]");
	void *to = mmap(NULL, from.size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	long ret;

	try_to_move(from, to);
	expect_begin();
	probe(fast, vdso.gate, "before");
	expect_end();
	ret = move(from, to);
	if ((unsigned long)ret > -PAGE)
		skip("the kernel does not move the vDSO: %s", strerror((int)-ret));
	expect_begin();
	probe(fast, vdso.gate, "after mremap");
	probe(int80, "int80", "by int $0x80");
	probe(fast, vdso.gate, "after mremap again");
}

/* What libc calls where there is no vDSO. */
void plain_entry(void);
__asm__(".pushsection .text\n"
	".globl plain_entry\n"
	"plain_entry:\n"
	"	int $0x80\n"
	"	ret\n"
	".popsection");

static void unmapped(void)
{
	struct range at = own_range("[vdso]");

	expect_begin();
	probe(fast, vdso.gate, "before");
	expect_end();
	if (int80(SYS_munmap, (long)at.start, (long)at.size, 0, 0, 0, 0))
		skip("the kernel does not unmap the vDSO");
	set_fast((const void *)plain_entry);
	expect_begin();
	probe(int80, "int80", "after munmap");
	expect("int80 access(\"by libc\", R_OK) = -1 ENOENT (No such file or directory)");
	access("by libc", R_OK);
}

static int traced(void)
{
	char line[128];
	FILE *f = fopen("/proc/self/status", "r");
	int tracer = 0;

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "TracerPid: %d", &tracer) == 1)
			break;
	if (f)
		fclose(f);
	return tracer;
}

/*
 * A __kernel_vsyscall that does the same by bytes that nobody knows (a mov of
 * registers has two encodings). For a tracer that attaches once it is there.
 */
static void foreign(void)
{
	struct range at = own_range("[vdso]");
	unsigned char *mov = (unsigned char *)vdso.kv + 3;
	const char *other = NULL;

	if (!memcmp(mov, "\x89\xe5", 2))
		other = "\x8b\xec"; /* mov %esp, %ebp, in front of a sysenter */
	else if (!memcmp(mov, "\x89\xcd", 2))
		other = "\x8b\xe9"; /* mov %ecx, %ebp, in front of a syscall */
	else
		skip("no mov into %%ebp in __kernel_vsyscall");
	if (mprotect((void *)at.start, at.size, PROT_READ | PROT_WRITE | PROT_EXEC))
		skip("the vDSO can't be made writable: %s", strerror(errno));
	memcpy(mov, other, 2);
	fprintf(stderr, "ready\n");
	while (!traced())
		;
	/* Seized is not stopped yet: the first stop is this one at the latest. */
	raise(SIGWINCH);
	expect_begin();
	probe(fast, "unknown", "by call *%gs:0x10");
	probe(int80, "int80", "by int $0x80");
}

static const struct part parts[] = {
	{ "both", both, 0 },
	{ "sixth", sixth, 0 },
	{ "sixth-shim", sixth_shim, 1 },
	{ "numbers", numbers, 0 },
	{ "sigreturn", sigreturns, 1 },
	{ "shim-direct", shim_direct, 1 },
	{ "shim-gs", shim_gs, 1 },
	{ "shim-lone", shim_lone, 1 },
	{ "tail-call", tail_call, 0 },
	{ "bad-sysenter", bad_sysenter, 1 },
	{ "moved", moved, 1 },
	{ "unmapped", unmapped, 1 },
	{ "foreign", foreign, 1 },
	{ NULL, NULL, 0 },
};

int main(int argc, char **argv)
{
	return part_main(parts, NULL, argc, argv);
}
