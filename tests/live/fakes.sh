#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The calls that fakes.plan writes down, with structs of every size and content, in one process that makes
# them without the kernel's doing any (tests/tracees/script.c): "gatetrace --strace" must print strace's
# lines, with -v and without.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_strace
need_tracees script
setarch -R true 2>/dev/null || skip "setarch -R is not allowed here"

${AWK:-awk} -f "$here/fakes.awk" "$top"/decoders/*.tbl "$here/fakes.plan" >"$tmp/plan" ||
	fail "fakes.plan can't be read"

# fakes OUT TRACER...: the same environment, byte for byte, since its size moves the stack.
fakes() {
	out=$1
	shift
	env -i PATH=/usr/bin:/bin setarch -R "$@" -o "$tmp/$out" "$TRACEES/script" \
		<"$tmp/plan" >"$tmp/$out.said" 2>"$tmp/$out.stderr"
	status=$?
	test $status != 77 || skip "$(tail -n 1 "$tmp/$out.stderr")"
	check_equal "fakes under $1: exit status" 0 $status
	sed -n '/#[0-9]*", F_OK)/,$p' "$tmp/$out" >"$tmp/$out.calls"
	made=$(grep -c '#[0-9]*", F_OK)' "$tmp/$out.calls")
	check_equal "calls made under $1" "$(grep -c '^say' "$tmp/plan")" "$made"
}

for options in -v "" "-s 4"; do
	# shellcheck disable=SC2086
	fakes strace strace $options
	# shellcheck disable=SC2086
	fakes gatetrace "$GATETRACE" --strace $options
	check_same "made-up arguments, options: $options" "$tmp/strace.calls" "$tmp/gatetrace.calls"
done
finish
