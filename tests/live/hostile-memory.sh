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
echo "calls with bad arguments: $((10 * n)) in $(($(date +%s) - began)) s"
finish
