/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIVE_NETLINK_H
#define LIVE_NETLINK_H

/*
 * A socket that asks the kernel: NETLINK_GENERIC, NETLINK_SOCK_DIAG. No program
 * started later gets it. -1 and errno.
 */
int netlink_open(int protocol);

#endif
