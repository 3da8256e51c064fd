#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The CPU judges --prove, in this machine's vDSO and in a classic one: 20,000 entries in a storm of
# signals each, in one thread and in four. Nothing missed, nothing invented, each restart proven.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees storm
oracle=${ORACLE:-${top_builddir:-.}/tests/live/oracle}
test -x "$oracle" || skip "no $oracle: run it by make check"

# judged NAME OPTION... PROGRAM...: one run; counts its entries and restarts.
judged() {
	judged_name=$1
	shift
	"$oracle" "$@" >"$tmp/out" 2>"$tmp/verdict" </dev/null
	status=$?
	grep -q '^skipped: ' "$tmp/out" && {
		note "$judged_name: $(sed -n 's/^skipped: //p' "$tmp/out")"
		return 1
	}
	checks=$((checks + 1))
	sed -n "s/^\(.* landing pad.*\)/$judged_name: \1/p" "$tmp/verdict"
	test $status = 0 || fail "$judged_name: status $status" "$tmp/out" "$tmp/verdict"
	entries=$((entries + $(sed -n 's/^\([0-9]*\) entries from the landing pad.*/\1/p' "$tmp/verdict")))
	restarts=$((restarts + $(sed -n 's/.* landing pad, \([0-9]*\) restarts.*/\1/p' "$tmp/verdict")))
}

for vdso in native classic; do
	for prove in --prove --prove=all; do
		entries=0
		restarts=0
		judged "$vdso $prove, one thread" $prove --vdso=$vdso "$TRACEES/storm" 5000 11 1 || continue
		judged "$vdso $prove, four threads" $prove --vdso=$vdso "$TRACEES/storm" 2700 12 4 || continue
		check "$vdso $prove: enough entries: $entries" test "$entries" -ge 20000
		check "$vdso $prove: restarts: $restarts" test "$restarts" -gt 100
	done
done
test "$checks" -gt 0 || skip "nothing could be judged here"
finish
