/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls interrupted again and again, several at a time, in several threads. */
#include <pthread.h>

#include "queue.h"
#include "scenario.h"

static const int32_t hour[2] = { 3600, 0 };

static long sleep_hour(void)
{
	return gate(SYS_nanosleep, (long)hour, 0, 0, 0, 0, 0);
}

static void expect_stop_lines(void)
{
	expect("--- SIGSTOP");
	expect("--- stopped by SIGSTOP");
	expect("--- SIGCONT");
}

/* Stops and continues the child, once the task sleeps in the call; then it sleeps there again. */
static void stop_in(pid_t child, int tid, long nr, long again_nr)
{
	long sleeps;

	wait_asleep(tid, nr);
	sleeps = proc_sleeps(tid);
	stop_and_continue(child);
	wait_asleep_again(tid, again_nr, sleeps);
}

/* ---- A chain: the restart is interrupted, and its restart ---- */

enum { CHAIN = 4 };

static void chain(void)
{
	handle(SIGUSR2, count, 0);
	expect_begin();
	sleep_hour();
	expect_end();
}

static void chain_parent(pid_t child)
{
	int i;

	for (i = 0; i < CHAIN; i++) {
		stop_in(child, child, i ? 0 : SYS_nanosleep, 0);
		expect("%s %s = ? ERESTART_RESTARTBLOCK", i ? words.again : words.call,
		       i ? "restart_syscall" : "nanosleep");
		expect_stop_lines();
		expect_restart("nanosleep");
	}
	kill(child, SIGUSR2);
	expect("%s restart_syscall = ? ERESTART_RESTARTBLOCK", words.again);
	expect("--- SIGUSR2");
	expect(">>> no restart of nanosleep: handler of SIGUSR2, EINTR");
	expect("%s sigreturn = -1 EINTR", words.sigreturn);
}

/* The same with a call that keeps its name. */
static void chain_read_parent(pid_t child)
{
	int i;

	for (i = 0; i < CHAIN; i++) {
		stop_in(child, child, SYS_read, SYS_read);
		expect("%s read = ? ERESTARTSYS", i ? words.again : words.call);
		expect_stop_lines();
		expect_restart("read");
	}
	feed(pipe_a);
	expect("%s read = 4", words.again);
}

/* Handlers and stops by turns. */
static void mixed(void)
{
	handle(SIGUSR1, count, SA_RESTART);
	begin_read_end();
}

static void mixed_parent(pid_t child)
{
	int i;

	at(child, SYS_read, 0);
	for (i = 0; i < CHAIN; i++) {
		kill(child, SIGUSR1);
		at(child, SYS_read, i + 1);
		expect("%s read = ? ERESTARTSYS", i ? words.again : words.call);
		expect("--- SIGUSR1");
		expect_sigreturn_to_read();
		expect_restart("read");
		stop_in(child, child, SYS_read, SYS_read);
		expect("%s read = ? ERESTARTSYS", words.again);
		expect_stop_lines();
		expect_restart("read");
	}
	feed(pipe_a);
	expect("%s read = 4", words.again);
}

/* ---- Several signals at a time ---- */

/* Blocks the other one: it comes between the handler's end and the restart. */
static void two(void)
{
	struct sigaction sa = { .sa_handler = count, .sa_flags = SA_RESTART };

	handle(SIGUSR2, count, SA_RESTART);
	sigaddset(&sa.sa_mask, SIGUSR2);
	sigaddset(&sa.sa_mask, SIGCONT);
	sigaction(SIGUSR1, &sa, NULL);
	handle(SIGCONT, count, SA_RESTART);
	begin_read_end();
}

static void two_parent(pid_t child)
{
	at(child, SYS_read, 0);
	stop(child);
	kill(child, SIGUSR1);
	kill(child, SIGUSR2);
	kill(child, SIGCONT);
	at(child, SYS_read, 3);
	feed(pipe_a);
	expect_read_interrupted();
	expect("--- SIGSTOP");
	expect("--- stopped by SIGSTOP");
	expect("--- SIGUSR1");
	expect_sigreturn_to_read();
	/* Both at once now: the handler of the second starts on top of the first one's. */
	expect("--- SIGUSR2");
	expect("--- SIGCONT");
	expect("%s sigreturn = %d", words.sigreturn, SIGUSR2); /* in eax where a handler starts */
	expect_sigreturn_to_read();
	expect_read_restarts();
}

/* Real-time signals queue: each one's handler ends where the next is delivered. */
enum { QUEUED = 5 };

static void queue(void)
{
	struct sigaction sa = { .sa_handler = count, .sa_flags = SA_RESTART };

	sigfillset(&sa.sa_mask);
	sigaction(SIGRTMIN, &sa, NULL);
	begin_read_end();
}

static void queue_parent(pid_t child)
{
	int i;

	at(child, SYS_read, 0);
	stop(child);
	for (i = 0; i < QUEUED; i++)
		queue_signal(child, SIGRTMIN, i);
	kill(child, SIGCONT);
	at(child, SYS_read, QUEUED);
	feed(pipe_a);
	expect_read_interrupted();
	expect("--- SIGSTOP");
	expect("--- stopped by SIGSTOP");
	expect("--- SIGCONT");
	for (i = 0; i < QUEUED; i++) {
		expect("--- SIGRT_2"); /* strace's name: libc keeps the first two */
		expect_sigreturn_to_read();
	}
	expect_read_restarts();
}

/* SIGCONT itself has a handler. */
static void cont(void)
{
	handle(SIGCONT, count, SA_RESTART);
	begin_read_end();
}

static void cont_parent(pid_t child)
{
	at(child, SYS_read, 0);
	stop_and_continue(child);
	at(child, SYS_read, 1);
	feed(pipe_a);
	expect_read_interrupted();
	expect_stop_lines();
	expect_sigreturn_to_read();
	expect_read_restarts();
}

/* A sleep in a handler, stopped: the chain is the inner call's. */
static void on_usr1_poll(int sig)
{
	count(sig);
	gate(SYS_poll, 0, 0, -1, 0, 0, 0);
}

static void inner_chain(void)
{
	handle(SIGUSR1, on_usr1_poll, SA_RESTART);
	handle(SIGUSR2, count, 0);
	expect_begin();
	sleep_hour();
	expect_end();
}

static void inner_chain_parent(pid_t child)
{
	at(child, SYS_nanosleep, 0);
	kill(child, SIGUSR1);
	at(child, SYS_poll, 1);
	stop_in(child, child, SYS_poll, 0);
	kill(child, SIGUSR2);
	expect("%s nanosleep = ? ERESTART_RESTARTBLOCK", words.call);
	expect("--- SIGUSR1");
	expect(">>> no restart of nanosleep: handler of SIGUSR1, EINTR");
	expect("%s poll = ? ERESTART_RESTARTBLOCK", words.call);
	expect_stop_lines();
	expect_restart("poll");
	expect("%s restart_syscall = ? ERESTART_RESTARTBLOCK", words.again);
	expect("--- SIGUSR2");
	expect(">>> no restart of poll: handler of SIGUSR2, EINTR");
	expect("%s sigreturn = -1 EINTR", words.sigreturn);
	expect("%s sigreturn = -1 EINTR", words.sigreturn);
}

/* ---- Threads ---- */

static void *reading_thread(void *arg)
{
	shared->tid = (int)syscall(SYS_gettid);
	begin_read_end();
	return arg;
}

static void start_reading_thread(void)
{
	static pthread_t thread;

	pthread_create(&thread, NULL, reading_thread, NULL);
	pthread_detach(thread);
}

static void wait_thread(void)
{
	while (!shared->tid)
		look_again();
	wait_asleep(shared->tid, SYS_read);
}

/* Only the other thread is interrupted. */
static void thread(void)
{
	handle(SIGUSR1, count, SA_RESTART);
	start_reading_thread();
	expect_begin();
	read_b();
	expect_end();
}

static void thread_parent(pid_t child)
{
	wait_thread();
	wait_asleep(child, SYS_read);
	syscall(SYS_tgkill, child, shared->tid, SIGUSR1);
	at(shared->tid, SYS_read, 1);
	feed(pipe_a);
	expect_tid = shared->tid;
	expect_read_interrupted();
	expect("--- SIGUSR1");
	expect_sigreturn_to_read();
	expect_read_restarts();
	/* Two threads end at the same time otherwise. */
	while (kill(shared->tid, 0) == 0)
		look_again();
	feed(pipe_b);
	expect_tid = child;
	expect("%s read = 4", words.call);
}

/* All threads stop, and all go on with what they were doing. SIGCONT is for the first: only it lets it in. */
static void threads(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCONT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	handle(SIGUSR2, count, 0);
	start_reading_thread();
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	expect_begin();
	sleep_hour();
	expect_end();
}

static void threads_parent(pid_t child)
{
	long sleeps, leaders;

	wait_thread();
	wait_asleep(child, SYS_nanosleep);
	sleeps = proc_sleeps(shared->tid);
	leaders = proc_sleeps(child);
	stop(child);
	/* Before Linux 3.0 nobody tells when the other thread has stopped: after its call's exit. */
	while (proc_sleeps(shared->tid) < sleeps + 1 + proc_traced(child) ||
	       !strchr("Tt", proc_state(shared->tid)))
		look_again();
	kill(child, SIGCONT);
	wait_asleep_again(child, 0, leaders);
	wait_asleep_again(shared->tid, SYS_read, sleeps);
	feed(pipe_a);
	while (kill(shared->tid, 0) == 0)
		look_again();
	syscall(SYS_tgkill, child, child, SIGUSR2);

	expect("%s nanosleep = ? ERESTART_RESTARTBLOCK", words.call);
	expect_stop_lines();
	expect_restart("nanosleep");
	expect("%s restart_syscall = ? ERESTART_RESTARTBLOCK", words.again);
	expect("--- SIGUSR2");
	expect(">>> no restart of nanosleep: handler of SIGUSR2, EINTR");
	expect("%s sigreturn = -1 EINTR", words.sigreturn);
	expect_tid = shared->tid;
	expect_read_interrupted();
	expect("--- stopped by SIGSTOP");
	expect_read_restarts();
}

static const struct scenario scenarios[] = {
	{ "chain", chain, chain_parent },
	{ "chain-read", begin_read_end, chain_read_parent },
	{ "mixed", mixed, mixed_parent },
	{ "two", two, two_parent },
	{ "queue", queue, queue_parent },
	{ "cont", cont, cont_parent },
	{ "inner-chain", inner_chain, inner_chain_parent },
	{ "thread", thread, thread_parent },
	{ "threads", threads, threads_parent },
	{ NULL, NULL, NULL },
};

int main(int argc, char **argv)
{
	return scenario_main(scenarios, argc, argv);
}
