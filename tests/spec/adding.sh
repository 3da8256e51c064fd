#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What decoders/README.md says one has to write to add a call, a flag, an ioctl, a struct is enough: its
# lines are put into a copy of the tables, and the generator takes them.

set -u
here=$(cd "$(dirname "$0")" && pwd)
decoders=$here/../../decoders
awk=${AWK:-awk}
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

cp "$decoders"/*.tbl "$tmp" && chmod u+w "$tmp"/*.tbl || exit 1

# block N: the Nth block of lines that are set in, below "## To add".
block() {
	# shellcheck disable=SC2016 # a program in awk
	$awk -v n="$1" '/^## / { on = /To add/ } on && /^    / { if (!was) at++; if (at == n) print substr($0, 5) }
		on { was = /^    / }' "$decoders/README.md"
}

# insert FILE AFTER: standard input goes behind the line that begins with AFTER.
insert() {
	text=$(cat)
	test -n "$text" || { echo "README.md has no lines for $1"; exit 1; }
	# shellcheck disable=SC2016 # a program in awk
	text=$text $awk -v after="$2" '{ print } index($0, after) == 1 { print ENVIRON["text"]; done = 1 }
		END { exit !done }' "$tmp/$1" >"$tmp/new" || { echo "$1 has no line $2"; exit 1; }
	mv "$tmp/new" "$tmp/$1"
}

# shellcheck disable=SC2016 # a program in awk
last=$($awk '/^ *[0-9]/ { line = $0 } END { print line }' "$tmp/syscalls.tbl")
block 1 | insert syscalls.tbl "$last"
block 2 >>"$tmp/structs.tbl"
block 3 | sed -n 1p | insert ioctl_names.tbl "set ioctl enum"
block 3 | sed -n 2p | insert variants.tbl "variant ioctl ioctl late"
block 4 >>"$tmp/structs.tbl"

for out in tables header abi; do
	if ! (cd "$tmp" && LC_ALL=C $awk -f "$decoders/gen.awk" -f "$decoders/gen-resolve.awk" -f "$decoders/gen-types.awk" \
		-f "$decoders/gen-sizes.awk" -f "$decoders/gen-out.awk" -v out=$out ./*.tbl) >"$tmp/out.$out" 2>"$tmp/said"; then
		echo "-v out=$out:"
		cat "$tmp/said"
		exit 1
	fi
done
for word in pidfd_nap PIDFD_NAP_DEEP NAP_SET; do
	grep -q "$word" "$tmp/out.tables" || { echo "$word is not in the tables"; exit 1; }
done
echo "4 additions, none wrong"
