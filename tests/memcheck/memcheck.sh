#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The tracer in valgrind's memcheck, while it traces real processes in one way after the other: no error, and nothing
# lost at the end. Valgrind on x86-64 can't execute the int $0x80 that a program is started by, so each is started here,
# stops, is attached to, and goes on. MEMCHECK='json html': these ways alone.

set -u
work=$PWD/tests/memcheck/out
mkdir -p "$work" && cd "$work" || exit 1
command -v valgrind >/dev/null || {
	echo "skipped: valgrind is not here"
	exit 77
}
test -x "$TRACEES/signals" || {
	echo "skipped: no 32-bit programs can be built here"
	exit 77
}
rm -f ./*.memcheck ./*.said ./*.trace*
failed=0 count=0 tracee='' tracer=''
trap 'kill -KILL $tracee $tracer 2>/dev/null' EXIT

stopped() {
	grep -q '^State:[[:blank:]]*T' "/proc/$1/status" 2>/dev/null
}

# until COMMAND...: at most 30 seconds
until_true() {
	local i
	for ((i = 0; i < 600; i++)); do
		"$@" && return
		read -rt 0.05 <> <(:)
	done
	return 1
}

# way NAME 'TRACEE ARGUMENT...' OPTION...
way() {
	local name=$1 program=$2 status=0
	shift 2
	case " ${MEMCHECK:-$name} " in
	*" $name "*) ;;
	*) return ;;
	esac
	count=$((count + 1))
	# shellcheck disable=SC2016
	sh -c 'kill -STOP $$; exec $0' "$TRACEES/$program" </dev/null >/dev/null 2>&1 &
	tracee=$!
	until_true stopped $tracee
	LD_PRELOAD=$work/../answers.so timeout -k 5 120 valgrind -q --leak-check=full --errors-for-leak-kinds=definite \
		--show-leak-kinds=definite --error-exitcode=99 --log-file="$name.memcheck" \
		"$GATETRACE" "$@" -o "$name.trace" -p $tracee 2>"$name.said" &
	tracer=$!
	if ! until_true grep -qs attached "$name.said"; then
		echo "$name: did not attach"
		cat "$name.said" "$name.memcheck"
		failed=$((failed + 1))
	fi
	kill -CONT $tracee
	wait $tracer || status=$?
	wait $tracee 2>/dev/null
	tracee='' tracer=''
	if test $status != 0 || test -s "$name.memcheck" || ! grep -qs . "$name".trace*; then
		echo "$name: $* ends with $status"
		head -n 40 "$name.memcheck" "$name.said"
		failed=$((failed + 1))
	fi
}

way text 'gates both' -f
way strace 'signals all' -f --strace -tt -T -r -i -n
way restarts 'restarts read stop fast' -f
way explain 'restarts read eintr int80' -f --explain
way json 'signals all' -f --json
way html 'restarts read stop fast' -f --html="$work/page.trace"
way svg 'restarts read stop fast' -f --svg="$work/figure.trace"
way summary threads -f -C -w
way sites 'family crowd' -f -C --summary-by=site
way stack stack -f -k --gate=full
way about 'family vfork-exec' -f -yy -Y
way data data -f -v -e read=all -e write=all -s 1000
way exec 'family vfork-exec' -f
way separate 'family crowd' -ff
way shims "checkshims $("$TRACEES/checkshims" list 2>/dev/null | head -n 1)" -f --check-shims
way prove 'restarts read stop fast' -f --prove=all
way inject 'family crowd' -f -e inject=read,nanosleep:error=EAGAIN:when=2+3 -e inject=getpid:delay_enter=1ms
way seccomp 'family crowd' -f -e trace=%process --json
way detach 'family vfork-exec' -f -b execve
echo "$count ways, $failed failed"
test $failed = 0
