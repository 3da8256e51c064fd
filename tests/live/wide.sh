#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# 64-bit programs: one notice, their int $0x80 calls decoded, and exec to and fro followed.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees hop
test "$(uname -m)" = x86_64 || skip "no 64-bit programs here"
test -x "$TRACEES/hop-64" || skip "no $TRACEES/hop-64: no compiler of 64-bit programs?"

traced "32" -- "$TRACEES/hop"
traced "64" -- "$TRACEES/hop-64"
traced "32, 64" -- "$TRACEES/hop" "$TRACEES/hop-64"
traced "64, 32" -- "$TRACEES/hop-64" "$TRACEES/hop"
traced "there and back, twice" -- "$TRACEES/hop" "$TRACEES/hop-64" "$TRACEES/hop" "$TRACEES/hop-64" "$TRACEES/hop"

# The 64-bit program's own calls: counted, not decoded, and told of once.
"$GATETRACE" -a 0 -o "$tmp/trace" "$TRACEES/hop-64" >"$tmp/said" 2>"$tmp/stderr"
check_equal "exit status" 0 $?
cat "$tmp/trace" "$tmp/stderr" >"$tmp/all"
check_equal "notices" 1 "$(grep -c '^!!! process [0-9]* runs 64-bit code' "$tmp/all")"
check_equal "count of 64-bit calls" 1 "$(grep -c '^!!! process [0-9]* made [0-9]* 64-bit system calls$' "$tmp/all")"
check_equal "other lines" 0 "$(grep -v -c '^int80@64 \|^int80 *execve\|^+++\|^!!!' "$tmp/trace")"
finish
