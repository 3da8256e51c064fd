#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Calls of every kind that can restart, interrupted in every way, through both gates; and what
# handlers do to them: tests/tracees/restarts.c, handlers.c and interrupts.c say what the trace must show.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees restarts handlers interrupts hostile_odd

for program in restarts handlers interrupts; do
	"$TRACEES/$program" list >"$tmp/scenarios"
	while read -r scenario; do
		# shellcheck disable=SC2086
		traced "$program $scenario" short=1 -- "$TRACEES/$program" $scenario
	done <"$tmp/scenarios"
done

# By the wrong number, as on 2.6.10: a 64-bit kernel does so still for a task that never slept, to which a filter
# answers ERESTART_RESTARTBLOCK while a signal waits (injected: at the entry).
"$GATETRACE" -f -a 0 -e inject=access:signal=CONT:when=2 -o "$tmp/trace" "$TRACEES/hostile_odd" seccomp-restart \
	>"$tmp/said" 2>"$tmp/stderr"
if test $? = 77; then
	note "by the wrong number: $(tail -n 1 "$tmp/stderr")"
else
	mistake=", by the number of 64-bit code's restart_syscall: the kernel's mistake"
	awk '/>>> restart of access: / { line[$1] = $0; next }
		line[$1] { sub(/.*\)/, "", line[$1]); print line[$1] "|" $3; line[$1] = "" }' "$tmp/trace" >"$tmp/got"
	{
		echo '|access("marked",'
		case $(uname -m) in
		x86_64) echo "$mistake|madvise(0x" ;;
		*) echo "|restart_syscall(<..." ;;
		esac
	} >"$tmp/wanted"
	sed -i 's/madvise(0x.*/madvise(0x/' "$tmp/got"
	check_same "by the wrong number" "$tmp/wanted" "$tmp/got"
fi
finish
