#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Again and again gatetrace attaches to a busy process of several threads and leaves it: by its own will,
# by a signal, by SIGKILL. Not one of the calls that this interrupts comes back early or does something else.
# SOAK=1: 1,000 times.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees toil helper
if test -n "${SOAK:-}"; then times=1000; else times=${EMULATED:+10}; fi
times=${times:-100}

mkfifo "$tmp/in"
"$TRACEES/toil" 5 <"$tmp/in" >"$tmp/said" 2>"$tmp/complaints" &
toil=$!
started="$started $toil"
exec 3>"$tmp/in"

# Before Linux 3.4 a thread is attached to by a SIGSTOP, and a child begins with one, which stays if we are killed before
# it comes.
wake() {
	for look in 1 2 3 4 5 6 7 8 9 10; do
		# shellcheck disable=SC2046 # a list of pids
		kill -CONT $toil $(cat /proc/$toil/task/*/children) 2>"$tmp/gone"
		sleep 0.02
	done
	: "$look"
}

# visit SIGNAL OPTIONS...: comes, sees calls, and is ended by the signal
visit() {
	how=$1
	shift
	rm -f "$tmp/trace"
	"$TRACEES/helper" default "$GATETRACE" -f -o "$tmp/trace" "$@" -p $toil 2>"$tmp/stderr" 3>&- &
	tracer=$!
	started="$started $tracer"
	test "$how" = none || {
		# shellcheck disable=SC2317 # until_true calls it
		calls() {
			test -s "$tmp/trace" || ! kill -0 "$tracer"
		}
		until_true "$how: calls are seen" calls
		kill -"$how" $tracer
	}
	wait $tracer 2>"$tmp/gone"
	visited=$?
	case $how${OLD:-} in KILL2.6.*) wake ;; esac
	started="$toil"
	test "$visited" = "$status" || fail "$how $*: exit status $visited" "$tmp/stderr"
	checks=$((checks + 1))
	kill -0 $toil || fail "$how $*: it did not survive"
}

n=0
while test $n -lt "$times" && test $failures -lt 5; do
	case $((n % 7)) in
	0) status=0 && visit TERM ;;
	1) status=0 && visit none --syscall-limit=$((n * 7 % 50 + 1)) ;;
	2) status=137 && visit KILL ;;
	3) status=0 && visit INT --prove -k ;;
	4) status=137 && visit KILL --prove=all ;;
	5) status=0 && visit none --prove=all --json --syscall-limit=$((n * 3 % 50 + 1)) ;;
	6) status=0 && visit QUIT --explain -yy ;;
	esac
	n=$((n + 1))
done

# shellcheck disable=SC2317 # until_true calls it
left_alone() {
	all_traced_by "$toil" 0
}
until_true "no tracer any more" left_alone
exec 3>&-
wait $toil
check_equal "its exit status" 0 $?
check "its work: $(cat "$tmp/said")" grep -q ' steps, 0 wrong$' "$tmp/said"
test ! -s "$tmp/complaints" || head "$tmp/complaints"
echo "$n visits: $(cat "$tmp/said")"
finish
