#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Every call of i386, every sub-command that the tables know, with all kinds of arguments, in one process
# that makes them without the kernel's doing any (tests/tracees/sweep.c): "gatetrace --strace -v" must
# print the lines of "strace -v". Prints each call, equal or different, and the totals.
#
#   differ.mistakes   lines in which strace is wrong, with the reason
#   differ.pending    what is not yet equal; DIFFER_UPDATE=1 writes it anew, it can only become shorter
#   DIFFER_SHOW=N     up to N differing lines of each
#   DIFFER_ONLY=ERE   only the lines of the plan that match

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_strace
need_tracees sweep
setarch -R true 2>/dev/null || skip "setarch -R is not allowed here"

cat "$top"/decoders/*.tbl | ${AWK:-awk} -f "$here/differ-plan.awk" | grep -E "${DIFFER_ONLY:-.}" >"$tmp/plan"

# sweep OUT TRACER...: the same environment, byte for byte, since its size moves the stack.
sweep() {
	out=$1
	shift
	env -i PATH=/usr/bin:/bin setarch -R "$@" -v -o "$tmp/$out" "$TRACEES/sweep" \
		<"$tmp/plan" >"$tmp/$out.said" 2>"$tmp/$out.stderr"
	echo $? >"$tmp/$out.status"
}

sweep strace strace &
sweep gatetrace "$GATETRACE" --strace
wait
for tracer in strace gatetrace; do
	test "$(cat "$tmp/$tracer.status")" != 77 || skip "$(tail -n 1 "$tmp/$tracer.stderr")"
	check_equal "sweep under $tracer: exit status" 0 "$(cat "$tmp/$tracer.status")"
done

${AWK:-awk} -f "$here/differ.awk" show="${DIFFER_SHOW:-0}" plan="$tmp/plan" mistakes="$here/differ.mistakes" \
	"$tmp/strace" "$tmp/gatetrace" >"$tmp/report"
cat "$tmp/report"
awk '$1 == "different" { print $2 }' "$tmp/report" | sort >"$tmp/different"
test -z "${DIFFER_UPDATE:-}" || {
	sed '/^[^#]/d' "$here/differ.pending" >"$tmp/pending"
	cat "$tmp/pending" "$tmp/different" >"$here/differ.pending"
}
awk '{ print $1 }' "$tmp/plan" | sort -u >"$tmp/planned"
sed '/^#/d' "$here/differ.pending" | sort | comm -12 - "$tmp/planned" >"$tmp/pending"
awk '$1 == "equal" || $1 == "different" { print $2 }' "$tmp/report" | sort -u >"$tmp/made"
check_same "all that was planned was done" "$tmp/planned" "$tmp/made"
comm -13 "$tmp/pending" "$tmp/different" >"$tmp/new"
comm -23 "$tmp/pending" "$tmp/different" >"$tmp/done"
checks=$((checks + 2))
test ! -s "$tmp/new" || fail "these differ, and are not in differ.pending" "$tmp/new"
test ! -s "$tmp/done" || fail "these are equal: take them from differ.pending (DIFFER_UPDATE=1)" "$tmp/done"
finish
