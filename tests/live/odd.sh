#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A thousand calls of all kinds with arguments that make no sense (odd.awk), which the kernel does not see, in several ways of
# printing: "gatetrace --strace" must print strace's lines. ODD_SEED=N tries others.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_strace
need_tracees script
setarch -R true 2>/dev/null || skip "setarch -R is not allowed here"

# trace OUT TRACER...: the same environment, byte for byte, and the same files, since -y tells their names.
trace() {
	out=$1
	shift
	env -i PATH="$system_path" setarch -R "$@" -o "$tmp/$out.raw" "$TRACEES/script" <"$tmp/calls" \
		>"$tmp/said" 2>"$tmp/stderr"
	echo $? >"$tmp/$out.status"
	sed -n '/^access("begin"/,$p' "$tmp/$out.raw" >"$tmp/$out"
}

# Lines of strace that differ.mistakes excuses are left out on both sides.
sed -n 's/^[^# ][^ ]* //p' "$here/differ.mistakes" >"$tmp/mistakes"

odd() {
	${AWK:-awk} -f "$here/odd.awk" seed="$1" calls=1000 "$top/decoders/syscalls.tbl" >"$tmp/calls"
	shift
	trace strace strace "$@"
	test "$(cat "$tmp/strace.status")" != 77 || skip "$(tail -n 1 "$tmp/stderr")"
	trace gatetrace "$GATETRACE" --strace "$@"
	check_equal "$*: exit status" 0 "$(cat "$tmp/gatetrace.status")"
	check "$*: calls were made" test "$(wc -l <"$tmp/strace")" -gt 1000
	grep -nE -f "$tmp/mistakes" "$tmp/strace" | sed 's/:.*/d/' >"$tmp/excused"
	for tracer in strace gatetrace; do
		sed -f "$tmp/excused" "$tmp/$tracer" >"$tmp/$tracer.left"
	done
	check_same "$*" "$tmp/strace.left" "$tmp/gatetrace.left"
}

seed=${ODD_SEED:-1}
odd $((seed + 0)) -v
odd $((seed + 1)) -s 3
odd $((seed + 2)) -X raw
odd $((seed + 3)) -X verbose -v
odd $((seed + 4)) -y
finish
