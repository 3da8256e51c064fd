#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The launcher for old kernels (deny.c) beside the history of system calls (deny.since): each call, and each part of
# one, that is newer than the kernel it makes of this one fails as it did there; all others answer as they do here.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
test -z "${OLD:-}" || skip "it is about all of them"
deny=${DENY:-${top_builddir:-.}/tests/live/deny}
answers=$(dirname "$deny")/answers
for program in "$deny" "$answers"; do
	test -x "$program" || skip "no $program: run it by make check"
done
"$deny" 2.6.32 true 2>"$tmp/stderr" || skip "$(cat "$tmp/stderr")"
echo "i386 20" | "$answers" >"$tmp/said" 2>"$tmp/stderr" || skip "no int \$0x80 here (CONFIG_IA32_EMULATION?)"

# What deny.c lets pass for the sake of programs that are not tested (of_others)
passes="openat fstatat64 newfstatat renameat unlinkat readlinkat faccessat prlimit64 pipe2 seccomp"
archs=i386
# An i386 build's launcher knows i386's calls alone.
starts_by_i386 || archs="i386 x86-64"

grep -v -e '^#' -e '^$' "$here/deny.since" >"$tmp/since"
check "deny.since: no line is wrong" test -z "$(awk '!/^[0-9.]+ ([0-9]+|-) ([0-9]+|-) [a-z0-9_]+(:[A-Za-z0-9_]+)? E[A-Z0-9]+( (-?[0-9]+|0x[0-9a-f]+))*$/' "$tmp/since")"
for arch in $archs; do
	case $arch in i386) column=2 ;; *) column=3 ;; esac
	awk -v c=$column '$c != "-"' "$tmp/since" >"$tmp/of"
	awk -v arch="$arch" -v c=$column '{ line = arch " " $c; for (i = 6; i <= NF; i++) line = line " " $i; print line }' \
		"$tmp/of" >"$tmp/calls"
	"$answers" <"$tmp/calls" >"$tmp/here"
	check_equal "$arch: all calls are made" "$(wc -l <"$tmp/of")" "$(wc -l <"$tmp/here")"
	for kernel in $("$deny" -l); do
		for calls_alone in '' -c; do
			# shellcheck disable=SC2086
			"$deny" $calls_alone "$kernel" "$answers" <"$tmp/calls" >"$tmp/got"
			paste -d ' ' "$tmp/here" "$tmp/of" | awk -v kernel="$kernel" -v passes="$passes" '
				function number(version,   part) {
					split(version, part, ".")
					return (part[1] * 1000 + part[2]) * 1000 + part[3]
				}
				BEGIN {
					split(passes, name)
					for (i in name)
						lets[name[i]] = 1
				}
				number($4) > number(kernel) {
					whole = $7
					sub(/:.*/, "", whole)
					if (whole == $7)
						newer[whole] = 1
					if (!(whole in newer))
						$3 = $8 # a part of what is there
					else if (!(whole in lets))
						$3 = "ENOSYS"
				}
				{ print $7, $1, $2, $3 }' >"$tmp/wanted"
			awk '{ print $4 }' "$tmp/of" | paste -d ' ' - "$tmp/got" >"$tmp/named"
			check_same "$arch, $kernel $calls_alone: what is denied" "$tmp/wanted" "$tmp/named"
			denied=$(awk 'NR == FNR { was[FNR] = $0; next } $0 != was[FNR]' "$tmp/here" "$tmp/got" | wc -l)
			check "$arch, $kernel $calls_alone: something is" test "$denied" -gt 0
		done
		echo "$arch, as on $kernel: $denied of $(wc -l <"$tmp/of") answer otherwise than here"
	done
done
finish
