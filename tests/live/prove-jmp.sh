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

within="timeout -k 2 30"
for prove in --prove --prove=all; do
	proven=0
	proves restarts ' fast$' 's/(inferred)/(witnessed)/' 'jmp .Lenter_kernel at __kernel_vsyscall.*(witnessed)' "$prove"
	echo "$prove: $proven restarts witnessed"
	check "$prove: restarts were witnessed" test $proven -gt 25
done
finish
