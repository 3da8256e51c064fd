/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's keyrings: every operation of keyctl, with good, odd and bad arguments. */
#include <linux/keyctl.h>

#include "pretend.h"

int main(void)
{
	long text;

	pretend();
	text = put("a key's name", 13);
	for (long key = -9; key < 2; key++)
		CALL(SYS_add_key, text, text, text, 4, key);
	CALL(SYS_add_key, 0, 0, 0, 4, 0);
	CALL(SYS_add_key, BAD, BAD, BAD, 4, INT32_MAX);
	CALL(SYS_request_key, text, text, text, KEY_SPEC_SESSION_KEYRING);
	CALL(SYS_request_key, 0, 0, 0, -16);
	CALL(SYS_request_key, BAD, BAD, BAD, 7);
	for (long op = 0; op < KEYCTL_WATCH_KEY + 3; op++) {
		/* These read a struct that says how long their buffers are, or a string of bits. */
		if ((op >= KEYCTL_PKEY_ENCRYPT && op <= KEYCTL_PKEY_VERIFY) || op == KEYCTL_CAPABILITIES)
			continue;
		CALL(SYS_keyctl, op, text, text, 3, -4);
		CALL(SYS_keyctl, op, -1, -2, text, 4);
		CALL(SYS_keyctl, op, 0, 0, 0, 0);
		CALL(SYS_keyctl, op, 5, BAD, BAD, BAD);
		CALL(SYS_keyctl, op, 5, text, text, 7);
	}
	CALL(SYS_keyctl, KEYCTL_SETPERM, 1, 0x3f3f3f3f);
	CALL(SYS_keyctl, KEYCTL_SETPERM, 1, -1);
	CALL(SYS_keyctl, KEYCTL_SETPERM, 1, 0xc0c0c0c0);
	CALL(SYS_keyctl, KEYCTL_CHOWN, 1, -1, -1);
	CALL(SYS_keyctl, KEYCTL_MOVE, 1, 2, 3, KEYCTL_MOVE_EXCL);
	for (long defl = -2; defl < 9; defl++)
		CALL(SYS_keyctl, KEYCTL_SET_REQKEY_KEYRING, defl);
	expect_end();
	return 0;
}
