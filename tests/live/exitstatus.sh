#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# gatetrace ends as its program does: with its status, or by its signal.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees signals family

# status COMMAND...: its exit status, 128 + N for signal N
status() {
	"$@" >/dev/null 2>"$tmp/stderr"
	echo $?
}

for n in 0 1 7 127 255; do
	check_equal "exit $n" $n "$(status "$GATETRACE" -o /dev/null "$TRACEES/signals" exit $n)"
	check_equal "exit $n, -f" $n "$(status "$GATETRACE" -f -o /dev/null "$TRACEES/signals" exit $n)"
done

# HUP, INT, KILL, USR1, PIPE, TERM; and such that leave a core file: QUIT, ABRT, SEGV.
for sig in 1 2 9 10 13 15 3 6 11; do
	check_equal "signal $sig" $((128 + sig)) "$(status "$GATETRACE" -o "$tmp/trace" "$TRACEES/signals" die $sig)"
	check "signal $sig: its line" grep -q '^+++ killed by SIG[A-Z0-9]* \((core dumped) \)\{0,1\}+++$' "$tmp/trace"
done

# The program's core file is its own: gatetrace leaves none when it dies of the same signal.
mkdir "$tmp/cores"
(
	cd "$tmp/cores" || exit
	# shellcheck disable=SC3045
	ulimit -c unlimited 2>/dev/null
	"$GATETRACE" -o ../trace "$TRACEES/signals" core 11 2>/dev/null
)
case $(cat /proc/sys/kernel/core_pattern) in
core | core.%p)
	check "a core file of the program: at most one" test "$(find "$tmp/cores" -type f | wc -l)" -le 1
	wanted=0
	test -z "$(find "$tmp/cores" -type f)" || wanted=1
	check_equal "core dumped: said where it is so" $wanted "$(grep -c 'core dumped' "$tmp/trace")"
	;;
*) note "core files: they do not go to the current folder here" ;;
esac

# The first program's end counts, not that of a child that lives on.
check_equal "status of the first process" 0 "$(status "$GATETRACE" -f -o /dev/null "$TRACEES/family" orphan)"
finish
