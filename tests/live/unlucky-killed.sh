#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# gatetrace is killed in the middle of a storm of signals: the kernel lets its processes go, and they
# do what they would have done, whatever was set up in them; or they die with it, where that was asked for.
# SOAK=1: ten times as often.

# shellcheck disable=SC2317 # functions that until_true calls
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees storm lacks
if test -n "${SOAK:-}"; then rounds=30; else rounds=${EMULATED:-3}; fi

# shellcheck disable=SC2016
program='"$1" 1500 7 2 >"$2/said" 2>"$2/storm"; echo $? >"$2/done"'
"$TRACEES/storm" 1500 7 2 >"$tmp/wanted" 2>"$tmp/stderr"
check "untraced" grep -q '^storm: ' "$tmp/wanted"

large() {
	test "$(wc -c <"$tmp/trace")" -gt "$size" || ! kill -0 "$tracer"
}

# killed OPTIONS...: once it has written something, a little more every time
killed() {
	rm -f "$tmp/trace" "$tmp/done" "$tmp/said"
	: >"$tmp/trace"
	"$GATETRACE" -f -o "$tmp/trace" "$@" sh -c "$program" - "$TRACEES/storm" "$tmp" 2>"$tmp/stderr" &
	tracer=$!
	started="$started $tracer"
	until_true "$*: a trace of $size bytes" large
	read -r shell _ <"/proc/$tracer/task/$tracer/children"
	below=$(cat "/proc/$shell/task/$shell/children")
	# The storm's child, too
	for pid in $below; do
		below="$below $(cat "/proc/$pid/task/$pid/children")"
	done
	kill -KILL $tracer
	wait $tracer 2>"$tmp/gone"
	started="$shell $below"
}

# below PID: all that came of it
below() {
	cat "/proc/$1"/task/*/children 2>/dev/null | tr ' ' '\n' | while read -r child; do
		echo "$child"
		below "$child"
	done
}

# Before Linux 3.4 what a traced process makes begins with a SIGSTOP of the kernel's, for its tracer: nobody else takes
# that away. Only there: in the call that made it (fork, clone, vfork), once a kill.
kernels_stop() {
	case ${OLD:-} in 2.6.*) ;; *) return ;; esac
	for pid in $(below "$shell"); do
		in_state "$pid" T || continue
		case $(cut -d ' ' -f 1 "/proc/$pid/syscall" 2>/dev/null) in
		2 | 120 | 190)
			test "$stopped_in" != "$tracer" || return
			stopped_in=$tracer
			stopped=$((stopped + 1))
			kill -CONT "$pid"
			;;
		esac
	done
}
stopped=0
stopped_in=

ended() {
	test ! -s "$tmp/done" || return 0
	kernels_stop
	return 1
}

gone() {
	for pid in $started; do
		! test -e "/proc/$pid" || in_state "$pid" Z || return 1
	done
}

all=0
for options in '' -k --prove --prove=all --vdso=classic --vdso=int80 '--vdso=classic -yy --json'; do
	can_have "$options" || continue
	round=0
	while test $round -lt "$rounds"; do
		round=$((round + 1))
		size=$((60000 + 30000 * (round % 7)))
		# shellcheck disable=SC2086
		killed $options
		until_true "$options: its program comes to an end" ended
		check_equal "$options: its exit status" 0 "$(cat "$tmp/done")"
		check_same "$options: what it did" "$tmp/wanted" "$tmp/said"
		all=$((all + 1))
	done
done
echo "killed $all times: every process went on as if nothing had been"

# On the way to a classic vDSO's jmp the kernel counts for us, and nothing is the process's own. Where it can't, the
# process has the trap flag, or a debug register, set: without a tracer the trap is its own. Nothing else becomes of
# it, and nothing stays stopped.
round=0
trapped=0
for options in --prove --prove=all; do
	can_have --vdso=classic $options || continue
	while test $round -lt "$rounds"; do
		round=$((round + 1))
		size=$((60000 + 30000 * round))
		killed --vdso=classic $options
		until_true "--vdso=classic $options: its program comes to an end" ended
		until_true "--vdso=classic $options: nothing is left" gone
		if test "$(cat "$tmp/done")" = 0; then
			check_same "--vdso=classic $options: what it did" "$tmp/wanted" "$tmp/said"
		else
			trapped=$((trapped + 1))
		fi
	done
	echo "--vdso=classic $options, killed $round times: ended by SIGTRAP $trapped times"
	! counts_executions || check_equal "--vdso=classic $options: ended by SIGTRAP" 0 $trapped
	round=0
	trapped=0
done

# They die with us.
for options in --kill-on-exit '--seccomp-bpf -e trace=nanosleep,read,write,restart_syscall'; do
	size=60000
	# shellcheck disable=SC2086
	killed $options
	until_true "$options: they die" gone
	check "$options: before they come to an end" test ! -e "$tmp/done"
done
test $stopped = 0 || echo "left stopped by the kernel's own SIGSTOP, as it began: $stopped times"
finish
