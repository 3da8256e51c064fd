#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Every header compiles alone, and twice over.

set -u
built=$(cd "${top_builddir:-build}" && pwd) # tables.h is made there
cd "${top_srcdir:-.}/src" || exit 1
bad=0 seen=0

for header in $(find . -name '*.h' | sed 's,^\./,,' | sort); do
	seen=$((seen + 1))
	# shellcheck disable=SC2086 # CC may be several words
	printf '#include "%s"\n#include "%s"\n' "$header" "$header" |
		${CC:-gcc} -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -I. -I"$built/src" -x c -fsyntax-only - || {
		echo "$header does not compile alone"
		bad=1
	}
done
echo "$seen headers"
test $bad = 0 && test $seen -gt 0
