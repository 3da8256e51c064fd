#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Every way into the kernel gets its word, and the right arguments: what tests/tracees/gates.c says.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees gates gates-static auxv-bare

for scenario in $("$TRACEES/gates" list); do
	test "$scenario" != foreign || continue # needs a tracer that attaches: attach.sh
	for program in gates gates-static; do
		traced "$program $scenario" -- "$TRACEES/$program" "$scenario"
	done
done
# Without a libc: by pointers in memory and in a register.
fast=$("$TRACEES/vdsogate" | cut -d ' ' -f 1)
"$GATETRACE" -a 0 -e trace=access -o "$tmp/trace" "$TRACEES/auxv-bare"
check_equal "auxv: exit status" 0 $?
if test "$fast" = int80; then
	gates="int80"
else
	gates="int80 $fast $fast"
fi
check_equal "auxv: gates" "$gates" "$(sed -n 's/ *access(.*//p' "$tmp/trace" | xargs)"

# brk and the loader's calls never go through the vDSO; write does.
"$GATETRACE" -f -a 0 -o "$tmp/trace" "$TRACEES/gates" both >"$tmp/said"
check_equal "brk: by int80 alone" int80 "$(sed -n 's/^[0-9]* *\([^ ]*\) *brk(.*/\1/p' "$tmp/trace" | sort -u)"
check_equal "write: through libc" "$fast" "$(sed -n 's/^[0-9]* *\([^ ]*\) *write(.*/\1/p' "$tmp/trace" | sort -u)"
finish
