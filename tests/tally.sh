#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# tally.sh STATUS BUILD-DIR...: what the last "make check" of these build trees came to. Shows the
# logs of tests that failed and why others were skipped; the last line alone is the count.
# STATUS is make's: a build that broke before any test counts as a failure. Exits 1 on failures.

set -eu
status=$1
shift
passed=0 failed=0 skipped=0

for trs in $(find "$@" -name '*.trs' | sort); do
	log=${trs%.trs}.log
	case $(sed -n 's/^:global-test-result: //p' "$trs") in
	PASS | XFAIL)
		passed=$((passed + 1))
		;;
	SKIP)
		skipped=$((skipped + 1))
		printf 'skipped %s: %s\n' "${trs%.trs}" "$(grep -v '^SKIP ' "$log" | tail -n 1 | sed 's,^SKIP: ,,')"
		;;
	*)
		failed=$((failed + 1))
		printf '\n---- failed: %s\n' "${trs%.trs}"
		tail -n 100 "$log"
		;;
	esac
done

if test "$status" != 0 && test $failed = 0; then
	echo "make check ended with status $status before all tests had run"
	failed=1
fi
echo "$passed passed, $failed failed, $skipped skipped"
test $failed = 0
