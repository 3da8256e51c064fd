#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# How the program is started, and what signals do to us while it runs: -u, -I.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees victim pure-bare

if test "$(id -u)" = 0 && id nobody >/dev/null 2>&1; then
	timeout 30 "$GATETRACE" -o "$tmp/trace" -u nobody id >"$tmp/said" 2>&1
	check_equal "-u nobody" "$(id nobody)" "$(cat "$tmp/said")"
	cp "$TRACEES/pure-bare" "$tmp/pure"
	chmod 755 "$tmp" "$tmp/pure"
	timeout 30 "$GATETRACE" --user=nobody "$tmp/pure" >"$tmp/said" 2>&1
	check "-u: the program is traced as always" grep -q '^+++ exited with 5 +++$' "$tmp/said"
	timeout 30 "$GATETRACE" -u 'no such user' true >"$tmp/said" 2>&1
	check_equal "-u with a bad name: status" 1 $?
	check_equal "-u with a bad name" "gatetrace: -u: there is no user 'no such user'" "$(cat "$tmp/said")"
else
	note "-u: not root, or nobody is not known"
fi

timeout 30 "$GATETRACE" -I 5 true >"$tmp/said" 2>&1
check_equal "-I 5: status" 1 $?
check_equal "-I 5" "gatetrace: -I: '5' is not 1, 2, 3 or 4 (anywhere, waiting, never, never_tstp)" "$(cat "$tmp/said")"

# asked HOW: the program waits for a line; we get a SIGTERM; then the line comes. What the trace ends with.
asked() {
	rm -f "$tmp/line" "$tmp/ready" "$tmp/trace"
	mkfifo "$tmp/line" "$tmp/ready"
	# shellcheck disable=SC2016
	"$GATETRACE" -I "$1" -o "$tmp/trace" sh -c 'echo >"$1"; read -r line <"$2"; exit 5' - "$tmp/ready" "$tmp/line" &
	pid=$!
	started="$started $pid"
	read -r _ <"$tmp/ready"
	kill -TERM $pid
	if test "$1" -lt 3; then
		wait $pid
		status=$?
		echo >"$tmp/line"
	else
		echo >"$tmp/line"
		wait $pid
		status=$?
	fi
}
asked 2
check_equal "-I 2: TERM ends us" $((128 + 15)) $status
asked 3
check_equal "-I 3: TERM is ignored" 5 $status
check "-I 3: the trace goes on to its end" grep -q '^+++ exited with 5 +++$' "$tmp/trace"
finish
