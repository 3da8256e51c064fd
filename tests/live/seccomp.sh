#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --seccomp-bpf: what is not asked for does not stop, and what is asked for looks as it does without it,
# its gates and restarts too. --kill-on-exit: nothing that was started outlives gatetrace.

# shellcheck disable=SC2317 # functions that until_true calls
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees restarts handlers interrupts family inject-bare provoked unasked storm

"$GATETRACE" -f --seccomp-bpf -e trace=chdir -o "$tmp/trace" "$TRACEES/unasked" 1 >"$tmp/said" 2>"$tmp/stderr"
! grep 'cannot install' "$tmp/stderr" || skip "no seccomp filters here"
works=yes
if grep -q '^gatetrace: --seccomp-bpf: not on this kernel' "$tmp/stderr"; then
	works=
	note "--seccomp-bpf spares no stops before Linux 5.3: that nothing else becomes other is what is tested"
fi

# ---- The cost: stops, for 2000 calls
check_equal "asked for" 4000 "$("$GATETRACE" -f -e trace=chdir -o "$tmp/trace" "$TRACEES/unasked" 1000 |
	awk '{ print $1 < 4000 ? $1 : 4000 }')"
if test -n "$works"; then
	stops=$("$GATETRACE" -f --seccomp-bpf -e trace=chdir -o "$tmp/trace" "$TRACEES/unasked" 1000)
	check "not asked for: $stops stops" test "$stops" -lt 100
	stops=$("$GATETRACE" --strace -f --seccomp-bpf -e trace=chdir -o "$tmp/trace" "$TRACEES/unasked" 1000)
	check "--strace, not asked for: $stops stops" test "$stops" -lt 100
fi

# ---- Gates and restarts: all but one call asked for, then those alone that restart
asked='access,read,wait4,waitid,futex,pause,nanosleep,clock_nanosleep,clock_nanosleep_time64,poll,restart_syscall,select,_newselect'
for program in restarts handlers interrupts; do
	"$TRACEES/$program" list >"$tmp/scenarios"
	while read -r scenario; do
		# shellcheck disable=SC2086
		traced "$program $scenario" short=1 -- --seccomp-bpf -e trace='!personality' "$TRACEES/$program" $scenario
		test "$status" = 0 || continue
		# shellcheck disable=SC2086
		"$GATETRACE" -f -a 0 -o "$tmp/trace" --seccomp-bpf -e trace="$asked" "$TRACEES/$program" $scenario \
			>"$tmp/said" 2>"$tmp/stderr" </dev/null
		check_equal "$program $scenario, few calls: exit status" 0 $?
		sort -s -k 1,1n "$tmp/said" | awk -v asked=",$asked," '
			$2 == "---" || $2 == "+++" { print; next }
			{ name = $3 }
			$2 == ">>>" { name = $0; sub(/.*restart of /, "", name); sub(/:.*/, "", name) }
			index(asked, "," name ",")' >"$tmp/wanted"
		whole marked=1 short=1 "$tmp/trace" >"$tmp/got"
		check_same "$program $scenario, few calls" "$tmp/wanted" "$tmp/got"
	done <"$tmp/scenarios"
done

# Children, threads, and exec by either
"$TRACEES/family" list >"$tmp/scenarios"
while read -r scenario; do
	traced "family $scenario" -- --seccomp-bpf -e trace='!personality' "$TRACEES/family" "$scenario"
done <"$tmp/scenarios"

# Restarts of what was asked for under a storm of signals: each one through the vDSO is what it is said to be.
case $("$TRACEES/vdsogate" | cut -d ' ' -f 3-) in
*int*)
	"$TRACEES/storm" 2000 7 4 >"$tmp/alone" 2>/dev/null
	for set in read,write,nanosleep,poll '!gettid'; do
		"$GATETRACE" --prove -f --seccomp-bpf -e trace="$set" -o "$tmp/trace" "$TRACEES/storm" 2000 7 4 \
			>"$tmp/traced" 2>/dev/null
		check_equal "storm of $set: exit status" 0 $?
		check_same "storm of $set: its sum" "$tmp/alone" "$tmp/traced"
		check_equal "storm of $set: not proven" 0 \
			"$(grep 'restart of .*__kernel_vsyscall' "$tmp/trace" | grep -vc '(tagged)')"
		check_equal "storm of $set: the process changed eip" 0 "$(grep -c 'no restart.*changed eip' "$tmp/trace")"
	done
	;;
esac

# An unasked call that restarts does not make a restart of what comes next; an unasked sleep has a name.
gate=$("$TRACEES/vdsogate" | cut -d ' ' -f 1)
again=$("$TRACEES/vdsogate" | cut -d ' ' -f 2)
for options in "" --prove; do
	# shellcheck disable=SC2086
	"$GATETRACE" $options -f --seccomp-bpf -e trace=chdir -o "$tmp/trace" "$TRACEES/unasked" read
	check_equal "an unasked read: exit status" 0 $?
	check_equal "an unasked read: interrupted" 1 "$(grep -c -e '--- SIGUSR1 ' "$tmp/trace")"
	check_equal "an unasked read: the call behind it" 1 "$(grep -c "^[0-9]*  *$gate *chdir" "$tmp/trace")"
	check_equal "an unasked read: no restarts" 0 "$(grep -c '>>>' "$tmp/trace")"
	# shellcheck disable=SC2086
	"$GATETRACE" $options -f --seccomp-bpf -e trace=chdir,restart_syscall -o "$tmp/trace" "$TRACEES/unasked" sleep
	check_equal "an unasked sleep: exit status" 0 $?
	check_equal "an unasked sleep: restart" 1 "$(grep -c '>>> restart of poll: ' "$tmp/trace")"
	check_equal "an unasked sleep: restart_syscall" 1 \
		"$(grep -c "^[0-9]*  *$again *restart_syscall(.*interrupted poll" "$tmp/trace")"
	check_equal "an unasked sleep: the call behind it" 1 "$(grep -c "^[0-9]*  *$gate *chdir" "$tmp/trace")"
done

# ---- Injection, also of signals
for signal in CONT USR1; do
	"$GATETRACE" -f -a 0 --seccomp-bpf -o "$tmp/trace" -e trace=read \
		-e inject=read:error=ERESTARTSYS:signal=$signal:when=2 "$TRACEES/provoked" >"$tmp/said"
	check_equal "injected $signal" "2 2 2 2 abcdefgh, $(test $signal = CONT && echo 0 || echo 1) handled" "$(cat "$tmp/said")"
	check_equal "injected $signal: line" 1 "$(grep -c "^[0-9]*  *--- SIG$signal " "$tmp/trace")"
	check_equal "injected $signal: restart" 1 "$(grep -c '>>> restart of read: ' "$tmp/trace")"
done

# ---- 64-bit programs: known, and let through
if test -x "$TRACEES/hop-64"; then
	"$GATETRACE" -f --seccomp-bpf -e trace=getppid,getpid,write,access -o "$tmp/trace" "$TRACEES/hop-64" "$TRACEES/hop" \
		"$TRACEES/hop-64" >"$tmp/said" 2>"$tmp/stderr"
	cat "$tmp/stderr" "$tmp/trace" >"$tmp/all"
	check_equal "64-bit programs: notices" 2 "$(grep -c 'runs 64-bit code' "$tmp/all")"
	check "64-bit programs: int \$0x80" grep -q 'int80@64 *access' "$tmp/trace"
	check "64-bit programs: a 32-bit one between them" grep -q ' int80 *access\| vdso:[a-z]* *access' "$tmp/trace"
fi

# ---- As strace
if (test -n "$works" && need_strace) >"$tmp/why"; then
	cat >"$tmp/mask" <<'SED'
s/si_pid=[0-9]*/si_pid=N/
s/\[pid *[0-9][0-9]*/[pid N/
s/0x[0-9a-f]* \(\/\* [0-9]* vars* \*\/)\)/A \1/
s/0xff[0-9a-f]\{6\}/A/
SED
	outputs() {
		name=$1
		shift
		(cd "$TRACEES" && timeout 30 "$@") >"$tmp/said" 2>"$tmp/trace" </dev/null
		echo "exit status $?" >>"$tmp/said"
		sed -f "$tmp/mask" "$tmp/trace" | cat - "$tmp/said" >"$tmp/$name"
	}
	same() {
		outputs strace strace -q "$@"
		outputs gatetrace "$GATETRACE" --strace -q "$@"
		check_same "strace $*" "$tmp/strace" "$tmp/gatetrace"
	}
	# One of strace's two kinds of programs lets numbers without a call through: that of long sets, here without -z.
	for options in "-f -e trace=chdir" "-e trace=chdir" "-f -e trace=none" "-f -e trace=%file -z" "-f -e trace=exit" \
		"-f -e trace=umask,execve" "-f -e trace=socket" "-f -e trace=socketcall,open" \
		"-f -e trace=chdir,write -e inject=chdir:error=EPERM" "-f -e trace=chdir -e inject=chdir:signal=CONT"; do
		for argument in "" fork; do
			# shellcheck disable=SC2086
			same --seccomp-bpf $options ./inject-bare $argument
		done
	done
	outputs strace strace -f --seccomp-bpf -e trace=all ./inject-bare
	outputs gatetrace "$GATETRACE" --strace -f --seccomp-bpf -e trace=all ./inject-bare
	check_equal "strace, all calls" "$(head -n 1 "$tmp/strace")" "$(head -n 1 "$tmp/gatetrace")"
else
	test -z "$works" || note "$(cat "$tmp/why")"
fi

# ---- Nothing that was started stays when gatetrace ends, however it ends.
for options in "-f --seccomp-bpf" --kill-on-exit "-f --kill-on-exit"; do
	for how in TERM KILL; do
		# shellcheck disable=SC2086
		"$GATETRACE" $options -e trace=chdir -o "$tmp/trace" "$TRACEES/unasked" wait >"$tmp/said" 2>"$tmp/stderr" &
		tracer=$!
		started="$started $tracer"
		program=
		sleeps() {
			program=$(cat "/proc/$tracer/task/$tracer/children" 2>/dev/null)
			program=${program% }
			test -n "$program" && in_state "$program" S &&
				test "$(tr '\0' ' ' <"/proc/$program/cmdline")" = "$TRACEES/unasked wait "
		}
		until_true "$options: starts" sleeps
		started="$started $program"
		kill -$how "$tracer"
		wait "$tracer" 2>/dev/null
		gone() {
			! test -d "/proc/$program" || in_state "$program" Z
		}
		until_true "$options, SIG$how: the program is gone" gone
		test $how != TERM || check "$options, SIG$how: told" grep -q '+++ killed by SIGKILL +++' "$tmp/trace"
	done
done

# ---- Where it can't be
says() {
	wanted=$1
	shift
	"$GATETRACE" -o "$tmp/trace" "$@" >"$tmp/said" 2>"$tmp/stderr"
	status=$?
	check_equal "$*" "gatetrace: $wanted" "$(head -n 1 "$tmp/stderr")"
}
says "--seccomp-bpf has no effect without -f" --seccomp-bpf -e trace=chdir "$TRACEES/unasked" 1
check_equal "goes on" 0 $status
says "--seccomp-bpf has no effect: every system call is asked for (see -e trace)" -f --seccomp-bpf "$TRACEES/unasked" 1
check_equal "goes on" 0 $status
says "--kill-on-exit and -p/--attach are mutually exclusive" --kill-on-exit -p 1
check_equal "does not go on" 1 $status
finish
