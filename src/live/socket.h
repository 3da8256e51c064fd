/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIVE_SOCKET_H
#define LIVE_SOCKET_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/escape.h"

/*
 * Appends "<TCP:[127.0.0.1:80->127.0.0.1:4711]>" for the socket that link (in
 * /proc/TID/fd) leads to, with this inode number; "<TCP:[INODE]>" while it has no
 * address or is in a network that isn't ours. false: nothing was appended, we don't
 * know this protocol. Names are shown in this style. sock_diag(7) is where the addresses come from.
 */
bool socket_describe(const char *link, unsigned long inode, enum string_style style, struct buffer *to);

/* Appends the protocol of a netlink socket and one, in a byte; -ENOENT: it is none, or has no address yet. */
int socket_netlink(const char *link, unsigned long inode, struct buffer *to);

#endif
