#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Children of every kind are followed, signals and stops shown, and every task's end.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees family signals threads auxv-bare

for scenario in $("$TRACEES/family" list); do
	traced "family $scenario" -- "$TRACEES/family" "$scenario"
done

# Signals of every origin: their lines alone.
"$GATETRACE" -f -a 0 -o "$tmp/trace" "$TRACEES/signals" all >"$tmp/said" 2>"$tmp/stderr"
whole marked=1 "$tmp/trace" | grep -e ' --- ' | sed 's/si_\([us]\)time=[0-9]*/si_\1time=0/g' >"$tmp/got"
check_same "signals" "$tmp/said" "$tmp/got"

# Without -f the children run untraced.
"$GATETRACE" -o "$tmp/trace" "$TRACEES/family" fork >"$tmp/said" 2>"$tmp/stderr"
check_equal "without -f: exit status" 0 $?
check_equal "without -f: calls of the child" 0 "$(grep -c ' access("forked"' "$tmp/trace")"
check_equal "without -f: end of the program" 1 "$(grep -c '^+++ exited with 0 +++$' "$tmp/trace")"

# -ff: each task in a file of its own, without pids.
"$GATETRACE" -ff -o "$tmp/each" "$TRACEES/family" crowd >"$tmp/said" 2>"$tmp/stderr"
check_equal "-ff: exit status" 0 $?
check_equal "-ff: files" 41 "$(find "$tmp" -name 'each.*' | wc -l)"
check_equal "-ff: ends" 41 "$(cat "$tmp"/each.* | grep -c '^+++ exited with [0-9]* +++$')"

# Threads: every one has its own lines.
"$GATETRACE" -f -a 0 -o "$tmp/trace" "$TRACEES/threads" >"$tmp/said" 2>"$tmp/stderr"
check_equal "threads: what they print" "all rounds done" "$(cat "$tmp/said")"
for thread in 0 1 2 3; do
	check_equal "threads: calls of thread $thread" 25 "$(whole "$tmp/trace" | grep -c "access(\"thread $thread, round")"
done
check_equal "threads: tasks" 5 "$(grep -c '+++ exited with 0 +++' "$tmp/trace")"
finish
