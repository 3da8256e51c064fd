#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Which lines of the two libraries and of the pipeline do the tests execute? By gcov, in a build folder of its own; all
# of make check runs there, or TESTS alone. A file below its library's goal has to be in coverage.reasons, which says
# what is not executed and why; a reason that is needed no more is told, too. COVERAGE_AGAIN=1: the figures of the last
# run; COVERAGE_SHOW=FILE.c: the lines of it that were not executed then.

set -u
top=$(cd "${top_srcdir:-.}" && pwd) || exit 1
awk=${AWK:-awk}
work=$PWD/tests/coverage
mkdir -p "$work/build" && cd "$work/build" || exit 1
command -v gcov >/dev/null || {
	echo "skipped: gcov is not here (Debian: gcc)"
	exit 77
}

if ! test -f Makefile && ! "$top/configure" --quiet --enable-coverage CC=gcc CFLAGS="-g -O0" >configure.log 2>&1; then
	cat configure.log
	exit 1
fi
if test -z "${COVERAGE_AGAIN:-}${COVERAGE_SHOW:-}"; then
	find . -name '*.gcda' -exec rm -f {} +
	# A test that fails executes lines, too; whether all pass is make check's to say.
	if test -n "${TESTS:-}"; then
		make -j"$(nproc)" -k check TESTS="$TESTS" >check.log 2>&1
	else
		make -j"$(nproc)" -k check >check.log 2>&1
	fi
	grep -E '^(FAIL|ERROR):' check.log | sed 's/^/of the tests: /'
fi

# "FILE EXECUTED LINES", a line each. A source that no program is made of has no data.
find src -name '*.gcno' | LC_ALL=C sort | while read -r notes; do
	gcov -n -r -s "$top" -o "$notes" "${notes%.gcno}.o" 2>/dev/null
done >"$work/said"
# shellcheck disable=SC2016 # programs in awk
$awk '
	/^File / { file = substr($0, 7, length($0) - 7); sub(/^.*\/src\//, "src/", file) }
	/^Lines executed:/ {
		split(substr($0, 16), part, "% of ")
		if (file ~ /^src\/[a-z]+\/[a-z0-9_]+\.c$/ && !(file in lines)) {
			lines[file] = part[2]
			done[file] = int(part[1] * part[2] / 100 + 0.5)
		}
		file = ""
	}
	/^No executable lines/ { file = "" }
	END { for (file in lines) print file, done[file], lines[file] }' "$work/said" | LC_ALL=C sort >"$work/files"

if test -n "${COVERAGE_SHOW:-}"; then
	notes=$(find src -name "$(basename "${COVERAGE_SHOW%.c}").gcno" | head -n 1)
	gcov -t -r -s "$top" -o "$notes" "${notes%.gcno}.o" 2>/dev/null | grep -E '^ *#####|^ *-: *0:Source'
	exit
fi

# shellcheck disable=SC2016
$awk -v reasons="$top/tests/coverage.reasons" '
	BEGIN {
		while ((getline line <reasons) > 0)
			if (line !~ /^(#|$|[ \t])/) {
				split(line, part, " ")
				reason[part[1]] = part[2]
			}
		goal["libdead"] = 90; goal["liblive"] = 80; goal["pipeline"] = 80
	}
	function library(file) {
		if (file ~ /^src\/(live|source)\//)
			return "liblive"
		return file ~ /^src\/pipeline\// ? "pipeline" : "libdead"
	}
	{
		l = library($1)
		done[l] += $2; lines[l] += $3
		percent = $3 ? 100 * $2 / $3 : 100
		if ($1 in reason) {
			known[$1] = 1
			if (percent < reason[$1])
				bad[++bads] = sprintf("%s: %.1f %% of its lines, less than the %d %% of coverage.reasons", \
					$1, percent, reason[$1])
			else if (percent >= goal[l])
				print $1 ": needs no reason any more: " int(percent) " %"
		} else if (percent < goal[l]) {
			bad[++bads] = sprintf("%s: %.1f %% of its lines, and no reason in coverage.reasons", $1, percent)
		}
	}
	END {
		for (file in reason)
			if (!(file in known))
				print file ": in coverage.reasons, but nothing was built of it here"
		for (i = 1; i <= bads; i++)
			print bad[i]
		for (l in goal) {
			percent = lines[l] ? 100 * done[l] / lines[l] : 0
			printf "%-8s %.1f %% of %d lines, the goal is %d %%\n", l, percent, lines[l], goal[l]
			if (percent < goal[l])
				bads++
		}
		exit bads > 0
	}' "$work/files"
