# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
#
# For the tests here, to be sourced first: where things are, how a test ends, and how a trace is
# compared with what its tracee said it must show. "make check" sets GATETRACE, TRACEES and the
# others; by hand: GATETRACE=build/gatetrace TRACEES=build/tests/tracees tests/live/gates.sh

set -u
LC_ALL=C
export LC_ALL
unset NO_COLOR

: "${GATETRACE:?the program to test}" "${TRACEES:?the folder of the programs to trace}"
here=$(cd "$(dirname "$0")" && pwd)
top=${top_srcdir:-$here/../..}
tmp=$(mktemp -d "${TMPDIR:-/tmp}/gatetrace-test.XXXXXX") || exit 1
failures=0
checks=0
started=

# Nothing outlives a test: pids that it put in $started are ended.
clean_up() {
	for pid in $started; do
		kill -KILL "$pid" 2>/dev/null
	done
	rm -rf "$tmp"
}
trap clean_up EXIT
trap 'exit 1' HUP INT TERM

there=
# With OLD=2.6.32 the whole of a test is done as if on that kernel (deny.c): what gatetrace and the programs that it
# traces ask of it.
if test -n "${OLD:-}" && test -z "${OLD_PROGRAMS:-}"; then
	# pretending NAME PROG [-c ]: NAME runs PROG there.
	pretending() {
		echo "#!${DENY:?the launcher} ${3:-}$OLD:$2" >"$1"
		chmod +x "$1"
	}
	echo "as on Linux $OLD"
	mkdir "$tmp/old"
	for name in GATETRACE GATEVDSO ORACLE; do
		eval "real=\${$name:-}"
		pretending "$tmp/old/$name" "$real"
		eval "$name=\$tmp/old/$name"
	done
	real=$(command -v strace) && pretending "$tmp/old/strace" "$real" "-c "
	# Of programs that nobody traces, where that matters
	there="$DENY $OLD"
	OLD_PROGRAMS=$tmp/old # also for the tests that this one starts
	PATH=$OLD_PROGRAMS:$PATH
	export PATH OLD_PROGRAMS
fi
# Where programs are, for an environment of little else.
# shellcheck disable=SC2034 # tests use it
system_path=${OLD_PROGRAMS:+$OLD_PROGRAMS:}/usr/bin:/bin

# With VDSO=classic the whole of a test is done in processes that have that vDSO: vdso-tests.sh.
if test -n "${VDSO:-}"; then
	printf '#!/bin/sh\nexec "%s" --vdso=%s "$@"\n' "$GATETRACE" "$VDSO" >"$tmp/gatetrace"
	chmod +x "$tmp/gatetrace"
	GATETRACE=$tmp/gatetrace
fi

# skip REASON...: nothing of this test can be done here.
skip() {
	echo "SKIP: $*"
	exit 77
}

# note REASON...: a part of this test can't be done here.
note() {
	echo "left out: $*"
}

# fail WHAT [FILE...]: counts a failure and shows the files.
fail() {
	failures=$((failures + 1))
	printf 'FAIL: %s\n' "$1"
	shift
	for file; do
		test ! -s "$file" || sed "s|^|  ${file##*/}: |" "$file" | head -n 60
	done
}

# check WHAT COMMAND...: the command must succeed.
check() {
	checks=$((checks + 1))
	what=$1
	shift
	"$@" || fail "$what"
}

# counts_executions: has this kernel for us what counts how often an instruction is executed (perf_event_open)?
counts_executions() {
	# shellcheck disable=SC2086
	$there "$TRACEES/lacks" | grep -q '^perf_event_open 0$'
}

# can_have OPTIONS...: only where these wish for a classic vDSO and the CPU has no sysenter, which one needs, not: noted.
can_have() {
	case " $* " in *" --vdso=classic "*) ;; *) return 0 ;; esac
	"$GATETRACE" --vdso=classic -o "$tmp/can" "$TRACEES/vdsogate" >"$tmp/can.said" 2>"$tmp/can.stderr" && return 0
	grep -q 'uses neither sysenter nor syscall' "$tmp/can.stderr" || return 0
	note "$*: $(cat "$tmp/can.stderr")"
	return 1
}

# messages FILE: what is said there, but, as on an old kernel, of an option that can't do all there.
messages() {
	if test -n "${OLD:-}"; then
		sed -e '/^gatetrace: --seccomp-bpf: not on this kernel/d' -e '/^gatetrace: --kill-on-exit: should /d' "$1"
	else
		cat "$1"
	fi
}

# check_equal WHAT WANTED GOT
check_equal() {
	checks=$((checks + 1))
	test "$2" = "$3" || {
		fail "$1"
		printf '  wanted: %s\n  got:    %s\n' "$2" "$3"
	}
}

# check_same WHAT WANTED-FILE GOT-FILE
check_same() {
	checks=$((checks + 1))
	diff -u "$2" "$3" >"$tmp/diff" || fail "$1" "$tmp/diff"
}

# The last line of every test.
finish() {
	test "$checks" -gt 0 || fail "no check was made"
	echo "$checks checks, $failures failures"
	test "$failures" = 0
	exit
}

need_tracees() {
	for need in vdsogate "$@"; do
		test -x "$TRACEES/$need" || skip "no $TRACEES/$need: no compiler of 32-bit programs (Debian: gcc-multilib)?"
	done
	"$TRACEES/vdsogate" >"$tmp/vdsogate" 2>&1 || skip "32-bit programs do not run here (CONFIG_IA32_EMULATION?)"
	test -z "${VDSO:-}" || "$GATETRACE" -o /dev/null "$TRACEES/vdsogate" >"$tmp/vdsogate"
}

need_program() {
	for need; do
		command -v "$need" >/dev/null || skip "no $need here"
	done
}

# --strace follows this version's lines; later ones word some of them otherwise.
# An i386 build starts the program by an execve of i386, strace by one of x86-64: what tells these apart differs.
starts_by_i386() {
	"$GATETRACE" --version | grep -q 'i386 build'
}

need_strace() {
	need_program strace
	version=$(strace --version 2>/dev/null | sed -n '1s/.* //p')
	case $version in
	6.1 | 6.1.*) ;;
	*) skip "strace $version here: --strace is held against 6.1" ;;
	esac
}

# busybox32: sets $busybox to a static 32-bit busybox, Debian's own.
busybox32() {
	unpacked=${top_builddir:-$tmp}/tests/i386
	"$top/tools/i386-package" "$unpacked" busybox-static || skip "no 32-bit busybox to be had"
	busybox=$unpacked/bin/busybox
	test -x "$busybox" || busybox=$unpacked/usr/bin/busybox # newer releases
	"$busybox" true || skip "32-bit programs do not run here (CONFIG_IA32_EMULATION?)"
}

# whole [ASSIGNMENT...] TRACE: the calls of a trace, each process's together and in order (trace.awk).
whole() {
	awk -f "$here/trace.awk" "$@" | sort -s -k 1,1n
}

# traced NAME ASSIGNMENT... -- OPTIONS... PROGRAM...: traces a program that prints what the trace of
# it must show (tests/tracees/expect.h) and compares. Exit 77 of the program leaves the case out. What it prints
# is changed by $said_as, a script of sed; $within, a command, runs gatetrace.
said_as='' within=''
traced() {
	case_name=$1
	shift
	assignments=
	while test "$1" != --; do
		assignments="$assignments $1"
		shift
	done
	shift
	# shellcheck disable=SC2086
	$within "$GATETRACE" -f -a 0 -o "$tmp/trace" "$@" >"$tmp/said" 2>"$tmp/stderr" </dev/null
	status=$?
	case $status in
	0) ;;
	77)
		note "$case_name: $(tail -n 1 "$tmp/stderr")"
		return
		;;
	*)
		checks=$((checks + 1))
		fail "$case_name: exit status $status" "$tmp/stderr" "$tmp/trace"
		return
		;;
	esac
	sed "$said_as" "$tmp/said" | sort -s -k 1,1n >"$tmp/wanted"
	# shellcheck disable=SC2086
	whole marked=1 $assignments "$tmp/trace" >"$tmp/got"
	test -s "$tmp/wanted" || fail "$case_name: the program said nothing"
	check_same "$case_name" "$tmp/wanted" "$tmp/got"
}

# proves PROGRAM PATTERN SED PROOF OPTIONS...: traces those of its scenarios that match; SED is $said_as. Adds to $proven
# the lines of the traces that have PROOF.
proves() {
	of=$1 said_as=$3 proof=$4
	"$TRACEES/$of" list | grep "$2" >"$tmp/scenarios"
	shift 4
	while read -r scenario; do
		# shellcheck disable=SC2086
		traced "$* $of $scenario" short=1 -- "$@" "$TRACEES/$of" $scenario
		test "$status" != 0 || proven=$((proven + $(grep -c "$proof" "$tmp/trace")))
	done <"$tmp/scenarios"
	said_as=
}

# until_true WHAT COMMAND...: waits for the command to succeed; a failure after ten seconds.
until_true() {
	what=$1
	shift
	tries=0
	until "$@"; do
		tries=$((tries + 1))
		test $tries -lt 1000 || {
			checks=$((checks + 1))
			fail "$what: never so"
			return 1
		}
		sleep 0.01
	done
}

# trace_script OUT LINES TRACER...: the tracer on tests/tracees/script, which makes the calls of $tmp/calls, with
# the same environment, byte for byte. $tmp/OUT has the LINES of it, sed's address; OUT.status, OUT.stderr the rest.
trace_script() {
	out=$1 lines=$2
	shift 2
	env -i PATH="$system_path" setarch -R "$@" -o "$tmp/$out.all" "$TRACEES/script" \
		<"$tmp/calls" >/dev/null 2>"$tmp/$out.stderr"
	echo $? >"$tmp/$out.status"
	sed -n "${lines}p" "$tmp/$out.all" >"$tmp/$out"
}

# trace_script_twice LINES OPTION...: under strace and under gatetrace, into $tmp/strace and $tmp/gatetrace.
trace_script_twice() {
	of=$1
	shift
	trace_script strace "$of" strace "$@" &
	trace_script gatetrace "$of" "$GATETRACE" --strace "$@"
	wait
	test "$(cat "$tmp/strace.status")" != 77 || skip "$(tail -n 1 "$tmp/strace.stderr")"
	check_equal "$*: the calls under strace: exit status" 0 "$(cat "$tmp/strace.status")"
	check_equal "$*: the calls under gatetrace: exit status" 0 "$(cat "$tmp/gatetrace.status")"
}

# status_of PID KEY: the first word behind it in /proc/PID/status
status_of() {
	sed -n "s/^$2:[[:space:]]*\([^[:space:]]*\).*/\1/p" "/proc/$1/status" 2>/dev/null
}

# in_state PID LETTER...
in_state() {
	in_state=$(status_of "$1" State)
	shift
	for letter; do
		test "$in_state" != "$letter" || return 0
	done
	return 1
}

# all_traced_by PID TRACER: every thread of it
all_traced_by() {
	for task in /proc/"$1"/task/*; do
		test "$(status_of "$1/task/${task##*/}" TracerPid)" = "$2" || return 1
	done
}

# sanitized: is $GATETRACE one with ASan? Its shadow is terabytes of address space, and it keeps what is freed.
sanitized() {
	# shellcheck disable=SC2016
	size=$("$GATETRACE" -o /dev/null sh -c 'sed -n "s/^VmSize:[^0-9]*\([0-9]*\).*/\1/p" "/proc/$PPID/status"')
	test "${size:-0}" -gt 1000000000
}
