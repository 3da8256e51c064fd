#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The generator with mistakes in the tables: it says where, as FILE:LINE: MESSAGE, ends with 1 and writes nothing; or
# all is right after all, and what it writes is C. It ends, whatever it reads. FUZZ_SEED: begin with this one;
# FUZZ_SECONDS: go on for so long, from a seed that the clock gives; else a few tables that are always the same.

set -u
here=$(cd "$(dirname "$0")" && pwd)
decoders=$here/../../decoders
awk=${AWK:-awk}
cc=${CC:-cc}
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
# In the order that the build has them.
generators=$(sed -n "s|^generators += %D%/|-f $decoders/|p" "$decoders/local.mk" | tr '\n' ' ')
LC_ALL=C
export LC_ALL

seed=${FUZZ_SEED:-1} last=$((${FUZZ_SEED:-1} + 5)) end=
if test -n "${FUZZ_SECONDS:-}"; then
	seed=${FUZZ_SEED:-$(date +%s)} end=$(($(date +%s) + FUZZ_SECONDS))
fi

wrong() {
	echo "seed $seed, $changes mistakes: $*"
	head -n 3 "$tmp/said"
	exit 1
}

# generate OUT: its status
generate() {
	# shellcheck disable=SC2086 # an awk may have options
	(cd "$tmp/in" && timeout 20 $awk $generators -v out="$1" ./*.tbl) >"$tmp/c/src/decode/$2" 2>"$tmp/said"
}

mkdir -p "$tmp/c/src/decode"
told=0 right=0
while if test -n "$end"; then test "$(date +%s)" -lt "$end"; else test "$seed" -le "$last"; fi; do
	changes=$((seed % 3 + 1))
	rm -rf "$tmp/in" && mkdir "$tmp/in"
	# shellcheck disable=SC2086
	$awk -v seed="$seed" -v changes=$changes -v to="$tmp/in" -f "$here/mutate.awk" "$decoders"/*.tbl || exit 1
	generate tables tables.c
	status=$?
	case $status in
	0)
		test ! -s "$tmp/said" || wrong "it complains, and goes on"
		generate header tables.h || wrong "the header is not like the tables"
		# shellcheck disable=SC2086 # and a compiler, too
		$cc -std=gnu11 -D_GNU_SOURCE -fsyntax-only -I"$tmp/c/src" -I"$here/../../src" \
			"$tmp/c/src/decode/tables.c" 2>"$tmp/said" || wrong "what it wrote is no C"
		right=$((right + 1))
		;;
	1)
		test ! -s "$tmp/c/src/decode/tables.c" || wrong "it fails, and writes something"
		test -s "$tmp/said" || wrong "it fails without a word"
		! grep -qvE '^[a-z0-9_]+\.tbl:[0-9]+: [^ ]' "$tmp/said" || wrong "no FILE:LINE: MESSAGE"
		told=$((told + 1))
		;;
	*)
		wrong "it ends with $status"
		;;
	esac
	seed=$((seed + 1))
done
echo "$told mistakes told, $right tables right after all"
test $((told + right)) -gt 0
