#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Every awk generates the same bytes: the build machine's own must not matter.

set -u
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../../decoders" || exit 1
html=../src/sink/html
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

awks=0 bad=0
for awk in mawk gawk 'gawk --posix' 'busybox awk' original-awk; do
	# shellcheck disable=SC2086 # a command and its options
	if ! $awk 'BEGIN { exit 0 }' >/dev/null 2>&1; then
		echo "skipped: $awk is not here"
		continue
	fi
	awks=$((awks + 1))
	for out in tables header abi page; do
		set -- -f gen.awk -f gen-resolve.awk -f gen-sizes.awk -f gen-types.awk -f gen-out.awk -v out=$out ./*.tbl
		test $out != page || set -- -v dir="$html" -f "$html/embed.awk" "$html/page.html"
		# shellcheck disable=SC2086
		LC_ALL=C $awk "$@" >"$tmp/$out" || {
			echo "$awk: $out fails"
			bad=1
		}
		test -e "$tmp/$out.first" || mv "$tmp/$out" "$tmp/$out.first"
		test ! -e "$tmp/$out" || cmp "$tmp/$out.first" "$tmp/$out" || {
			echo "$awk: other bytes for $out"
			bad=1
		}
		rm -f "$tmp/$out"
	done
	echo "done: $awk"
done
test $bad = 0 || exit 1
test $awks -gt 1 || {
	echo "one awk alone has nothing to be compared with"
	exit 77
}
