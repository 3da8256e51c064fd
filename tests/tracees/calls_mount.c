/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mounting, the old way and the new way. */
#include <linux/mount.h>

#include "pretend.h"

int main(void)
{
	long text;

	pretend();
	text = put("/some/path", 11);
	/* From MS_UNBINDABLE to MS_SHARED, nobody gives a type. */
	for (int bit = 0; bit < 32; bit++)
		CALL(SYS_mount, text, text, bit >= 17 && bit <= 20 ? 0 : text, 1u << bit,
		     bit >= 17 && bit <= 20 ? 0 : text);
	CALL(SYS_mount, 0, 0, 0, 0, 0);
	CALL(SYS_mount, BAD, BAD, BAD, 0x3fff, BAD);
	CALL(SYS_mount, text, text, text, 0xc0ed0001, text); /* MS_MGC_VAL */
	CALL(SYS_umount, text);
	for (int bit = 0; bit < 6; bit++)
		CALL(SYS_umount2, text, 1 << bit);
	CALL(SYS_umount2, BAD, -1);
	CALL(SYS_open_tree, -100, text, -1);
	CALL(SYS_open_tree, 3, BAD, 0);
	CALL(SYS_move_mount, -100, text, 3, text, -1);
	CALL(SYS_move_mount, 3, 0, 3, BAD, 8);
	CALL(SYS_fsopen, text, -1);
	CALL(SYS_fsopen, 0, 0);
	for (long cmd = -1; cmd < 10; cmd++) {
		CALL(SYS_fsconfig, 3, cmd, text, text, -100);
		CALL(SYS_fsconfig, 3, cmd, text, text, 5);
		CALL(SYS_fsconfig, 3, cmd, 0, 0, 0);
		CALL(SYS_fsconfig, 3, cmd, BAD, BAD, 7);
	}
	CALL(SYS_fsmount, 3, -1, -1);
	CALL(SYS_fsmount, 3, 0, 0);
	CALL(SYS_fsmount, 3, 4, 0x200000);
	CALL(SYS_fspick, -100, text, -1);
	CALL(SYS_fspick, 3, BAD, 0);
	expect_end();
	return 0;
}
