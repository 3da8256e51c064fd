#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The man pages format without a warning, and each and its program's --help know the same options.

set -u
man=${top_srcdir:-.}/man
gatetrace=${GATETRACE:-build/gatetrace}
gatevdso=${GATEVDSO:-$(dirname "$gatetrace")/gatevdso}
bad=0

if ! command -v man >/dev/null; then
	echo "man is not installed"
	exit 77
fi

# render PAGE WIDTH
render() {
	LC_ALL=C.UTF-8 MANWIDTH=$2 man --warnings --nh --nj -l "$man/$1.1"
}

if ! render gatetrace 80 2>/dev/null | grep -q '^GATETRACE(1)'; then
	echo "man does not format pages here"
	exit 77
fi

for page in gatetrace gatevdso; do
	warnings=$(render $page 80 2>&1 >/dev/null)
	if test -n "$warnings"; then
		printf '%s.1: man --warnings: %s\n' $page "$warnings"
		bad=1
	fi
done

for program in "$gatetrace" "$gatevdso"; do
	if ! test -x "$program"; then
		echo "$program is not built"
		test $bad = 0 && exit 77
		exit 1
	fi
done

# What stands before the explanation, a word a line: of "-o FILE, --output=FILE" the two options.
options() {
	sed -nE 's/^ *(-.*)/\1/p' | sed -E 's/   .*//; s/[][, =]+/\n/g' |
		grep -xE -e '--?[A-Za-z][A-Za-z-]*' | sort -u
}

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

# same_options PAGE SECTION PROGRAM: the options of the page end where SECTION begins.
same_options() {
	render "$1" 1000 2>/dev/null | sed -n "/^OPTIONS/,/^$2/p" | grep -E '^ {7}-' | options >"$scratch/page"
	"$3" --help | grep -E '^ *-' | options >"$scratch/help"
	if ! test -s "$scratch/page" || ! test -s "$scratch/help"; then
		echo "$1: no options found"
		bad=1
	elif ! diff -u --label "$1.1" --label "$1 --help" "$scratch/page" "$scratch/help"; then
		bad=1
	fi
}

same_options gatetrace GATES "$gatetrace"
same_options gatevdso OUTPUT "$gatevdso"
exit $bad
