#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Attaching to a process and letting it go leaves it as it was, whatever it was doing, however
# gatetrace was ended; and in between its calls are seen, those that it slept in included.

# shellcheck disable=SC2317 # functions that until_true calls
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees victim helper gates storm
mkfifo "$tmp/in"
# Long enough for us to come and go meanwhile.
export VICTIM_SECONDS="${VICTIM_SECONDS:-3}"

# The call that a task sleeps in, by number.
call_of() {
	cut -d ' ' -f 1 "/proc/$1/syscall" 2>/dev/null
}

sleeps_in() {
	in_state "$1" S || return
	call=$(call_of "$1")
	shift
	for nr; do
		test "$call" != "$nr" || return 0
	done
	return 1
}

# settled KIND PID: is it doing what it is there for?
settled() {
	case $1 in
	running) in_state "$2" R ;;
	read) sleeps_in "$2" 3 ;;
	nanosleep) sleeps_in "$2" 407 267 162 0 ;;
	stopped) in_state "$2" T ;;
	threads) test "$(status_of "$2" Threads)" -ge "${3:-3}" ;;
	esac
}

start_victim() {
	"$TRACEES/victim" "$1" <"$tmp/in" >"$tmp/out" 2>&1 &
	victim=$!
	started="$started $victim"
	exec 3>"$tmp/in"
	until_true "victim $1: starts" settled "$1" $victim
}

# end_victim KIND: lets it come to its end, and looks at what it says.
end_victim() {
	case $1 in
	running | read | threads) echo line >&3 ;;
	stopped) kill -CONT $victim ;;
	esac
	exec 3>&-
	wait $victim
	check_equal "$2: exit status of the process" 0 $?
	check_equal "$2: what the process says" "$1: ok" "$(cat "$tmp/out")"
}

# attach OPTIONS...: gatetrace with the terminal's signals, attached to all threads of $victim.
attach() {
	rm -f "$tmp/trace"
	"$TRACEES/helper" default "$GATETRACE" -a 0 -o "$tmp/trace" "$@" -p $victim 2>"$tmp/stderr" </dev/null &
	tracer=$!
	started="$started $tracer"
	until_true "attach: all threads" all_traced_by $victim $tracer
}

has_line() {
	grep -q -s -e "$1" "$tmp/trace"
}

# What the trace must show of it before we let go.
seen() {
	case $1 in
	running) until_true "$2: calls are seen" has_line 'poll(' ;;
	read) until_true "$2: the read is seen" has_line 'read(0' ;;
	nanosleep) until_true "$2: the sleep is seen" has_line 'clock_nanosleep\|restart_syscall\|nanosleep' ;;
	stopped) until_true "$2: the stop is seen" has_line '^--- stopped by SIGSTOP ---$' ;;
	threads) until_true "$2: calls are seen" has_line 'poll(' ;;
	esac
}

for kind in running read nanosleep stopped threads; do
	for how in TERM INT HUP; do
		name="$kind, $how"
		start_victim $kind
		if test $kind = threads; then attach -f; else attach; fi
		seen $kind "$name"
		kill -$how $tracer
		wait $tracer
		check_equal "$name: exit status of gatetrace" 0 $?
		# The one of the threads that sleeps may be done by now.
		until_true "$name: no tracer any more" all_traced_by $victim 0
		until_true "$name: as it was" settled $kind $victim 2
		end_victim $kind "$name"
	done
done

# Left alone it is traced to its end.
start_victim read
attach
until_true "to the end: the read is seen" has_line 'read(0'
echo line >&3
exec 3>&-
wait $victim
wait $tracer
check_equal "to the end: exit status of gatetrace" 0 $?
check "to the end: the read's data" has_line 'read(0, "line\\n", 32) = 5$'
check "to the end: the end" has_line '^+++ exited with 0 +++$'

# The read that it sleeps in has been called before we came; attaching interrupts it.
start_victim read
attach
until_true "restart: the read is seen" has_line 'read(0'
echo line >&3
exec 3>&-
wait $victim $tracer
set -- "$("$TRACEES/vdsogate" | cut -d ' ' -f 3-)"
check "restart of a call from before: its line" has_line "^>>> restart of read: $1 (inferred)\$"
again=$("$TRACEES/vdsogate" | cut -d ' ' -f 2)
check "restart of a call from before: its gate" has_line "^$again *read(0"

# A signal while it is traced, and a stop: nothing is lost.
start_victim read
attach
until_true "stop and detach: the read is seen" has_line 'read(0'
kill -STOP $victim
until_true "stop and detach: the stop is seen" has_line '^--- stopped by SIGSTOP ---$'
kill -TERM $tracer
wait $tracer
until_true "stop and detach: it stays stopped" in_state $victim T
kill -CONT $victim
until_true "stop and detach: it goes on" settled read $victim
end_victim read "stop and detach"

# Several, by a list and by options.
start_victim read
first=$victim
mkfifo "$tmp/in2"
"$TRACEES/victim" read <"$tmp/in2" >"$tmp/out2" &
second=$!
started="$started $second"
exec 4>"$tmp/in2"
until_true "two: the second starts" settled read $second
attach -p $second
until_true "two: the second is traced" all_traced_by $second $tracer
echo line >&3
echo line >&4
exec 3>&- 4>&-
wait $first $second
wait $tracer
check_equal "two: exit status of gatetrace" 0 $?
check "two: the first one's end" has_line "^$first  *+++ exited with 0 +++$"
check "two: the second one's end" has_line "^$second  *+++ exited with 0 +++$"

# A program that it started itself lives on when gatetrace is ended.
rm -f "$tmp/trace"
"$TRACEES/helper" default "$GATETRACE" -o "$tmp/trace" "$TRACEES/victim" read <"$tmp/in" >"$tmp/out" 2>"$tmp/stderr" &
tracer=$!
started="$started $tracer"
exec 3>"$tmp/in"
until_true "its own program: the read is seen" has_line 'read(0'
victim=$(cat "/proc/$tracer/task/$tracer/children")
victim=${victim% }
started="$started $victim"
kill -TERM $tracer
wait $tracer
until_true "its own program: goes on" settled read "$victim"
check_equal "its own program: no tracer any more" 0 "$(status_of "$victim" TracerPid)"
echo line >&3
exec 3>&-
until_true "its own program: comes to its end" test -s "$tmp/out"
check_equal "its own program: what it says" "read: ok" "$(cat "$tmp/out")"

# In a storm of signals, again and again: nothing of what the program does goes wrong.
"$TRACEES/storm" 5000 3 3 >"$tmp/wanted" 2>"$tmp/stderr"
"$TRACEES/storm" 5000 3 3 >"$tmp/said" 2>"$tmp/stderr" &
weather=$!
started="$started $weather"
times=0
has_child() {
	worker=$(cat "/proc/$weather/task/$weather/children" 2>"$tmp/gone")
	worker=${worker% }
	test -n "$worker"
}
until_true "storm: starts" has_child
started="$started $worker"
while kill -0 "$worker" 2>"$tmp/gone" && ! in_state "$worker" Z; do
	rm -f "$tmp/trace"
	"$GATETRACE" -f -o "$tmp/trace" -p "$worker" 2>"$tmp/stderr" &
	tracer=$!
	until test -s "$tmp/trace" || ! kill -0 $tracer 2>"$tmp/gone"; do
		sleep 0.01
	done
	test ! -s "$tmp/trace" || times=$((times + 1))
	kill -TERM $tracer 2>"$tmp/gone"
	wait $tracer
done
wait $weather
check_equal "storm: exit status" 0 $?
check_same "storm: what it did" "$tmp/wanted" "$tmp/said"
check "storm: attached and detached" test $times -ge 1
echo "storm: attached and detached $times times"

# A vDSO that nobody knows: unknown, not a guess. Its program waits for a tracer.
"$TRACEES/gates" foreign >"$tmp/said" 2>"$tmp/foreign.stderr" &
victim=$!
started="$started $victim"
ready() {
	test -s "$tmp/foreign.stderr"
}
until_true "foreign vDSO: starts" ready
if grep -q '^ready$' "$tmp/foreign.stderr"; then
	"$GATETRACE" -f -a 0 -o "$tmp/trace" -p $victim 2>"$tmp/stderr"
	check_equal "foreign vDSO: exit status of gatetrace" 0 $?
	wait $victim
	# One task alone has no pid in front of its lines.
	sed "s/^/$victim /; s/^$victim $victim /$victim /" "$tmp/trace" >"$tmp/pids"
	whole marked=1 "$tmp/pids" >"$tmp/got"
	check_same "foreign vDSO" "$tmp/said" "$tmp/got"
else
	note "foreign vDSO: $(cat "$tmp/foreign.stderr")"
fi
finish
