/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * deny [-c] KERNEL PROG ARG...: runs PROG as if this kernel were KERNEL, as far as a
 * tracer can tell: the requests of ptrace, their options, the system calls, and
 * what some of these take that came later fail with that kernel's errno, by a
 * seccomp filter. For both word sizes, and for all that PROG starts: the traced
 * program is on an old kernel, too. deny.sh compares it with deny.since.
 *
 * -c: system calls alone, so that another tracer works as it always does on
 * programs that find an old kernel.
 *
 * "#!/path/of/deny KERNEL:PROG", or -c before it, makes a program of a file that
 * is called as the file is: no shell that would change the environment.
 *
 * What it can't do: what succeeds is today's kernel's, also with flags that an old
 * kernel overlooks (O_CLOEXEC, O_PATH); and nobody looks into memory, so that
 * socketcall() knows SOCK_CLOEXEC. "deny -l" lists KERNELs.
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define SIZE(array) (sizeof(array) / sizeof(*(array)))
#define KERNEL(a, b, c) ((a) << 16 | (b) << 8 | (c))

/* The last number of the tables arch/x86/entry/syscalls/syscall_{32,64}.tbl, or what they were then. */
static const struct column {
	const char *name;
	uint32_t version, last32, last64;
	uint32_t options; /* of PTRACE_SETOPTIONS */
} columns[] = {
	{ "2.6.10", KERNEL(2, 6, 10), 288 /* keyctl */, 250, 0x7f },
	{ "2.6.32", KERNEL(2, 6, 32), 336 /* perf_event_open */, 298, 0x7f },
	{ "2.6.39", KERNEL(2, 6, 39), 344 /* syncfs */, 306, 0x7f },
	{ "4.18", KERNEL(4, 18, 0), 386 /* rseq */, 334, 0x3000ff },
};

/*
 * Debian 12's glibc has no second way for these: it was built for kernels from
 * 3.2 on, and its programs do not start on 2.6.10. And programs of the tests
 * make filters that answer their own calls; gatetrace never makes this call.
 */
static const struct {
	uint32_t nr32, nr64;
} of_others[] = {
	{ 295, 257 }, /* openat */
	{ 300, 262 }, /* fstatat64, newfstatat: with AT_EMPTY_PATH, 2.6.39, in each 32-bit fstat() */
	{ 302, 264 }, /* renameat */
	{ 301, 263 }, /* unlinkat */
	{ 305, 267 }, /* readlinkat */
	{ 307, 269 }, /* faccessat */
	{ 340, 302 }, /* prlimit64: getrlimit() */
	{ 331, 293 }, /* pipe2: pipe() */
	{ 354, 317 }, /* seccomp */
};

/* Options of prctl() that programs of the tests have no second way for: their filters and orphans. */
static const uint32_t of_tests[] = { PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, PR_SET_CHILD_SUBREAPER };

/* linux/ptrace.h. errno: of one who is no tracee yet ESRCH, of one who stands EIO. */
static const struct {
	uint32_t since, request;
	int err;
} requests[] = {
	{ KERNEL(2, 6, 14), 31, EIO },       /* SYSEMU */
	{ KERNEL(2, 6, 14), 32, EIO },       /* SYSEMU_SINGLESTEP */
	{ KERNEL(2, 6, 25), 33, EIO },       /* SINGLEBLOCK */
	{ KERNEL(2, 6, 34), 0x4204, EIO },   /* GETREGSET */
	{ KERNEL(2, 6, 34), 0x4205, EIO },   /* SETREGSET */
	{ KERNEL(3, 4, 0), 0x4206, ESRCH },  /* SEIZE */
	{ KERNEL(3, 4, 0), 0x4207, ESRCH },  /* INTERRUPT */
	{ KERNEL(3, 4, 0), 0x4208, EIO },    /* LISTEN */
	{ KERNEL(3, 10, 0), 0x4209, EIO },   /* PEEKSIGINFO */
	{ KERNEL(3, 11, 0), 0x420a, EIO },   /* GETSIGMASK */
	{ KERNEL(3, 11, 0), 0x420b, EIO },   /* SETSIGMASK */
	{ KERNEL(4, 4, 0), 0x420c, EIO },    /* SECCOMP_GET_FILTER */
	{ KERNEL(4, 16, 0), 0x420d, EIO },   /* SECCOMP_GET_METADATA */
	{ KERNEL(5, 3, 0), 0x420e, EIO },    /* GET_SYSCALL_INFO */
	{ KERNEL(5, 13, 0), 0x420f, EIO },   /* GET_RSEQ_CONFIGURATION */
	{ KERNEL(6, 4, 0), 0x4210, EIO },    /* SET_SYSCALL_USER_DISPATCH_CONFIG */
	{ KERNEL(6, 4, 0), 0x4211, EIO },    /* GET_SYSCALL_USER_DISPATCH_CONFIG */
	{ KERNEL(6, 16, 0), 0x4212, EIO },   /* SET_SYSCALL_INFO */
};

/*
 * Calls of which a part is newer than the rest: what one argument may be. NONE:
 * the other word size has no such call, or knew it from its beginning.
 */
enum { NONE = 0xffffffff };
enum what {
	IS,   /* this value */
	FROM, /* this one, and all above: they came with it or later */
	BITS, /* any of these */
};

static const struct part {
	uint32_t since, nr32, nr64;
	uint8_t arg;
	enum what what;
	uint32_t value;
	int err;
} parts[] = {
	/* The highest number of the time */
	{ KERNEL(2, 6, 11), 172, 157, 0, FROM, 16, EINVAL }, /* prctl: PR_GET_NAME */
	{ KERNEL(2, 6, 18), 172, 157, 0, FROM, 19, EINVAL }, /* PR_GET_ENDIAN */
	{ KERNEL(3, 3, 0), 172, 157, 0, FROM, 35, EINVAL }, /* PR_SET_MM */
	{ KERNEL(5, 0, 0), 172, 157, 0, FROM, 54, EINVAL }, /* PR_PAC_RESET_KEYS */
	{ KERNEL(2, 6, 24), 221, 72, 1, FROM, 1030, EINVAL }, /* fcntl: F_DUPFD_CLOEXEC */
	{ KERNEL(2, 6, 35), 221, 72, 1, FROM, 1031, EINVAL }, /* F_SETPIPE_SZ */
	{ KERNEL(3, 17, 0), 221, 72, 1, FROM, 1033, EINVAL }, /* F_ADD_SEALS */
	{ KERNEL(2, 6, 16), 219, 28, 2, FROM, 10, EINVAL }, /* madvise: MADV_DONTFORK */
	{ KERNEL(2, 6, 32), 219, 28, 2, FROM, 12, EINVAL }, /* MADV_MERGEABLE */
	{ KERNEL(2, 6, 38), 219, 28, 2, FROM, 14, EINVAL }, /* MADV_HUGEPAGE */
	{ KERNEL(3, 4, 0), 219, 28, 2, FROM, 16, EINVAL }, /* MADV_DONTDUMP */
	{ KERNEL(5, 4, 0), 219, 28, 2, FROM, 20, EINVAL }, /* MADV_COLD */
	{ KERNEL(2, 6, 28), 102, NONE, 0, FROM, 18, EINVAL }, /* socketcall: SYS_ACCEPT4 */
	{ KERNEL(2, 6, 33), 102, NONE, 0, FROM, 19, EINVAL }, /* SYS_RECVMMSG */
	{ KERNEL(3, 0, 0), 102, NONE, 0, FROM, 20, EINVAL }, /* SYS_SENDMMSG */
	/* One number */
	{ KERNEL(2, 6, 32), 221, 72, 1, IS, 16, EINVAL }, /* fcntl: F_GETOWN_EX */
	{ KERNEL(2, 6, 32), 221, 72, 1, IS, 15, EINVAL }, /* F_SETOWN_EX */
	{ KERNEL(3, 15, 0), 221, 72, 1, IS, 36, EINVAL }, /* F_OFD_GETLK */
	{ KERNEL(3, 15, 0), 221, 72, 1, IS, 37, EINVAL }, /* F_OFD_SETLK */
	{ KERNEL(3, 15, 0), 221, 72, 1, IS, 38, EINVAL }, /* F_OFD_SETLKW */
	{ KERNEL(4, 5, 0), 219, 28, 2, IS, 8, EINVAL }, /* madvise: MADV_FREE */
	{ KERNEL(2, 6, 28), 265, 228, 0, IS, 4, EINVAL }, /* clock_gettime: CLOCK_MONOTONIC_RAW */
	{ KERNEL(2, 6, 32), 265, 228, 0, IS, 5, EINVAL }, /* CLOCK_REALTIME_COARSE */
	{ KERNEL(2, 6, 32), 265, 228, 0, IS, 6, EINVAL }, /* CLOCK_MONOTONIC_COARSE */
	{ KERNEL(2, 6, 39), 265, 228, 0, IS, 7, EINVAL }, /* CLOCK_BOOTTIME */
	{ KERNEL(3, 0, 0), 265, 228, 0, IS, 8, EINVAL }, /* CLOCK_REALTIME_ALARM */
	{ KERNEL(3, 0, 0), 265, 228, 0, IS, 9, EINVAL }, /* CLOCK_BOOTTIME_ALARM */
	{ KERNEL(3, 10, 0), 265, 228, 0, IS, 11, EINVAL }, /* CLOCK_TAI */
	/* Flags */
	{ KERNEL(4, 7, 0), 284, 247, 3, BITS, 0xe0000000, EINVAL }, /* waitid: __WALL and its like */
	{ KERNEL(2, 6, 27), NONE, 41, 1, BITS, 02004000, EINVAL }, /* socket: SOCK_CLOEXEC, SOCK_NONBLOCK */
	{ KERNEL(2, 6, 27), NONE, 53, 1, BITS, 02004000, EINVAL }, /* socketpair */
	{ KERNEL(3, 4, 0), 331, 293, 1, BITS, 040000, EINVAL }, /* pipe2: O_DIRECT */
	{ KERNEL(5, 8, 0), 331, 293, 1, BITS, 0200, EINVAL }, /* O_NOTIFICATION_PIPE */
	{ KERNEL(6, 3, 0), 356, 319, 1, BITS, 030, EINVAL }, /* memfd_create: MFD_NOEXEC_SEAL, MFD_EXEC */
	{ KERNEL(5, 6, 0), 355, 318, 2, BITS, 4, EINVAL }, /* getrandom: GRND_INSECURE */
	{ KERNEL(5, 7, 0), 163, 25, 3, BITS, 4, EINVAL }, /* mremap: MREMAP_DONTUNMAP */
	{ KERNEL(3, 14, 0), 336, 298, 4, BITS, 8, EINVAL }, /* perf_event_open: PERF_FLAG_FD_CLOEXEC */
	/* Breakpoints came in 2.6.33, with a larger structure. Nothing here asks for anything else. */
	{ KERNEL(2, 6, 33), 336, 298, 4, FROM, 0, E2BIG },
	/* All of it: a number that stood in the table before the call did. */
	{ KERNEL(2, 6, 13), 283, 246, 0, FROM, 0, ENOSYS }, /* kexec_load */
};

static const struct numbers {
	uint32_t arch, ptrace, prctl;
} narrow = { AUDIT_ARCH_I386, 26, 172 }, wide = { AUDIT_ARCH_X86_64, 101, 157 };

/* The section .answered of programs that answer their own calls (tracees/answer.h): none is really made. */
enum { ANSWERED_PAGE = 0x0fa00000, PAGE_BITS = 0xfff };

enum { SETOPTIONS = 0x4200 };

/* ---- The filter */

static struct sock_filter code[1024];
static unsigned length;

static void emit(uint16_t op, uint32_t k, uint8_t yes, uint8_t no)
{
	if (length == SIZE(code)) {
		fprintf(stderr, "deny: the filter is too long\n");
		exit(125);
	}
	code[length++] = (struct sock_filter)BPF_JUMP(op, k, yes, no);
}

static void load(size_t offset)
{
	emit(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0);
}

static void load_arg(unsigned n)
{
	load(offsetof(struct seccomp_data, args) + n * sizeof(uint64_t));
}

static void answer(uint32_t what)
{
	emit(BPF_RET | BPF_K, what, 0, 0);
}

/* if the word loaded is such: what it is then. op: BPF_JEQ, BPF_JGT, BPF_JGE, BPF_JSET */
static void answer_if(uint16_t op, uint32_t k, uint32_t what)
{
	emit(BPF_JMP | op | BPF_K, k, 0, 1);
	answer(what);
}

/* A part of the code, if the word is such; ended by end(). Conditional jumps reach 255 instructions. */
static unsigned begin_if(uint16_t op, uint32_t k)
{
	emit(BPF_JMP | op | BPF_K, k, 1, 0);
	emit(BPF_JMP | BPF_JA, 0, 0, 0);
	return length - 1;
}

static unsigned begin(uint32_t value)
{
	return begin_if(BPF_JEQ, value);
}

/* The part ends without an answer: what follows is asked. */
static void go_on(unsigned begun)
{
	code[begun].k = length - begun - 1;
}

static void end(unsigned begun)
{
	answer(SECCOMP_RET_ALLOW);
	go_on(begun);
}

static uint32_t failure(int err)
{
	return SECCOMP_RET_ERRNO | (uint32_t)err;
}

static void filter_ptrace(const struct column *c)
{
	unsigned options;

	load_arg(0);
	for (size_t i = 0; i < SIZE(requests); i++)
		if (requests[i].since > c->version)
			answer_if(BPF_JEQ, requests[i].request, failure(requests[i].err));
	options = begin(SETOPTIONS);
	load_arg(3);
	answer_if(BPF_JSET, ~c->options, failure(EINVAL));
	end(options);
}

/* Calls made on that page go to the program's own filter alone. */
static void leave_answered(void)
{
	unsigned low;

	load(offsetof(struct seccomp_data, instruction_pointer) + sizeof(uint32_t));
	low = begin(0);
	load(offsetof(struct seccomp_data, instruction_pointer));
	emit(BPF_ALU | BPF_AND | BPF_K, ~(uint32_t)PAGE_BITS, 0, 0);
	answer_if(BPF_JEQ, ANSWERED_PAGE, SECCOMP_RET_ALLOW);
	go_on(low);
}

static uint32_t number_of(const struct part *p, const struct numbers *n)
{
	return n == &narrow ? p->nr32 : p->nr64;
}

/* All that is known of the call of this one, unless that was done with one before. */
static void filter_parts(const struct column *c, const struct numbers *n, const struct part *of)
{
	static const uint16_t op[] = { [IS] = BPF_JEQ, [FROM] = BPF_JGE, [BITS] = BPF_JSET };
	uint32_t nr = number_of(of, n);
	unsigned call;

	for (const struct part *p = parts; p < of; p++)
		if (number_of(p, n) == nr)
			return;
	call = begin(nr);
	if (nr == n->prctl) {
		load_arg(0);
		/* gatetrace itself leaves filters alone without GET_SYSCALL_INFO. */
		for (size_t i = 0; i < SIZE(of_tests); i++)
			answer_if(BPF_JEQ, of_tests[i], SECCOMP_RET_ALLOW);
		/* A number far above the others */
		if (c->version >= KERNEL(3, 4, 0))
			answer_if(BPF_JEQ, PR_SET_PTRACER, SECCOMP_RET_ALLOW);
	}
	for (const struct part *p = parts; p < parts + SIZE(parts); p++) {
		if (number_of(p, n) != nr || p->since <= c->version)
			continue;
		load_arg(p->arg);
		answer_if(op[p->what], p->value, failure(p->err));
	}
	end(call);
}

static void filter_arch(const struct column *c, const struct numbers *n, uint32_t last, bool calls_alone)
{
	unsigned arch, call, newer;

	load(offsetof(struct seccomp_data, arch));
	arch = begin(n->arch);
	load(offsetof(struct seccomp_data, nr));
	/* Negative numbers are no calls on any kernel; tracers set them. */
	answer_if(BPF_JGE, 0x80000000u, SECCOMP_RET_ALLOW);
	newer = begin_if(BPF_JGT, last);
	for (size_t i = 0; i < SIZE(of_others); i++)
		answer_if(BPF_JEQ, n == &narrow ? of_others[i].nr32 : of_others[i].nr64, SECCOMP_RET_ALLOW);
	answer(failure(ENOSYS));
	go_on(newer);
	if (!calls_alone) {
		call = begin(n->ptrace);
		filter_ptrace(c);
		end(call);
	}
	for (const struct part *p = parts; p < parts + SIZE(parts); p++)
		if (number_of(p, n) != NONE)
			filter_parts(c, n, p);
	end(arch);
}

static int install(void)
{
	struct sock_fprog program = { .len = (unsigned short)length, .filter = code };

	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0)
		return 0;
	/* Whoever is not root promises to gain no privileges: setuid programs have none. */
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -1;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

int main(int argc, char **argv)
{
	const struct column *c = columns;
	char *prog, *script = NULL;
	bool calls_alone = false;

	if (argc > 1 && !strncmp(argv[1], "-c ", 3)) { /* one word, of a #! line */
		calls_alone = true;
		argv[1] += 3;
	} else if (argc > 1 && !strcmp(argv[1], "-c")) {
		calls_alone = true;
		argc--;
		argv++;
	}
	if (argc > 2 && (prog = strchr(argv[1], ':'))) {
		*prog++ = '\0';
		script = argv[2];
		argv[2] = prog;
	}
	if (argc == 2 && !strcmp(argv[1], "-l")) {
		for (; c < columns + SIZE(columns); c++)
			puts(c->name);
		return 0;
	}
	while (argc > 2 && c < columns + SIZE(columns) && strcmp(c->name, argv[1]) != 0)
		c++;
	if (argc < 3 || c == columns + SIZE(columns)) {
		fprintf(stderr, "usage: deny -l | deny [-c] KERNEL PROG ARG...\n");
		return 125;
	}
	leave_answered();
	filter_arch(c, &narrow, c->last32, calls_alone);
	filter_arch(c, &wide, c->last64, calls_alone);
	answer(SECCOMP_RET_ALLOW);
	if (install() < 0) {
		/* An old kernel itself, or one without filters: nothing can be pretended here. */
		fprintf(stderr, "deny: no seccomp filter: %s\n", strerror(errno));
		return 77;
	}
	prog = argv[2];
	if (script)
		argv[2] = strrchr(script, '/') ? strrchr(script, '/') + 1 : script;
	execvp(prog, argv + 2);
	fprintf(stderr, "deny: %s: %s\n", prog, strerror(errno));
	return 126;
}
