#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# ioctls with good arguments, and with some that lie (ioctl-args.cases), made by tests/tracees/ioctls.c
# without the kernel's doing any: "gatetrace --strace" must print the lines of strace, with -v and without, -s and -X.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_strace
need_tracees ioctls
setarch -R true 2>/dev/null || skip "setarch -R is not allowed here"

# Names become numbers, and are all known.
# shellcheck disable=SC2016 # a program in awk
${AWK:-awk} '
	NR == FNR {
		if (/^\t/ && $2 ~ /^0x/) {
			n = split($1, word, /~or~/)
			for (i = 1; i <= n; i++)
				number[word[i]] = $2
		}
		next
	}
	/^#/ { next }
	NF && !($1 in number) { print $1 | "cat 1>&2"; exit 1 }
	NF { sub(/[A-Z_0-9]+/, number[$1]); print }' \
	"$top/decoders/ioctl_names.tbl" "$here/ioctl-args.cases" >"$tmp/cases" 2>"$tmp/unknown" || fail "a request without a number" "$tmp/unknown"

# trace OUT TRACER...
trace() {
	out=$1
	shift
	env -i PATH=/usr/bin:/bin setarch -R "$@" -e trace=ioctl -o "$tmp/$out.raw" "$TRACEES/ioctls" \
		<"$tmp/cases" >"$tmp/$out.said" 2>"$tmp/$out.stderr"
	echo $? >"$tmp/$out.status"
	grep '^ioctl(' "$tmp/$out.raw" >"$tmp/$out"
}

for verbose in "" -v "-v -s 2" "-s 0" "-X raw" "-X verbose"; do
	# shellcheck disable=SC2086 # options, or nothing
	trace strace strace $verbose
	test "$(cat "$tmp/strace.status")" != 77 || skip "$(tail -n 1 "$tmp/strace.stderr")"
	# shellcheck disable=SC2086
	trace gatetrace "$GATETRACE" --strace $verbose
	check_equal "exit status ${verbose:-without -v}" 0 "$(cat "$tmp/gatetrace.status")"
	check_equal "calls traced ${verbose:-without -v}" "$(wc -l <"$tmp/cases")" "$(wc -l <"$tmp/strace")"
	check_same "strace and gatetrace ${verbose:-without -v}" "$tmp/strace" "$tmp/gatetrace"
done
finish
