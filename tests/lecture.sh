#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The lecture shows what happens: each command of doc/lecture.md is run, and prints what the page says, but
# for addresses, process ids, blanks, and the instruction that this machine's vDSO uses.

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

# One language for both: of two CPUs, of every address.
# shellcheck disable=SC2016 # a $ of sed
normal() {
	sed -E '
		s/vdso:(sysenter|syscall) */vdso:FAST /
		s/by (sysenter|syscall) in /by FAST in /
		s/^layout +modern (sysenter|syscall)/layout modern FAST/
		s/0f (34|05) +(sysenter|syscall)/0f XX FAST/
		s/89 (e5|cd) +mov %e(sp|cx),%ebp/89 XX mov %eXX,%ebp/
		s/\b(0x)?[0-9a-f]{7,8}\b/ADDR/g
		s/(si_pid=|getppid\(\) = |kill\()[0-9]+/\1PID/
		s/si_uid=[0-9]+/si_uid=UID/
		s/[[:space:]]+/ /g
		s/ $//'
}

mkdir "$tmp/lecture"
cp "$top"/doc/lecture/* "$tmp/lecture"
make -s -C "$tmp/lecture" CC="${TRACEE_CC:-gcc -m32}" >"$tmp/stdout" 2>&1 || {
	fail "the programs do not build" "$tmp/stdout"
	finish
}
mkdir "$tmp/bin"
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

# Lines of the page against lines of the output: "..." alone is any number of lines, in a line any text.
cat >"$tmp/same.awk" <<'AWK'
function same(want, got, part, n, i, at) {
	n = split(want, part, /\.\.\./)
	if (n == 1)
		return want == got
	if (substr(got, 1, length(part[1])) != part[1])
		return 0
	got = substr(got, length(part[1]) + 1)
	for (i = 2; i < n; i++) {
		at = index(got, part[i])
		if (!at)
			return 0
		got = substr(got, at + length(part[i]))
	}
	return length(got) >= length(part[n]) && substr(got, length(got) - length(part[n]) + 1) == part[n]
}
function fits(i, j) {
	if (i > furthest)
		furthest = i
	if (i > wants)
		return j > gots
	if (want[i] == "...") {
		for (; j <= gots + 1; j++)
			if (fits(i + 1, j))
				return 1
		return 0
	}
	return j <= gots && same(want[i], got[j]) && fits(i + 1, j + 1)
}
NR == FNR { want[++wants] = $0; next }
{ got[++gots] = $0 }
END {
	if (!fits(1, 1)) {
		print "not as on the page from here on: " want[furthest]
		exit 1
	}
}
AWK

n=0
while test $n -lt "$commands"; do
	n=$((n + 1))
	command=$(cat "$tmp/$n.command")
	(cd "$tmp/lecture" && timeout 60 sh -c "$command") >"$tmp/output" 2>&1 </dev/null
	check_equal "$command: exit status" 0 $?
	normal <"$tmp/$n.page" >"$tmp/page"
	normal <"$tmp/output" >"$tmp/got"
	check "$command: something is shown" test -s "$tmp/page"
	checks=$((checks + 1))
	awk -f "$tmp/same.awk" "$tmp/page" "$tmp/got" >"$tmp/why" || fail "$command" "$tmp/why" "$tmp/got"
done

# Nothing that is to be read on a wall is too wide.
check_equal "lines too wide" "" "$(awk '/^```/ { inside = !inside } inside && /^\|/ && length > 79' "$page")"
finish
