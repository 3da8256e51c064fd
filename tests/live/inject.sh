#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# -e inject= and -e fault=: with --strace what strace makes of every kind of expression, in the trace, in
# the messages and in what the program sees; then what only gatetrace has, gate= and real restarts.

# shellcheck disable=SC2317 # functions that until_true calls
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees inject-bare provoked family

# ---- As strace

cat >"$tmp/mask" <<'SED'
s/si_pid=[0-9]*/si_pid=N/
s/\(process\|\[pid\) *[0-9][0-9]*/\1 N/
s/0x[0-9a-f]* \(\/\* [0-9]* vars* \*\/)\)/A \1/
s/0xf[0-9a-f]\{7\}/A/g
s/\(getppid()\|fork()\|waitpid(.*)\) *= [0-9]*$/\1 = N/
s/\(resumed>.*)\) *= [0-9]*$/\1 = N/
s/waitpid([0-9]*/waitpid(N/
SED

# outputs NAME TRACER...: its trace, its messages and what its program says
outputs() {
	name=$1
	shift
	(cd "$TRACEES" && timeout 30 "$@") >"$tmp/said" 2>"$tmp/trace" </dev/null
	echo "exit status $?" >>"$tmp/said"
	sed -f "$tmp/mask" "$tmp/trace" | cat - "$tmp/said" >"$tmp/$name"
}

# same OPTIONS AND PROGRAM...
same() {
	outputs strace strace -q "$@"
	outputs gatetrace "$GATETRACE" --strace -q "$@"
	check_same "strace $*" "$tmp/strace" "$tmp/gatetrace"
}

as_strace() {
	while read -r expression; do
		case $expression in
		'#'*) ;;
		*) same -e inject="$expression" ./inject-bare ;;
		esac
	done <"$here/inject.cases"
	for expression in fault fault= fault=chdir fault=chdir: fault=chdir:error=EPERM fault=chdir:error fault=chdir:when=2 \
		fault=chdir:retval=5 fault=chdir:signal=USR1 fault=chdir:delay_enter=1 fault=chdir:poke_enter=@arg1=00 \
		fault=chdir:syscall=getpid fault=chdir:foo fault=:when=1 fault=nosuch faults=chdir inject; do
		same -e $expression ./inject-bare
	done
	same --inject=chdir:error=EPERM ./inject-bare
	same --fault=chdir ./inject-bare
	same --fault=
	same --inject=chdir
	# What is not traced is not tampered with.
	same -e trace=write -e inject=chdir:error=EPERM ./inject-bare
	same -e trace=chdir,write -e inject=all:error=EPERM:when=2 ./inject-bare
	same -e trace=none -e inject=chdir:error=EPERM ./inject-bare
	same -z -e trace=chdir -e inject=chdir:retval=3 ./inject-bare
	same -Z -e trace=chdir -e inject=chdir:error=EPERM ./inject-bare
	same -i -X raw -e trace=chdir -e inject=chdir:error=EPERM ./inject-bare
	# The last word on a call counts.
	same -e inject=chdir:error=EPERM -e inject=chdir:error=ENOENT:when=2 ./inject-bare
	same -e inject=chdir:error=EPERM:when=1 -e inject=chdir:signal=CONT:when=2 ./inject-bare
	same -e fault=chdir -e inject=chdir:delay_exit=5:when=2 ./inject-bare
	same -e inject=chdir:error=EPERM -e inject=none:error=EIO ./inject-bare
	same -e inject=chdir:error=EPERM -e inject=!chdir:error=EIO:when=2 ./inject-bare
	# Each task counts for itself, also behind its exec.
	for when in 1 2 3 2+ 1..2; do
		same -f -e trace=umask -e inject=umask:error=EPERM:when=$when ./inject-bare fork
	done
	same -f -e trace=fork,waitpid,umask -e inject=fork:error=EAGAIN ./inject-bare fork
	same -f -e trace=execve -e inject=execve:error=EACCES ./inject-bare fork
}

if (need_strace) >"$tmp/why"; then
	as_strace
else
	note "$(cat "$tmp/why")"
fi

# ---- Gates

# provoked OPTIONS...: the trace of its reads of two bytes, and what follows from them
provoked() {
	"$GATETRACE" -a 0 -e trace=read,sigreturn -o "$tmp/trace" "$@" "$TRACEES/provoked" >"$tmp/said" 2>"$tmp/stderr"
	status=$?
	sed -n '/, 2) =\|^>>>\|^---\|sigreturn/p' "$tmp/trace" >"$tmp/reads"
}

lines() {
	grep -c "$1" "$tmp/reads"
}

gate=$("$TRACEES/vdsogate" | cut -d ' ' -f 1)
again=$("$TRACEES/vdsogate" | cut -d ' ' -f 2)
restart_point=$("$TRACEES/vdsogate" | cut -d ' ' -f 3-)
plain='2 2 2 2 abcdefgh, 0 handled'
provoked
check_equal "nothing is injected" "0: $plain" "$status: $(cat "$tmp/said")"
check_equal "nothing is injected: reads" 4 "$(wc -l <"$tmp/reads")"

# An error through one gate alone.
provoked -e inject=read:error=EIO:gate="$gate"
check_equal "errors through $gate" "2 2 abcd, 0 handled" "$(sed 's/-5 //g' "$tmp/said")"
check_equal "errors through $gate: lines" 2 "$(lines "^$gate *read(.* = -1 EIO (Input/output error) (INJECTED)$")"
check_equal "errors through $gate: int80" 2 "$(lines '^int80 *read(.* = 2$')"
provoked -e fault=read:error=EIO:gate=!int80
check_equal "not by int80" "2 2 abcd, 0 handled" "$(sed 's/-5 //g' "$tmp/said")"
provoked -e inject=read:retval=0:gate="$gate":when=2 -e trace=read
check_equal "the second through $gate" "2 2 0 2 abcdef, 0 handled" "$(cat "$tmp/said")"

# Restarts that the program does not notice: by nothing, by a signal that does nothing, by a handler.
for code in ERESTARTSYS ERESTARTNOINTR; do
	for signal in none CONT USR1; do
		what="$code, signal $signal"
		rule=read:error=$code:gate=$gate
		handled=0
		test $signal = none || rule=$rule:signal=$signal
		test $signal != USR1 || handled=2
		provoked -e inject="$rule"
		check_equal "$what" "0: 2 2 2 2 abcdefgh, $handled handled" "$status: $(cat "$tmp/said")"
		check_equal "$what: injected" 2 "$(lines "^$gate *read(.* = ? $code (.*) (INJECTED)$")"
		check_equal "$what: restarts" 2 "$(grep -cxF ">>> restart of read: $restart_point (inferred)" "$tmp/reads")"
		check_equal "$what: the calls again" 2 "$(lines "^$again *read(.* = 2$")"
		check_equal "$what: handlers" $handled "$(lines sigreturn)"
	done
done
# By an int $0x80 the restart is one, too: when= tells them apart. The first such read is ld.so's.
provoked -e inject=read:error=ERESTARTSYS:gate=int80:when=2
check_equal "int80" "0: $plain" "$status: $(cat "$tmp/said")"
check_equal "int80: restart" 1 "$(lines '^>>> restart of read: int .0x80 at provoked')"
# A handler that has no part in it: EINTR.
provoked -e inject=read:error=ERESTARTNOHAND:signal=USR1:gate="$gate"
check_equal "ERESTARTNOHAND" "2 2 abcd, 2 handled" "$(sed 's/-4 //g' "$tmp/said")"
check_equal "ERESTARTNOHAND: no restart" 2 "$(lines '^>>> no restart of read: handler of SIGUSR1, EINTR$')"
# The restarts alone.
provoked -e inject=read:error=ERESTARTSYS:gate="$gate":when=1 -e inject=read:error=EIO:gate=restart
check_equal "an error in place of the restart" "2 2 2 abcdef, 0 handled" "$(sed 's/-5 //' "$tmp/said")"
check_equal "an error in place of the restart: line" 1 "$(lines "^$again *read(.* = -1 EIO .*INJECTED)$")"
# What looks like one and is a value.
provoked -e inject=read:retval=0xfffffe00:signal=CONT:gate="$gate"
check_equal "retval=-512" "2 2 abcd, 0 handled" "$(sed 's/-512 //g' "$tmp/said")"
check_equal "retval=-512: line" 2 "$(lines "^$gate *read(.* = 4294966784 (INJECTED)$")"
check_equal "retval=-512: no restart" 0 "$(lines '^>>>')"

# With --prove each is tagged or witnessed.
provoked --prove -e inject=read:error=ERESTARTSYS:gate="$gate"
check_equal "--prove" "0: $plain" "$status: $(cat "$tmp/said")"
check_equal "--prove: proven" 2 "$(lines '^>>> restart of read: .* (\(tagged\|witnessed\))$')"

# JSON has it in members of its own.
"$GATETRACE" --json -e trace=read -e inject=read:retval=0:gate="$gate":delay_exit=1us -o "$tmp/json" "$TRACEES/provoked" >"$tmp/said"
check_equal "JSON" 2 "$(grep -c '"result":{"value":0},"injected":\["result"\],"delayed":true,' "$tmp/json")"

# ---- 64-bit code's int $0x80
if test -x "$TRACEES/hop-64"; then
	"$GATETRACE" -a 0 -o "$tmp/trace" -e inject=getppid,getpid,write:error=EPERM:gate=int80@64 "$TRACEES/hop-64" >"$tmp/said" 2>&1
	check "int80@64" grep -q '^int80@64 .* = -1 EPERM (Operation not permitted) (INJECTED)$' "$tmp/trace"
fi

# ---- A delay holds up nobody else: the child ends long before its parent's call is over.
"$GATETRACE" -f -tt -o "$tmp/trace" -e trace=waitpid,umask -e inject=waitpid:delay_enter=400ms \
	"$TRACEES/inject-bare" fork >"$tmp/said"
check "delay: goes on" grep -q 'waitpid.* (DELAYED)' "$tmp/trace"
check_equal "delay: the child does not wait" "umask exited resumed" \
	"$(sed -n 's/.*<\.\.\. waitpid resumed.*/resumed/p; s/.*umask(002.*/umask/p; s/.*+++ exited with 5.*/exited/p' "$tmp/trace" |
		head -n 3 | xargs)"
# Whatever a family does, and whoever of it dies or executes another program meanwhile.
"$TRACEES/family" list >"$tmp/scenarios"
while read -r scenario; do
	checks=$((checks + 1))
	timeout 60 "$GATETRACE" -f -a 0 -o "$tmp/trace" -e inject=all:delay_enter=300us:delay_exit=100us "$TRACEES/family" \
		"$scenario" >"$tmp/said" 2>"$tmp/stderr" </dev/null
	status=$?
	test $status != 77 || continue
	test $status = 0 || fail "family $scenario, delayed: exit status $status" "$tmp/stderr"
	check "family $scenario: delayed" grep -q '(DELAYED)$' "$tmp/trace"
	sort -s -k 1,1n "$tmp/said" >"$tmp/wanted"
	sed 's/ (DELAYED)$//' "$tmp/trace" >"$tmp/plain"
	whole marked=1 "$tmp/plain" >"$tmp/got"
	check_same "family $scenario, delayed" "$tmp/wanted" "$tmp/got"
done <"$tmp/scenarios"
# A signal that a delayed call gets is not lost.
provoked -e inject=read:signal=USR1:delay_enter=100us:gate="$gate"
check_equal "a delay and a signal" "0: 2 2 2 2 abcdefgh, 2 handled" "$status: $(cat "$tmp/said")"
# No sooner than that, whichever side.
for side in enter exit; do
	begin=$(date +%s%N)
	"$GATETRACE" -o "$tmp/trace" -e trace=close -e inject=close:delay_$side=0.3s "$TRACEES/inject-bare" >"$tmp/said"
	end=$(date +%s%N)
	check "delay_$side takes its time" test $(((end - begin) / 1000000)) -ge 300
done
# Ended while it waits: at once, and its call is made after all.
"$GATETRACE" -o "$tmp/trace" -e trace=chdir -e inject=chdir:error=EPERM:delay_enter=1000s "$TRACEES/inject-bare" \
	>"$tmp/said" 2>"$tmp/stderr" &
tracer=$!
started="$started $tracer"
program=
waits() {
	grep -q '^int80 *chdir' "$tmp/trace"
}
until_true "waits in chdir" waits
for task in /proc/"$tracer"/task/*/children; do
	program=$(cat "$task")
done
program=${program% }
started="$started $program"
kill -TERM "$tracer"
wait "$tracer"
gone() {
	! test -d "/proc/$program" || in_state "$program" Z
}
until_true "the program goes on" gone
check_equal "an end during a delay: the calls were made" 0 "$(head -n 1 "$tmp/said")"

# ---- Bad input
for expression in read:gate= read:error=EIO:gate=foo read:error=EIO:gate=vdso: :error=EIO read:when=1 read:error=x \
	read:retval=5000000000 read:poke_enter=@arg1=0g read:error=1:error=2; do
	"$GATETRACE" -e inject=$expression "$TRACEES/provoked" >"$tmp/said" 2>"$tmp/stderr"
	check_equal "inject=$expression: exit status" 1 $?
	check_equal "inject=$expression: a line" 1 "$(grep -c '^gatetrace: ' "$tmp/stderr")"
	check_equal "inject=$expression: nothing runs" 0 "$(cat "$tmp/said" "$tmp/stderr" | wc -l | awk '{ print $1 - 1 }')"
done
finish
