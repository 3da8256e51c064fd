#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Other tests once more, in processes that have another vDSO: each of them whole, under --vdso=classic and
# --vdso=int80 (lib.sh).

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees vdsogate
"$GATETRACE" --vdso=classic -o /dev/null "$TRACEES/vdsogate" >"$tmp/classic" 2>"$tmp/stderr" ||
	skip "$(cat "$tmp/stderr")"

for vdso in classic int80; do
	for test in exitstatus follow gates stack storm wide; do
		checks=$((checks + 1))
		VDSO=$vdso "$here/$test.sh" >"$tmp/out" 2>&1
		case $? in
		0) echo "$vdso: $test: $(tail -n 1 "$tmp/out")" ;;
		77) note "$vdso: $test: $(tail -n 1 "$tmp/out")" ;;
		*) fail "$vdso: $test" "$tmp/out" ;;
		esac
	done
done
finish
