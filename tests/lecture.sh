#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The lecture shows what happens: each command of doc/lecture.md is run, and prints what the page says (page.sed,
# page.awk).

# shellcheck source-path=SCRIPTDIR source=live/lib.sh
. "$(dirname "$0")/live/lib.sh"
: "${GATEVDSO:?the other program}"
need_tracees demo
page=$top/doc/lecture.md

layout=$("$GATEVDSO" | sed -n 's/^layout  *//p')
case $layout in
"modern sysenter" | "modern syscall") ;;
*) skip "the vDSO here is '$layout', not as on the page" ;;
esac

# The page is read in doc/lecture, with examples/ where it is; whatever make this runs under.
mkdir -p "$tmp/doc/lecture" "$tmp/examples/shim" "$tmp/bin"
cp "$top"/doc/lecture/* "$tmp/doc/lecture"
cp "$top"/examples/shim/* "$tmp/examples/shim"
MAKEFLAGS="-- CC=$(echo "${TRACEE_CC:-gcc -m32}" | sed 's/ /\\ /g')"
export MAKEFLAGS
unset MFLAGS MAKELEVEL
make -s -C "$tmp/doc/lecture" >"$tmp/stdout" 2>&1 || {
	fail "the programs do not build" "$tmp/stdout"
	finish
}
ln -s "$(realpath "$GATETRACE")" "$tmp/bin/gatetrace"
ln -s "$(realpath "$GATEVDSO")" "$tmp/bin/gatevdso"
PATH=$tmp/bin:$PATH
export PATH

# N.command, N.page: what is typed, and what the page shows of it.
awk -v to="$tmp/" '
	/^```console$/ { inside = 1; next }
	/^```/ { inside = 0 }
	/^## [0-9]/ { steps++ }
	!inside { next }
	/^\$ / { n++; print substr($0, 3) >(to n ".command"); printf "" >(to n ".page"); next }
	{ print >(to n ".page") }
	END { print steps + 0, n + 0 >(to "counts") }' "$page"
read -r steps commands <"$tmp/counts"
check_equal "steps" 8 "$steps"
check "commands" test "$commands" -ge 8

n=0
while test $n -lt "$commands"; do
	n=$((n + 1))
	command=$(cat "$tmp/$n.command")
	case $command in
	*" -p "*)
		if test "$(id -u)" != 0 && grep -q '[1-9]' /proc/sys/kernel/yama/ptrace_scope 2>/dev/null; then
			note "$command: not for any user here (ptrace_scope)"
			continue
		fi
		;;
	esac
	(cd "$tmp/doc/lecture" && timeout 60 sh -c "$command") >"$tmp/output" 2>&1 </dev/null
	check_equal "$command: exit status" 0 $?
	sed -E -f "$top/tests/page.sed" "$tmp/$n.page" >"$tmp/page"
	sed -E -f "$top/tests/page.sed" "$tmp/output" >"$tmp/got"
	check "$command: something is shown" test -s "$tmp/page"
	checks=$((checks + 1))
	awk -f "$top/tests/page.awk" "$tmp/page" "$tmp/got" >"$tmp/why" || fail "$command" "$tmp/why" "$tmp/got"
done

# Nothing that is to be read on a wall is too wide.
check_equal "lines too wide" "" "$(awk '/^```/ { inside = !inside } inside && /^\|/ && length > 79' "$page")"
finish
