#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Mistakes in the tables are told with file, line and the word that is wrong, one line each, and nothing is
# generated. Each case of errors.txt is a set of tables and the messages that it must give; each message that the
# generator has is in one of them.

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

# The generator once more, telling which of its messages it gives: each stands on a line of its own.
for part in "$decoders"/gen*.awk; do
	# shellcheck disable=SC2016 # a program in awk
	$awk -v name="${part##*/}" '
		!/^function/ && /wrong\(/ { sub(/wrong\(/, "told(\"" name ":" FNR "\", ") }
		{ print }' "$part" >"$tmp/${part##*/}"
	grep -n 'wrong(' "$part" | sed -e '/function/d' -e "s/^\([0-9]*\):[ \t]*/${part##*/}:\1 /"
done >"$tmp/messages"
echo 'function told(id, where, what) { print id >hits; wrong(where, what) }' >>"$tmp/gen.awk"

cases=0 bad=0
for case in "$tmp"/*/; do
	cases=$((cases + 1))
	name=$(cat "$case/name")
	(cd "$case" && LC_ALL=C $awk -f "$tmp/gen.awk" -f "$tmp/gen-resolve.awk" -f "$tmp/gen-types.awk" -f "$tmp/gen-sizes.awk" \
		-f "$tmp/gen-out.awk" -v out=tables -v hits="$tmp/$cases.hits" ./*.tbl) >"$tmp/c" 2>"$tmp/said"
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
sort -u "$tmp"/*.hits >"$tmp/given"
# As many conditions as one message wants would take longer than all cases.
sed -i '/more than 65535/d' "$tmp/messages"
while read -r id message; do
	grep -qx "$id" "$tmp/given" || {
		echo "no case for $id: $message"
		bad=$((bad + 1))
	}
done <"$tmp/messages"
echo "$cases cases, $bad wrong"
test $bad = 0 && test $cases -gt 0
