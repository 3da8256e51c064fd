/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EVENT_ABOUT_H
#define EVENT_ABOUT_H

#include <stdint.h>

/*
 * What can be told of the numbers in a call's arguments beyond their value: -y
 * and -Y. The source knows, capture asks, and the answer travels in the event as
 * a piece at an address that no process has.
 *
 * An answer is text as it is printed behind the number, "</etc/passwd>", then a
 * NUL, then what is printed as a comment behind that, if anything.
 */
enum about {
	ABOUT_FD,   /* a descriptor */
	ABOUT_CWD,  /* AT_FDCWD: the working directory */
	ABOUT_LINK, /* a descriptor: what /proc says it is, as it is */
	ABOUT_TASK, /* the id of a process or thread */
	ABOUT_PGID, /* ... of a process group */
	ABOUT_SID,  /* ... of a session */
	ABOUT_GENERIC, /* 0: the families of NETLINK_GENERIC, each 2 bytes of number, and its name; no text */
	ABOUT_NETLINK, /* a descriptor: if it is a netlink socket, its protocol and one, in a byte; no text */
	/* A descriptor of another process: owner is its id, or a pidfd of it. Two, to tell kcmp's apart. */
	ABOUT_FD_OF_FIRST,
	ABOUT_FD_OF_SECOND,
	ABOUT_FD_OF_PIDFD,
};

/* What is to be told: bits. */
enum about_wish {
	ABOUT_PATH = 1,   /* of descriptors: the path of the file */
	ABOUT_SOCKET = 2, /* a socket's protocol and addresses */
	ABOUT_DEV = 4,    /* a device's numbers */
	ABOUT_PIDFD = 8,  /* a pidfd's process */
	ABOUT_FDS = 15,   /* all of these */
	ABOUT_COMM = 16,  /* of processes: their name */
	ABOUT_PIDNS = 32, /* and their id as we see it */
	ABOUT_PIDS = 48,
	ABOUT_STYLE = 64, /* times an enum string_style (base/escape.h): how names are to look */
};

enum { ABOUT_MOST = 16 * 1024 }; /* bytes of an answer: a path of nothing but \ooo */

/* Where an answer is kept: ABOUT_MOST bytes apart. */
static inline uint64_t about_key(enum about kind, uint32_t number)
{
	return UINT64_C(1) << 63 | (uint64_t)kind << 48 | (uint64_t)number << 14;
}

/* Would these wishes have anything told of the kind? */
static inline uint32_t about_wished(uint32_t wishes, enum about kind)
{
	switch (kind) {
	case ABOUT_FD:
	case ABOUT_FD_OF_FIRST:
	case ABOUT_FD_OF_SECOND:
	case ABOUT_FD_OF_PIDFD:
		return wishes & ABOUT_FDS;
	case ABOUT_CWD:
		return wishes & ABOUT_PATH;
	case ABOUT_LINK:
	case ABOUT_NETLINK:
	case ABOUT_GENERIC:
		return 1;
	case ABOUT_TASK:
		return wishes & ABOUT_PIDS;
	default:
		return wishes & ABOUT_PIDNS;
	}
}

#endif
