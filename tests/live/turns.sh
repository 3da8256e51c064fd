#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Every task has its turn: equally busy threads come equally far, stops that wait for their turn
# survive an exec by another thread, and none of their signals is lost when we let go.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees turns

# Of six threads on one CPU the slowest has done at least a third of the fastest's calls when that one
# has done all of its own. Unfairly served, it has done a hundredth.
cpu=$(taskset -cp $$ 2>/dev/null | sed 's/.*: \([0-9]*\).*/\1/')
pin=${cpu:+taskset -c $cpu}
# shellcheck disable=SC2086
$pin "$GATETRACE" -f -o "$tmp/trace" -e trace=getppid "$TRACEES/turns" equal 6 1000
check_equal "equal: exit status" 0 $?
awk '/getppid\(/ && $0 !~ /resumed/ && ++n[$1] == 1000 {
	for (t in n) { seen++; if (!slow || n[t] < slow) slow = n[t] }
	print seen, slow
	exit
}' "$tmp/trace" >"$tmp/slowest"
read -r seen slow <"$tmp/slowest"
echo "the slowest of $seen did $slow calls of 1000"
check "equal: all are heard" test "$seen" = 6
check "equal: the slowest keeps up" test "$slow" -gt 333

# The leader, whose stop may be waiting, is replaced by the thread that calls exec.
for round in 1 2 3; do
	said=$(timeout 120 "$GATETRACE" -f -o "$tmp/trace" "$TRACEES/turns" hop 20)
	check_equal "hop, round $round: exit status" 0 $?
	check_equal "hop, round $round: arrives" hopped "$said"
	check_equal "hop, round $round: execs" 20 "$(grep -c 'superseded by execve' "$tmp/trace")"
done

# Coming and going while signals arrive: as many are handled as were sent.
mkfifo "$tmp/in"
"$TRACEES/turns" signals 1 <"$tmp/in" >"$tmp/handled" &
victim=$!
started="$started $victim"
exec 3>"$tmp/in"
times=0
while test $times -lt 20; do
	"$GATETRACE" -f -o "$tmp/trace" -p $victim 2>"$tmp/stderr" 3>&- &
	tracer=$!
	started="$started $tracer"
	# shellcheck disable=SC2317 # until_true calls it
	seen_signals() {
		grep -q SIGRT "$tmp/trace" 2>/dev/null
	}
	until_true "signals: some are seen" seen_signals || break
	kill -TERM $tracer 2>/dev/null
	wait $tracer 2>/dev/null
	rm -f "$tmp/trace"
	times=$((times + 1))
done
exec 3>&-
wait $victim
check_equal "signals: exit status" 0 $?
echo "signals: $(cat "$tmp/handled")"
sent=$(sed 's/ sent,.*//' "$tmp/handled")
check_equal "signals: handled" "$sent sent, $sent handled" "$(cat "$tmp/handled")"
finish
