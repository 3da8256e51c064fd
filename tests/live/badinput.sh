#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What can't be done is told in one line that names the thing and the reason; exit status 1, and
# nothing is left running or stopped.

# shellcheck disable=SC2317 # functions that until_true calls
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees victim helper
helper=$TRACEES/helper
cp "$TRACEES/victim" "$tmp/victim"
victim=$tmp/victim

# told NAME REGEX COMMAND...: one line, "gatetrace: " and what the expression asks for.
told() {
	name=$1 regex=$2
	shift 2
	"$helper" children "$@" >"$tmp/stdout" 2>"$tmp/stderr" </dev/null
	check_equal "$name: exit status" 1 $?
	check_equal "$name: lines of standard error" 1 "$(wc -l <"$tmp/stderr")"
	grep -q -i "^gatetrace: .*$regex" "$tmp/stderr" || fail "$name: wanted: gatetrace: ...$regex" "$tmp/stderr"
	check_equal "$name: standard output" "" "$(cat "$tmp/stdout")"
}

gatetrace() {
	name=$1 regex=$2
	shift 2
	told "$name" "$regex" "$GATETRACE" "$@"
}

# ---- The command line
gatetrace "nothing to trace" "prog"
gatetrace "an option alone" "prog" -f
gatetrace "unknown option" "nonsense" --nonsense "$victim"
gatetrace "unknown letter" "-- *'*Q\|'*-*Q'*" -Q "$victim"
gatetrace "-p without a pid" "-* *'*p" -p
gatetrace "-p word" "word" -p word
gatetrace "-p 0" "0" -p 0
gatetrace "-p -5" "-5" -p -5
gatetrace "-p 12x" "12x" -p 12x
gatetrace "-p 99999999999" "99999999999" -p 99999999999
gatetrace "-s word" "word" -s word "$victim"
gatetrace "-s -1" "-1" -s -1 "$victim"
gatetrace "-a word" "word" -a word "$victim"
gatetrace "unknown call" "nonsense" -e trace=nonsense "$victim"
gatetrace "unknown call of several" "opne" -e trace=read,opne,close "$victim"
gatetrace "unknown class" "%nonsense" -e trace=%nonsense "$victim"
gatetrace "unknown signal" "SIGNONSENSE" -e signal=SIGNONSENSE "$victim"
gatetrace "unknown gate" "int81" -e gate=int81 "$victim"
gatetrace "unknown expression" "nonsense" -e nonsense=read "$victim"
gatetrace "unknown gate style" "long" --gate=long "$victim"
gatetrace "unknown summary" "colour" --summary-by=colour "$victim"
gatetrace "unknown colour" "sometimes" --color=sometimes "$victim"

# ---- The program
gatetrace "no such file" "/no/such/program.*No such file" /no/such/program
gatetrace "not in PATH" "no-such-program-here" no-such-program-here
gatetrace "a folder" "$tmp.*\(directory\|Permission\)" "$tmp/"
echo text >"$tmp/text"
gatetrace "not executable" "$tmp/text.*Permission denied" "$tmp/text"
chmod +x "$tmp/text"
gatetrace "no program" "$tmp/text.*Exec format error" "$tmp/text"
printf '#!/no/such/interpreter\n' >"$tmp/script"
chmod +x "$tmp/script"
gatetrace "no interpreter" "$tmp/script.*No such file" "$tmp/script"
: >"$tmp/empty"
chmod +x "$tmp/empty"
gatetrace "an empty file" "$tmp/empty.*Exec format error" "$tmp/empty"

# ---- The process
gone=$("$helper" gone)
gatetrace "no such pid" "$gone.*No such process" -p "$gone"
if test "$(cat /proc/2/comm 2>/dev/null)" = kthreadd; then
	gatetrace "a kernel thread" "2.*\(permitted\|kernel\)" -p 2
else
	note "a kernel thread: none to be seen in this container"
fi

mkfifo "$tmp/in" "$tmp/hold"
"$victim" read <"$tmp/in" >"$tmp/out" &
pid=$!
"$helper" trace $pid <"$tmp/hold" >"$tmp/held" &
holder=$!
started="$started $pid $holder"
exec 3>"$tmp/in" 4>"$tmp/hold"
held() {
	test -s "$tmp/held"
}
until_true "a tracer of our own" held
gatetrace "already traced" "$pid.*$holder.*trace" -p $pid
check_equal "already traced: still by the other" $holder "$(status_of $pid TracerPid)"
exec 4>&-
wait $holder

# The leak check of a sanitizer build would want ptrace too.
export ASAN_OPTIONS=detect_leaks=0
told "ptrace forbidden: attach" "ptrace\|permitted" "$helper" no-ptrace "$GATETRACE" -p $pid
told "ptrace forbidden: start" "ptrace\|permitted" "$helper" no-ptrace "$GATETRACE" "$victim" running
unset ASAN_OPTIONS
check_equal "ptrace forbidden: the process has no tracer" 0 "$(status_of $pid TracerPid)"
check "ptrace forbidden: the process sleeps on" in_state $pid S

if test "$(id -u)" = 0 && command -v setpriv >/dev/null; then
	chmod 755 "$tmp"
	nobody="setpriv --reuid=65534 --regid=65534 --clear-groups"
	cp "$GATETRACE" "$tmp/gatetrace"
	# shellcheck disable=SC2086
	if $nobody "$tmp/gatetrace" --version >/dev/null 2>&1; then
		# shellcheck disable=SC2086
		told "not ours" "$pid.*\(permitted\|belongs to\)" $nobody "$tmp/gatetrace" -p $pid
	else
		note "not ours: another user can't run gatetrace"
	fi
else
	note "not ours: only root can be somebody else"
fi
# One of two is there: that one is traced, and the line tells of the other.
"$GATETRACE" -o "$tmp/trace" -p "$pid,$gone" 2>"$tmp/stderr" </dev/null &
tracer=$!
started="$started $tracer"
if until_true "one of two: the other one is traced" all_traced_by $pid $tracer; then
	echo line >&3
	exec 3>&-
	wait $tracer
	check_equal "one of two: exit status" 0 $?
	check "one of two: the missing one is named" grep -q "^gatetrace: .*$gone" "$tmp/stderr"
else
	echo line >&3
	exec 3>&-
fi
wait $pid
check_equal "the process, after all of this" "read: ok" "$(cat "$tmp/out")"

# ---- The output
gatetrace "output: no such folder" "/no/such/folder/x.*No such file" -o /no/such/folder/x "$victim" running
gatetrace "output: a folder" "$tmp.*directory" -o "$tmp" "$victim" running
if test "$(id -u)" != 0; then
	mkdir "$tmp/sealed"
	chmod 555 "$tmp/sealed"
	gatetrace "output: not allowed" "sealed/x.*Permission denied" -o "$tmp/sealed/x" "$victim" running
fi
# The program has been started: it goes on, and gatetrace waits for its end.
if test -w /dev/full; then
	gatetrace "output: disk full" "/dev/full.*No space left" -o /dev/full "$victim"
	gatetrace "output: disk full, JSON" "/dev/full.*No space left" --json -o /dev/full "$victim"
	gatetrace "output: disk full, summary" "/dev/full.*No space left" -c -o /dev/full "$victim"
fi
gatetrace "output: no such command" "no-such-command" -o '|no-such-command-here' "$victim" running
gatetrace "-ff with a command" "ff" -ff -o '|cat' "$victim" running
finish
