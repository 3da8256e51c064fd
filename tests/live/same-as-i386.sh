#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --strace of an i386 build says what this build's says, in every line. I386 is that build's folder; else the one
# that make check-kernel has made.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees data demo gates
need_program setarch
i386=${I386:-${top_builddir:-.}/tests/guests/i386}/gatetrace
test -x "$i386" || skip "no i386 build: I386=FOLDER names one, make check-kernel makes one"
setarch -R true 2>/dev/null || skip "no addresses that stay: setarch -R fails here"

# lines TRACER FILE COMMAND...: a trace without what is new each time: pids, our own environment's place, times left.
lines() {
	tracer=$1 to=$2
	shift 2
	timeout 60 setarch -R "$tracer" --strace -v -s 200 -e signal=all -o "$tmp/trace" "$@" >"$tmp/said" 2>"$tmp/stderr" </dev/null
	status=$?
	sed -E 's/0x[0-9a-f]{5,}/ADDRESS/g; s/\b[0-9]{4,}\b/NUMBER/g; s/tv_sec=[0-9]+, tv_nsec=NUMBER/TIME/g' "$tmp/trace" >"$to"
	echo "exit status $status" >>"$to"
}

compared=0
different=
for program in about data demo "gates both" "kin calls" "restarts read sa_restart fast" signals calls_clock calls_ioctl \
	calls_kernel calls_mount "handlers altstack fast" auxv-bare pure-bare; do
	# shellcheck disable=SC2086
	set -- $program
	name=$1
	shift
	test -x "$TRACEES/$name" || continue
	lines "$GATETRACE" "$tmp/first" "$TRACEES/$name" "$@"
	lines "$GATETRACE" "$tmp/second" "$TRACEES/$name" "$@"
	if ! cmp -s "$tmp/first" "$tmp/second"; then
		different="$different $name"
		continue
	fi
	lines "$i386" "$tmp/i386" "$TRACEES/$name" "$@"
	check_same "$program" "$tmp/first" "$tmp/i386"
	compared=$((compared + $(wc -l <"$tmp/first")))
done
test -z "$different" || note "not the same each time, whoever traces:$different"
echo "$compared lines"
check "enough lines to compare" test $compared -gt 300
finish
