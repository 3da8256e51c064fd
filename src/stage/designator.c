/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stage/designator.h"

#include <stddef.h>
#include <string.h>

unsigned designator_cut(char *word)
{
	static const struct {
		const char *text;
		unsigned whose;
	} known[] = { { "32", DESIGNATOR_I386 }, { "64", DESIGNATOR_X86_64 }, { "x32", DESIGNATOR_X32 } };
	char *at = strrchr(word, '@');

	if (!at)
		return DESIGNATOR_ALL;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (!strcmp(at + 1, known[i].text)) {
			*at = '\0';
			return known[i].whose;
		}
	}
	return 0;
}

bool designator_number(unsigned whose, uint64_t number)
{
	/* asm/unistd_64.h, unistd_x32.h: x32 numbers have a bit of their own, which may be left out. */
	enum { GAP = 335, COMMON = 424, X32_BIT = 0x40000000, X32_FIRST = 512, X32_LAST = 547 };
	bool common = number < GAP || (number >= COMMON && number <= DESIGNATOR_LAST);

	if (whose & DESIGNATOR_X32 && number >= X32_BIT)
		return designator_number(DESIGNATOR_X32, number - X32_BIT);
	if (whose & DESIGNATOR_X32 && number >= X32_FIRST && number <= X32_LAST)
		return true;
	return whose & (DESIGNATOR_X86_64 | DESIGNATOR_X32) && common;
}

bool designator_name(unsigned whose, const char *name)
{
	/* asm/unistd_64.h without unistd_32.h */
	static const char *const names[] = {
		"epoll_ctl_old", "epoll_wait_old", "kexec_file_load", "newfstatat", "security", "tuxcall",
	};

	for (size_t i = 0; whose & ~(unsigned)DESIGNATOR_I386 && i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}
