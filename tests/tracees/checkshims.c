/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shims as people write them, right ones and wrong ones, and what
 * --check-shims has to say of each:
 *
 *	checkshims SCENARIO, checkshims list
 *
 * By the fast instruction of this machine's own vDSO, sysenter or syscall. In
 * the lines to expect, N stands for what only the trace knows.
 */
#include <asm/ldt.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <sys/mman.h>

#include "asleep.h"
#include "shims.h"

/* ---- Right ones ---- */

/* From a frame that the code makes: at gs:0x10, as one would have it. */
static void good_at_gs(void)
{
	const char *at = named("good");

	gs_is(CHOSEN(good), at, "access", "getppid");
	head("ok", "good");
	expect(">>>   reached by call *%%gs:0x10 at %s", here("fast"));
	expect(">>>   gs:0x10 points to %s", at);
	drawn_right(here("fast"));
	ebp_right("by its code");
	sixth_right("by its code");
	safe();
	gs_is_again("getppid", "getppid");
	set_fast(CHOSEN(good));
	if (probe(fast) != probe(fast))
		exit(1);
	set_fast(vdso.kv);
	getppid();
}

static void direct(void)
{
	head("ok", "by_mov");
	expect(">>>   reached by call rel32 at %s", named("call_by_mov"));
	drawn_right(named("call_by_mov"));
	ebp_right("by its code");
	sixth_right("by its code");
	safe();
	probe_twice(CALL(by_mov));
}

static void pointer(void)
{
	head("ok", "good");
	expect(">>>   reached by call *%%reg at %s", here("by_pointer"));
	drawn_right(here("by_pointer"));
	ebp_right("by its code");
	sixth_right("by its code");
	safe();
	by_pointer(SYS_getppid, 0x111, AMD_2ND, THIRD, (long)CHOSEN(good), 0x555, SIXTH);
}

/* The code isn't followed through a branch: what the stack shows is all there is. */
static void by_stack(void)
{
	expect(">>> shim 1, seems ok: %s by way of %s", amd ? "syscall" : "sysenter",
	       named("branch"));
	expect(">>>   reached by call rel32 at %s", named("call_branch"));
	drawn(named("call_branch"), AMD_2ND, "is ecx", THIRD, "is edx", SIXTH, "the caller's ebp");
	ebp_right("by its stack");
	sixth_right("by its stack");
	safe();
	probe_twice(CALL(branch));
}

static void int80_right(void)
{
	const char *at = here("by_int80_right");

	gs_is((const void *)by_int80_right, at, "access", "getppid");
	expect(">>> shim 1, ok: int $0x80 at %s", here("by_int80_right"));
	expect(">>>   reached by call *%%gs:0x10 at %s", here("fast"));
	expect(">>>   gs:0x10 points to %s", at);
	sixth_right("by its code");
	expect(">>>   restart-safe: it is made of registers alone");
	gs_is_again("getppid", "getppid");
	set_fast((const void *)by_int80_right);
	if (probe(fast) != probe(fast))
		exit(1);
	set_fast(vdso.kv);
	getppid();
}

/* ---- Wrong ones ---- */

static void order(void)
{
	head("wrong", "swapped");
	expect(">>>   reached by call rel32 at %s", named("call_swapped"));
	drawn(named("call_swapped"), THIRD, "WRONG: the caller's edx", AMD_2ND, "WRONG: the caller's ecx",
	      SIXTH, "the caller's ebp");
	ebp_right("by its code");
	sixth_right("by its code");
	expect(">>>   wrong: stack order; edx and ecx come back with their values exchanged");
	as_bad();
	probe_twice(CALL(swapped));
}

static void sixth(void)
{
	head("wrong", "no_sixth");
	expect(">>>   reached by call rel32 at %s", named("call_no_sixth"));
	drawn(named("call_no_sixth"), AMD_2ND, "the caller's ecx", THIRD, "the caller's edx", AMD_2ND,
	      "WRONG: the caller's ecx");
	ebp_right("by its code");
	expect(">>>   wrong: the kernel's 6th argument, 0x%x, is the caller's ecx, not its ebp", AMD_2ND);
	as_bad();
	probe_twice(CALL(no_sixth));
}

static void not_esp(void)
{
	head("wrong", "off");
	expect(">>>   reached by call rel32 at %s", named("call_off"));
	drawn_right(named("call_off"));
	expect(amd ? ">>>   wrong: ebp is the caller's ebp, not ecx (by its code)"
		   : ">>>   wrong: ebp is esp+8 (by its code); the kernel goes on with ebp for esp");
	sixth_right("by its code");
	if (amd)
		as_bad();
	else
		expect(">>>   not restart-safe: a handler's frame is built over the 8 bytes below ebp");
	probe_twice(CALL(off));
}

static void int80_sixth(void)
{
	const char *at = here("by_int80");

	gs_is((const void *)by_int80, at, "access", "getppid");
	expect(">>> shim 1, wrong: int $0x80 at %s", here("by_int80"));
	expect(">>>   reached by call *%%gs:0x10 at %s", here("fast"));
	expect(">>>   gs:0x10 points to %s", at);
	expect(">>>   wrong: the kernel's 6th argument, 0x%x, is the caller's ecx, not its ebp", AMD_2ND);
	expect(">>>   restart-safe: it is made of registers alone");
	gs_is_again("getppid", "getppid");
	set_fast((const void *)by_int80);
	if (probe(fast) != probe(fast))
		exit(1);
	set_fast(vdso.kv);
	getppid();
}

/* ---- One that fails only when it is interrupted ---- */

static int feed[2];

/* Another call through the shim: it uses the stack that the interrupted one still needs. */
static void on_signal(int sig)
{
	uint32_t esp = *own_esp;

	(void)sig;
	fast(SYS_getppid, 0x111, 0xa22, 0xa33, 0x444, 0x555, 0xa66);
	*own_esp = esp; /* else the process would be lost */
}

/* What edx holds after the read. */
static uint32_t read_by_shim(char *c)
{
	uint32_t edx = 1;
	long ret = SYS_read;

	__asm__ volatile("call *%%gs:0x10" : "+a"(ret), "+d"(edx) : "b"(feed[0]), "c"(c) : "memory");
	return ret == 1 ? edx : 0xdead;
}

static void feeder(pid_t pid)
{
	long sleeps;

	wait_asleep(pid, SYS_read);
	sleeps = proc_sleeps(pid);
	kill(pid, SIGUSR1);
	wait_asleep_again(pid, SYS_read, sleeps);
	write(feed[1], "x", 1);
	_exit(0);
}

static void interrupted(void)
{
	struct sigaction sa = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
	const unsigned char *shim = make_own_stack();
	pid_t pid = getpid();
	uint32_t edx;
	char c;

	sigaction(SIGUSR1, &sa, NULL);
	if (pipe(feed))
		exit(1);
	if (fork() == 0)
		feeder(pid);
	expect_begin();
	set_fast(shim);
	edx = read_by_shim(&c);
	set_fast(vdso.kv);
	expect_end();
	/* Its third argument was 1; the handler's call left another there. */
	if (edx != 0xa33) {
		fprintf(stderr, "edx is 0x%x after the restart\n", edx);
		exit(1);
	}
	gs_is(shim, NULL, "access", "read");
	expect(">>> shim 1, wrong: %s at 0x%x", amd ? "syscall" : "sysenter", (unsigned)(uintptr_t)shim + 21);
	expect(">>>   no call: it goes on at 0x%x", (unsigned)(uintptr_t)shim + 23);
	expect(">>>   stack, from %s up, as the landing pad pops it:", amd ? "esp" : "ebp");
	expect(">>>     %s+12 N: N  ret to 0x%x", amd ? "esp" : "ebp", (unsigned)(uintptr_t)shim + 23);
	expect(">>>     %s+8  N: 0x%08x  pop %%ecx  the caller's ecx", amd ? "esp" : "ebp",
	       (unsigned)(uintptr_t)&c);
	expect(">>>     %s+4  N: 0x%08x  pop %%edx  the caller's edx", amd ? "esp" : "ebp", 1);
	expect(">>>     %s    N: N  pop %%ebp  the caller's ebp", amd ? "esp" : "ebp");
	ebp_right("by its code");
	expect(">>>   6th argument: N, the caller's ebp (by its code)");
	expect(">>>   not restart-safe: a stack at a fixed place; a handler's call overwrites it");
	expect(">>> shim 1: a restart finds another stack than its call had");
	expect(">>>   the %s was at 0x%x", amd ? "syscall" : "sysenter", (unsigned)(uintptr_t)shim + 21);
	expect(">>>   stack, from %s up, as the landing pad pops it:", amd ? "esp" : "ebp");
	expect(">>>     %s+12 N: N  ret to 0x%x", amd ? "esp" : "ebp", (unsigned)(uintptr_t)shim + 23);
	expect(">>>     %s+8  N: 0x%08x  pop %%ecx  WRONG: ecx is 0x%x", amd ? "esp" : "ebp", 0xa22,
	       (unsigned)(uintptr_t)&c);
	expect(">>>     %s+4  N: 0x%08x  pop %%edx  WRONG: edx is 0x1", amd ? "esp" : "ebp", 0xa33);
	expect(">>>     %s    N: 0x%08x  pop %%ebp  WRONG: ebp is N", amd ? "esp" : "ebp", 0xa66);
	expect(">>>   wrong: not restart-safe, and it has happened");
	gs_is_again("read", "access");
}

/* The words that roomy() has pushed below ebp don't outlive a handler. */
static void on_nothing(int sig)
{
	(void)sig;
}

static void below(void)
{
	struct sigaction sa = { .sa_handler = on_nothing, .sa_flags = SA_RESTART };
	pid_t pid = getpid();
	uint32_t kept[BELOW];
	unsigned i, changed = 0;
	uint32_t ecx, edi;
	long ret;
	char c;

	if (amd)
		skip("syscall leaves esp alone: nothing is below it");
	sigaction(SIGUSR1, &sa, NULL);
	if (pipe(feed))
		exit(1);
	if (fork() == 0)
		feeder(pid);
	expect_begin();
	__asm__ volatile("call roomy\n"
			 "lea -112(%%esp), %%esi\n"
			 "mov $24, %%ecx\n"
			 "rep movsl"
			 : "=a"(ret), "=c"(ecx), "=D"(edi)
			 : "0"(SYS_read), "b"(feed[0]), "1"(&c), "d"(1), "2"(kept)
			 : "memory", "esi");
	expect_end();
	for (i = 0; i < BELOW; i++)
		changed += kept[i] != WORD_BELOW;
	if (ret != 1 || !changed) {
		fprintf(stderr, "read gave %ld, and %u words below ebp were changed\n", ret, changed);
		exit(1);
	}
	expect(">>> shim 1, wrong: sysenter at %s", here("roomy"));
	expect(">>>   reached by call rel32 at %s", here("below"));
	expect(">>>   stack, from ebp up, as the landing pad pops it:");
	expect(">>>     ebp+12 N: N  ret to %s", here("below"));
	expect(">>>     ebp+8  N: 0x%08x  pop %%ecx  the caller's ecx", (unsigned)(uintptr_t)&c);
	expect(">>>     ebp+4  N: 0x00000001  pop %%edx  the caller's edx");
	expect(">>>     ebp    N: N  pop %%ebp  the caller's ebp");
	expect(">>>   wrong: ebp is esp+96 (by its code); the kernel goes on with ebp for esp");
	expect(">>>   6th argument: N, the caller's ebp (by its code)");
	expect(">>>   not restart-safe: a handler's frame is built over the 96 bytes below ebp");
	expect(">>> shim 1: a restart finds another stack than its call had");
	expect(">>>   the sysenter was at %s", here("roomy"));
	expect(">>>   overwritten: words below ebp that were its own");
	expect(">>>   wrong: not restart-safe, and it has happened");
}

/* ---- gs:0x10 ---- */

static void *thread(void *arg)
{
	(void)arg;
	expect_tid = (int)int80(SYS_gettid, 0, 0, 0, 0, 0, 0);
	expect_begin();
	set_fast(CHOSEN(good));
	set_fast(vdso.kv); /* nobody sees that */
	int80(SYS_getppid, 0, 0, 0, 0, 0, 0);
	set_fast(vdso.kv + 1);
	int80(SYS_getuid, 0, 0, 0, 0, 0, 0);
	int80(SYS_getgid, 0, 0, 0, 0, 0, 0);
	set_fast(vdso.kv);
	expect_end();
	expect(">>> gs:0x10 of thread %d is 0x%x, not AT_SYSINFO 0x%x", expect_tid,
	       (unsigned)(uintptr_t)vdso.kv + 1, (unsigned)(uintptr_t)vdso.kv);
	expect(">>>   it points to __kernel_vsyscall+N");
	expect(">>>   the word was written between its getppid and its getuid");
	gs_is_again("getgid", "access");
	return NULL;
}

static void gs_of_a_thread(void)
{
	pthread_t t;

	if (pthread_create(&t, NULL, thread, NULL))
		exit(1);
	pthread_join(t, NULL);
}

static uint32_t other_tls[1024];

static int in_other_tls(void *arg)
{
	(void)arg;
	int80(SYS_access, (long)"begin", 0, 0, 0, 0, 0);
	probe(fast);
	int80(SYS_access, (long)"end", 0, 0, 0, 0, 0);
	int80(SYS_exit, 0, 0, 0, 0, 0, 0);
	return 0;
}

static void clone_with_other_tls(void)
{
	static char stack[65536];
	struct user_desc tls = { .limit = 0xfffff, .seg_32bit = 1, .limit_in_pages = 1, .useable = 1 };
	unsigned short gs;
	int status, pid, parent = getpid();

	__asm__("mov %%gs, %0" : "=r"(gs));
	tls.entry_number = gs >> 3;
	tls.base_addr = (unsigned)(uintptr_t)(other_tls + 512);
	other_tls[512 + 4] = (uint32_t)(uintptr_t)CHOSEN(good);
	pid = clone(in_other_tls, stack + sizeof(stack), CLONE_VM | CLONE_SETTLS | SIGCHLD, NULL, NULL, &tls);
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status)
		exit(1);
	expect_tid = pid;
	expect(">>> gs:0x10 of thread %d is 0x%x, not AT_SYSINFO 0x%x", pid,
	       (unsigned)(uintptr_t)CHOSEN(good), (unsigned)(uintptr_t)vdso.kv);
	expect(">>>   it points to %s", named("good"));
	expect(">>>   since its birth: the TLS that clone gave it, by thread %d", parent);
	head("ok", "good");
	expect(">>>   reached by call *%%gs:0x10 at %s", here("fast"));
	expect(">>>   gs:0x10 points to %s", named("good"));
	drawn_right(here("fast"));
	ebp_right("by its code");
	sixth_right("by its code");
	safe();
}

/* ---- No call at all ---- */

static void no_stack(void)
{
	if (amd)
		__asm__ volatile("xor %%esp, %%esp\nsyscall" : : "a"(SYS_getpid) : "memory");
	else
		__asm__ volatile("xor %%ebp, %%ebp\nxor %%esp, %%esp\nsysenter"
				 :
				 : "a"(SYS_getpid)
				 : "memory");
}

static void in_shim(void)
{
	probe(CALL(lost));
}

static void dies_of(void (*run)(void))
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		expect_begin();
		run();
		_exit(1);
	}
	waitpid(pid, &status, 0);
	if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSEGV)
		skip("it did not end in SIGSEGV (status 0x%x)", status);
	expect_tid = pid;
	expect("!!! sysenter with unreadable ebp 0x0: EFAULT without a system call");
	expect(amd ? "!!!   a syscall; esp held 0x0, where no 6th argument can be read"
		   : "!!!   ebp held 0x0, where no 6th argument can be read; it is esp from now on");
	expect("!!!   its own place is lost: the kernel keeps no eip of it");
	expect("!!!   the call before was access, at N, esp N");
}

static void bad(void)
{
	dies_of(no_stack);
}

/* Its stack is still there, and tells of it. */
static void bad_shim(void)
{
	dies_of(in_shim);
	expect("!!!   near that esp: call at %s", named("call_lost"));
	expect("!!!     leads to %s", named("lost"));
}

static const struct part parts[] = {
	{ "good", good_at_gs, 0 },
	{ "direct", direct, 0 },
	{ "pointer", pointer, 0 },
	{ "by-stack", by_stack, 0 },
	{ "int80", int80_right, 0 },
	{ "order", order, 0 },
	{ "sixth", sixth, 0 },
	{ "not-esp", not_esp, 0 },
	{ "int80-sixth", int80_sixth, 0 },
	{ "interrupted", interrupted, 1 },
	{ "gs-of-a-thread", gs_of_a_thread, 1 },
	{ "clone-tls", clone_with_other_tls, 1 },
	{ "below", below, 1 },
	{ "bad", bad, 1 },
	{ "bad-shim", bad_shim, 1 },
	{ NULL, NULL, 0 },
};

static void prepare(void)
{
	amd = !strcmp(vdso.gate, "vdso:syscall");
	if (!amd && strcmp(vdso.gate, "vdso:sysenter"))
		skip("%s here: a shim of another kind is not for this machine", vdso.gate);
}

int main(int argc, char **argv)
{
	return part_main(parts, prepare, argc, argv);
}
