#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# gatetrace runs out of memory, of descriptors, of processes: it says so in one line and lets everybody
# go, or does with what there is. SOAK=1: more limits.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees throng helper
need_program prlimit
! sanitized || skip "a sanitizer needs more than any limit leaves"
mkdir "$tmp/many"

# ---- Memory. The program limits its tracer's, somewhat above what it has; then come a thousand tasks.
# shellcheck disable=SC2016
program='size=$(sed -n "s/VmSize:[^0-9]*\([0-9]*\).*/\1/p" /proc/$PPID/status)
prlimit --pid $PPID --as=$(((size + $1) * 1024)) || exit 99
"$2" "$4" 30
echo $? >"$3/done"'
if test -n "${SOAK:-}"; then
	tasks=1000 sizes='0 50 100 200 400 800 1600 2400 3200' limits='1024 64 12'
elif test -n "${EMULATED:-}"; then
	tasks=60 sizes=0 limits='64 12'
else
	tasks=400 sizes='0 700' limits='1024 12'
fi

# shellcheck disable=SC2317 # until_true calls it
ended() {
	test -s "$tmp/done"
}
runs=0
for options in -f '-f --json -k' '-f -k --html=/dev/zero' '-f --prove=all' \
	'-f --vdso=classic --prove=all -C'; do
	can_have "$options" || continue
	for size in $sizes; do
		rm -f "$tmp/done"
		# shellcheck disable=SC2086
		timeout 60 "$GATETRACE" $options -o "$tmp/trace" sh -c "$program" - "$size" "$TRACEES/throng" "$tmp" $tasks \
			2>"$tmp/stderr"
		check_equal "$options, $size kB: exit status" 1 $?
		check_equal "$options, $size kB: one line" "gatetrace: out of memory" "$(cat "$tmp/stderr")"
		until_true "$options, $size kB: the program goes on" ended
		check_equal "$options, $size kB: and ends well" 0 "$(cat "$tmp/done")"
		runs=$((runs + 1))
	done
done
echo "out of memory $runs times, with up to $tasks threads: all went on"

# What was seen before that is there: the first lines of a program that begins under the limit.
timeout 60 "$GATETRACE" -f -o "$tmp/trace" sh -c "$program" - 300 "$TRACEES/throng" "$tmp" $tasks \
	2>"$tmp/stderr"
check "out of memory: the lines so far" grep -q 'brk(NULL)' "$tmp/trace"

# ---- Descriptors: a file for each of many tasks, all there at once
for files in $limits; do
	rm -f "$tmp"/many/*
	prlimit --nofile="$files" timeout 60 "$GATETRACE" -ff -o "$tmp/many/trace" "$TRACEES/throng" $tasks 5 \
		2>"$tmp/stderr"
	check_equal "-ff, $files descriptors: exit status" 0 $?
	check_equal "-ff, $files descriptors: files" $((tasks + 1)) "$(find "$tmp/many" -type f | wc -l)"
	check_equal "-ff, $files descriptors: calls" $((5 * tasks)) "$(cat "$tmp"/many/* | grep -c 'getppid()')"
	check_equal "-ff, $files descriptors: ends" $((tasks + 1)) \
		"$(tail -q -n 1 "$tmp"/many/* | grep -c '^+++ exited with 0')"
	check_equal "-ff, $files descriptors: starts" $((tasks + 1)) \
		"$(head -q -n 1 "$tmp"/many/* | grep -c 'execve(\|set_robust_list(\|rseq(')"
	test ! -s "$tmp/stderr" || fail "-ff, $files descriptors: what it said" "$tmp/stderr"
done
echo "-ff: $((tasks + 1)) files at once with $limits descriptors"

# Too few for anything: no trace without a word.
for files in 3 4 5 6 7 8; do
	prlimit --nofile=$files "$GATETRACE" -f -y -k -o "$tmp/trace" "$TRACEES/throng" 2 2 >"$tmp/said" 2>&1
	status=$?
	if test $status = 0; then
		check "$files descriptors: a whole trace" grep -q '+++ exited with 0 +++' "$tmp/trace"
	else
		check_equal "$files descriptors: one line" 1 "$(wc -l <"$tmp/said")"
		check "$files descriptors: that says why" grep -q 'Too many open files\|cannot open shared object' "$tmp/said"
	fi
done

# ---- Processes: none may be started, neither the program nor a command of -o
if test "$(id -u)" = 0 && command -v setpriv >"$tmp/found"; then
	chmod 755 "$tmp"
	for output in /dev/null '|cat'; do
		setpriv --reuid=65534 --clear-groups prlimit --nproc=0 "$GATETRACE" -o "$output" /bin/true \
			>"$tmp/said" 2>&1
		check_equal "no processes, -o '$output': exit status" 1 $?
		check_equal "no processes, -o '$output': one line" 1 "$(wc -l <"$tmp/said")"
		check "no processes, -o '$output': that says why" \
			grep -q '^gatetrace: cannot .*: Resource temporarily unavailable$' "$tmp/said"
	done
else
	note "no processes: not root, or no setpriv"
fi
finish
