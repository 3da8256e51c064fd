#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Mistakes in the tables are told with file, line and the word that is wrong, one line each, and nothing is
# generated. Each case of errors.txt is a set of tables and the messages that it must give.

set -u
here=$(cd "$(dirname "$0")" && pwd)
decoders=$here/../../decoders
awk=${AWK:-awk}
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

# Cases: "=== NAME", then "--- FILE" and its lines; "--- errors" is what must be said.
# shellcheck disable=SC2016 # a program in awk
$awk -v to="$tmp" '
	/^=== / { n++; system("mkdir " to "/" n); name = to "/" n "/name"; print $2 >name; close(name); next }
	/^--- / { if (out) close(out); out = to "/" n "/" $2; printf "" >out; next }
	/^#/ || n == 0 || ($0 == "" && out ~ /errors$/) { next }
	{ print >out }' "$here/errors.txt" || exit 1

cases=0 bad=0
for case in "$tmp"/*/; do
	cases=$((cases + 1))
	name=$(cat "$case/name")
	for out in tables header abi; do
		(cd "$case" && LC_ALL=C $awk -f "$decoders/gen.awk" -f "$decoders/gen-resolve.awk" -f "$decoders/gen-types.awk" \
			-f "$decoders/gen-sizes.awk" -f "$decoders/gen-out.awk" -v out=$out ./*.tbl) >"$tmp/c" 2>"$tmp/said"
		status=$?
		expected=1
		test -s "$case/errors" || expected=0
		if test $status != $expected || ! diff -u "$case/errors" "$tmp/said" ||
			{ test $expected = 1 && test -s "$tmp/c"; }; then
			echo "$name: -v out=$out ends with $status, not $expected, or says something else"
			bad=$((bad + 1))
		fi
	done
done
echo "$cases cases, $bad wrong"
test $bad = 0 && test $cases -gt 0
