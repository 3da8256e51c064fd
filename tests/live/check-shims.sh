#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --check-shims: what tests/tracees/checkshims.c says of its shims; nothing against programs that have none.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees checkshims checkshims-static demo gates gates-static storm threads
read -r fast rest <"$tmp/vdsogate"
case $fast in
vdso:sysenter | vdso:syscall) ;;
*) skip "$fast $rest: no shim by another instruction runs here" ;;
esac

# Words that only the trace knows become N: the program says no more than that.
neutral() {
	sed -e 's/\(e[bs]p[+0-9]* *\) 0x[0-9a-f]*: /\1 N: /' -e 's/\(+12 *N: \)0x[0-9a-f]*/\1N/' \
		-e 's/+0x[0-9a-f]*/+N/g' "$@"
}

# The lines of these reports, without those of other reports and without the counts.
reports() {
	sed -n 's/^\([0-9]* \)\{0,1\} *\(\(>>> \(shim\|gs:\|  \)\|!!!\).*\)/\1\2/p' "$1" | sed '/^[0-9]* >>>   shim [0-9]/,$d'
}

examined() {
	case_name=$1
	shift
	"$GATETRACE" --check-shims -f -o "$tmp/trace" "$@" >"$tmp/said" 2>"$tmp/stderr" </dev/null
	status=$?
	case $status in
	0) ;;
	77)
		note "$case_name: $(tail -n 1 "$tmp/stderr")"
		return 1
		;;
	*)
		checks=$((checks + 1))
		fail "$case_name: exit status $status" "$tmp/stderr" "$tmp/trace"
		return 1
		;;
	esac
	return 0
}

done=0
for scenario in $("$TRACEES/checkshims" list); do
	for program in checkshims checkshims-static; do
		examined "$program $scenario" "$TRACEES/$program" "$scenario" || continue
		reports "$tmp/trace" | neutral >"$tmp/got"
		grep -v '^$' "$tmp/said" | neutral >"$tmp/wanted"
		case $scenario in
		bad | bad-shim) sed -i 's/, at .*, esp .*/, at N, esp N/' "$tmp/got" ;;
		interrupted | below)
			sed -i -e 's/pop %ebp  WRONG: ebp is .*/pop %ebp  WRONG: ebp is N/' \
				-e 's/6th argument: 0x[0-9a-f]*/6th argument: N/' \
				-e 's/: 0x[0-9a-f]*  pop %ebp  the/: N  pop %ebp  the/' "$tmp/got"
			;;
		esac
		test -s "$tmp/wanted" || fail "$program $scenario: the program said nothing"
		check_same "$program $scenario" "$tmp/wanted" "$tmp/got"
		check_equal "$program $scenario: lines of more than 80 columns" "" \
			"$(sed 's/^[0-9]* *//' "$tmp/trace" | grep -E '^(>>>|!!!)' | sed 's/checkshims-static/checkshims/g' |
				grep -E '.{81}')"
		done=$((done + 1))
	done
done
check "scenarios were examined" test $done -gt 10

# Each shim once, however often it is called; and how often that was.
examined counts "$TRACEES/checkshims" order && {
	check_equal "one verdict a site" 1 "$(grep -cE '^[0-9]+ +>>> shim 1' "$tmp/trace")"
	check_equal "the counts" "wrong: 2 calls, 2 wrong" \
		"$(sed -n 's/.*>>>   shim 1, \(wrong: 2 calls, 2 wrong\)$/\1/p' "$tmp/trace")"
	check "the counts: the vDSO's calls" grep -q '>>> 1 shim; [1-9][0-9]* calls by the vDSO, all as the kernel wants' \
		"$tmp/trace"
}

# Filters leave the examination alone.
"$GATETRACE" --check-shims -e trace=none -e signal=none -f -o "$tmp/trace" "$TRACEES/checkshims" order >"$tmp/said"
reports "$tmp/trace" | neutral >"$tmp/got"
neutral "$tmp/said" >"$tmp/wanted"
check_same "trace=none" "$tmp/wanted" "$tmp/got"

# The same as objects.
"$GATETRACE" --check-shims --json -e trace=none -f -o "$tmp/trace" "$TRACEES/checkshims" order >"$tmp/said"
check "json: the verdict" grep -q '"type":"shim",.*"insn":"sys[a-z]*","known":true,.*"verdict":"wrong","faults":\["saved_edx","saved_ecx"\],"calls":1,.*"way":"rel32",.*"words":\[1638,546,819,[0-9]*\],"ebp":1638,"edx":819,"ecx":546,"ebp_told_by":"code",\("ebp_minus_esp":0,\)\{0,1\}"sixth_told_by":"code"}$' \
	"$tmp/trace"
check "json: the counts" grep -q '"type":"shim_counts",.*"by_vdso":[1-9][0-9]*,"bad_sysenters":0,"sites":\[{"shim":1,.*"calls":2,"wrong":2}\]}$' \
	"$tmp/trace"
"$GATETRACE" --check-shims --json -e trace=none -f -o "$tmp/trace" "$TRACEES/checkshims" good >"$tmp/said"
check "json: gs:0x10" grep -q '"type":"shim_gs",.*"sysinfo":[0-9]*,"gs10":[0-9]*,"at":{.*},"was":[0-9]*,"after":"access","before":"getppid","other_tls":false}$' \
	"$tmp/trace"
if command -v python3 >/dev/null; then
	"$GATETRACE" --check-shims --json -f -o "$tmp/trace" "$TRACEES/checkshims" bad >"$tmp/said"
	check "json: every line is an object" python3 -c 'import json, sys
for line in open(sys.argv[1]): json.loads(line)' "$tmp/trace"
fi

# Each thread's file has what it is about; the last one the counts.
"$GATETRACE" --check-shims -ff -o "$tmp/each" "$TRACEES/checkshims" direct >"$tmp/said"
check_equal "-ff: the counts" 1 "$(cat "$tmp"/each.* | grep -c '>>> 1 shim; ')"

# The broken ones of examples/shim, in the place of the vDSO.
# broken SHIM FINDING...: patterns, each of which must be in a line of its own
broken() {
	shim=$1
	shift
	"$GATETRACE" --check-shims --force --vdso="$tmp/shims/$shim.so" -e trace=none -o "$tmp/trace" \
		"$TRACEES/gates" sixth >"$tmp/said" 2>"$tmp/stderr"
	for finding; do
		check "$shim: $finding" grep -q "^>>> *$finding" "$tmp/trace"
	done
}
: "${GATEVDSO:=$(dirname "$GATETRACE")/gatevdso}"
mkdir "$tmp/shims"
if test -x "$GATEVDSO" && command -v make >/dev/null &&
	make -C "$tmp/shims" -f "$top/examples/shim/Makefile" GATEVDSO="$GATEVDSO" CC="${TRACEE_CC:-gcc -m32}" \
		>"$tmp/make" 2>&1; then
	# shellcheck disable=SC2016 # int $0x80 is no variable
	broken wrong-argument 'shim 1, wrong: int $0x80 at __kernel_vsyscall+0x' \
		"wrong: the kernel's 6th argument, 0x[0-9a-f]*, is the caller's ecx, not its ebp"
	broken wrong-order "shim 1, wrong: ${fast#vdso:} at __kernel_vsyscall+0x" \
		"wrong: the kernel's 6th argument, 0x[0-9a-f]*, is the caller's ecx, not its ebp" \
		"wrong: ecx comes back with another value"
	# By sysenter it is chance what the kernel finds where its caller's ebp points to.
	test "$fast" != vdso:syscall ||
		broken wrong-ebp "shim 1, wrong: syscall at __kernel_vsyscall+0x" \
			"wrong: ebp is the caller's ebp, not ecx (by its code)"
	"$GATETRACE" --check-shims --force --vdso="$tmp/shims/shim.so" -e trace=none -o "$tmp/trace" \
		"$TRACEES/gates" sixth >"$tmp/said" 2>"$tmp/stderr"
	check "the right one: no shim" grep -q '^>>> no shim: [1-9][0-9]* calls' "$tmp/trace"
else
	note "examples/shim: can't be built here"
fi

# Nothing is said of who has none.
clean() {
	what=$1
	shift
	"$GATETRACE" --check-shims -f -o "$tmp/trace" "$@" >"$tmp/said" 2>"$tmp/stderr"
	check_equal "$what: exit status" 0 $?
	check_equal "$what: complaints" "" "$(reports "$tmp/trace" | head -n 12)"
	check "$what: no shim" grep -qE '>>> no shim: [0-9]+ calls by the vDSO, all as the kernel wants' "$tmp/trace"
}
clean "a dynamic program" "$TRACEES/gates" both
clean "a static program" "$TRACEES/gates-static" both
clean "every restart" "$TRACEES/demo"
for args in "10000 3" "3000 4 4"; do
	# shellcheck disable=SC2086
	clean "storm $args" "$TRACEES/storm" $args
	entries=$(grep -cE '^[0-9]+ +(int80|vdso:[a-z0-9]+) ' "$tmp/trace")
	echo "storm $args: $entries entries, $(sed -n 's/.*>>> no shim: \([0-9]*\).*/\1/p' "$tmp/trace") by the vDSO"
	check "storm $args: entries" test "$entries" -ge 10000
done

# What does not go together.
for other in --strace -c; do
	"$GATETRACE" --check-shims $other true >"$tmp/said" 2>"$tmp/stderr"
	check_equal "with $other: exit status" 1 $?
	check_equal "with $other: lines" 1 "$(grep -c -- --check-shims "$tmp/stderr")"
done
finish
