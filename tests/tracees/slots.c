/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * slots N: what a tracer that lends itself a program's things could spoil. It
 * takes N TLS slots of its own and says which numbers it got, what is in them
 * after a sleep that a signal interrupted (nobody handles it), what SS selects
 * in a signal frame, and what becomes of SIGTRAP, blocked and ignored.
 */
#include <asm/ldt.h>
#include <poll.h>
#include <sys/syscall.h>
#include <ucontext.h>

#include "asleep.h"

static volatile int frame_ss;

static void handler(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)info;
	frame_ss = ((ucontext_t *)context)->uc_mcontext.gregs[REG_SS];
}

/* A child interrupts it when it sleeps, and lets it end when it sleeps again, as only a traced one does. */
static void interrupted_sleep(void)
{
	int ends[2], status;
	pid_t me = getpid(), child;
	struct pollfd p;
	long sleeps;

	if (pipe(ends))
		exit(1);
	child = fork();
	if (child == 0) {
		wait_asleep(me, SYS_poll);
		sleeps = proc_sleeps(me);
		kill(me, SIGWINCH);
		if (proc_traced(me))
			wait_asleep_again(me, SYS_restart_syscall, sleeps);
		_exit(write(ends[1], "", 1) != 1);
	}
	p = (struct pollfd){ .fd = ends[0], .events = POLLIN };
	syscall(SYS_poll, &p, 1, -1);
	if (waitpid(child, &status, 0) != child || status)
		exit(1);
	close(ends[0]);
	close(ends[1]);
}

static void show(unsigned number)
{
	struct user_desc d = { .entry_number = number };
	long r = syscall(SYS_get_thread_area, &d);

	printf("slot %u: %ld, base %x, limit %x\n", number, r, d.base_addr, d.limit);
}

static void trap_is_ours(void)
{
	struct sigaction action = { .sa_handler = SIG_IGN };
	sigset_t mask;

	sigaction(SIGTRAP, &action, NULL);
	interrupted_sleep();
	sigaction(SIGTRAP, NULL, &action);
	printf("SIGTRAP ignored: %d\n", action.sa_handler == SIG_IGN);
	action.sa_handler = SIG_DFL;
	sigaction(SIGTRAP, &action, NULL);
	sigemptyset(&mask);
	sigaddset(&mask, SIGTRAP);
	sigprocmask(SIG_BLOCK, &mask, NULL);
	interrupted_sleep();
	sigprocmask(SIG_SETMASK, NULL, &mask);
	printf("SIGTRAP blocked: %d\n", sigismember(&mask, SIGTRAP));
}

/* asm/segment.h: three slots, 12 to 14 of an x86-64 kernel, 6 to 8 of an i386 one, whose USER_CS is 0x73 */
static unsigned last_slot(void)
{
	unsigned cs;

	__asm__("mov %%cs, %0" : "=r"(cs));
	return (cs & 0xffff) == 0x73 ? 8 : 14;
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
	unsigned number = 0;

	let_children_look();
	sigaction(SIGUSR1, &action, NULL);
	raise(SIGUSR1);
	printf("frame: ss %x\n", frame_ss);
	show(last_slot());
	interrupted_sleep();
	show(last_slot());
	for (int i = 0; argc > 1 && i < argv[1][0] - '0'; i++) {
		struct user_desc d = { .entry_number = (unsigned)-1, .base_addr = 0x1000 * (i + 1),
				       .limit = 0xfff, .seg_32bit = 1, .useable = 1 };
		long r = syscall(SYS_set_thread_area, &d);

		number = d.entry_number;
		printf("asked: %ld, got %u\n", r, number);
	}
	interrupted_sleep();
	if (number)
		show(number);
	show(last_slot());
	trap_is_ours();
	return 0;
}
