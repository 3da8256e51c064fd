/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Disk quotas: every command of quotactl and quotactl_fd. */
#include <sys/quota.h>

#include "pretend.h"

static const uint32_t commands[] = {
	0x800001, 0x800002, 0x800003, 0x800004, 0x800005, 0x800006, 0x800007, 0x800008, 0x800009, 0x800100,
	0x5801,   0x5802,   0x5803,   0x5804,   0x5805,   0x5806,   0x5807,   0x5808,   0x5809,   0x580a,
};

enum { QUOTACTL_FD = 443 };

static void each(uint8_t byte)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		for (uint32_t kind = 0; kind < 4; kind++) {
			long cmd = (long)(commands[i] << 8 | kind), data = fill(byte, 120);
			long path = put("/x", 3);

			CALL(SYS_quotactl, cmd, path, 5, data);
			CALL(SYS_quotactl, cmd, path, 5, 0);
			CALL(SYS_quotactl, cmd, 0, -1, path);
			CALL(SYS_quotactl, cmd, BAD, 1, BAD);
			CALL(QUOTACTL_FD, 3, cmd, 5, data);
		}
}

int main(void)
{
	pretend();
	each(0);
	each(1);
	each(0xff);
	CALL(SYS_quotactl, 0, LAST(3), 0, BAD);
	CALL(SYS_quotactl, -1, LAST(3), 0, BAD);
	expect_end();
	return 0;
}
