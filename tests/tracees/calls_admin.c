/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Running the machine: capabilities, priorities, syslog, kexec, reboot. */
#include <linux/capability.h>
#include <linux/kexec.h>
#include <linux/reboot.h>

#include "pretend.h"

enum { CAP_WORDS = 8 };

static void capabilities(void)
{
	static const uint32_t versions[] = { _LINUX_CAPABILITY_VERSION_1, _LINUX_CAPABILITY_VERSION_2,
		                             _LINUX_CAPABILITY_VERSION_3, 0x1234 };
	uint32_t words[CAP_WORDS] = { 0, 5, 0x21, 0x80000003, 2, 0, 0x80, UINT32_MAX };

	for (size_t i = 0; i < sizeof(versions) / sizeof(*versions); i++) {
		words[0] = versions[i];
		for (long nr = SYS_capget; nr <= SYS_capset; nr++) {
			long header = put(words, sizeof(words)), data = header + 8;

			CALL(nr, header, data);
			CALL(nr, header, 0);
			CALL(nr, 0, data);
			CALL(nr, header, BAD);
			CALL(nr, header, BAD - 4);
			fill(0, 24);
			CALL(nr, header, data);
			fill(0xff, 24);
			CALL(nr, header, data);
		}
	}
}

static void priorities(void)
{
	for (long which = 0; which < 5; which++) {
		CALL(SYS_ioprio_set, which, -1, which << 13 | 5);
		CALL(SYS_ioprio_get, which, 3);
	}
	CALL(SYS_ioprio_set, 1, 1, 0xffff);
	CALL(SYS_ioprio_set, 1, 1, -1);
	CALL(SYS_ioprio_set, 1, 1, 0x12345);
	/* This one is real, and harmless. */
	int80(SYS_ioprio_set, 1, 0, 2 << 13 | 6, 0, 0, 0);
	int80(SYS_ioprio_get, 1, 0, 0, 0, 0, 0);
}

static void machine(long text)
{
	for (long type = -1; type < 13; type++) {
		CALL(SYS_syslog, type, text, 5);
		CALL(SYS_syslog, type, 0, -5);
		CALL(SYS_syslog, type, BAD, 0);
	}
	CALL(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_RESTART2, text);
	CALL(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2A, LINUX_REBOOT_CMD_KEXEC, text);
	CALL(SYS_reboot, 1, 2, 3, 4);
	CALL(SYS_lookup_dcookie, 1, 2, text, 5);
	CALL(SYS_iopl, 3);
	CALL(SYS_ioperm, 0x378, 3, 1);
	CALL(SYS_acct, text);
	CALL(SYS_acct, 0);
	CALL(SYS_swapoff, text);
	CALL(SYS_pivot_root, text, BAD);
	CALL(SYS_sethostname, text, 5);
	CALL(SYS_setdomainname, BAD, 300);
	CALL(SYS_init_module, text, 5, text);
	CALL(SYS_finit_module, 3, text, -1);
	CALL(SYS_delete_module, text, -1);
	CALL(SYS_personality, -1);
	CALL(SYS_personality, 0x0040008);
}

static void kexec(long segments)
{
	CALL(SYS_kexec_load, 0x1000, 3, segments, KEXEC_ARCH_386 | KEXEC_ON_CRASH | KEXEC_PRESERVE_CONTEXT);
	CALL(SYS_kexec_load, 0, 0, segments, KEXEC_ARCH_X86_64);
	CALL(SYS_kexec_load, 0, 1, 0, 0);
	CALL(SYS_kexec_load, 0, 1, BAD, KEXEC_ARCH_68K);
	CALL(SYS_kexec_load, 0, 6, BAD - 16, KEXEC_ON_CRASH);
	CALL(SYS_kexec_load, -1, 16, segments, KEXEC_ARCH_ARM);
}

int main(void)
{
	pretend();
	capabilities();
	priorities();
	machine(put("some text", 10));
	kexec(fill(0x11, 64));
	expect_end();
	return 0;
}
