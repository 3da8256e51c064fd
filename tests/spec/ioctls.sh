#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Every number of ioctl_names.tbl is what 32-bit code gets for its words from the header that stands beside it.
# shellcheck disable=SC2154 # make sets it

set -u
# shellcheck source-path=SCRIPTDIR source=ioctl-cc.sh
. "$(dirname "$0")/ioctl-cc.sh"

awk -v dir="$tmp" -v needed="$needed" '
	/^set/ { reading = $2 ~ /^ioctl(_ours)?$/ }
	reading && NF == 5 {
		file = $5
		gsub(/\//, "_", file)
		file = dir "/" file ".c"
		if (!(file in seen)) {
			seen[file] = 1
			n = split(needed, common)
			for (i = 1; i <= n; i++)
				print "#include <" common[i] ">" >file
			print "typedef unsigned char u8;\n#if __has_include(<" $5 ">)\n#include <" $5 ">\n#endif" >file
		}
		# libdrm has headers of other versions than the kernel: only the size of what they pass differs then.
		mask = $5 ~ /^libdrm/ ? "0xc000ffff" : "~0u"
		n = split($1, word, /~or~/)
		for (i = 1; i <= n; i++)
			print "#ifdef " word[i] "\n_Static_assert((((unsigned)(" word[i] ") ^ " $2 ") & " mask ") == 0, \"" word[i] "\");\n#endif" >file
	}' "$top_srcdir/decoders/ioctl_names.tbl"

checked=0 failed=0
for file in "$tmp"/*_*.c; do
	checked=$((checked + 1))
	# shellcheck disable=SC2086
	if ! $cc $flags -fsyntax-only "$file" 2>"$tmp/said"; then
		echo "${file##*/}:"
		grep error "$tmp/said" | head -n 5
		failed=$((failed + 1))
	fi
done
echo "$checked headers, $failed different"
test $checked -gt 50 && test $failed = 0
