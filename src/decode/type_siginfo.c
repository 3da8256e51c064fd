/* SPDX-License-Identifier: GPL-2.0-or-later */
/* siginfo and sigevent: include/uapi/asm-generic/siginfo.h. */
#include "decode/types.h"

#include <linux/audit.h>
#include <signal.h>
#include <string.h>

#include "decode/sets.h"

enum { SIGINFO = 128, SIGEVENT = 64, TICKS = 100 };

/* The members of all word sizes; which of them mean something follows from signo and code. */
struct info {
	int32_t signo, err, code;
	int32_t pid, uid, status;    /* kill, queue, child; a timer's id and overrun */
	int32_t value;               /* si_int */
	uint64_t pointer;            /* si_ptr */
	uint64_t addr, lower, upper; /* faults; SIGSYS: the caller */
	uint32_t pkey, lsb;
	int64_t band, utime, stime;
	int32_t fd, syscall;
	uint32_t arch;
};

/* i386: three words, then the union at 12. */
static void info_of_i386(struct info *i, const uint8_t *p)
{
	uint32_t w[7];

	for (int n = 0; n < 7; n++)
		w[n] = (uint32_t)bytes_number(p + 12 + 4 * n, 4);
	*i = (struct info){
		.signo = (int32_t)bytes_number(p, 4),
		.err = (int32_t)bytes_number(p + 4, 4),
		.code = (int32_t)bytes_number(p + 8, 4),
		.pid = (int32_t)w[0],
		.uid = (int32_t)w[1],
		.status = (int32_t)w[2],
		.value = (int32_t)w[2],
		.pointer = w[2],
		.addr = w[0],
		.lsb = w[1] & 0xffff,
		.lower = w[2],
		.upper = w[3],
		.pkey = w[2],
		.band = (int32_t)w[0],
		.fd = (int32_t)w[1],
		.utime = (int32_t)w[3],
		.stime = (int32_t)w[4],
		.syscall = (int32_t)w[1],
		.arch = w[2],
	};
}

/* The tracer's own word size. */
static void info_of_host(struct info *i, const void *bytes)
{
	siginfo_t s;

	memcpy(&s, bytes, sizeof(s));
	*i = (struct info){ .signo = s.si_signo, .err = s.si_errno, .code = s.si_code };
	i->pid = s.si_pid;
	i->uid = (int32_t)s.si_uid;
	if (s.si_signo == SIGCHLD && s.si_code > 0 && s.si_code < SI_KERNEL) {
		i->status = s.si_status;
		i->utime = s.si_utime;
		i->stime = s.si_stime;
		return;
	}
	i->value = s.si_int;
	i->pointer = (uintptr_t)s.si_ptr;
	i->addr = (uintptr_t)s.si_addr;
	i->lsb = (uint16_t)s.si_addr_lsb;
	i->lower = (uintptr_t)s.si_lower;
	i->upper = (uintptr_t)s.si_upper;
	i->pkey = s.si_pkey;
	i->band = s.si_band;
	i->fd = s.si_fd;
	i->syscall = s.si_syscall;
	i->arch = s.si_arch;
}

static enum set_id code_set(int signo)
{
	switch (signo) {
	case SIGILL:
		return SET_sigill_code;
	case SIGTRAP:
		return SET_sigtrap_code;
	case SIGBUS:
		return SET_sigbus_code;
	case SIGFPE:
		return SET_sigfpe_code;
	case SIGSEGV:
		return SET_sigsegv_code;
	case SIGCHLD:
		return SET_sigchld_code;
	case SIGPOLL:
		return SET_sigpoll_code;
	case SIGSYS:
		return SET_sigsys_code;
	default:
		return SET_si_code;
	}
}

/* What is being put together. */
struct fields {
	struct decoding *d;
	struct value *v, *last;
};

static struct value *add(struct fields *f, const char *name, struct value *v)
{
	return make_child(f->v, &f->last, name, v);
}

static void add_number(struct fields *f, const char *name, int64_t number)
{
	add(f, name, make_number(f->d, (uint64_t)number, BASE_DEC));
}

static void add_id(struct fields *f, const struct info *i)
{
	add(f, "si_pid", make_pid(f->d, ABOUT_TASK, (uint32_t)i->pid));
	add(f, "si_uid",
	    make_number(f->d, i->uid == -1 ? UINT64_MAX : (uint32_t)i->uid,
	                i->uid == -1 ? BASE_DEC : BASE_UDEC));
}

static void add_value(struct fields *f, const struct info *i)
{
	if (!i->pointer)
		return;
	add_number(f, "si_int", i->value);
	add(f, "si_ptr", make_address(f->d, i->pointer));
}

static void add_ticks(struct fields *f, const char *name, int64_t ticks)
{
	struct value *v = add(f, name, make_number(f->d, (uint64_t)ticks, BASE_DEC));

	if (ticks > 0)
		v->comment = arena_printf(f->d->a, "%lld.%02lld s", (long long)ticks / TICKS,
		                          (long long)ticks % TICKS);
}

static void add_child(struct fields *f, const struct info *i)
{
	add_id(f, i);
	if (i->code == CLD_EXITED)
		add_number(f, "si_status", i->status);
	else
		add(f, "si_status", make_signal(f->d, (uint32_t)i->status));
	add_ticks(f, "si_utime", i->utime);
	add_ticks(f, "si_stime", i->stime);
}

static void add_fault(struct fields *f, const struct info *i)
{
	add(f, "si_addr", make_address(f->d, i->addr));
	if (i->signo == SIGSEGV && i->code == SEGV_BNDERR) {
		add(f, "si_lower", make_address(f->d, i->lower));
		add(f, "si_upper", make_address(f->d, i->upper));
	} else if (i->signo == SIGSEGV && i->code == SEGV_PKUERR) {
		add_number(f, "si_pkey", i->pkey);
	} else if (i->signo == SIGBUS && (i->code == BUS_MCEERR_AR || i->code == BUS_MCEERR_AO)) {
		add(f, "si_addr_lsb", make_number(f->d, i->lsb, BASE_HEX));
	}
}

static void add_band(struct fields *f, const struct info *i)
{
	add_number(f, "si_band", i->band);
	add(f, "si_fd", make_fd(f->d, (uint32_t)i->fd));
}

/* Codes of the kernel tell by the signal which members there are. */
static void add_by_signal(struct fields *f, const struct info *i)
{
	switch (i->signo) {
	case SIGCHLD:
		add_child(f, i);
		break;
	case SIGILL:
	case SIGTRAP:
	case SIGBUS:
	case SIGFPE:
	case SIGSEGV:
		add_fault(f, i);
		break;
	case SIGPOLL:
		if (i->code <= POLL_HUP)
			add_band(f, i);
		break;
	case SIGSYS:
		add(f, "si_call_addr", make_address(f->d, i->addr));
		add(f, "si_syscall", callname_make(f->d, i->arch, (uint32_t)i->syscall));
		add(f, "si_arch", make_enum(f->d, SET_audit_arch, i->arch));
		break;
	default:
		if (i->pid || i->uid || i->pointer) {
			add_id(f, i);
			add_value(f, i);
		}
	}
}

static struct value *make_info(struct decoding *d, const struct info *i)
{
	struct fields f = { .d = d, .v = make(d, VALUE_STRUCT) };
	enum set_id codes = i->code > 0 && i->code < SI_KERNEL ? code_set(i->signo) : SET_si_code;

	if (!i->signo)
		return f.v;
	add(&f, "si_signo", make_signal(d, (uint32_t)i->signo));
	add(&f, "si_code", make_enum(d, codes, (uint32_t)i->code));
	if (i->err)
		add(&f, "si_errno",
		    errno_name(i->err) ? make_named(d, errno_name(i->err), (uint64_t)i->err, BASE_DEC)
		                       : make_number(d, (uint32_t)i->err, BASE_UDEC));
	switch (i->code) {
	case SI_USER:
	case SI_TKILL:
		add_id(&f, i);
		break;
	case SI_TIMER:
		add(&f, "si_timerid", make_number(d, (uint32_t)i->pid, BASE_HEX));
		add_number(&f, "si_overrun", i->uid);
		add_value(&f, i);
		break;
	case SI_SIGIO:
		add_band(&f, i);
		break;
	default:
		if (i->code < 0) {
			add_id(&f, i);
			add_value(&f, i);
		} else {
			add_by_signal(&f, i);
		}
	}
	return f.v;
}

/* Of these the kernel tells where, and no process. */
static bool is_fault(int signo)
{
	return signo == SIGILL || signo == SIGTRAP || signo == SIGBUS || signo == SIGFPE ||
	       signo == SIGSEGV || signo == SIGSYS;
}

/* Who sent it, or which descriptor it is about. */
static void capture_info(struct capturing *k, const struct info *i)
{
	if (i->code == SI_SIGIO || (i->signo == SIGPOLL && i->code > 0))
		capture_about(k, ABOUT_FD, (uint32_t)i->fd);
	else if (i->code <= 0 ? i->code != SI_TIMER : i->pid && !is_fault(i->signo))
		capture_about(k, ABOUT_TASK, (uint32_t)i->pid);
}

void capture_siginfo(struct capturing *k)
{
	struct info i;

	info_of_host(&i, k->e->info);
	capture_info(k, &i);
}

struct value *decode_siginfo(const struct event *e, const struct decode_options *o, struct arena *a)
{
	struct decoding d = { .v = { .e = e, .o = o }, .a = a };
	struct info i;

	if (!e->has_info)
		return NULL;
	info_of_host(&i, e->info);
	return make_info(&d, &i);
}

static void siginfo_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	const uint8_t *p;
	struct info i;

	capture_bytes(k, at, t->size);
	p = k->v.o->about ? view_bytes(&k->v, at, t->size) : NULL;
	if (!p)
		return;
	info_of_i386(&i, p);
	capture_info(k, &i);
}

static struct value *siginfo_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	const uint8_t *p = view_bytes(&d->v, at, t->size);
	struct info i;

	if (!p)
		return NULL;
	info_of_i386(&i, p);
	return make_info(d, &i);
}

const struct type_ops type_siginfo = { .memory = siginfo_memory, .capture = siginfo_capture };

/* value, signal, notify, then a thread's id or a function and its attributes */
static struct value *sigevent_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	const uint8_t *p = view_bytes(&d->v, at, t->size);
	struct fields f = { .d = d, .v = make(d, VALUE_STRUCT) };
	struct fields of = { .d = d, .v = make(d, VALUE_STRUCT) };
	uint32_t w[5];
	bool signals;

	if (!p)
		return NULL;
	for (int i = 0; i < 5; i++)
		w[i] = (uint32_t)bytes_number(p + 4 * i, 4);
	signals = w[2] != SIGEV_NONE && set_word(&spec_sets[SET_sigev_notify], w[2]);
	if (w[0]) {
		add_number(&of, "sival_int", (int32_t)w[0]);
		add(&of, "sival_ptr", make_address(d, w[0]));
		add(&f, "sigev_value", of.v);
	}
	add(&f, "sigev_signo",
	    signals ? make_signal(d, w[1]) : make_number(d, w[1], BASE_UDEC));
	add(&f, "sigev_notify", make_enum(d, SET_sigev_notify, w[2]));
	if (w[2] == SIGEV_THREAD_ID) {
		add(&f, "sigev_notify_thread_id", make_pid(d, ABOUT_TASK, w[3]));
	} else if (w[2] == SIGEV_THREAD) {
		add(&f, "sigev_notify_function", make_address(d, w[3]));
		add(&f, "sigev_notify_attributes", make_address(d, w[4]));
	}
	return f.v;
}

static void sigevent_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	const uint8_t *p;

	capture_bytes(k, at, t->size);
	p = k->v.o->about ? view_bytes(&k->v, at, t->size) : NULL;
	if (p && bytes_number(p + 8, 4) == SIGEV_THREAD_ID)
		capture_about(k, ABOUT_TASK, (uint32_t)bytes_number(p + 12, 4));
}

const struct type_ops type_sigevent = { .memory = sigevent_memory, .capture = sigevent_capture };
