#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The man page formats without a warning, and it and --help know the same options.

set -u
page=${top_srcdir:-.}/man/gatetrace.1
gatetrace=${GATETRACE:-build/gatetrace}
bad=0

if ! command -v man >/dev/null; then
	echo "man is not installed"
	exit 77
fi

render() {
	LC_ALL=C.UTF-8 MANWIDTH=$1 man --warnings --nh --nj -l "$page"
}

if ! render 80 2>/dev/null | grep -q '^GATETRACE(1)'; then
	echo "man does not format pages here"
	exit 77
fi

warnings=$(render 80 2>&1 >/dev/null)
if test -n "$warnings"; then
	printf 'man --warnings: %s\n' "$warnings"
	bad=1
fi

if ! test -x "$gatetrace"; then
	echo "$gatetrace is not built"
	test $bad = 0 && exit 77
	exit 1
fi

# What stands before the explanation, a word a line: of "-o FILE, --output=FILE" the two options.
options() {
	sed -nE 's/^ *(-.*)/\1/p' | sed -E 's/   .*//; s/[][, =]+/\n/g' |
		grep -xE -e '--?[A-Za-z][A-Za-z-]*' | sort -u
}

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
render 1000 2>/dev/null | sed -n '/^OPTIONS/,/^GATES/p' | grep -E '^ {7}-' | options >"$scratch/page"
"$gatetrace" --help | grep -E '^ *-' | options >"$scratch/help"

if ! test -s "$scratch/page" || ! test -s "$scratch/help"; then
	echo "no options found"
	bad=1
elif ! diff -u --label 'man page' --label '--help' "$scratch/page" "$scratch/help"; then
	bad=1
fi
exit $bad
