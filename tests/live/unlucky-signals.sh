#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Storms of queued signals and of stops: the process counts what it gets, as it does untraced, and the
# trace has each of them, once and in order. SOAK=1: 100,000 signals.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees queued stops helper victim
interval=2
if test -n "${SOAK:-}"; then
	signals=100000 rounds=4000
elif test -n "${EMULATED:-}"; then
	# Eight timers of two milliseconds each leave such a machine no time for anything else, traced.
	signals=400 rounds=40 interval=200
else
	signals=8000 rounds=400
fi

# ---- Real-time signals with values, over 8 threads with timers
# shellcheck disable=SC2086
$there "$TRACEES/queued" 8 $signals $interval >"$tmp/wanted" 2>"$tmp/stderr"
status=$?
if test $status = 77; then
	note "queued: $(tail -n 1 "$tmp/stderr")"
	set --
else
	set -- '' --prove -k '--seccomp-bpf -e trace=/nanosleep'
	check_equal "queued, untraced: exit status" 0 $status
	check "queued, untraced: nothing wrong" \
		grep -q ' 0 lost, 0 out of order, 0 doubled; 0 timers wrong, 0 calls spoilt$' "$tmp/wanted"
fi
sent=$(sed 's/ sent.*//' "$tmp/wanted")

cat >"$tmp/order.awk" <<'AWK'
# The values of the threads' own signals, by receiver, signal and sender: 0, 1, 2...
/^[0-9]+ +--- SIGRT_/ && /si_code=SI_QUEUE/ {
	value = $0
	if (!sub(/.*si_int=/, "", value))
		value = 0 # it is left out
	value = int(value)
	all++
	if (anyone != "" && index($0, "SIGRT_" anyone " ")) {
		if (came[value]++)
			print "twice: " $0
		next
	}
	from = int(value / 16777216)
	if (value % 16777216 != seen[$1, $3, from]++)
		print "out of order: " $0
}
END { print all > counts }
AWK

for options; do
	test "$options" != -k || test -z "${SOAK:-}" || continue
	# shellcheck disable=SC2086
	timeout 280 "$GATETRACE" -f $options -o "$tmp/trace" "$TRACEES/queued" 8 $signals $interval \
		>"$tmp/said" 2>"$tmp/stderr"
	check_equal "queued $options: exit status" 0 $?
	check_same "queued $options: what the process counts" "$tmp/wanted" "$tmp/said"
	awk -v anyone=6 -v counts="$tmp/count" -f "$tmp/order.awk" "$tmp/trace" >"$tmp/wrong"
	check "queued $options: signals lost or out of order in the trace" test ! -s "$tmp/wrong"
	test ! -s "$tmp/wrong" || head -n 5 "$tmp/wrong"
	check_equal "queued $options: signals in the trace" "$sent" "$(cat "$tmp/count")"
	echo "queued $options: $sent signals and $(cat "$tmp/stderr"), none lost, doubled or out of order"
done

# ---- Stops of a process of four threads, waited for one by one
quarter=$((rounds / 4))
timeout 100 "$GATETRACE" -f -o "$tmp/trace" "$TRACEES/stops" $rounds 4 >"$tmp/said" 2>"$tmp/stderr"
check_equal "stops: exit status" 0 $?
check_equal "stops: what the parent counts" \
	"stopped $quarter $quarter $quarter $quarter, continued $rounds" "$(cat "$tmp/said")"
for sig in STOP TSTP TTIN TTOU; do
	check_equal "stops: SIG$sig comes once" $quarter "$(grep -c -e "--- SIG$sig {" "$tmp/trace")"
	check_equal "stops: SIG$sig stops every thread" $((4 * quarter)) \
		"$(grep -c -e "--- stopped by SIG$sig ---" "$tmp/trace")"
done
check_equal "stops: SIGCONT" $rounds "$(grep -c -e "--- SIGCONT {" "$tmp/trace")"
echo "stops: $rounds stops and continues of 4 threads"

# Many at once: whatever becomes of them, at the end it goes on.
for options in '' --prove '--vdso=classic --prove'; do
	can_have "$options" || continue
	# shellcheck disable=SC2086
	timeout 100 "$GATETRACE" -f $options -o "$tmp/trace" "$TRACEES/stops" storm $((10 * rounds)) \
		>"$tmp/said" 2>"$tmp/stderr"
	check_equal "stops, a storm $options: exit status" 0 $?
	check_equal "stops, a storm $options" "goes on" "$(cat "$tmp/said")"
done
echo "stops: a storm of $((10 * rounds))"

# ---- A process that is stopped when we come is so when we go, each of its threads, however we end
mkfifo "$tmp/in"
"$TRACEES/victim" threads <"$tmp/in" >"$tmp/said" &
victim=$!
started="$started $victim"
exec 3>"$tmp/in"
# shellcheck disable=SC2317 # until_true calls it
three() {
	test "$(status_of "$victim" Threads)" -ge 3
}
# shellcheck disable=SC2317 # so here
each() {
	for task in /proc/"$victim"/task/*; do
		in_state "$victim/task/${task##*/}" "$@" || return 1
	done
}
until_true "threads: start" three
kill -STOP $victim
until_true "threads: stop" each T
for how in TERM KILL; do
	for times in 1 2 3; do
		"$TRACEES/helper" default "$GATETRACE" -f -o "$tmp/trace" -p $victim 2>"$tmp/stderr" 3>&- &
		tracer=$!
		started="$started $tracer"
		until_true "attach: all threads" all_traced_by $victim $tracer
		test $how = KILL || until_true "attach: the stop is told" grep -q 'stopped by SIGSTOP' "$tmp/trace"
		kill -$how $tracer
		wait $tracer 2>"$tmp/gone"
		until_true "$how: no tracer any more" all_traced_by $victim 0
		until_true "$how: its threads stay stopped, time $times" each T
	done
done
kill -CONT $victim
until_true "threads: go on" each R S
echo line >&3
exec 3>&-
wait $victim
check_equal "threads: what the process says" "threads: ok" "$(cat "$tmp/said")"
finish
