/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Descriptors and processes of every kind, for -y and -Y: in the folder that it is given. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/kcmp.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/shm.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define CALL(...) syscall(__VA_ARGS__)

static void files(void)
{
	struct stat s;
	char bytes[4];
	int folder = open("folder", O_RDONLY | O_DIRECTORY);
	int fd = open("file", O_RDWR | O_CREAT, 0600);
	int odd = open("a<b>\"\n\\\001c", O_RDWR | O_CREAT, 0600);
	int gone = open("gone", O_RDWR | O_CREAT, 0600);
	int liar = open("liar (deleted)", O_RDWR | O_CREAT, 0600);
	int null = open("/dev/null", O_RDWR);

	CALL(SYS_read, fd, bytes, sizeof(bytes));
	CALL(SYS_openat, folder, "nothing", 0);
	CALL(SYS_openat, AT_FDCWD, "nothing", 0);
	CALL(SYS_fstat64, odd, &s);
	CALL(SYS_fsync, liar);
	unlink("gone");
	unlink("liar (deleted)");
	CALL(SYS_fsync, gone);
	CALL(SYS_fsync, liar);
	CALL(SYS_write, null, "x", 1);
	CALL(SYS_dup, fd);
	CALL(SYS_dup2, fd, 60);
	CALL(SYS_dup3, fd, 61, O_CLOEXEC);
	CALL(SYS_fcntl64, fd, F_DUPFD, 70);
	CALL(SYS_fcntl64, fd, F_GETFD);
	CALL(SYS_mmap2, 0, 4096, PROT_READ, MAP_PRIVATE, fd, 0);
	CALL(SYS_fsync, memfd_create("memory", 0));
	CALL(SYS_fsync, open(".", O_TMPFILE | O_RDWR, 0600));
	CALL(SYS_linkat, folder, "nothing", AT_FDCWD, "neither", 0);
	CALL(SYS_fsync, 1000);
	CALL(SYS_fsync, -1);
	CALL(SYS_fsync, AT_FDCWD);
	CALL(SYS_fchdir, folder);
	CALL(SYS_openat, AT_FDCWD, "nothing", 0);
	fchdir(open("..", O_RDONLY));
}

static void things(void)
{
	struct epoll_event event = { .events = EPOLLIN };
	sigset_t usr1;
	int pipes[2], epoll = epoll_create1(0), ev = eventfd(5, 0);

	sigemptyset(&usr1);
	sigaddset(&usr1, SIGUSR1);
	CALL(SYS_pipe2, pipes, 0);
	CALL(SYS_write, pipes[1], "a", 1);
	CALL(SYS_epoll_ctl, epoll, EPOLL_CTL_ADD, pipes[0], &event);
	CALL(SYS_write, ev, "12345678", 8);
	CALL(SYS_close, signalfd(-1, &usr1, 0));
	CALL(SYS_close, CALL(SYS_pidfd_open, getpid(), 0));

	fd_set set;
	struct timeval now = { 0 };
	struct pollfd poll[2] = { { pipes[0], POLLIN, 0 }, { ev, POLLIN, 0 } };

	FD_ZERO(&set);
	FD_SET(pipes[0], &set);
	FD_SET(ev, &set);
	CALL(SYS__newselect, ev + pipes[0] + 1, &set, NULL, NULL, &now);
	CALL(SYS_poll, poll, 2, 0);
}

static void pass(int from, int to)
{
	char byte = 'x', room[CMSG_SPACE(2 * sizeof(int))] = { 0 };
	struct iovec iov = { &byte, 1 };
	struct msghdr m = {
		.msg_iov = &iov, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof(room)
	};
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);

	*c = (struct cmsghdr){ CMSG_LEN(2 * sizeof(int)), SOL_SOCKET, SCM_RIGHTS };
	memcpy(CMSG_DATA(c), (int[]){ from, to }, 2 * sizeof(int));
	CALL(SYS_sendmsg, from, &m, 0);
	CALL(SYS_recvmsg, to, &m, 0);
}

static void sockets(void)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6,
				    .sin6_port = htons(9),
				    .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	struct sockaddr_un un = { .sun_family = AF_UNIX, .sun_path = "so<ket" };
	struct sockaddr_un abstract = { .sun_family = AF_UNIX, .sun_path = "\0gatetrace about" };
	struct sockaddr_nl nl = { .nl_family = AF_NETLINK };
	socklen_t size = sizeof(in);
	int server = socket(AF_INET, SOCK_STREAM, 0), client = socket(AF_INET, SOCK_STREAM, 0);
	int udp6 = socket(AF_INET6, SOCK_DGRAM, 0), raw = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
	int local = socket(AF_UNIX, SOCK_DGRAM, 0), hidden = socket(AF_UNIX, SOCK_DGRAM, 0);
	int net = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE), packet = socket(AF_PACKET, SOCK_RAW, 0);
	int pair[2];

	CALL(SYS_bind, server, &in, sizeof(in));
	CALL(SYS_listen, server, 1);
	getsockname(server, (struct sockaddr *)&in, &size);
	CALL(SYS_connect, client, &in, sizeof(in));
	CALL(SYS_fsync, client);
	CALL(SYS_fsync, CALL(SYS_accept4, server, NULL, NULL, 0));
	CALL(SYS_connect, udp6, &in6, sizeof(in6));
	CALL(SYS_fsync, udp6);
	CALL(SYS_fsync, raw);
	CALL(SYS_fsync, packet);
	CALL(SYS_bind, local, &un, sizeof(un));
	CALL(SYS_fsync, local);
	CALL(SYS_bind, hidden, &abstract, offsetof(struct sockaddr_un, sun_path) + 16);
	CALL(SYS_fsync, hidden);
	CALL(SYS_bind, net, &nl, sizeof(nl));
	CALL(SYS_fsync, net);
	CALL(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, pair);
	CALL(SYS_write, pair[0], "z", 1);
	pass(pair[0], pair[1]);
}

static void owners(int me)
{
	struct f_owner_ex owner = { F_OWNER_PID, me };
	int fd = open("/dev/null", O_RDONLY);
	struct shmid_ds shm;
	int id = shmget(IPC_PRIVATE, 4096, 0600);

	CALL(SYS_fcntl64, fd, F_SETOWN, me);
	CALL(SYS_fcntl64, fd, F_SETOWN_EX, &owner);
	CALL(SYS_fcntl64, fd, F_GETOWN_EX, &owner);
	owner.type = F_OWNER_PGRP;
	CALL(SYS_fcntl64, fd, F_SETOWN_EX, &owner);
	shmctl(id, IPC_STAT, &shm);
	shmctl(id, IPC_RMID, NULL);
}

/* Descriptors that the child is to have, and its parent not: it has /dev/null there. */
enum { FILE_AT = 70, SOCKET_AT, EPOLL_AT, PIDFD_AT, KEPT };

static void keep(void)
{
	struct epoll_event event = { .events = EPOLLIN };

	dup2(open("/etc/passwd", O_RDONLY), FILE_AT);
	dup2(socket(AF_UNIX, SOCK_STREAM, 0), SOCKET_AT);
	dup2(epoll_create1(0), EPOLL_AT);
	dup2((int)syscall(SYS_pidfd_open, getpid(), 0), PIDFD_AT);
	epoll_ctl(EPOLL_AT, EPOLL_CTL_ADD, SOCKET_AT, &event);
}

static int foreign(int me, int child)
{
	struct kcmp_epoll_slot slot = { EPOLL_AT, SOCKET_AT, 0 };
	int pidfd = (int)CALL(SYS_pidfd_open, child, 0), null = open("/dev/null", O_RDONLY);
	struct iovec piece = { &slot, sizeof(slot) };

	for (int fd = FILE_AT; fd < KEPT; fd++) {
		dup2(null, fd);
		CALL(SYS_kcmp, me, child, KCMP_FILE, fd, fd);
		CALL(SYS_kcmp, child, me, KCMP_FILE, fd, null);
		CALL(SYS_kcmp, child, child, KCMP_FILE, fd, 1000);
		CALL(SYS_kcmp, child, me, KCMP_VM, fd, fd);
		CALL(SYS_kcmp, child, me, 100, fd, fd);
		CALL(SYS_pidfd_getfd, pidfd, fd, 0);
	}
	CALL(SYS_kcmp, me, child, KCMP_EPOLL_TFD, null, &slot);
	CALL(SYS_kcmp, child, me, KCMP_EPOLL_TFD, FILE_AT, &slot);
	CALL(SYS_kcmp, child, child, KCMP_EPOLL_TFD, FILE_AT, 16);
	CALL(SYS_kcmp, child, -1, KCMP_FILE, FILE_AT, -1);
	CALL(SYS_pidfd_getfd, pidfd, -1, 0);
	CALL(SYS_pidfd_getfd, null, FILE_AT, 0);
	CALL(SYS_pidfd_getfd, -1, FILE_AT, 0);
	CALL(SYS_pidfd_send_signal, pidfd, 0, NULL, 0);
	CALL(SYS_process_madvise, pidfd, &piece, 1, 20, 0);
	CALL(SYS_process_mrelease, pidfd, 0);
	return pidfd;
}

static void processes(void)
{
	int me = (int)CALL(SYS_getpid), child, pidfd, status;
	struct sched_param param;
	sigset_t chld;
	siginfo_t info;

	CALL(SYS_gettid);
	CALL(SYS_getpgrp);
	CALL(SYS_getsid, 0);
	CALL(SYS_getpriority, PRIO_PROCESS, me);
	CALL(SYS_getpriority, PRIO_PGRP, me);
	CALL(SYS_sched_getparam, me, &param);
	CALL(SYS_setpgid, me, 0);
	CALL(SYS_kill, me, 0);
	CALL(SYS_kill, 0, 0);
	CALL(SYS_kill, -me, 0);
	CALL(SYS_tgkill, me, me, 0);
	CALL(SYS_ioprio_get, 1, me);
	CALL(SYS_kcmp, me, me, 0, 0, 0);
	CALL(SYS_prctl, PR_SET_NAME, "x<y>\"\\z");
	CALL(SYS_getpid);
	owners(me);
	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	sigprocmask(SIG_BLOCK, &chld, NULL);
	keep();
	child = (int)CALL(SYS_clone, SIGCHLD, 0, 0, 0, 0);
	if (!child) {
		pause();
		_exit(0);
	}
	pidfd = foreign(me, child);
	CALL(SYS_kill, child, SIGKILL);
	CALL(SYS_waitid, P_PID, child, &info, WEXITED | WNOWAIT, NULL);
	CALL(SYS_rt_sigtimedwait, &chld, &info, NULL, 8);
	CALL(SYS_wait4, child, &status, 0, NULL);
	CALL(SYS_pidfd_getfd, pidfd, FILE_AT, 0);
	CALL(SYS_kcmp, child, me, KCMP_FILE, FILE_AT, FILE_AT);
	CALL(SYS_tgkill, me, me, SIGURG);
}

int main(int argc, char **argv)
{
	if (argc < 2 || chdir(argv[1]) < 0)
		return 1;
	mkdir("folder", 0700);
	files();
	things();
	sockets();
	processes();
	return 0;
}
