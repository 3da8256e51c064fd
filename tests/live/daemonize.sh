#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# -D: the program is the process that was started, with its parent; gatetrace steps aside, outlives it, and
# traces it to its end. And --tips, -d: what is said at the end and on the way.

# shellcheck disable=SC2016 # the $ of inner shells
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees pure-bare signals

# What the program sees of itself and of its tracer: ids that ps calls pid, ppid, pgrp, session.
cat >"$tmp/look" <<'SH'
tracer=$(sed -n 's/^TracerPid:[[:space:]]*//p' /proc/$$/status)
for pid in $$ $tracer; do
	sed 's/(.*)/()/' /proc/$pid/stat | cut -d' ' -f1,4-6
done >"$1"
exit 7
SH

# looked HOW: starts it; the ids go to $pid $ppid $pgrp $sid, $tpid $tppid $tpgrp $tsid.
looked() {
	rm -f "$tmp/ids"
	timeout --foreground 30 "$GATETRACE" "$1" -o "$tmp/trace" -e trace=none sh "$tmp/look" "$tmp/ids" &
	parent=$!
	started="$started $parent"
	wait $parent
	check_equal "$1: exit status" 7 $?
	# shellcheck disable=SC2046
	set -- "$1" $(cat "$tmp/ids")
	how=$1 pid=$2 ppid=$3 pgrp=$4 sid=$5 tpid=$6 tppid=$7 tpgrp=$8 tsid=$9
	until_true "$how: the trace is complete" grep -qx '+++ exited with 7 +++' "$tmp/trace"
	check_equal "$how: the program is timeout's child" $parent "$ppid"
	check "$how: the tracer is another" test "$tpid" != "$pid"
	check "$how: the tracer is nobody's child here" test "$tppid" != "$pid" -a "$tppid" != "$parent"
}
looked -D
check_equal "-D: the program's process group" "$pgrp $sid" "$tpgrp $tsid"
looked -DD
check_equal "-DD: its own process group, the program's session" "$tpid $sid" "$tpgrp $tsid"
looked -DDD
check_equal "-DDD: its own session" "$tpid $tpid" "$tpgrp $tsid"
looked --daemonize=session
check_equal "--daemonize=session" "$tpid $tpid" "$tpgrp $tsid"

timeout 30 "$GATETRACE" -D -o "$tmp/trace" "$TRACEES/signals" die 15
check_equal "-D: the program dies of its signal" $((128 + 15)) $?
until_true "-D: the signal is traced" grep -qx '+++ killed by SIGTERM +++' "$tmp/trace"

# What steps aside for the tracer is no child that the program hears of, however quick the tracer is.
heard=0
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	timeout 30 "$GATETRACE" -D -o "$tmp/trace" "$TRACEES/pure-bare" >/dev/null
	until_true "-D: the trace is complete" grep -q '^+++ exited' "$tmp/trace"
	! grep -q SIGCHLD "$tmp/trace" || heard=$((heard + 1))
	rm "$tmp/trace"
done
check_equal "-D: SIGCHLDs of strangers" 0 $heard

timeout 30 "$GATETRACE" -D true </dev/null >"$tmp/said" 2>&1
until_true "-D: says whom it traces" grep -q '^gatetrace: Process [0-9]* attached$' "$tmp/said"
timeout 30 "$GATETRACE" -D -q true </dev/null >"$tmp/said" 2>&1
until_true "-D -q: the trace is there" grep -q '^+++ exited with 0 +++$' "$tmp/said"
check "-D -q: says nothing" sh -c '! grep attached "$1"' - "$tmp/said"
timeout 30 "$GATETRACE" -D /no/such/program >"$tmp/said" 2>&1
check_equal "-D: no program: status" 1 $?
check_equal "-D: no program" "gatetrace: cannot run '/no/such/program': No such file or directory" "$(cat "$tmp/said")"

# The tracer gone, the program goes on.
mkfifo "$tmp/line"
timeout 30 "$GATETRACE" -D -o "$tmp/trace" sh -c 'echo $$ >"$1"; read -r line <"$2"; exit 9' - "$tmp/pid" "$tmp/line" &
program=$!
started="$started $program"
until_true "-D: the program runs" test -s "$tmp/pid"
tracer=$(status_of "$(cat "$tmp/pid")" TracerPid)
check "-D: there is a tracer" test "$tracer" -gt 1
kill -KILL "$tracer"
echo >"$tmp/line"
wait $program
check_equal "-D: without its tracer the program goes on" 9 $?

# ---- --tips
for n in 0 1 100; do
	timeout 30 "$GATETRACE" --tips="id:$n,format:compact" -o /dev/null "$TRACEES/pure-bare" >/dev/null 2>"$tmp/tip.$n"
	check "--tips=$n: a frame" sh -c 'head -n 1 "$1" | grep -qx "+-*+" && tail -n 1 "$1" | grep -qx "+-*+"' - "$tmp/tip.$n"
	check "--tips=$n: all lines are as wide" test "$(awk '{ print length($0) }' "$tmp/tip.$n" | sort -u | wc -l)" = 1
done
check "--tips: another id, another tip" sh -c '! cmp -s "$1" "$2"' - "$tmp/tip.0" "$tmp/tip.1"
timeout 30 "$GATETRACE" --tips=1,full -o /dev/null "$TRACEES/pure-bare" >/dev/null 2>"$tmp/full"
check "--tips=full: is larger" test "$(wc -c <"$tmp/full")" -gt "$(wc -c <"$tmp/tip.1")"
timeout 30 "$GATETRACE" --tips=none -o /dev/null "$TRACEES/pure-bare" >/dev/null 2>"$tmp/none"
check_equal "--tips=none" "" "$(cat "$tmp/none")"
timeout 30 "$GATETRACE" --tips=0 /no/such/program >/dev/null 2>"$tmp/error"
check "--tips: after an error, too" sh -c 'tail -n +2 "$1" | cmp -s - "$2"' - "$tmp/error" "$tmp/tip.0"

# ---- -d
timeout 30 "$GATETRACE" -d -o /dev/null "$TRACEES/signals" die 15 >/dev/null 2>"$tmp/debug"
for line in 'ptrace_setoptions = 0x[0-9a-f]*' 'PTRACE_GET_SYSCALL_INFO .*works*.*' 'seccomp filter disabled' \
	'new tcb for pid [0-9]*, active tcbs:1' 'dropped tcb for pid [0-9]*, 0 remain' \
	'\[wait(0x00857f) = [0-9]*\] WIFSTOPPED,sig=133' '\[wait(0x00000f) = [0-9]*\] WIFSIGNALED,sig=SIGTERM' \
	'\[wait(0x04057f) = [0-9]*\] WIFSTOPPED,sig=SIGTRAP,EVENT_EXEC (4)'; do
	check "-d says: $line" grep -qx "gatetrace: $line" "$tmp/debug"
done
for request in PTRACE_GET_SYSCALL_INFO PTRACE_GETREGSET PTRACE_GETSIGMASK process_vm_readv PTRACE_SEIZE PTRACE_O_EXITKILL \
	"waitid with __WALL"; do
	check_equal "-d says of $request whether it works" 1 \
		"$(grep -c "^gatetrace: $request \(works\|does not work: .* in its place\)\$" "$tmp/debug")"
done
# As on the oldest kernels, where not one of them is there, and on one that has some
for old in 2.6.32:0 2.6.39:1 4.18:6; do
	if test -n "${OLD:-}" || test ! -x "${DENY:-}"; then break; fi
	"$DENY" ${old%:*} "$GATETRACE" -d -o /dev/null "$TRACEES/signals" die 15 >/dev/null 2>"$tmp/debug"
	check_equal "-d on ${old%:*}: what works" "${old#*:}" "$(grep -c '^gatetrace: [A-Za-z_ ]* works$' "$tmp/debug")"
done
finish
