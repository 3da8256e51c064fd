/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Requests that drivers of input devices and mixers make up: each number of their types, of several sizes. */
#include "pretend.h"

int main(void)
{
	static const uint32_t directions[] = { 0, 0x40000000, 0x80000000, 0xc0000000 };

	pretend();
	for (unsigned direction = 1; direction < 4; direction++)
		for (unsigned nr = 0; nr < 256; nr++)
			for (unsigned size = 0; size < 0x100; size = 2 * size + 12) {
				uint32_t request = directions[direction] | size << 16 | nr;

				granted(SYS_ioctl, 3, (long)(request | 'E' << 8), 0, 0, 0, 0);
				if (size != 12)
					continue;
				if (nr < 0x20)
					granted(SYS_ioctl, 3, (long)(request | 'H' << 8), 0, 0, 0, 0);
				/* MFB_SET_PIXFMT is of a driver whose header few have. */
				if (nr != 8 || direction != 1)
					granted(SYS_ioctl, 3, (long)(request | 'M' << 8), 0, 0, 0, 0);
			}
	expect_end();
	return 0;
}
