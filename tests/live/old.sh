#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Old kernels, as far as deny.c can make one of this: it fails as they do, and then gates, restarts and proofs are
# seen as ever, with the classic vDSO that such kernels have. The whole suite there: make check-old.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
test -z "${OLD:-}" || skip "it is about more than one kernel"
need_tracees lacks restarts handlers family victim helper relay
deny=${DENY:-${top_builddir:-.}/tests/live/deny}
test -x "$deny" || skip "no $deny: run it by make check"
"$deny" 2.6.32 true 2>"$tmp/stderr" || skip "$(cat "$tmp/stderr")"

# ---- The launcher: ptrace(2), "SEIZE | 2.6.10 | 2.6.32 | 2.6.39"; what is not named here is there.
lacks() {
	kernel=$1
	shift
	"$TRACEES/lacks" >"$tmp/here"
	"$deny" "$kernel" "$TRACEES/lacks" >"$tmp/there"
	cp "$tmp/here" "$tmp/wanted"
	for answer; do
		sed -i "s/^${answer%=*} .*/${answer%=*} ${answer#*=}/" "$tmp/wanted"
		check "$kernel: ${answer%=*} is asked for" grep -q "^${answer%=*} " "$tmp/here"
	done
	check_same "$kernel: what it lacks" "$tmp/wanted" "$tmp/there"
}
since='GETSIGMASK=EIO GET_SYSCALL_INFO=EIO LISTEN=EIO SEIZE=ESRCH EXITKILL=EINVAL process_vm_readv=ENOSYS waitid=EINVAL
	PR_SET_PTRACER=EINVAL getrandom=ENOSYS statx=ENOSYS memfd_create=ENOSYS clone3=ENOSYS'
# shellcheck disable=SC2086
lacks 2.6.10 $since GETREGSET=EIO fcntl=EINVAL perf_event_open=ENOSYS
# shellcheck disable=SC2086
lacks 2.6.32 $since GETREGSET=EIO perf_event_open=E2BIG
# shellcheck disable=SC2086
lacks 2.6.39 $since
lacks 4.18 GET_SYSCALL_INFO=EIO clone3=ENOSYS

# ---- The same trace as here
"$TRACEES/restarts" list >"$tmp/all"
sed -n '1p;7p;13p' "$tmp/all" >"$tmp/scenarios"
real=$GATETRACE
for kernel in $("$deny" -l); do
	printf '#!/bin/sh\nexec "%s" %s "%s" "$@"\n' "$deny" "$kernel" "$real" >"$tmp/gatetrace"
	chmod +x "$tmp/gatetrace"
	GATETRACE=$tmp/gatetrace
	while read -r scenario; do
		# shellcheck disable=SC2086
		traced "$kernel: restarts $scenario" short=1 -- "$TRACEES/restarts" $scenario
	done <"$tmp/scenarios"
	for scenario in fork vfork-exec; do
		traced "$kernel: family $scenario" -- "$TRACEES/family" $scenario
	done
done

# ---- A restart through a classic vDSO on an old kernel: the jmp, witnessed. As near as this kernel comes to that.
for kernel in 2.6.32 2.6.39; do
	"$deny" "$kernel" "$real" --vdso=classic --prove -f -o "$tmp/trace" "$TRACEES/restarts" read ignored fast \
		>"$tmp/said" 2>"$tmp/stderr"
	case $? in
	0) ;;
	*)
		if grep -q '^gatetrace: --vdso=classic: ' "$tmp/stderr"; then
			note "$kernel: $(cat "$tmp/stderr")"
			continue
		fi
		fail "$kernel: --prove: exit status" "$tmp/stderr"
		;;
	esac
	check "$kernel: the jmp is witnessed" \
		grep -q '>>> restart of read: jmp \.Lenter_kernel at __kernel_vsyscall+0xe (witnessed)$' "$tmp/trace"
done

# ---- Without EXITKILL: said, and the program ends with us all the same.
"$deny" 2.6.32 "$real" --kill-on-exit -o /dev/null "$TRACEES/victim" read <"$tmp/wanted" >"$tmp/said" 2>"$tmp/stderr"
check_equal "--kill-on-exit: one line says what can't be" 1 "$(grep -c '^gatetrace: --kill-on-exit: ' "$tmp/stderr")"
mkfifo "$tmp/in"
for signal in KILL TERM; do
	rm -f "$tmp/trace"
	"$deny" 2.6.32 "$real" --kill-on-exit -o "$tmp/trace" "$TRACEES/victim" read <"$tmp/in" >"$tmp/said" 2>"$tmp/stderr" &
	tracer=$!
	started="$started $tracer"
	exec 3>"$tmp/in"
	until_true "--kill-on-exit: the read is seen" grep -q -s 'read(0' "$tmp/trace"
	victim=$(cat "/proc/$tracer/task/$tracer/children")
	victim=${victim% }
	started="$started $victim"
	kill -$signal $tracer
	wait $tracer
	until_true "--kill-on-exit: $signal ends the program, too" test ! -d "/proc/$victim" -o -z "$(cat "/proc/$victim/maps" 2>"$tmp/gone")"
	exec 3>&-
done

# ---- Attaching by SIGSTOP: somebody else's of the same moment is not lost, ours not left behind.
"$TRACEES/victim" running <"$tmp/in" >"$tmp/said" 2>&1 &
victim=$!
started="$started $victim"
exec 3>"$tmp/in"
until_true "SIGSTOP: the process runs" in_state $victim R
for round in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
	rm -f "$tmp/trace"
	test $((round % 3)) != 0 || kill -STOP $victim
	"$TRACEES/helper" default "$deny" 2.6.32 "$real" -o "$tmp/trace" -p $victim 2>"$tmp/stderr" &
	tracer=$!
	started="$started $tracer"
	test $((round % 3)) != 1 || kill -STOP $victim
	until_true "SIGSTOP $round: attached" all_traced_by $victim $tracer
	test $((round % 3)) != 2 || kill -STOP $victim
	until_true "SIGSTOP $round: it is seen" grep -q -s '^--- stopped by SIGSTOP ---$' "$tmp/trace"
	if test $((round % 2)) = 0; then
		kill -CONT $victim
		until_true "SIGSTOP $round: SIGCONT, traced" grep -q '^--- SIGCONT ' "$tmp/trace"
		until_true "SIGSTOP $round: goes on, traced" in_state $victim R
	fi
	kill -TERM $tracer
	wait $tracer
	check_equal "SIGSTOP $round: exit status" 0 $?
	until_true "SIGSTOP $round: no tracer any more" all_traced_by $victim 0
	if test $((round % 2)) = 1; then
		until_true "SIGSTOP $round: it stays stopped" in_state $victim T
		kill -CONT $victim
	fi
	until_true "SIGSTOP $round: it runs" in_state $victim R
done
echo line >&3
exec 3>&-
wait $victim
check_equal "SIGSTOP: exit status of the process" 0 $?
check_equal "SIGSTOP: what the process says" "running: ok" "$(cat "$tmp/said")"

# ---- Threads that come and go while all are attached to: in the end none is left out.
"$TRACEES/relay" 12000 >"$tmp/alone"
"$TRACEES/relay" 12000 >"$tmp/said" &
victim=$!
started="$started $victim"
times=0
while kill -0 $victim 2>"$tmp/gone" && ! in_state $victim Z; do
	rm -f "$tmp/trace"
	"$deny" 2.6.32 "$real" -f -o "$tmp/trace" -p $victim 2>"$tmp/stderr" &
	tracer=$!
	started="$started $tracer"
	until all_traced_by $victim $tracer && test -s "$tmp/trace" || ! kill -0 $tracer 2>"$tmp/gone"; do
		:
	done
	kill -TERM $tracer 2>"$tmp/gone"
	wait $tracer
	! grep -q 'getppid' "$tmp/trace" || times=$((times + 1))
done
wait $victim
check_equal "relay: exit status" 0 $?
check_same "relay: what it says" "$tmp/alone" "$tmp/said"
check "relay: attached and let go" test $times -ge 1
echo "relay: attached and let go $times times"
finish
