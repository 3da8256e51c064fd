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
fast=$(cut -d ' ' -f 1 "$tmp/vdsogate")
"$GATETRACE" -a 0 -e trace=access -o "$tmp/trace" "$TRACEES/auxv-bare"
check_equal "auxv: exit status" 0 $?
if test "$fast" = int80; then
	gates="int80"
else
	gates="int80 $fast $fast"
fi
check_equal "auxv: gates" "$gates" "$(sed -n 's/ *access(.*//p' "$tmp/trace" | xargs)"

# The loader has no vDSO yet; libc goes through it.
"$GATETRACE" -f -a 0 -o "$tmp/trace" "$TRACEES/gates" both >"$tmp/said"
gate_of() {
	sed -n "s/^[0-9]* *\\([^ ]*\\) *$1(.*/\\1/p" "$tmp/trace" | sort -u
}
check_equal "the loader" int80 "$(gate_of set_thread_area)"
check_equal "libc" "$fast" "$(gate_of write)"
finish
