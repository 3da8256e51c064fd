#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Tasks in crowds, that replace one another, that are killed while we hold them, that do to themselves what
# tracers do: every call of every task has its line, every task its end, nothing hangs or stays stopped.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees hostile_tasks hostile_odd hostile_kill

if test -n "${SOAK:-}"; then
	threads=1000 forks=10000 execs=2000 rounds=400
elif test -n "${EMULATED:-}"; then
	threads=50 forks=100 execs=10 rounds=1
else
	threads=300 forks=1000 execs=100 rounds=8
fi

count() {
	grep -c -e "$1" "$tmp/trace"
}

# tasks SCENARIO N OPTION...: what the program says it did must be in the trace.
tasks() {
	name="$1 $2 ${3:-}"
	scenario=$1
	n=$2
	shift 2
	began=$(date +%s%N)
	timeout 120 "$GATETRACE" "$@" -f -a 0 -o "$tmp/trace" "$TRACEES/hostile_tasks" "$scenario" "$n" \
		>"$tmp/said" 2>"$tmp/stderr"
	check_equal "$name: exit status" 0 $?
	check "$name: messages" test -z "$(messages "$tmp/stderr")"
	ends=$(count ' +++ \(exited with\|killed by\) ')
	marks=$(count ' access("mark", F_OK')
	while read -r what said; do
		case $what in
		tasks) check_equal "$name: ends" "$said" "$ends" ;;
		marks) check_equal "$name: calls" "$said" "$marks" ;;
		esac
	done <"$tmp/said"
	# A task that is being replaced, or ends with its process, may have no memory any more when it is looked at.
	case $scenario in execs* | cut-off) ;; *)
		check_equal "$name: gates that are not known" 0 "$(count '^[0-9]* unknown ')" ;;
	esac
	echo "$name: $marks calls, $ends tasks, $((($(date +%s%N) - began) / 1000000)) ms"
}

tasks vectors 1000000
tasks vectors 1000000 -v -s 65535
tasks vectors-apart 1000000 -v -s 65535
tasks crowd "$threads"
tasks crowd "$threads" --seccomp-bpf -e trace=access
tasks forks "$forks"
tasks forks "$forks" --seccomp-bpf -e trace=access
tasks vforks 40
tasks ends "$threads"
tasks cut-off 50

# The leader is replaced again and again: each exec has its line, and each leader its end.
for scenario in execs execs-of-two; do
	for options in -v --prove "--seccomp-bpf -etrace=execve,access" -k "-einject=access:delay_exit=300"; do
# shellcheck disable=SC2086
		tasks "$scenario" "$execs" $options
		check_equal "$scenario $options: execs" $((execs + 1)) \
			"$(awk -f "$here/trace.awk" "$tmp/trace" | grep -c ' execve(.* = 0$')"
		check_equal "$scenario $options: leaders that were replaced" "$execs" "$(count 'superseded by execve in pid')"
		check_equal "$scenario $options: calls" $((execs + 20)) "$(count ' access("mark", F_OK')"
	done
done

# Killed in every kind of stop: the tracer must end, by the same signal.
for kind in calls signals stops execs forks vforks threads; do
	for options in -f "-f --seccomp-bpf -e trace=getppid,execve" "-f --prove"; do
		# shellcheck disable=SC2086
		held=$(timeout 120 "$TRACEES/hostile_kill" "$kind" "$rounds" "$GATETRACE" $options -o "$tmp/trace" 2>"$tmp/stderr")
		check_equal "killed in $kind, $options: exit status" 0 $?
		test -z "$(messages "$tmp/stderr")" || fail "killed in $kind, $options" "$tmp/stderr" "$tmp/trace"
		check_equal "killed in $kind, $options: its end" 1 \
			"$(awk 'NR == 1 { first = $1 } $1 == first' "$tmp/trace" | grep -c '+++ killed by SIGKILL +++$')"
		echo "killed in $kind, $options: $held of $rounds while it was held"
	done
done

# What a program does to itself comes out as it does untraced.
for scenario in $("$TRACEES/hostile_odd" list); do
	# shellcheck disable=SC2086
	timeout 20 $there "$TRACEES/hostile_odd" "$scenario" >"$tmp/alone" 2>"$tmp/stderr"
	wanted=$?
	for options in -v --prove "--seccomp-bpf -e trace=access,getppid,ptrace" --strace --explain; do
		# The tracer wants these calls itself: they are made.
		test "$scenario $options" != "seccomp-trace --seccomp-bpf -e trace=access,getppid,ptrace" || continue
# shellcheck disable=SC2086
		timeout 20 "$GATETRACE" -f -a 0 $options -o "$tmp/trace" "$TRACEES/hostile_odd" "$scenario" >"$tmp/said" 2>"$tmp/stderr"
		status=$?
		check_equal "$scenario $options: exit status" $wanted $status
		test $status != 77 || {
			note "$scenario: $(tail -n 1 "$tmp/stderr")"
			break
		}
		check_same "$scenario $options: what came of it" "$tmp/alone" "$tmp/said"
		check "$scenario $options: messages" test -z "$(messages "$tmp/stderr")"
		case $scenario$options in
		trace-*-v)
			check "$scenario: EPERM" test "$(count ' = -1 EPERM ')" -ge 1
			;;
		seccomp-restart-v)
			check_equal "$scenario: restarts" 0 "$(count '>>> restart of access')"
			check_equal "$scenario: no restarts" 4 "$(count '>>> no restart of access')"
			check_equal "$scenario: gates of calls that are none" 0 "$(count ' vdso:int80 write(')"
			;;
		reuse-v)
			check_equal "$scenario: processes" 21 "$(count '+++ exited with')"
			check_equal "$scenario: their calls" 20 "$(count ' access("marked"')"
			;;
		namespace-v)
			check_equal "$scenario: tasks" 4 "$(count '+++ \(exited\|killed\)')"
			check "$scenario: first and second in there" test "$(count ' getpid() = [12]$')" -ge 2
			;;
		esac
	done
done

# Traced by somebody else: one clear line.
"$GATETRACE" -f -o /dev/null "$TRACEES/hostile_kill" victim calls &
tracer=$!
started="$started $tracer"
until_true "it has a child" grep -q . "/proc/$tracer/task/$tracer/children"
read -r victim _ <"/proc/$tracer/task/$tracer/children"
started="$started $victim"
until_true "it is traced" all_traced_by "$victim" "$tracer"
timeout 10 "$GATETRACE" -p "$victim" >"$tmp/said" 2>&1
check_equal "traced already: exit status" 1 $?
check_equal "traced already" \
	"gatetrace: cannot attach to process $victim: process $tracer traces it already: end that one first" \
	"$(cat "$tmp/said")"
kill -KILL "$victim"
wait "$tracer"
check_equal "traced already: the first tracer ends with it" 137 $?
finish
