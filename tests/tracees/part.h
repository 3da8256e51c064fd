/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TRACEES_PART_H
#define TRACEES_PART_H

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "expect.h"
#include "vdso.h"

static struct own_vdso vdso;

/* A program of parts, one a run: each makes calls and says what lines the trace has to have of them. */
struct part {
	const char *name;
	void (*run)(void);
	int begins; /* does expect_begin() itself, or has no need of it */
};

/* PROGRAM PART, PROGRAM list; all ends with a part without a name. prepare() may be NULL. */
static inline int part_main(const struct part *all, void (*prepare)(void), int argc, char **argv)
{
	int list = argc == 2 && !strcmp(argv[1], "list");

	for (const struct part *p = all; p->name; p++) {
		if (list)
			puts(p->name);
		if (argc != 2 || strcmp(argv[1], p->name))
			continue;
		vdso = own_vdso();
		expect_tid = getpid();
		if (prepare)
			prepare();
		if (!p->begins)
			expect_begin();
		p->run();
		expect_end();
		expect_print();
		return 0;
	}
	if (!list)
		fprintf(stderr, "usage: %s PART | %s list\n", argv[0], argv[0]);
	return !list;
}

#endif
