#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --prove on a kernel whose own vDSO restarts calls by a jmp (up to Linux 3.0: a guest of "make check-kernel"): each
# restart is witnessed to lead there, and the trace is else what it is without --prove.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees restarts
case $(cat "$tmp/vdsogate") in
*jmp*) ;;
*) skip "no jmp restarts calls here" ;;
esac

"$TRACEES/restarts" list | grep ' fast$' >"$tmp/scenarios"
for prove in --prove --prove=all; do
	proven=0
	while read -r scenario; do
		checks=$((checks + 1))
		# shellcheck disable=SC2086
		timeout -k 2 30 "$GATETRACE" $prove -f -a 0 -o "$tmp/trace" "$TRACEES/restarts" $scenario >"$tmp/said" \
			2>"$tmp/stderr" </dev/null
		status=$?
		test $status != 77 || continue
		test $status = 0 || fail "$prove $scenario: exit status $status" "$tmp/stderr"
		sed 's/(inferred)/(witnessed)/' "$tmp/said" | sort -s -k 1,1n >"$tmp/wanted"
		whole marked=1 short=1 "$tmp/trace" >"$tmp/got"
		check_same "$prove $scenario" "$tmp/wanted" "$tmp/got"
		proven=$((proven + $(grep -c 'jmp .Lenter_kernel at __kernel_vsyscall.*(witnessed)' "$tmp/trace")))
	done <"$tmp/scenarios"
	echo "$prove: $proven restarts witnessed"
	check "$prove: restarts were witnessed" test $proven -gt 25
done
finish
