/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/genl.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "live/netlink.h"

enum { REPLY = 32 * 1024, MOST = 8 * 1024 };

static void add_family(const struct nlmsghdr *h, struct buffer *to)
{
	const struct rtattr *a = (const struct rtattr *)((const char *)h + NLMSG_LENGTH(GENL_HDRLEN));
	size_t left = h->nlmsg_len > NLMSG_LENGTH(GENL_HDRLEN) ? h->nlmsg_len - NLMSG_LENGTH(GENL_HDRLEN) : 0;
	const char *name = NULL;
	uint16_t id = 0;
	size_t n = 0;

	for (; RTA_OK(a, left); a = RTA_NEXT(a, left)) {
		if (a->rta_type == CTRL_ATTR_FAMILY_ID && RTA_PAYLOAD(a) >= sizeof(id)) {
			memcpy(&id, RTA_DATA(a), sizeof(id));
		} else if (a->rta_type == CTRL_ATTR_FAMILY_NAME) {
			name = RTA_DATA(a);
			n = strnlen(name, RTA_PAYLOAD(a));
		}
	}
	if (!name || to->len + n > MOST)
		return;
	buffer_addc(to, (char)id);
	buffer_addc(to, (char)(id >> 8));
	buffer_add(to, name, n);
	buffer_addc(to, '\0');
}

static void dump(int fd, struct buffer *to)
{
	union {
		char bytes[REPLY];
		struct nlmsghdr align;
	} reply;
	const struct nlmsghdr *h;
	ssize_t n;

	while ((n = recv(fd, &reply, sizeof(reply), 0)) > 0 || (n < 0 && errno == EINTR)) {
		size_t left = n > 0 ? (size_t)n : 0;

		for (h = &reply.align; NLMSG_OK(h, left); h = NLMSG_NEXT(h, left)) {
			if (h->nlmsg_type != GENL_ID_CTRL)
				return;
			add_family(h, to);
		}
	}
}

static void ask(struct buffer *to)
{
	const struct {
		struct nlmsghdr h;
		struct genlmsghdr g;
	} q = { .h = { .nlmsg_len = sizeof(q),
		       .nlmsg_type = GENL_ID_CTRL,
		       .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP },
		.g = { .cmd = CTRL_CMD_GETFAMILY } };
	int fd = netlink_open(NETLINK_GENERIC);

	if (fd < 0)
		return;
	if (send(fd, &q, sizeof(q), 0) == sizeof(q))
		dump(fd, to);
	close(fd);
}

int genl_families(struct buffer *to)
{
	static struct buffer known = BUFFER_INIT;
	static bool asked;

	if (!asked)
		ask(&known);
	asked = true;
	if (!known.len)
		return -ENOENT;
	buffer_add(to, known.data, known.len);
	return 0;
}
