#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# differ.sh with -f: the helper that answers sweep's calls is traced, too, and its lines cut each call of
# sweep's in two. What stands in front of "<unfinished ...>" and behind "resumed>" must be strace's.
#
#   differ-cut.pending   names that are cut at another place; DIFFER_UPDATE=1 writes it anew, it can only
#                        become shorter
#   DIFFER_SHOW=N        up to N differing lines of each
#   DIFFER_ALL=1         all sub-commands, not every 20th (select shows more of strace's megabytes then)
#   DIFFER_ONLY=ERE      only the lines of the plan that match

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_strace
need_tracees sweep
setarch -R true 2>/dev/null || skip "setarch -R is not allowed here"

cat "$top"/decoders/*.tbl | ${AWK:-awk} -f "$here/differ-plan.awk" | grep -E "${DIFFER_ONLY:-.}" |
	awk -v all="${DIFFER_ALL:-}${DIFFER_ONLY:-}" '!all && $1 ~ /\// && ++n % 20 { next } { print $0 (/ brief/ ? "" : " brief") }' >"$tmp/plan"

# sweep OUT TRACER...
sweep() {
	out=$1
	shift
	env -i PATH="$system_path" setarch -R "$@" -f -o "$tmp/$out.all" "$TRACEES/sweep" \
		<"$tmp/plan" >/dev/null 2>&1
	echo $? >"$tmp/$out.status"
	awk -f "$here/differ-cut.awk" "$tmp/$out.all" >"$tmp/$out"
}

# compare REPORT: once under each.
compare() {
	sweep strace strace &
	sweep gatetrace "$GATETRACE" --strace
	wait
	for tracer in strace gatetrace; do
		test "$(cat "$tmp/$tracer.status")" != 77 || skip "sweep can't run here: see differ.sh"
		check_equal "sweep under $tracer: exit status" 0 "$(cat "$tmp/$tracer.status")"
	done
	test -n "${DIFFER_ONLY:-}" ||
		check "calls are cut" test "$(grep -c '<unfinished \.\.\.>$' "$tmp/gatetrace")" -gt 1000
	${AWK:-awk} -f "$here/differ.awk" show="${DIFFER_SHOW:-0}" plan="$tmp/plan" mistakes="$here/differ.mistakes" \
		"$tmp/strace" "$tmp/gatetrace" >"$tmp/$1"
	tail -n 1 "$tmp/$1"
	test -z "${DIFFER_SHOW:-}" || sed '/^equal/d' "$tmp/$1"
	check "all that was planned was done" test "$(grep -c '^equal \|^different ' "$tmp/$1")" = "$(wc -l <"$tmp/plan")"
	awk '$1 == "different" { print $2 }' "$tmp/$1" | sort >"$tmp/$1.different"
}

# Whose line stands between a call's two is the scheduler's choice, too: what differs does so twice.
compare first
compare second
comm -12 "$tmp/first.different" "$tmp/second.different" >"$tmp/different"
test -z "${DIFFER_UPDATE:-}" || {
	sed '/^[^#]/d' "$here/differ-cut.pending" >"$tmp/pending"
	cat "$tmp/pending" "$tmp/different" >"$here/differ-cut.pending"
}
awk '{ print $1 }' "$tmp/plan" | sort -u >"$tmp/planned"
sed '/^#/d' "$here/differ-cut.pending" | sort | comm -12 - "$tmp/planned" >"$tmp/pending"
comm -13 "$tmp/pending" "$tmp/different" >"$tmp/new"
comm -23 "$tmp/pending" "$tmp/different" >"$tmp/done"
checks=$((checks + 2))
test ! -s "$tmp/new" || fail "these differ, and are not in differ-cut.pending" "$tmp/new"
test ! -s "$tmp/done" || fail "these are equal: take them from differ-cut.pending (DIFFER_UPDATE=1)" "$tmp/done"
finish
