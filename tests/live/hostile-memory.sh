#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Memory that is not what it seems: code that changes between two calls, stacks and vDSOs that go, and every
# system call with pointers and lengths that lie. Each call keeps its line and its gate, nothing hangs.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees hostile_code hostile_fuzz

for scenario in $("$TRACEES/hostile_code" list); do
	traced "$scenario" -- "$TRACEES/hostile_code" "$scenario"
done

# Lines of the thread that calls access("begin"), up to its access("end").
cat >"$tmp/count.awk" <<'AWK'
!tid && / access\("begin", F_OK\)/ { tid = $1; next }
$1 != tid { next }
/ access\("end", F_OK\)/ { exit }
$2 == "int80" { calls++ }
$2 == "unknown" { unknown++ }
END { print calls + 0, unknown + 0 }
AWK

# fuzzed CALLS SEED THREADS [OPTION...]: none of the calls is lost, none has another gate.
fuzzed() {
	calls=$1
	case_name="calls with bad arguments, seed $2, $3 threads, ${4:-no options}"
	args="$1 $2 $3"
	shift 3
	# shellcheck disable=SC2086
	timeout 300 "$GATETRACE" "$@" -f -a 0 -o "$tmp/trace" "$TRACEES/hostile_fuzz" $args >"$tmp/said" 2>"$tmp/stderr"
	status=$?
	test $status != 77 || {
		note "$case_name: $(tail -n 1 "$tmp/stderr")"
		return
	}
	check_equal "$case_name: exit status" 0 $status
	check_equal "$case_name: what it said" "calls $calls" "$(cat "$tmp/said")"
	check "$case_name: messages" test ! -s "$tmp/stderr"
	test "${1:-}" = --strace || test "${1:-}" = --json ||
		check_equal "$case_name: calls, of unknown gate" "$calls 0" \
			"$(awk -f "$here/trace.awk" "$tmp/trace" | awk -f "$tmp/count.awk")"
}

n=${SOAK:+100000}
n=${n:-${EMULATED:+100}}
n=${n:-2000}
began=$(date +%s)
fuzzed "$n" 1 0
fuzzed "$n" 2 2
fuzzed "$n" 3 0 -v -s 65535
fuzzed "$n" 4 1 -yy
fuzzed "$n" 5 1 -k
fuzzed "$n" 6 1 --prove
fuzzed "$n" 7 0 --explain
fuzzed "$n" 8 1 --json
fuzzed "$n" 9 1 --strace
fuzzed "$n" 10 1 -e read=all -e write=all
# ---- Line by line beside strace, as long as no thread changes that memory meanwhile: $tmp/excused is sed's list of the
# lines in which strace is wrong (differ.mistakes, and of what only happens here what follows).
{
	sed -n 's/^[^# ][^ ]* //p' "$here/differ.mistakes"
	# Of a set of a million descriptors 65536 are looked at.
	echo '^(_new|p)?select[^(]*\(([0-9]{6,}|6553[6-9]|655[4-9]),'
	# What is left of a sleep is there whatever other flags there are, and whoever could not read how long it was to be.
	echo '^(clock_)?nanosleep.* = (-1 EINTR|\?)'
	# Of what came of a set or of poll() strace shows the first thousand characters.
	echo '^((_new|p)?select|p?poll).* = .{900}'
	# Of calls that succeed where no kernel could read what they were for: is it told what was left of the time?
	echo '^ppoll.* = [0-9]+( \(left|$)'
	echo '^getdents.*[0-9]\+ entries'
	echo '^times.*=1844674407'
	# Control messages are as many as a megabyte has, and of those that end beyond it nothing is made.
	echo '^(send|recv)mm?sg.*msg_control='
	# More than two gigabytes come of no call: what we show of them ends earlier.
	echo '= -?2147483648( |$)'
} >"$tmp/mistakes"

# beside SEED [OPTION...]: not -v, under which strace follows each of thousands of buffers
beside() {
	seed=$1
	shift
	for tracer in strace gatetrace; do
		case $tracer in strace) program=strace ;; *) program="$GATETRACE --strace" ;; esac
		# shellcheck disable=SC2086
		timeout 300 env -i PATH="$system_path" setarch -R $program "$@" -o "$tmp/trace" "$TRACEES/hostile_fuzz" $n $seed 0 \
			>"$tmp/said" 2>"$tmp/stderr"
		check_equal "beside strace, seed $seed $*: exit status of $tracer" 0 $?
		sed -n '/^access("begin"/,/^access("end"/p' "$tmp/trace" >"$tmp/$tracer"
	done
	grep -a -nE -f "$tmp/mistakes" "$tmp/strace" | sed 's/:.*/d/' >"$tmp/excused"
	for tracer in strace gatetrace; do
		sed -f "$tmp/excused" "$tmp/$tracer" >"$tmp/$tracer.left"
	done
	check_same "beside strace, seed $seed $*" "$tmp/strace.left" "$tmp/gatetrace.left"
	all=$((all + $(wc -l <"$tmp/strace")))
	same=$((same + $(wc -l <"$tmp/strace.left")))
}

case $(strace --version 2>"$tmp/none" | sed -n '1s/.* //p') in
6.1 | 6.1.*)
	if setarch -R true 2>"$tmp/none" && test -z "${VDSO:-}"; then
		all=0 same=0
		beside 11
		beside 12 -s 5 -x
		beside 13 -X raw
		beside 14 -s 100
		beside 15 --strings-in-hex=all
		check "beside strace: most lines are held against it" test $((10 * same)) -gt $((7 * all))
		echo "beside strace: $same of $all lines, the others are strace's mistakes or lies of more than we look at"
	else
		note "beside strace: setarch -R is not allowed here"
	fi
	;;
*) note "beside strace: no strace 6.1 here" ;;
esac
echo "calls with bad arguments: $((10 * n)) in $(($(date +%s) - began)) s"
finish
