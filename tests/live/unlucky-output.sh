#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What we write to is full, gone or does not read: one line says so, the traced process goes on, and
# a signal ends us all the same.

# shellcheck disable=SC2317 # functions that until_true calls
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees victim helper pure-bare turns

# ended WHAT STATUS LINE: how gatetrace ended, and the one line that it said
ended() {
	check_equal "$1: exit status" "$2" $status
	check_equal "$1: what it said" "$3" "$(messages "$tmp/stderr")"
}

# busy OPTIONS...: a program of 20,000 calls, whose own output comes to $tmp/said
busy() {
	timeout 60 "$GATETRACE" -f "$@" "$TRACEES/turns" equal 1 20000 >"$tmp/said" 2>"$tmp/stderr"
	status=$?
}

for options in '-o /dev/full' '--json -o /dev/full' --html=/dev/full '-c -o /dev/full'; do
	# shellcheck disable=SC2086
	busy $options -e trace=getppid
	ended "full disk, $options" 1 "gatetrace: cannot write '/dev/full': No space left on device"
done

limited() (
	ulimit -f 16
	"$TRACEES/helper" default timeout 60 "$@" 2>"$tmp/stderr"
)
limited "$GATETRACE" -f -o "$tmp/small" "$TRACEES/turns" equal 1 20000
status=$?
ended "a file that may not grow" 1 "gatetrace: cannot write '$tmp/small': File too large"
check "a file that may not grow: full" test -s "$tmp/small"
# SIGXFSZ is ours alone: the program has it as ever, and dies of it.
limited "$GATETRACE" -o /dev/null sh -c "yes >$tmp/large"
check_equal "a program whose file may not grow" 153 $?

for command in true 'read line' 'exec <&-; exit 3'; do
	busy -o "|$command"
	ended "|$command" 1 "gatetrace: cannot write '|$command': Broken pipe"
done

# The error is standard error's own: nobody is left to tell.
timeout 60 "$GATETRACE" -f "$TRACEES/turns" equal 1 20000 2>&1 >"$tmp/said" | head -n 1 >"$tmp/first"
check "head: its line" grep -q 'execve(' "$tmp/first"

# Nothing of it is written, but the program is not killed for that.
for options in --kill-on-exit '--seccomp-bpf -f -e trace=getppid'; do
	# shellcheck disable=SC2086
	timeout 60 "$GATETRACE" $options -o '|true' sh -c "'$TRACEES/turns' equal 1 20000; echo done" \
		>"$tmp/said" 2>"$tmp/stderr"
	status=$?
	ended "$options" 1 "gatetrace: cannot write '|true': Broken pipe"
	check_equal "$options: the program ran to its end" "done" "$(cat "$tmp/said")"
done

# ---- A reader that stalls: the traced process waits, we end at the first signal, it goes on
mkfifo "$tmp/in" "$tmp/out" "$tmp/go"

# reader: takes nothing until $tmp/go has a line
reader() {
	(
		exec 3>&- <"$tmp/out"
		read -r _ <"$tmp/go"
		cat >"$tmp/drained"
	) &
	reader=$!
	started="$started $reader"
}

writes() {
	in_state "$tracer" S && case $(cut -d ' ' -f 1 "/proc/$tracer/syscall") in
	1 | 4) ;; # x86-64's, i386's
	*) false ;;
	esac
}

free() {
	test "$(status_of "$victim" TracerPid)" = 0 && in_state "$victim" R S
}

# stall own|attached OPTIONS...
stall() {
	whose=$1
	shift
	reader
	if test "$whose" = attached; then
		"$TRACEES/victim" running <"$tmp/in" >"$tmp/said" &
		victim=$!
		exec 3>"$tmp/in"
		"$TRACEES/helper" default "$GATETRACE" "$@" -p $victim >"$tmp/none" 2>"$tmp/stderr" 3>&- &
		tracer=$!
	else
		"$TRACEES/helper" default "$GATETRACE" "$@" "$TRACEES/victim" running <"$tmp/in" \
			>"$tmp/said" 2>"$tmp/stderr" &
		tracer=$!
		exec 3>"$tmp/in"
	fi
	started="$started $tracer"
	until_true "$name: gatetrace waits to write" writes
	test "$whose" = attached || read -r victim _ <"/proc/$tracer/task/$tracer/children"
	started="$started $victim"
	check "$name: and so does the process" in_state "$victim" t
}

# ends STATUS: so does gatetrace; then the process comes to its own end.
ends() {
	wait $tracer
	check_equal "$name: exit status" "$1" $?
	echo line >&3
	exec 3>&-
	until_true "$name: the process says" test -s "$tmp/said"
	check_equal "$name: what the process says" "running: ok" "$(cat "$tmp/said")"
	rm -f "$tmp/said"
}

# Nothing that was seen is lost: every line is there, and whole.
check_lines() {
	case $1 in
	--json) cut -d , -f 3 "$tmp/drained" | sort -t : -k 2n | awk -F : 'NR > 1 && $2 != n + 1; { n = $2 }' ;;
	*) grep -v '^[->][->][->] \|^[a-z:0-9@]* *[a-z0-9_]*(.*) *= \|<detached \.\.\.>$' "$tmp/drained" ;;
	esac >"$tmp/wrong"
	check "$name: lines that are lost" test ! -s "$tmp/wrong"
	test ! -s "$tmp/wrong" || sed 's/^/  /; 5q' "$tmp/wrong"
	check_equal "$name: the last line ends" 1 "$(tail -c 1 "$tmp/drained" | wc -l)"
	check "$name: many" test "$(wc -l <"$tmp/drained")" -gt 100
}

for whose in own attached; do
	for how in TERM=15 INT=2 HUP=1 QUIT=3 XCPU=24; do
		for options in '' --json '--html=/dev/null'; do
			test $how = TERM=15 || test -z "$options" || continue
			name="stalled, $whose, $how $options"
			# shellcheck disable=SC2086
			stall "$whose" $options -o "$tmp/out"
			kill -${how%=*} $tracer
			until_true "$name: the process is let go" free
			check "$name: gatetrace has more to write" kill -0 $tracer
			echo go >"$tmp/go"
			if test "$whose" = own; then ends $((128 + ${how#*=})); else ends 0; fi
			wait $reader
			check_lines "$options"
		done
	done
	name="stalled, $whose, two signals"
	stall "$whose" -o "$tmp/out"
	kill -TERM $tracer
	until_true "$name: the process is let go" free
	kill -TERM $tracer
	ends $((128 + 15))
	echo go >"$tmp/go"
	wait $reader
done

# A command that does not end is not waited for when a second signal comes.
name="a command that stays"
"$TRACEES/helper" default "$GATETRACE" -o "|cat >$tmp/drained; read -r _ <$tmp/go" "$TRACEES/pure-bare" \
	>"$tmp/said" 2>"$tmp/stderr" &
tracer=$!
started="$started $tracer"
complete() {
	grep -q '+++ exited' "$tmp/drained" 2>/dev/null
}
until_true "$name: has everything" complete
check "$name: is waited for" kill -0 $tracer
kill -TERM $tracer
wait $tracer
check_equal "$name: exit status" $((128 + 15)) $?
echo go >"$tmp/go"
finish
