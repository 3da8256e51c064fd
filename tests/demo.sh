#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The demo shows what README.md says, in both pictures: the same lines but for pids, addresses, times and
# the instruction that the vDSO of this machine uses.

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
top=${top_srcdir:-.}

# The picture of a command.
picture() {
	awk -v command="\$ gatetrace $1" '/^```/ && inside { exit } inside; $0 == command { inside = 1 }' "$top/README.md"
}

picture "./demo" | normal >"$scratch/README"
"$GATETRACE" -o "$scratch/trace" "$TRACEES/demo" >"$scratch/stdout" || exit 1
normal <"$scratch/trace" >"$scratch/demo"

if ! test -s "$scratch/README"; then
	echo "README.md shows no demo"
	exit 1
fi
grep -q '^through the vDSO$' "$scratch/stdout" || exit 1
diff -u --label README.md --label demo "$scratch/README" "$scratch/demo" || exit 1

# The story on top: the classic vDSO makes it the same on every machine that it can be made for.
options="--explain --prove --vdso=classic"
picture "$options ./demo" | sed -E -f "$top/tests/page.sed" >"$scratch/README"
if ! test -s "$scratch/README"; then
	echo "README.md shows no story"
	exit 1
fi
# shellcheck disable=SC2086
if ! "$GATETRACE" $options -o "$scratch/trace" "$TRACEES/demo" >"$scratch/stdout" 2>"$scratch/stderr"; then
	if grep "^gatetrace: --vdso=classic: " "$scratch/stderr"; then
		echo "only the other picture was compared"
		exit 0
	fi
	cat "$scratch/stderr"
	exit 1
fi
sed -E -f "$top/tests/page.sed" "$scratch/trace" >"$scratch/demo"
awk -f "$top/tests/page.awk" "$scratch/README" "$scratch/demo" || {
	cat "$scratch/demo"
	exit 1
}
