#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --vdso=classic and int80: the scenarios of restarts.sh in processes whose vDSO was replaced. The programs
# say what the trace must show from the code that they find at AT_SYSINFO; so that this is the new one,
# the restart lines are counted, too.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees restarts handlers interrupts
"$GATETRACE" --vdso=classic -o "$tmp/trace" "$TRACEES/vdsogate" >"$tmp/classic" 2>"$tmp/stderr" ||
	skip "$(cat "$tmp/stderr")"

# The restart point that is expected of each; the classic one's gate is that of the kernel's own code.
fast=$(cut -d ' ' -f 1 "$tmp/vdsogate")
echo "$fast $fast jmp .Lenter_kernel at __kernel_vsyscall+0xe" >"$tmp/wanted"
check_same "classic: a program sees it" "$tmp/wanted" "$tmp/classic"
"$GATETRACE" --vdso=int80 -o "$tmp/trace" "$TRACEES/vdsogate" >"$tmp/got"
echo "vdso:int80 vdso:int80 int \$0x80 at __kernel_vsyscall+0x7" >"$tmp/wanted"
check_same "int80: a program sees it" "$tmp/wanted" "$tmp/got"
"$GATETRACE" --vdso=native -o "$tmp/trace" "$TRACEES/vdsogate" >"$tmp/got"
check_same "native: a program sees the kernel's" "$tmp/vdsogate" "$tmp/got"

# scenarios VDSO PROOF SITES OPTIONS...: all of them; a restart through the vDSO is proven so, another one as
# SITES says.
scenarios() {
	vdso=$1 by=$2 sites=$3
	shift 3
	proven=0
	for program in restarts handlers interrupts; do
		proves "$program" . "/__kernel_vsyscall/s/(inferred)/($by)/; /__kernel_vsyscall/!s/(inferred)/($sites)/" \
			"__kernel_vsyscall.*($by)" --vdso="$vdso" "$@"
	done
	echo "$vdso $*: $proven restarts through the vDSO, $by"
	check "$vdso $*: there were restarts" test $proven -gt 50
}
scenarios classic witnessed tagged --prove
scenarios classic witnessed tagged --prove=all
scenarios classic inferred inferred
scenarios int80 tagged tagged --prove
finish
