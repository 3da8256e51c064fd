#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2154 # what check.sh puts in front of this: source, builds, tests, limit
#
# In the guest: runs the tests with each build. Lines that begin with @ are for check.sh.

export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TMPDIR=/tmp
export top_srcdir="$source" AWK=awk
echo "@kernel $(uname -r) $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
# Long enough to be attached to, and let go, on an emulated machine.
export VICTIM_SECONDS=8
# Sizes for such a machine
export EMULATED=1
cd /run || exit

for build in $builds; do
	eval "top_builddir=\$$build"
	export top_builddir GATETRACE="$top_builddir/gatetrace" GATEVDSO="$top_builddir/gatevdso"
	export ORACLE="$top_builddir/tests/live/oracle" TRACEES="$top_builddir/tests/tracees"
	echo "@gate $build $("$TRACEES/vdsogate")"
	for test in $tests; do
		case $test in
		unit) set -- "$top_builddir"/tests/unit/test_*[!.o] ;;
		*) set -- "$source/tests/live/$test.sh" ;;
		esac
		for program; do
			test -x "$program" || continue
			began=$(cut -d . -f 1 /proc/uptime)
			timeout -k 5 "$limit" "$program" >log 2>&1 </dev/null
			status=$?
			case $status in
			0) grep '^left out: ' log ;;
			77) ;;
			*) head -c 20000 log ;;
			esac
			name=${program##*/}
			now=$(cut -d . -f 1 /proc/uptime)
			echo "@test $build ${name%.sh} $status $((now - began)) $(tail -n 1 log)"
		done
	done
done
echo "@end"
