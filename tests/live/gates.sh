#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Every way into the kernel gets its word, and the right arguments: what tests/tracees/gates.c says.

. "$(dirname "$0")/lib.sh"
need_tracees gates gates-static

for scenario in $("$TRACEES/gates" list); do
	test "$scenario" != foreign || continue # needs a tracer that attaches: attach.sh
	for program in gates gates-static; do
		traced "$program $scenario" -- "$TRACEES/$program" "$scenario"
	done
done
finish
