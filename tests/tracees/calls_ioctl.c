/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Requests of disks, clocks, files, namespaces and network interfaces. */
#include <linux/sockios.h>

#include "pretend.h"

/* As a 32-bit process makes them. */
static const uint32_t requests[] = {
	0x125d, 0x125e, 0x1260, 0x1261, 0x1262, 0x1263, 0x1268, 0x1277,
	0x1278, 0x1279, 0x127a, 0x127b, 0x127c, 0x127d, 0x127e, 0x127f,
	0x80041272, 0x4c00, 0x4c01, 0x4c06, 0x4c07, 0x4c08, 0x4c09, 0x4c80,
	0x4c81, 0x4c82, 0x7001, 0x7002, 0x7003, 0x7004, 0x40247007, 0x80247008,
	0x80247009, 0x4024700a, 0x8004700b, 0x4004700c, 0x40049409, 0xb701, 0xb702, 0xb703,
	0xb704, 0x80046601, 0x40046602, 0x801c581f, 0x401c5820, 0x8901, 0x8902, 0x8903,
	0x8904, 0x8905, 0x4020940d,
};

static void each(uint8_t byte)
{
	for (size_t i = 0; i < sizeof(requests) / sizeof(*requests); i++) {
		CALL(SYS_ioctl, 3, requests[i], fill(byte, 64));
		CALL(SYS_ioctl, 3, requests[i], 0);
		CALL(SYS_ioctl, 3, requests[i], BAD);
	}
}

static void interfaces(void)
{
	static const char request[32] = "eth0\0\0\0\0\0\0\0\0\0\0\0\0\2\0\37\220\177\0\0\1";
	static const uint32_t get[] = {
		SIOCGIFADDR, SIOCGIFDSTADDR, SIOCGIFBRDADDR, SIOCGIFNETMASK, SIOCGIFMETRIC,
		SIOCGIFTXQLEN, SIOCGIFMTU, SIOCGIFFLAGS, SIOCGIFINDEX,
	};
	static const uint32_t set[] = {
		SIOCSIFADDR, SIOCSIFDSTADDR, SIOCSIFBRDADDR, SIOCSIFNETMASK,
		SIOCSIFMETRIC, SIOCSIFTXQLEN, SIOCSIFMTU, SIOCSIFFLAGS,
	};
	long p = put(request, sizeof(request));

	for (size_t i = 0; i < sizeof(get) / sizeof(*get); i++)
		granted(SYS_ioctl, 3, (long)get[i], p, 0, 0, 0);
	for (size_t i = 0; i < sizeof(set) / sizeof(*set); i++) {
		CALL(SYS_ioctl, 3, set[i], p);
		CALL(SYS_ioctl, 3, set[i], 0);
	}
	fill(0xff, 16);
	granted(SYS_ioctl, 3, SIOCGIFFLAGS, p, 0, 0, 0);
}

int main(void)
{
	pretend();
	each(0);
	each(0x11);
	each(0xff);
	interfaces();
	expect_end();
	return 0;
}
