/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pipeline/interrupt.h"

#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/limit.h"

static const int ends[] = { SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGXCPU };
static volatile sig_atomic_t asked_to_end, ticked;
static timer_t timer;
static bool have_timer, armed;

static void set_timer(long ms)
{
	const struct timespec t = { 0, ms * 1000000 };
	const struct itimerspec every = { t, t };

	if (have_timer)
		timer_settime(timer, 0, &every, NULL);
}

static void on_tick(int sig)
{
	(void)sig;
	ticked = 1;
}

/*
 * The signal may come just before the wait that it should interrupt: the
 * ticks that follow cure that. timer_settime() is async-signal-safe.
 */
static void on_end(int sig)
{
	if (!asked_to_end)
		asked_to_end = sig;
	set_timer(TICK_MS);
}

void interrupt_init(bool stubborn, bool also)
{
	struct sigaction action = { .sa_handler = on_tick };
	struct sigaction old;
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM };
	sigset_t mine;

	sigaction(SIGALRM, &action, NULL);
	have_timer = timer_create(CLOCK_MONOTONIC, &event, &timer) == 0;

	action.sa_handler = SIG_IGN;
	if (also)
		sigaction(SIGTSTP, &action, NULL);
	sigemptyset(&mine);
	sigaddset(&mine, SIGALRM);
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		/* Behind a limit of CPU time that is ignored comes SIGKILL. */
		action.sa_handler = stubborn && ends[i] != SIGXCPU ? SIG_IGN : on_end;
		sigaddset(&mine, ends[i]);
		/* nohup and background jobs of old shells: what was ignored stays so. */
		if (sigaction(ends[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			sigaction(ends[i], &action, NULL);
	}
	sigprocmask(SIG_UNBLOCK, &mine, NULL);

	action.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &action, NULL); /* a reader that went away is a write error */
	sigaction(SIGXFSZ, &action, NULL); /* so is a file that may not grow */
	/* Who stands still in the background keeps those that he traces there, too. */
	sigaction(SIGTTIN, &action, NULL);
	sigaction(SIGTTOU, &action, NULL);
	/* Ignored, wait would find no statuses; and nobody needs a signal for each of the stops. */
	action.sa_handler = SIG_DFL;
	action.sa_flags = SA_NOCLDSTOP;
	sigaction(SIGCHLD, &action, NULL);
}

int interrupt_signal(void)
{
	return asked_to_end;
}

bool interrupt_came(void)
{
	return asked_to_end;
}

void interrupt_again(void)
{
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		struct sigaction now;

		if (sigaction(ends[i], NULL, &now) == 0 && now.sa_handler == on_end)
			signal(ends[i], SIG_DFL);
	}
}

bool interrupt_ticked(void)
{
	return ticked;
}

void interrupt_arm(void)
{
	if (!armed)
		set_timer(TICK_MS);
	armed = true;
}

void interrupt_disarm(void)
{
	if (armed && !asked_to_end)
		set_timer(0);
	armed = false;
	ticked = 0;
}

void interrupt_die_of(int sig)
{
	sigset_t set;

	limit_no_core();
	signal(sig, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, sig);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(sig);
	_exit(128 + sig); /* a signal whose default action is not to kill */
}
