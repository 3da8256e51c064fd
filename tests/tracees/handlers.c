/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a signal handler does to the call that it interrupted: it makes calls
 * of its own, jumps away, edits its context, forks, execs.
 */
#include <setjmp.h>
#include <ucontext.h>

#include "scenario.h"

static void call_getppid(void)
{
	gate(SYS_getppid, 0, 0, 0, 0, 0, 0);
}

static void expect_getppid(void)
{
	expect("%s getppid = %d", words.call, getpid());
}

/* ---- Calls in handlers ---- */

static void on_nested(int sig)
{
	count(sig);
	read_b();
}

static void nested(void)
{
	handle(SIGUSR1, on_nested, SA_RESTART);
	handle(SIGUSR2, count, SA_RESTART);
	begin_read_end();
}

static void nested_parent(pid_t child)
{
	at(child, SYS_read, 0);
	kill(child, SIGUSR1);
	at(child, SYS_read, 1);
	kill(child, SIGUSR2);
	at(child, SYS_read, 2);
	feed(pipe_b);
	feed(pipe_a);
	expect_read_interrupted();
	expect("--- SIGUSR1");
	expect_read_interrupted();
	expect("--- SIGUSR2");
	expect_sigreturn_to_read();
	expect_read_restarts();
	expect_sigreturn_to_read();
	expect_read_restarts();
}

/* The inner call restarts, the outer one does not. */
static void nested_eintr(void)
{
	handle(SIGUSR1, on_nested, 0);
	handle(SIGUSR2, count, SA_RESTART);
	begin_read_end();
}

static void nested_eintr_parent(pid_t child)
{
	at(child, SYS_read, 0);
	kill(child, SIGUSR1);
	at(child, SYS_read, 1);
	kill(child, SIGUSR2);
	at(child, SYS_read, 2);
	feed(pipe_b);
	expect_read_interrupted();
	expect("--- SIGUSR1");
	expect_read_interrupted();
	expect("--- SIGUSR2");
	expect_sigreturn_to_read();
	expect_read_restarts();
	expect("%s sigreturn = -1 EINTR", words.sigreturn);
	expect(">>> no restart of read: handler of SIGUSR1 without SA_RESTART, EINTR");
}

/* The handler makes the same call with the same arguments: the pipe has data for one. */
static void on_same(int sig)
{
	count(sig);
	read_a();
}

static void same(void)
{
	handle(SIGUSR1, on_same, SA_RESTART);
	begin_read_end();
}

static void same_parent(pid_t child)
{
	at(child, SYS_read, 0);
	kill(child, SIGUSR1);
	at(child, SYS_read, 1);
	feed(pipe_a);
	feed(pipe_a);
	expect_read_interrupted();
	expect("--- SIGUSR1");
	expect("%s read = 4", words.call);
	expect_sigreturn_to_read();
	expect_read_restarts();
}

static void on_altstack(int sig)
{
	count(sig);
	call_getppid();
	read_b();
	call_getppid();
}

static void altstack(void)
{
	static char stack[65536];
	stack_t s = { .ss_sp = stack, .ss_size = sizeof(stack) };

	sigaltstack(&s, NULL);
	handle(SIGUSR1, on_altstack, SA_RESTART | SA_ONSTACK);
	handle(SIGUSR2, count, SA_RESTART | SA_ONSTACK);
	begin_read_end();
}

static void altstack_parent(pid_t child)
{
	at(child, SYS_read, 0);
	kill(child, SIGUSR1);
	at(child, SYS_read, 1);
	kill(child, SIGUSR2);
	at(child, SYS_read, 2);
	feed(pipe_b);
	feed(pipe_a);
	expect_read_interrupted();
	expect("--- SIGUSR1");
	expect_getppid();
	expect_read_interrupted();
	expect("--- SIGUSR2");
	expect_sigreturn_to_read();
	expect_read_restarts();
	expect_getppid();
	expect_sigreturn_to_read();
	expect_read_restarts();
}

/* ---- Ways out of a handler ---- */

static sigjmp_buf before;

static void on_jump(int sig)
{
	count(sig);
	siglongjmp(before, 1);
}

/* Then another call; then, from the same place and with the same arguments, the first one afresh. */
static void jump(void)
{
	handle(SIGUSR1, on_jump, SA_RESTART);
	if (sigsetjmp(before, 1) == 0) {
		begin_read_end();
		_exit(1);
	}
	call_getppid();
	read_a();
	expect_end();
}

static void jump_parent(pid_t child)
{
	at(child, SYS_read, 0);
	kill(child, SIGUSR1);
	at(child, SYS_read, 1);
	feed(pipe_a);
	expect_read_interrupted();
	expect("--- SIGUSR1");
	expect("%s rt_sigprocmask = 0", words.libc);
	expect(">>> no restart of read: left by a jump out of the handler");
	expect_getppid();
	expect("%s read = 4", words.call);
}

static void jump_same(void)
{
	handle(SIGUSR1, on_jump, SA_RESTART);
	if (sigsetjmp(before, 1) == 0)
		expect_begin();
	read_a();
	expect_end();
}

static void jump_same_parent(pid_t child)
{
	at(child, SYS_read, 0);
	kill(child, SIGUSR1);
	at(child, SYS_read, 1);
	feed(pipe_a);
	expect_read_interrupted();
	expect("--- SIGUSR1");
	expect("%s rt_sigprocmask = 0", words.libc);
	expect(">>> no restart of read: left by a jump out of the handler");
	expect("%s read = 4", words.call);
}

/* The call is to be over with the result 42: its registers say so, behind the instruction. */
static void on_edit(int sig, siginfo_t *info, void *context)
{
	greg_t *r = ((ucontext_t *)context)->uc_mcontext.gregs;

	(void)info;
	count(sig);
	r[REG_EIP] += 2;
	r[REG_EAX] = 42;
}

static void handle_info(int sig, void (*handler)(int sig, siginfo_t *info, void *context), int flags)
{
	struct sigaction sa = { .sa_sigaction = handler, .sa_flags = flags | SA_SIGINFO };

	sigaction(sig, &sa, NULL);
}

static void edited(void)
{
	handle_info(SIGUSR1, on_edit, SA_RESTART);
	expect_begin();
	if (read_a() != 42)
		_exit(1);
	call_getppid();
	expect_end();
}

static void edited_parent(pid_t child)
{
	at(child, SYS_read, 0);
	kill(child, SIGUSR1);
	expect_read_interrupted();
	expect("--- SIGUSR1");
	expect("%s rt_sigreturn = 42", words.sigreturn);
	expect(">>> no restart of read: the process changed eip");
	expect_getppid();
}

/* Not to be restarted, but the handler itself turns eip back. */
static void on_rewind(int sig, siginfo_t *info, void *context)
{
	greg_t *r = ((ucontext_t *)context)->uc_mcontext.gregs;

	(void)info;
	count(sig);
	r[REG_EIP] -= 2;
	r[REG_EAX] = SYS_read;
}

static void rewound(void)
{
	handle_info(SIGUSR1, on_rewind, 0);
	begin_read_end();
}

static void rewound_parent(pid_t child)
{
	at(child, SYS_read, 0);
	kill(child, SIGUSR1);
	at(child, SYS_read, 1);
	feed(pipe_a);
	expect_read_interrupted();
	expect("--- SIGUSR1");
	expect("%s rt_sigreturn = 3", words.sigreturn);
	expect_read_restarts();
}

/* ---- Handlers of other kinds ---- */

/* The handler is gone when it runs. */
static void once(void)
{
	handle(SIGUSR1, count, SA_RESTART | SA_RESETHAND);
	begin_read_end();
}

static void once_parent(pid_t child)
{
	at(child, SYS_read, 0);
	kill(child, SIGUSR1);
	at(child, SYS_read, 1);
	feed(pipe_a);
	expect_read_interrupted();
	expect("--- SIGUSR1");
	expect_sigreturn_to_read();
	expect_read_restarts();
}

/* A sigreturn of our own, by int $0x80. */
void own_sigreturn(void);
__asm__(".pushsection .text\n"
	"own_sigreturn:\n"
	"	pop %eax\n"
	"	mov $119, %eax\n"
	"	int $0x80\n"
	".popsection");

static void restorer(void)
{
	struct {
		void (*handler)(int sig);
		unsigned long flags;
		void (*restorer)(void);
		uint32_t mask[2];
	} sa = { count, SA_RESTART | 0x04000000 /* SA_RESTORER */, own_sigreturn, { 0, 0 } };

	syscall(SYS_rt_sigaction, SIGUSR1, &sa, NULL, 8);
	begin_read_end();
}

static void restorer_parent(pid_t child)
{
	words.sigreturn = "int80";
	once_parent(child);
}

/* Both processes come back from the handler, and in both the call restarts. */
static void on_fork(int sig)
{
	long pid = gate(SYS_fork, 0, 0, 0, 0, 0, 0);

	if (pid == 0)
		expect_begin();
	else
		shared->tid = (int)pid;
	count(sig);
}

static void fork_in_handler(void)
{
	handle(SIGUSR1, on_fork, SA_RESTART);
	begin_read_end();
	if (shared->tid && getppid() != 1)
		while (waitpid(shared->tid, NULL, 0) < 0 && errno == EINTR)
			;
}

static void fork_in_handler_parent(pid_t child)
{
	int forked;

	at(child, SYS_read, 0);
	kill(child, SIGUSR1);
	at(child, SYS_read, 2);
	forked = shared->tid;
	wait_asleep(forked, SYS_read);
	feed(pipe_a);
	feed(pipe_a);
	expect_read_interrupted();
	expect("--- SIGUSR1");
	expect("%s fork = %d", words.call, forked);
	expect_sigreturn_to_read();
	expect_read_restarts();
	expect_tid = forked;
	expect_sigreturn_to_read();
	expect_read_restarts();
}

/* The program that the handler starts has never been interrupted. */
static void on_exec(int sig)
{
	count(sig);
	expect_end();
	execl("/proc/self/exe", program_invocation_short_name, "after-exec", gate_arg, NULL);
	_exit(1);
}

static void exec_in_handler(void)
{
	handle(SIGUSR1, on_exec, SA_RESTART);
	begin_read_end();
	_exit(1);
}

static void exec_in_handler_parent(pid_t child)
{
	at(child, SYS_read, 0);
	kill(child, SIGUSR1);
	expect_read_interrupted();
	expect("--- SIGUSR1");
	expect_getppid();
}

static void after_exec(int through_int80)
{
	set_gate(through_int80);
	expect_begin();
	call_getppid();
	expect_end();
}

static const struct scenario scenarios[] = {
	{ "nested", nested, nested_parent },
	{ "nested-eintr", nested_eintr, nested_eintr_parent },
	{ "same-call", same, same_parent },
	{ "altstack", altstack, altstack_parent },
	{ "jump", jump, jump_parent },
	{ "jump-same-call", jump_same, jump_same_parent },
	{ "edited", edited, edited_parent },
	{ "rewound", rewound, rewound_parent },
	{ "once", once, once_parent },
	{ "restorer", restorer, restorer_parent },
	{ "fork", fork_in_handler, fork_in_handler_parent },
	{ "exec", exec_in_handler, exec_in_handler_parent },
	{ NULL, NULL, NULL },
};

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "after-exec")) {
		after_exec(!strcmp(argv[2], "int80"));
		return 0;
	}
	return scenario_main(scenarios, argc, argv);
}
