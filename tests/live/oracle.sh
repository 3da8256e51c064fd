#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The CPU as the judge: every scenario of interrupted calls, and a storm of signals, with a hardware
# breakpoint on the restart point. oracle.c compares; here it must agree each time.

. "$(dirname "$0")/lib.sh"
need_tracees restarts handlers interrupts storm
oracle=${ORACLE:-${top_builddir:-.}/tests/live/oracle}
test -x "$oracle" || skip "no $oracle: run it by make check"

restarts=0

# judged NAME PROGRAM...: one run under the oracle.
judged() {
	judged_name=$1
	shift
	checks=$((checks + 1))
	"$oracle" "$@" >"$tmp/out" 2>"$tmp/verdict" </dev/null
	status=$?
	if test $status = 77; then
		grep -q '^skipped: ' "$tmp/out" && skip "$(sed -n 's/^skipped: //p' "$tmp/out")"
		note "$judged_name: $(tail -n 1 "$tmp/verdict")"
	elif test $status != 0; then
		fail "$judged_name: status $status" "$tmp/out" "$tmp/verdict"
	fi
	restarts=$((restarts + $(sed -n 's/.* landing pad, \([0-9]*\) restarts.*/\1/p' "$tmp/verdict" | head -n 1)))
}

for program in restarts handlers interrupts; do
	"$TRACEES/$program" list >"$tmp/scenarios"
	while read -r scenario; do
		# shellcheck disable=SC2086
		judged "$program $scenario" "$TRACEES/$program" $scenario
	done <"$tmp/scenarios"
done
for seed in 1 2; do
	judged "storm, seed $seed" "$TRACEES/storm" 10000 $seed 1
	cat "$tmp/verdict"
done
judged "storm with threads" "$TRACEES/storm" 3000 3 4
cat "$tmp/verdict"

echo "$restarts restarts seen by the CPU"
check "the CPU has seen restarts" test "$restarts" -gt 100
finish
