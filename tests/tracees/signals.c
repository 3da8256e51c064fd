/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signals of every origin, and ends of every kind:
 *
 *	signals all       all kinds of siginfo, one after the other
 *	signals exit N    ends with status N
 *	signals die SIG   is killed by signal number SIG, without a core file
 *	signals core SIG  is killed by signal number SIG, with one if that is allowed
 */
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>

#include "expect.h"
#include "queue.h"

static void handler(int sig)
{
	(void)sig;
}

static void once(int sig)
{
	struct sigaction sa = { .sa_handler = handler, .sa_flags = SA_RESETHAND };

	sigaction(sig, &sa, NULL);
}

/* The trap is two bytes long; a handler goes on behind it. */
static void skip_two(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)info;
	((ucontext_t *)context)->uc_mcontext.gregs[REG_EIP] += 2;
}

static void handle_fault(int sig)
{
	struct sigaction sa = { .sa_sigaction = skip_two, .sa_flags = SA_SIGINFO };

	sigaction(sig, &sa, NULL);
}

/* Only the signals' lines count here: the test leaves out the calls. */
static void sent(int pid, int uid)
{

	once(SIGUSR1);
	kill(pid, SIGUSR1);
	expect("--- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_USER, si_pid=%d, si_uid=%d} ---", pid, uid);
	once(SIGUSR2);
	syscall(SYS_tgkill, pid, pid, SIGUSR2);
	expect("--- SIGUSR2 {si_signo=SIGUSR2, si_code=SI_TKILL, si_pid=%d, si_uid=%d} ---", pid, uid);
	once(SIGRTMIN + 3);
	queue_signal(pid, SIGRTMIN + 3, 0x1234567);
	expect("--- SIGRT_5 {si_signo=SIGRT_5, si_code=SI_QUEUE, si_pid=%d, si_uid=%d, "
	       "si_int=19088743, si_ptr=0x1234567} ---",
	       pid, uid);
	kill(pid, SIGWINCH);
	expect("--- SIGWINCH {si_signo=SIGWINCH, si_code=SI_USER, si_pid=%d, si_uid=%d} ---", pid, uid);
	signal(SIGHUP, SIG_IGN);
	kill(pid, SIGHUP);
	expect("--- SIGHUP {si_signo=SIGHUP, si_code=SI_USER, si_pid=%d, si_uid=%d} ---", pid, uid);
}

static void raised_by_kernel(int pid, int uid)
{
	struct itimerval soon = { .it_value = { .tv_usec = 1000 } };
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL,
				  .sigev_signo = SIGUSR1,
				  .sigev_value.sival_int = 77 };
	struct itimerspec moment = { .it_value = { .tv_nsec = 1000000 } };
	sigset_t mask;
	timer_t timer;
	int fd[2];

	sigprocmask(SIG_BLOCK, NULL, &mask);
	sigaddset(&mask, SIGALRM);
	sigaddset(&mask, SIGUSR1);
	sigprocmask(SIG_BLOCK, &mask, NULL);
	sigdelset(&mask, SIGALRM);
	sigdelset(&mask, SIGUSR1);

	once(SIGALRM);
	setitimer(ITIMER_REAL, &soon, NULL);
	sigsuspend(&mask);
	expect("--- SIGALRM {si_signo=SIGALRM, si_code=SI_KERNEL} ---");

	once(SIGUSR1);
	timer_create(CLOCK_MONOTONIC, &event, &timer);
	timer_settime(timer, 0, &moment, NULL);
	sigsuspend(&mask);
	expect("--- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_TIMER, si_timerid=0, si_overrun=0, si_int=77, "
	       "si_ptr=0x4d} ---");

	once(SIGPIPE);
	pipe(fd);
	close(fd[0]);
	write(fd[1], "x", 1);
	expect("--- SIGPIPE {si_signo=SIGPIPE, si_code=SI_USER, si_pid=%d, si_uid=%d} ---", pid, uid);
}

static void faults(void)
{
	static const uint32_t zero;

	handle_fault(SIGSEGV);
	__asm__ volatile("mov (%0), %%al" : : "c"(16) : "eax", "memory");
	expect("--- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=0x10} ---");
	__asm__ volatile("mov %%al, (%0)" : : "c"(&zero) : "memory");
	expect("--- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_ACCERR, si_addr=%p} ---", (const void *)&zero);

	handle_fault(SIGFPE);
	__asm__ volatile(".globl fault_divide\n"
			 "fault_divide:\n"
			 "	div %%cl"
			 :
			 : "a"(1), "c"(0)
			 : "cc");
	handle_fault(SIGILL);
	__asm__ volatile(".globl fault_illegal\n"
			 "fault_illegal:\n"
			 "	ud2");
	extern const char fault_divide[], fault_illegal[];
	expect("--- SIGFPE {si_signo=SIGFPE, si_code=FPE_INTDIV, si_addr=%p} ---",
	       (const void *)fault_divide);
	expect("--- SIGILL {si_signo=SIGILL, si_code=ILL_ILLOPN, si_addr=%p} ---",
	       (const void *)fault_illegal);
}

/* Waits without ever being interrupted: the child's end is the only signal to come. */
static void child_ends(void (*end)(void), const char *code, const char *status, int uid)
{
	siginfo_t info;
	pid_t pid = fork();

	if (pid == 0)
		end();
	waitid(P_PID, (id_t)pid, &info, WEXITED);
	expect("--- SIGCHLD {si_signo=SIGCHLD, si_code=%s, si_pid=%d, si_uid=%d, si_status=%s, si_utime=0, "
	       "si_stime=0} ---",
	       code, pid, uid, status);
}

static void by_exit(void)
{
	_exit(42);
}

static void by_kill(void)
{
	kill(getpid(), SIGKILL);
}

static void all(void)
{
	int pid = getpid(), uid = (int)getuid();

	expect_begin();
	sent(pid, uid);
	raised_by_kernel(pid, uid);
	faults();
	child_ends(by_exit, "CLD_EXITED", "42", uid);
	child_ends(by_kill, "CLD_KILLED", "SIGKILL", uid);
	expect_end();
	expect_print();
}

static void die(int sig, int core)
{
	struct rlimit none = { 0, 0 };

	if (!core)
		setrlimit(RLIMIT_CORE, &none);
	signal(sig, SIG_DFL);
	raise(sig);
}

int main(int argc, char **argv)
{
	expect_tid = getpid();
	if (argc == 2 && !strcmp(argv[1], "all"))
		all();
	else if (argc == 3 && !strcmp(argv[1], "exit"))
		_exit(atoi(argv[2]));
	else if (argc == 3 && (!strcmp(argv[1], "die") || !strcmp(argv[1], "core")))
		die(atoi(argv[2]), argv[1][0] == 'c');
	else
		return 1;
	return 0;
}
