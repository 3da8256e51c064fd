/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/netlink.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>

int netlink_open(int protocol)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);

	if (fd >= 0 || errno != EINVAL)
		return fd;
	fd = socket(AF_NETLINK, SOCK_RAW, protocol); /* before 2.6.27 */
	if (fd >= 0)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
	return fd;
}
