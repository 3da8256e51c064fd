/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "call.h"

#include <linux/audit.h>
#include <signal.h>
#include <stdlib.h>

/* Numbers of arch/x86/entry/syscalls/syscall_32.tbl. */
enum {
	NR_RESTART = 0,
	NR_READ = 3,
	NR_OPEN = 5,
	NR_TIME = 13,
	NR_UMASK = 60,
	NR_OLD_SIGACTION = 67,
	NR_SGETMASK = 68,
	NR_MMAP = 90,
	NR_SOCKETCALL = 102,
	NR_WAIT4 = 114,
	NR_IPC = 117,
	NR_SIGRETURN = 119,
	NR_CLONE = 120,
	NR_LLSEEK = 140,
	NR_NEWSELECT = 142,
	NR_READV = 145,
	NR_SCHED_GETSCHEDULER = 157,
	NR_NANOSLEEP = 162,
	NR_POLL = 168,
	NR_PRCTL = 172,
	NR_RT_SIGACTION = 174,
	NR_SIGPROCMASK = 175,
	NR_SIGTIMEDWAIT = 177,
	NR_PREAD64 = 180,
	NR_UGETRLIMIT = 191,
	NR_MMAP2 = 192,
	NR_GETDENTS64 = 220,
	NR_FCNTL64 = 221,
	NR_SENDFILE64 = 239,
	NR_FUTEX = 240,
	NR_SET_THREAD_AREA = 243,
	NR_EXIT_GROUP = 252,
	NR_MKNODAT = 297,
	NR_PPOLL = 309,
	NR_UTIMENSAT = 320,
	NR_GETRANDOM = 355,
	NR_GETSOCKOPT = 365,
	NR_SENDMSG = 370,
	NR_RECVMSG = 372,
	NR_CLONE3 = 435,
	NR_NONE = 123456,
};

static void names_and_numbers(void **state)
{
	(void)state;
	assert_string_equal(call_name_by_nr(NR_READ), "read");
	assert_string_equal(call_name_by_nr(NR_NONE), "syscall_0x1e240");
	assert_string_equal(call_name_by_nr(223), "syscall_0xdf");
	assert_string_equal(call_name_by_nr(UINT32_MAX), "syscall_0xffffffff");
	assert_string_equal(
	    CALL(-38, NR_NONE, 1, 2, 3, 0, 5, 6),
	    "syscall_0x1e240(0x1, 0x2, 0x3, 0, 0x5, 0x6) = -1 ENOSYS (Function not implemented)");
}

static void entry_and_exit(void **state)
{
	uint32_t data = PUT_TEXT("hello");

	(void)state;
	assert_string_equal(ENTER(NR_READ, 3, data, 100), "read(3");
	assert_int_equal(call.nargs, 3);
	assert_false(call.late_comma);
	assert_string_equal(leave(5), "read(3, \"hello\", 100) = 5");
	assert_string_equal(call.arg[1]->name, "buf");
	assert_string_equal(CALL(-9, NR_READ, -1, data, 3),
	                    "read(-1, 0x10000, 3) = -1 EBADF (Bad file descriptor)");
	assert_string_equal(CALL(-512, NR_READ, 3, data, 1),
	                    "read(3, 0x10000, 1) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)");
	assert_int_equal(call.restart_code, 512);
	ENTER(NR_EXIT_GROUP, 3);
	assert_true(call.no_return);
}

static void arguments_that_are_not_always_there(void **state)
{
	uint32_t path = PUT_TEXT("/x");

	(void)state;
	assert_string_equal(ENTER(NR_OPEN, path, 0, 0644), "open(\"/x\", O_RDONLY");
	assert_string_equal(ENTER(NR_OPEN, path, 0100, 0644), "open(\"/x\", O_RDONLY|O_CREAT, 0644");
	assert_string_equal(ENTER(NR_OPEN, path, 0200000, 0644), "open(\"/x\", O_RDONLY|O_DIRECTORY");
	assert_string_equal(ENTER(NR_OPEN, path, 020200001, 0644), "open(\"/x\", O_WRONLY|O_TMPFILE, 0644");
	assert_string_equal(ENTER(NR_MKNODAT, -100, path, 010644, 0x103),
	                    "mknodat(AT_FDCWD, \"/x\", S_IFIFO|0644");
	assert_string_equal(ENTER(NR_MKNODAT, -100, path, 020644, 0x103),
	                    "mknodat(AT_FDCWD, \"/x\", S_IFCHR|0644, makedev(0x1, 0x3)");
}

static void pairs_and_orders_of_registers(void **state)
{
	uint32_t position = PUT_WORDS(2, 1);

	(void)state;
	assert_string_equal(CALL(1, NR_PREAD64, 3, PUT_TEXT("i"), 10, 1, 1),
	                    "pread64(3, \"i\", 10, 4294967297) = 1");
	assert_string_equal(CALL(0, NR_LLSEEK, 12, 1, 2, position, 0),
	                    "_llseek(12, 4294967298, [4294967298], SEEK_SET) = 0");
	assert_string_equal(ENTER(NR_CLONE, 0x1200011, 0, 0, 0, 0xf7d9e0f8),
	                    "clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD");
	assert_true(call.late_comma);
	assert_string_equal(leave(77),
	                    "clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD, "
	                    "child_tidptr=0xf7d9e0f8) = 77");
	assert_string_equal(CALL((int32_t)0xf7ec8000, NR_MMAP2, 0, 8192, 1, 1, 12, 1),
	                    "mmap2(NULL, 8192, PROT_READ, MAP_SHARED, 12, 0x1000) = 0xf7ec8000");
}

static void calls_inside_calls(void **state)
{
	uint32_t word = PUT_WORDS(0, 4096, 3, 0x22, UINT32_MAX, 0);
	uint32_t pair = PUT_WORDS(15, 16);

	(void)state;
	assert_string_equal(CALL(BASE, NR_MMAP, word), "mmap(NULL, 4096, PROT_READ|PROT_WRITE, "
	                                               "MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x10000");
	assert_string_equal(CALL(0, NR_SOCKETCALL, 8, PUT_WORDS(1, 1, 0, pair)),
	                    "socketpair(AF_UNIX, SOCK_STREAM, 0, [15, 16]) = 0");
	assert_string_equal(CALL(3, NR_SOCKETCALL, 1, PUT_WORDS(2, 2, 17)),
	                    "socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP) = 3");
	assert_string_equal(CALL(0, NR_IPC, 2, 0, 1, 01600), "semget(IPC_PRIVATE, 1, IPC_CREAT|0600) = 0");
	assert_string_equal(CALL(0, NR_IPC, 21, 6, 0, PUT_WORDS(0xf7d9e000)),
	                    "shmat(6, NULL, 0) = 0xf7d9e000");
	assert_string_equal(CALL(-38, NR_IPC, 99, 1, 2, 3, 4, 5),
	                    "ipc(99, 0x1, 0x2, 0x3, 0x4, 0x5) = -1 ENOSYS (Function not implemented)");
}

static void commands(void **state)
{
	(void)state;
	assert_string_equal(CALL(0x2c00, NR_FCNTL64, 12, 3),
	                    "fcntl64(12, F_GETFL) = 0x2c00 (flags O_RDONLY|O_APPEND|O_NONBLOCK|FASYNC)");
	assert_string_equal(CALL(0, NR_FCNTL64, 12, 3), "fcntl64(12, F_GETFL) = 0 (flags O_RDONLY)");
	assert_string_equal(CALL(0, NR_FCNTL64, 12, 1), "fcntl64(12, F_GETFD) = 0");
	assert_string_equal(CALL(1, NR_FCNTL64, 12, 1), "fcntl64(12, F_GETFD) = 0x1 (flags FD_CLOEXEC)");
	assert_string_equal(CALL(-22, NR_FCNTL64, 12, 1234, 5),
	                    "fcntl64(12, 0x4d2 /* F_??? */, 0x5) = -1 EINVAL (Invalid argument)");
	ENTER(NR_FCNTL64, 3, 5, BASE);
	assert_true(call.late_comma);
	assert_string_equal(CALL(1, NR_PRCTL, 3), "prctl(PR_GET_DUMPABLE) = 1 (SUID_DUMP_USER)");
	assert_string_equal(ENTER(NR_FUTEX, 0xff001310, 0x81, 1, 2, 3, 4),
	                    "futex(0xff001310, FUTEX_WAKE_PRIVATE, 1");
	assert_string_equal(ENTER(NR_FUTEX, 0x1000, 5, 1, 2, 0x1004, 0x84000001),
	                    "futex(0x1000, FUTEX_WAKE_OP, 1, 2, 0x1004, "
	                    "FUTEX_OP_OPARG_SHIFT<<28|FUTEX_OP_SET<<28|0<<12|FUTEX_OP_CMP_GT<<24|0x1");
}

static void results_with_notes(void **state)
{
	uint32_t fds = PUT_WORDS(5, 3, UINT32_MAX, 4, 6, 4), timeout = PUT_WORDS(1, 500),
	         set = PUT_WORDS(0x220);

	(void)state;
	setenv("TZ", "UTC", 1);
	assert_string_equal(CALL(0x200, NR_SGETMASK), "sgetmask() = 0x200 (mask [USR1])");
	assert_string_equal(CALL(0, NR_SCHED_GETSCHEDULER, 0), "sched_getscheduler(0) = 0 (SCHED_OTHER)");
	assert_string_equal(CALL(022, NR_UMASK, 0777), "umask(0777) = 022");
	assert_string_equal(CALL(1700000000, NR_TIME, 0),
	                    "time(NULL) = 1700000000 (2023-11-14T22:13:20+0000)");
	assert_string_equal(CALL(0, NR_POLL, fds, 1, 5),
	                    "poll([{fd=5, events=POLLIN|POLLPRI}], 1, 5) = 0 (Timeout)");
	ENTER(NR_PPOLL, fds, 3, timeout, 0, 8);
	memory[fds - BASE + 6] = 1;
	memory[fds - BASE + 22] = 4;
	assert_string_equal(leave(2),
	                    "ppoll([{fd=5, events=POLLIN|POLLPRI}, {fd=-1}, {fd=6, events=POLLOUT}], 3, "
	                    "{tv_sec=1, tv_nsec=500}, NULL, 8) = 2 ([{fd=5, revents=POLLIN}, "
	                    "{fd=6, revents=POLLOUT}], left {tv_sec=1, tv_nsec=500})");
	ENTER(NR_NEWSELECT, 10, set, 0, 0, timeout);
	memory[set - BASE] = 0;
	assert_string_equal(leave(1), "_newselect(10, [5 9], NULL, NULL, {tv_sec=1, tv_usec=500}) = 1 "
	                              "(in [9], left {tv_sec=1, tv_usec=500})");
	assert_string_equal(CALL(10, NR_SIGTIMEDWAIT, 0, 0, 0, 8),
	                    "rt_sigtimedwait(NULL, NULL, NULL, 8) = 10 (SIGUSR1)");
	assert_string_equal(
	    CALL(0, NR_SET_THREAD_AREA, PUT_WORDS(12, 0xf7eca600, 0xfffff, 0x51)),
	    "set_thread_area({entry_number=12, base_addr=0xf7eca600, limit=0x0fffff, seg_32bit=1, "
	    "contents=0, "
	    "read_exec_only=0, limit_in_pages=1, seg_not_present=0, useable=1}) = 0 (entry_number=12)");
}

static void written_when_interrupted(void **state)
{
	uint32_t time = PUT_WORDS(4, 1727);

	(void)state;
	assert_string_equal(CALL(0, NR_NANOSLEEP, time, time),
	                    "nanosleep({tv_sec=4, tv_nsec=1727}, 0x10000) = 0");
	assert_string_equal(CALL(-516, NR_NANOSLEEP, time, time),
	                    "nanosleep({tv_sec=4, tv_nsec=1727}, {tv_sec=4, tv_nsec=1727}) = "
	                    "? ERESTART_RESTARTBLOCK (Interrupted by signal)");
	assert_string_equal(CALL(-22, NR_NANOSLEEP, time, time),
	                    "nanosleep({tv_sec=4, tv_nsec=1727}, 0x10000) = -1 EINVAL (Invalid argument)");
	event.chain = "nanosleep";
	assert_string_equal(CALL(0, NR_WAIT4, -1, time, 1, 0), "wait4(-1, 0x10000, WNOHANG, NULL) = 0");
	assert_string_equal(CALL(77, NR_WAIT4, -1, PUT_WORDS(0x300), 0, 0),
	                    "wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 3}], 0, NULL) = 77");
	assert_string_equal(
	    CALL(77, NR_WAIT4, -1, PUT_WORDS(0x8b), 0, 0),
	    "wait4(-1, [{WIFSIGNALED(s) && WTERMSIG(s) == SIGSEGV && WCOREDUMP(s)}], 0, NULL) = 77");
	assert_string_equal(
	    CALL(77, NR_WAIT4, -1, PUT_WORDS(0x1057f), 0, 0),
	    "wait4(-1, [{WIFSTOPPED(s) && WSTOPSIG(s) == SIGTRAP}|PTRACE_EVENT_FORK<<16], 0, NULL) = 77");
}

static void restarts_and_frames(void **state)
{
	(void)state;
	assert_string_equal(ENTER(NR_RESTART, 7, 7),
	                    "restart_syscall(<... resuming interrupted system call ...>");
	event.chain = "nanosleep";
	decode_entry(&event, &options, &arena, &call);
	assert_string_equal(leave(0), "restart_syscall(<... resuming interrupted nanosleep ...>) = 0");
	memory[80 + 1] = 2; /* oldmask: signal 10 */
	memory[712] = 1;    /* the other half: signal 33 */
	assert_string_equal(CALL(-4, NR_SIGRETURN),
	                    "sigreturn({mask=[USR1 RT_1]}) = -1 EINTR (Interrupted system call)");
}

static void signal_sets(void **state)
{
	uint32_t all = PUT_WORDS(~1u, ~0u), few = PUT_WORDS(0x4002, 0),
	         action = PUT_WORDS(0x1000, 0x14000000, 0x2000, 2, 0);

	(void)state;
	assert_string_equal(CALL(0, NR_SIGPROCMASK, 0, all, few, 8),
	                    "rt_sigprocmask(SIG_BLOCK, ~[HUP], [INT TERM], 8) = 0");
	assert_string_equal(
	    CALL(-22, NR_SIGPROCMASK, 77, all, 0, 16),
	    "rt_sigprocmask(0x4d /* SIG_??? */, 0x10000, NULL, 16) = -1 EINVAL (Invalid argument)");
	assert_string_equal(
	    CALL(0, NR_RT_SIGACTION, 40, action, 0, 8),
	    "rt_sigaction(SIGRT_8, {sa_handler=0x1000, sa_mask=[INT], sa_flags=SA_RESTORER|SA_RESTART, "
	    "sa_restorer=0x2000}, NULL, 8) = 0");
	assert_string_equal(CALL(0, NR_OLD_SIGACTION, 10, 0, PUT_WORDS(1, 0x200, 0, 0)),
	                    "sigaction(SIGUSR1, NULL, {sa_handler=SIG_IGN, sa_mask=[USR1], sa_flags=0}) = 0");
}

static void vectors_and_messages(void **state)
{
	uint32_t data = PUT_TEXT("xyz"), iov = PUT_WORDS(data, 2, data, 0, data + 2, 9, data, 5);
	uint32_t name = PUT_WORDS(0x09000002, 0x0100007f, 0, 0);
	uint32_t control = PUT_WORDS(20, 1, 1, 3, 4);
	uint32_t msg = PUT_WORDS(name, 16, iov, 1, control, 20, 0);

	(void)state;
	assert_string_equal(CALL(3, NR_READV, 3, iov, 4),
	                    "readv(3, [{iov_base=\"xy\", iov_len=2}, {iov_base=\"\", iov_len=0}, "
	                    "{iov_base=\"z\", iov_len=9}, {iov_base=\"\", iov_len=5}], 4) = 3");
	assert_string_equal(CALL(-9, NR_READV, 3, iov, 1),
	                    "readv(3, [{iov_base=0x10000, iov_len=2}], 1) = -1 EBADF (Bad file descriptor)");
	assert_string_equal(CALL(-9, NR_READV, 3, BASE, 0),
	                    "readv(3, [], 0) = -1 EBADF (Bad file descriptor)");
	assert_string_equal(
	    CALL(2, NR_SENDMSG, 3, msg, 0),
	    "sendmsg(3, {msg_name={sa_family=AF_INET, sin_port=htons(9), sin_addr=inet_addr(\"127.0.0.1\")}, "
	    "msg_namelen=16, msg_iov=[{iov_base=\"xy\", iov_len=2}], msg_iovlen=1, "
	    "msg_control=[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[3, 4]}], "
	    "msg_controllen=20, msg_flags=0}, 0) = 2");
	ENTER(NR_RECVMSG, 3, msg, 0);
	memory[msg - BASE + 4] = 0;
	memory[msg - BASE + 20] = 0;
	assert_string_equal(leave(1),
	                    "recvmsg(3, {msg_name=0x10030, msg_namelen=16 => 0, msg_iov=[{iov_base=\"x\", "
	                    "iov_len=2}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, 0) = 1");
	assert_string_equal(CALL(-11, NR_RECVMSG, 3, msg, 0),
	                    "recvmsg(3, {msg_namelen=0}, 0) = -1 EAGAIN (Resource temporarily unavailable)");
	assert_string_equal(CALL(0, NR_GETSOCKOPT, 3, 1, 4, PUT_WORDS(111), PUT_WORDS(4)),
	                    "getsockopt(3, SOL_SOCKET, SO_ERROR, [ECONNREFUSED], [4]) = 0");
}

static void shown_at_the_entry_and_more_at_the_exit(void **state)
{
	uint32_t args[22] = { 0x100000 }, at, offset = PUT_WORDS(6, 0);

	(void)state;
	args[6] = offset; /* parent_tid */
	at = put(args, 64);
	assert_string_equal(ENTER(NR_CLONE3, at, 64),
	                    "clone3({flags=CLONE_PARENT_SETTID, parent_tid=0x10000, "
	                    "exit_signal=0, stack=NULL, stack_size=0}");
	assert_true(call.late_comma);
	assert_string_equal(
	    leave(6), "clone3({flags=CLONE_PARENT_SETTID, parent_tid=0x10000, exit_signal=0, stack=NULL, "
	              "stack_size=0} => {parent_tid=[6]}, 64) = 6");
	assert_string_equal(ENTER(NR_SENDFILE64, 7, 6, offset, 4), "sendfile64(7, 6, [6]");
	memory[0] = 10;
	assert_string_equal(leave(4), "sendfile64(7, 6, [6] => [10], 4) = 4");
	assert_string_equal(ENTER(NR_SENDFILE64, 7, 6, 0, 4), "sendfile64(7, 6, NULL, 4");
}

static void directories_limits_times(void **state)
{
	static const char entries[] = "\1\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\30\0\10a\0\0\0\0"
	                              "\3\0\0\0\0\0\0\0\4\0\0\0\0\0\0\0\30\0\4.\0\0\0\0";
	uint32_t buf = put(entries, 48), path = PUT_TEXT("/x");

	(void)state;
	assert_string_equal(CALL(48, NR_GETDENTS64, 9, buf, 200),
	                    "getdents64(9, 0x10000 /* 2 entries */, 200) = 48");
	assert_string_equal(CALL(0, NR_GETDENTS64, 9, buf, 200),
	                    "getdents64(9, 0x10000 /* 0 entries */, 200) = 0");
	options.verbose = true;
	assert_string_equal(CALL(48, NR_GETDENTS64, 9, buf, 200),
	                    "getdents64(9, [{d_ino=1, d_off=2, d_reclen=24, d_type=DT_REG, d_name=\"a\"}, "
	                    "{d_ino=3, d_off=4, d_reclen=24, d_type=DT_DIR, d_name=\".\"}], 200) = 48");
	assert_string_equal(CALL(0, NR_UGETRLIMIT, 3, PUT_WORDS(8192 * 1024, UINT32_MAX)),
	                    "ugetrlimit(RLIMIT_STACK, {rlim_cur=8192*1024, rlim_max=RLIM_INFINITY}) = 0");
	assert_string_equal(
	    CALL(-2, NR_UTIMENSAT, -100, path, PUT_WORDS(0, 0x3fffffff, 5, 7), 0),
	    "utimensat(AT_FDCWD, \"/x\", [UTIME_NOW, {tv_sec=5, tv_nsec=7} "
	    "/* 1970-01-01T00:00:05.000000007+0000 */], 0) = -1 ENOENT (No such file or directory)");
	assert_string_equal(CALL(3, NR_GETRANDOM, PUT_TEXT("abc"), 3, 1),
	                    "getrandom(\"\\x61\\x62\\x63\", 3, GRND_NONBLOCK) = 3");
}

static const char *info(const siginfo_t *s)
{
	struct value *v;

	event.has_info = true;
	memcpy(event.info, s, sizeof(event.info));
	v = decode_siginfo(&event, &options, &arena);
	buffer_reset(&text);
	value_print(&text, v, &options.style);
	return buffer_text(&text);
}

static void signal_information(void **state)
{
	siginfo_t s = { .si_signo = SIGCHLD, .si_code = CLD_EXITED };

	(void)state;
	assert_null(decode_siginfo(&event, &options, &arena));
	s.si_pid = 7;
	s.si_status = 3;
	s.si_utime = 450;
	assert_string_equal(info(&s),
	                    "{si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=7, si_uid=0, si_status=3, "
	                    "si_utime=450 /* 4.50 s */, si_stime=0}");
	s.si_code = CLD_KILLED;
	s.si_status = SIGSEGV;
	s.si_utime = 0;
	assert_string_equal(info(&s),
	                    "{si_signo=SIGCHLD, si_code=CLD_KILLED, si_pid=7, si_uid=0, si_status=SIGSEGV, "
	                    "si_utime=0, si_stime=0}");
	s = (siginfo_t){ .si_signo = SIGSEGV, .si_code = SEGV_MAPERR };
	assert_string_equal(info(&s), "{si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=NULL}");
	s = (siginfo_t){ .si_signo = SIGALRM, .si_code = SI_KERNEL };
	assert_string_equal(info(&s), "{si_signo=SIGALRM, si_code=SI_KERNEL}");
	s = (siginfo_t){ .si_signo = 40, .si_code = SI_QUEUE };
	s.si_pid = 7;
	s.si_int = 5;
	assert_string_equal(info(&s),
	                    "{si_signo=SIGRT_8, si_code=SI_QUEUE, si_pid=7, si_uid=0, si_int=5, si_ptr=0x5}");
}

/* As strace 6.1 prints them, sent by rt_sigqueueinfo(). */
static void signals_that_the_kernel_explains(void **state)
{
	siginfo_t s = { .si_signo = SIGBUS, .si_code = BUS_MCEERR_AO };

	(void)state;
	s.si_addr = (void *)0x1234;
	s.si_addr_lsb = 12;
	assert_string_equal(info(&s),
			    "{si_signo=SIGBUS, si_code=BUS_MCEERR_AO, si_addr=0x1234, si_addr_lsb=0xc}");
	s.si_code = BUS_ADRALN;
	assert_string_equal(info(&s), "{si_signo=SIGBUS, si_code=BUS_ADRALN, si_addr=0x1234}");
	s = (siginfo_t){ .si_signo = SIGSEGV, .si_code = SEGV_BNDERR };
	s.si_addr = (void *)0x1234;
	s.si_lower = (void *)0x1000;
	s.si_upper = (void *)0x2000;
	assert_string_equal(info(&s), "{si_signo=SIGSEGV, si_code=SEGV_BNDERR, si_addr=0x1234, "
				      "si_lower=0x1000, si_upper=0x2000}");
	s = (siginfo_t){ .si_signo = SIGSEGV, .si_code = SEGV_PKUERR };
	s.si_addr = (void *)0x1234;
	s.si_pkey = 3;
	assert_string_equal(info(&s), "{si_signo=SIGSEGV, si_code=SEGV_PKUERR, si_addr=0x1234, si_pkey=3}");
	s = (siginfo_t){ .si_signo = SIGPOLL, .si_code = POLL_IN };
	s.si_band = 65;
	s.si_fd = 7;
	assert_string_equal(info(&s), "{si_signo=SIGIO, si_code=POLL_IN, si_band=65, si_fd=7}");
	s = (siginfo_t){ .si_signo = SIGTRAP, .si_code = 1 };
	s.si_addr = (void *)0x1234;
	assert_string_equal(info(&s), "{si_signo=SIGTRAP, si_code=TRAP_BRKPT, si_addr=0x1234}");
}

static void the_call_that_a_filter_trapped(void **state)
{
	siginfo_t s = { .si_signo = SIGSYS, .si_code = 1 };

	(void)state;
	s.si_call_addr = (void *)0x1234;
	s.si_syscall = 20;
	s.si_arch = AUDIT_ARCH_I386;
	assert_string_equal(info(&s), "{si_signo=SIGSYS, si_code=SYS_SECCOMP, si_call_addr=0x1234, "
				      "si_syscall=__NR_getpid, si_arch=AUDIT_ARCH_I386}");
	options.style.xlat = XLAT_RAW;
	assert_non_null(strstr(info(&s), "si_syscall=20, si_arch=0x40000003}"));
	options.style.xlat = XLAT_VERBOSE;
	assert_non_null(strstr(info(&s), "si_syscall=20 /* __NR_getpid */, si_arch=0x40000003"));
	options.style.xlat = XLAT_ABBREV;
	s.si_syscall = -3;
	assert_non_null(strstr(info(&s), "si_syscall=4294967293, si_arch=AUDIT_ARCH_I386}"));
	s.si_syscall = 222; /* a gap */
	assert_non_null(strstr(info(&s), "si_syscall=222, "));
	s.si_syscall = 20;
	s.si_arch = 77;
	assert_non_null(strstr(info(&s), "si_syscall=20, si_arch=0x4d /* AUDIT_ARCH_??? */}"));
}

/* Whatever a process puts anywhere: values come out, and no more than a clamped amount is read. */
static void nothing_that_a_process_does_matters(void **state)
{
	uint32_t seed = 1;

	(void)state;
	for (uint32_t round = 0; round < 40; round++) {
		for (uint32_t i = 0; i + 4 <= MEMORY; i += 4) {
			uint32_t word = (seed = seed * 1664525 + 1013904223) >> 4;

			/* Mostly small numbers, and addresses near the memory that there is. */
			word = word & 1   ? word >> 4 & 0x1f
			       : word & 2 ? BASE - 16 + (word >> 4) % (MEMORY + 32)
			                  : seed;
			memcpy(memory + i, &word, 4);
		}
		options.verbose = round & 1;
		options.string_max = round & 2 ? UINT32_MAX : 32;
		options.style.xlat = round % 3;
		for (uint32_t nr = 0; nr < 480; nr++) {
			uint32_t arg[6];

			for (int i = 0; i < 6; i++)
				memcpy(&arg[i],
				       memory + 4 * ((seed = seed * 1664525 + 1013904223) % (MEMORY / 4)), 4);
			bytes_read = 0;
			enter(nr, arg);
			leave(round & 4 ? (int32_t)(arg[0] & 0xffff) : -(int32_t)(arg[1] % 600));
			assert_true(bytes_read < 64 * 1024 * 1024);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(names_and_numbers, fresh),
		cmocka_unit_test_setup(entry_and_exit, fresh),
		cmocka_unit_test_setup(arguments_that_are_not_always_there, fresh),
		cmocka_unit_test_setup(pairs_and_orders_of_registers, fresh),
		cmocka_unit_test_setup(calls_inside_calls, fresh),
		cmocka_unit_test_setup(commands, fresh),
		cmocka_unit_test_setup(results_with_notes, fresh),
		cmocka_unit_test_setup(written_when_interrupted, fresh),
		cmocka_unit_test_setup(restarts_and_frames, fresh),
		cmocka_unit_test_setup(signal_sets, fresh),
		cmocka_unit_test_setup(vectors_and_messages, fresh),
		cmocka_unit_test_setup(shown_at_the_entry_and_more_at_the_exit, fresh),
		cmocka_unit_test_setup(directories_limits_times, fresh),
		cmocka_unit_test_setup(signal_information, fresh),
		cmocka_unit_test_setup(signals_that_the_kernel_explains, fresh),
		cmocka_unit_test_setup(the_call_that_a_filter_trapped, fresh),
		cmocka_unit_test_setup(nothing_that_a_process_does_matters, fresh),
	};

	return cmocka_run_group_tests(tests, NULL, finish);
}
