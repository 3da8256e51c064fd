/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Data through descriptors in all ways that -e read= and -e write= dump; structures for -e raw=. */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define CALL(...) syscall(__VA_ARGS__)
enum { SEND = 9, RECV = 10, SENDTO = 11, RECVFROM = 12, SENDMSG = 16, RECVMSG = 17 }; /* linux/net.h */

static char bytes[2000], room[2000];

static void buffers(int from, int to)
{
	struct iovec all[] = { { bytes, 5 }, { bytes + 10, 33 } },
		     hole[] = { { bytes, 5 }, { bytes, 0 }, { bytes, 3 } };
	struct iovec in[] = { { room, 20 }, { room + 20, 100 } };

	CALL(SYS_write, to, bytes, 50);
	CALL(SYS_read, from, room, 20);
	CALL(SYS_read, from, room, 100);
	CALL(SYS_write, to, bytes, 0);
	CALL(SYS_write, to, 8, 5);
	CALL(SYS_write, to, bytes, sizeof(bytes));
	CALL(SYS_read, from, room, sizeof(room));
	CALL(SYS_pwrite64, to, bytes, 3, 0, 0);
	CALL(SYS_writev, to, all, 2);
	CALL(SYS_readv, from, in, 2);
	CALL(SYS_writev, to, hole, 3);
	CALL(SYS_readv, from, in, 2);
	CALL(SYS_read, 99, room, 4);
}

static void messages(int from, int to)
{
	struct iovec out[] = { { bytes, 5 }, { bytes + 10, 33 } },
		     in[] = { { room, 20 }, { room + 20, 100 } };
	struct msghdr sent = { .msg_iov = out, .msg_iovlen = 2 }, got = { .msg_iov = in, .msg_iovlen = 2 };
	struct {
		struct msghdr header;
		unsigned len;
	} many_sent[2] = { { sent, 0 }, { sent, 0 } }, many_got[2] = { { got, 0 }, { got, 0 } };

	CALL(SYS_sendto, to, bytes, 4, 0, NULL, 0);
	CALL(SYS_recvfrom, from, room, 100, 0, NULL, NULL);
	CALL(SYS_sendmsg, to, &sent, 0);
	CALL(SYS_recvmsg, from, &got, 0);
	/* 3.0; recvmmsg, of 2.6.33, would wait for ever. */
	if (CALL(SYS_sendmmsg, to, many_sent, 2, 0) > 0)
		CALL(SYS_recvmmsg, from, many_got, 2, 0, NULL);
	CALL(SYS_socketcall, SEND, (long[]){ to, (long)bytes, 4, 0 });
	CALL(SYS_socketcall, RECV, (long[]){ from, (long)room, 100, 0 });
	CALL(SYS_socketcall, SENDTO, (long[]){ to, (long)bytes, 6, 0, 0, 0 });
	CALL(SYS_socketcall, RECVFROM, (long[]){ from, (long)room, 100, 0, 0, 0 });
	CALL(SYS_socketcall, SENDMSG, (long[]){ to, (long)&sent, 0 });
	CALL(SYS_socketcall, RECVMSG, (long[]){ from, (long)&got, 0 });
}

static void structures(int fd)
{
	struct stat s;
	struct pollfd poll = { fd, POLLOUT, 0 };
	struct timeval now = { 0 };
	fd_set set;

	FD_ZERO(&set);
	FD_SET(fd, &set);
	CALL(SYS_stat64, "/", &s);
	CALL(SYS_statx, AT_FDCWD, "/", 0, STATX_BASIC_STATS, bytes);
	CALL(SYS_poll, &poll, 1, 0);
	CALL(SYS__newselect, fd + 1, NULL, &set, NULL, &now);
	CALL(SYS_rt_sigaction, SIGINT, NULL, room, 8);
	CALL(SYS_lseek, fd, -5, SEEK_SET);
	CALL(SYS_access, "/nothing", F_OK);
	CALL(SYS_execve, "/nothing", (char *[]){ "a", "b", NULL }, (char *[]){ "C=d", NULL });
	CALL(9999, 1, 2, 3, 4, 5, 6);
	CALL(SYS_socketcall, 1, (long[]){ 1, 2, 3 });
	CALL(SYS_nanosleep, (long[]){ 0, 5 }, NULL);
	CALL(SYS_ioctl, fd, 0x5401, room);
	CALL(SYS_fcntl64, fd, F_GETFL);
	CALL(SYS_pipe, room);
}

int main(void)
{
	int pipes[2], pair[2];

	for (unsigned i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i * 7);
	if (pipe(pipes) < 0 || socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) < 0)
		return 1;
	buffers(pipes[0], pipes[1]);
	messages(pair[0], pair[1]);
	structures(pipes[1]);
	return 0;
}
