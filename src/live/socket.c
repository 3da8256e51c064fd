/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/netlink_diag.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "decode/sets.h"
#include "decode/tables.h"
#include "live/netlink.h"

enum { REPLY = 32 * 1024, ANY_STATE = -1 };

struct protocol {
	const char *name; /* the kernel's: struct proto's, shown by system.sockprotoname */
	int family, number;
};

static const struct protocol protocols[] = {
	{ "TCP", AF_INET, IPPROTO_TCP },    { "TCPv6", AF_INET6, IPPROTO_TCP },
	{ "UDP", AF_INET, IPPROTO_UDP },    { "UDPv6", AF_INET6, IPPROTO_UDP },
	{ "RAW", AF_INET, IPPROTO_RAW },    { "RAWv6", AF_INET6, IPPROTO_RAW },
	{ "UNIX", AF_UNIX, 0 },             { "UNIX-STREAM", AF_UNIX, 0 },
	{ "NETLINK", AF_NETLINK, 0 },
};

/* What one answer of the kernel is searched for, and where the text goes. */
struct search {
	unsigned long inode;
	enum string_style style;
	struct buffer *to;
};

/* 1: this message was about the socket and its text has been added; 0: it was not, or has nothing to tell. */
typedef int (*describer)(const struct search *s, const struct nlmsghdr *h);

static void add_address(struct buffer *to, int family, const uint32_t *address, uint16_t port)
{
	char text[INET6_ADDRSTRLEN];

	if (!inet_ntop(family, address, text, sizeof(text)))
		text[0] = '\0';
	buffer_addf(to, family == AF_INET6 ? "[%s]:%u" : "%s:%u", text, ntohs(port));
}

static int describe_inet(const struct search *s, const struct nlmsghdr *h)
{
	const struct inet_diag_msg *m = NLMSG_DATA(h);

	if (h->nlmsg_len < NLMSG_LENGTH(sizeof(*m)) || m->idiag_inode != s->inode || !m->id.idiag_sport)
		return 0;
	add_address(s->to, m->idiag_family, m->id.idiag_src, m->id.idiag_sport);
	if (m->id.idiag_dport) {
		buffer_adds(s->to, "->");
		add_address(s->to, m->idiag_family, m->id.idiag_dst, m->id.idiag_dport);
	}
	return 1;
}

static void add_unix_name(const struct search *s, const char *name, size_t n)
{
	bool abstract = n && !name[0];

	buffer_adds(s->to, abstract ? ",@\"" : ",\"");
	name += abstract;
	n -= abstract;
	escape_add(s->to, name, strnlen(name, n), "", s->style);
	buffer_addc(s->to, '"');
}

static int describe_unix(const struct search *s, const struct nlmsghdr *h)
{
	const struct unix_diag_msg *m = NLMSG_DATA(h);
	const struct rtattr *a = (const struct rtattr *)(m + 1);
	const char *name = NULL;
	size_t n = 0, left;
	uint32_t peer = 0;

	if (h->nlmsg_len < NLMSG_LENGTH(sizeof(*m)) || m->udiag_ino != s->inode)
		return 0;
	left = h->nlmsg_len - NLMSG_LENGTH(sizeof(*m));
	for (; RTA_OK(a, left); a = RTA_NEXT(a, left)) {
		if (a->rta_type == UNIX_DIAG_NAME) {
			name = RTA_DATA(a);
			n = RTA_PAYLOAD(a);
		} else if (a->rta_type == UNIX_DIAG_PEER && RTA_PAYLOAD(a) >= sizeof(peer)) {
			memcpy(&peer, RTA_DATA(a), sizeof(peer));
		}
	}
	if (!peer && !name)
		return 0;
	buffer_addf(s->to, "%lu", s->inode);
	if (peer)
		buffer_addf(s->to, "->%u", peer);
	if (name)
		add_unix_name(s, name, n);
	return 1;
}

static int describe_netlink(const struct search *s, const struct nlmsghdr *h)
{
	const struct netlink_diag_msg *m = NLMSG_DATA(h);
	const char *word;

	if (h->nlmsg_len < NLMSG_LENGTH(sizeof(*m)) || m->ndiag_ino != s->inode || !m->ndiag_portid)
		return 0;
	word = set_word(&spec_sets[SET_netlink], m->ndiag_protocol);
	if (word && !strncmp(word, "NETLINK_", strlen("NETLINK_")))
		word += strlen("NETLINK_");
	if (word)
		buffer_adds(s->to, word);
	else
		buffer_add_udec(s->to, m->ndiag_protocol);
	buffer_addf(s->to, ":%u", m->ndiag_portid);
	return 1;
}

/* The protocol itself, for whoever wants to read what goes through the socket. */
static int tell_protocol(const struct search *s, const struct nlmsghdr *h)
{
	const struct netlink_diag_msg *m = NLMSG_DATA(h);

	if (h->nlmsg_len < NLMSG_LENGTH(sizeof(*m)) || m->ndiag_ino != s->inode)
		return 0;
	buffer_addc(s->to, (char)(m->ndiag_protocol + 1));
	return 1;
}

/* Reads the answers to a request; 1 as soon as one of them was it. */
static int answers(int fd, const struct search *s, describer describe)
{
	union {
		char bytes[REPLY];
		struct nlmsghdr align;
	} reply;

	for (bool more = true; more;) {
		ssize_t n = recv(fd, &reply, sizeof(reply), 0);
		const struct nlmsghdr *h = &reply.align;

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return 0;
		for (size_t left = (size_t)n; NLMSG_OK(h, left); h = NLMSG_NEXT(h, left)) {
			if (h->nlmsg_type == NLMSG_DONE || h->nlmsg_type == NLMSG_ERROR)
				return 0;
			if (h->nlmsg_type == SOCK_DIAG_BY_FAMILY && describe(s, h))
				return 1;
			more = h->nlmsg_flags & NLM_F_MULTI;
		}
	}
	return 0;
}

static int ask(const struct protocol *p, const struct search *s, describer of_netlink)
{
	struct {
		struct nlmsghdr h;
		union {
			struct inet_diag_req_v2 inet;
			struct unix_diag_req local;
			struct netlink_diag_req netlink;
		};
	} q = { .h = { .nlmsg_type = SOCK_DIAG_BY_FAMILY, .nlmsg_flags = NLM_F_REQUEST } };
	describer describe = describe_inet;
	size_t size = sizeof(q.inet);
	int fd, r = 0;

	if (p->family == AF_UNIX) {
		size = sizeof(q.local);
		describe = describe_unix;
		q.local = (struct unix_diag_req){
			.sdiag_family = AF_UNIX,
			.udiag_states = (uint32_t)ANY_STATE,
			.udiag_ino = (uint32_t)s->inode,
			.udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_PEER,
			.udiag_cookie = { INET_DIAG_NOCOOKIE, INET_DIAG_NOCOOKIE },
		};
	} else if (p->family == AF_NETLINK) {
		size = sizeof(q.netlink);
		describe = of_netlink;
		q.h.nlmsg_flags |= NLM_F_DUMP;
		q.netlink = (struct netlink_diag_req){ .sdiag_family = AF_NETLINK,
						       .sdiag_protocol = NDIAG_PROTO_ALL };
	} else {
		q.h.nlmsg_flags |= NLM_F_DUMP;
		q.inet = (struct inet_diag_req_v2){ .sdiag_family = (uint8_t)p->family,
						    .sdiag_protocol = (uint8_t)p->number,
						    .idiag_states = (uint32_t)ANY_STATE };
	}
	q.h.nlmsg_len = (uint32_t)NLMSG_LENGTH(size);
	fd = netlink_open(NETLINK_SOCK_DIAG);
	if (fd < 0)
		return 0;
	if (send(fd, &q, q.h.nlmsg_len, 0) == (ssize_t)q.h.nlmsg_len)
		r = answers(fd, s, describe);
	close(fd);
	return r;
}

bool socket_describe(const char *link, unsigned long inode, enum string_style style, struct buffer *to)
{
	const struct search s = { inode, style, to };
	char name[32];
	ssize_t n = getxattr(link, "system.sockprotoname", name, sizeof(name) - 1);

	if (n <= 0)
		return false;
	name[n] = '\0';
	for (size_t i = 0; i < sizeof(protocols) / sizeof(*protocols); i++) {
		if (strcmp(name, protocols[i].name) != 0)
			continue;
		buffer_addf(to, "<%s:[", name);
		if (!ask(&protocols[i], &s, describe_netlink))
			buffer_addf(to, "%lu", inode);
		buffer_adds(to, "]>");
		return true;
	}
	return false;
}

int socket_netlink(const char *link, unsigned long inode, struct buffer *to)
{
	static const struct protocol netlink = { "NETLINK", AF_NETLINK, 0 };
	static unsigned long known; /* the last one that is none: few are used by turns */
	const struct search s = { .inode = inode, .to = to };
	char name[32];
	ssize_t n;

	if (inode == known)
		return -ENOENT;
	n = getxattr(link, "system.sockprotoname", name, sizeof(name) - 1);
	name[n > 0 ? n : 0] = '\0';
	if (strcmp(name, netlink.name) != 0) {
		known = inode;
		return -ENOENT;
	}
	return ask(&netlink, &s, tell_protocol) ? 0 : -ENOENT;
}
