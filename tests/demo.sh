#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The demo shows what README.md says: the same lines but for pids, addresses, times and the
# instruction that the vDSO of this machine uses.

set -u
: "${GATETRACE:?the program to test}" "${TRACEES:?the folder of the programs to trace}"
if ! test -x "$TRACEES/demo" || ! "$TRACEES/demo" >/dev/null; then
	echo "32-bit programs are not built, or do not run here"
	exit 77
fi

# Lines from the first call of the demo's own on.
# shellcheck disable=SC2016 # a $ of sed
normal() {
	sed -nE '/write\(1/,/^\+\+\+/p' | sed -E '
		s/^vdso:(sysenter|syscall|int80) +/vdso /
		s/: (jmp .*|int \$0x80|syscall) at __kernel_vsyscall\+0x[0-9a-f]+/: vdso/
		s/0x[0-9a-f]{6,}/ADDR/g
		s/(si_pid=|^int80 +getpid\(\) = |wait4\(.* = )[0-9]+/\1PID/
		s/si_uid=[0-9]+/si_uid=UID/
		s/\{tv_sec=[01], tv_nsec=[0-9]+\}\)/{LEFT})/
		s,si_[us]time=[0-9]+( /\* [0-9.]+ s \*/)?,TIME,g'
}

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
normal <"${top_srcdir:-.}/README.md" >"$scratch/README"
"$GATETRACE" -o "$scratch/trace" "$TRACEES/demo" >"$scratch/stdout" || exit 1
normal <"$scratch/trace" >"$scratch/demo"

if ! test -s "$scratch/README"; then
	echo "README.md shows no demo"
	exit 1
fi
grep -q '^through the vDSO$' "$scratch/stdout" || exit 1
diff -u --label README.md --label demo "$scratch/README" "$scratch/demo"
