#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Processes that are let go before they end: -b execve, --syscall-limit. They go on as if nothing had been.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees family pure-bare

# calls FILE: how many lines are calls
calls() {
	grep -c ') *= ' "$1"
}

# ---- -b execve. family says of its child what the trace of it would have shown: that is not there.
for options in "-b execve" "--detach-on=execve" "-b execve --seccomp-bpf -e trace=access,execve"; do
	# shellcheck disable=SC2086
	"$GATETRACE" -f -o "$tmp/trace" $options "$TRACEES/family" vfork-exec >"$tmp/said" 2>"$tmp/stderr"
	check_equal "$options: exit status" 0 $?
	child=$(sed -n 's/ .*//p;q' "$tmp/said")
	check "$options: the child did run" grep -q "^$child .*access(\"leaf\"" "$tmp/said"
	check "$options: its execve is shown" grep -q "^$child .*execve(.* <\(detached\|unfinished\) \.\.\.>" "$tmp/trace"
	check_equal "$options: nothing behind it" 0 "$(grep -c "^$child .*access(\"leaf\"" "$tmp/trace")"
	check_equal "$options: nor its end" 0 "$(grep -c "^$child +++" "$tmp/trace")"
done
check "-b, --seccomp-bpf: a warning" grep -q 'no effect with -b' "$tmp/stderr"

# The program itself: its second execve.
"$GATETRACE" -b execve -o "$tmp/trace" env "$TRACEES/pure-bare" >"$tmp/said" 2>"$tmp/stderr"
until_true "-b: what was let go runs" grep -q 'only int' "$tmp/said"

# Killing at our end is not for those that we let go.
"$GATETRACE" -f -b execve --kill-on-exit -o "$tmp/trace" "$TRACEES/family" vfork-exec >"$tmp/said" 2>&1
check_equal "-b --kill-on-exit" 0 $?
check "-b --kill-on-exit: the child went on" grep -q 'exited with 5' "$tmp/said"

# ---- --syscall-limit
for n in 1 3 7; do
	"$GATETRACE" --syscall-limit=$n -o "$tmp/trace" "$TRACEES/pure-bare" >"$tmp/said" 2>"$tmp/stderr"
	check_equal "--syscall-limit=$n" $n "$(calls "$tmp/trace")"
	until_true "--syscall-limit=$n: the program goes on" grep -q 'only int' "$tmp/said"
done
"$GATETRACE" --syscall-limit=2 -e trace=access,open -o "$tmp/trace" "$TRACEES/pure-bare" >/dev/null 2>&1
check_equal "--syscall-limit: what is not asked for does not count" 2 "$(calls "$tmp/trace")"
"$GATETRACE" --syscall-limit=2 -Z -o "$tmp/trace" "$TRACEES/pure-bare" >/dev/null 2>&1
check_equal "--syscall-limit -Z" 2 "$(grep -c '= -1 E' "$tmp/trace")"
"$GATETRACE" --syscall-limit=1000 -o "$tmp/trace" "$TRACEES/pure-bare" >/dev/null 2>&1
check_equal "--syscall-limit: not reached" 5 $?
finish
