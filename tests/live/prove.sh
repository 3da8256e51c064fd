#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --prove: each restart by an int $0x80, the vDSO's or one of the process's own, is tagged, each by a jmp
# witnessed; none of it changes what the process does.

# shellcheck disable=SC2317 # functions that until_true calls
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees restarts handlers interrupts storm classic slots forge lacks

restart_point=$("$TRACEES/vdsogate" | cut -d ' ' -f 3-)
case $restart_point in
*int*) ;;
*) skip "no int \$0x80 restarts calls here" ;;
esac

# The same lines as without it, but for the proof.
for prove in --prove --prove=all; do
	proven=0
	for program in restarts handlers interrupts; do
		proves "$program" . 's/(inferred)/(tagged)/' '(tagged)' "$prove"
	done
	echo "$prove: $proven restarts tagged"
	check "$prove: restarts were tagged" test $proven -gt 50
done

# A storm comes to the same sum, and no restart through the vDSO is left unproven.
for threads in 1 4; do
	for prove in --prove --prove=all; do
		name="storm, $threads threads, $prove"
		"$TRACEES/storm" 3000 7 $threads >"$tmp/alone" 2>/dev/null
		"$GATETRACE" $prove -f -o "$tmp/trace" "$TRACEES/storm" 3000 7 $threads >"$tmp/traced" 2>/dev/null
		check_equal "$name: exit status" 0 $?
		check_same "$name: its sum" "$tmp/alone" "$tmp/traced"
		check_equal "$name: not proven" 0 \
			"$(grep '>>> restart of ' "$tmp/trace" | grep -vc '(tagged)')"
		check_equal "$name: invented jumps" 0 "$(grep -c 'without a restart' "$tmp/trace")"
	done
done

# A program finds its TLS slots, its SS and its SIGTRAP as if nobody looked. With the last slot taken, and, where a jmp
# needs a trap to be seen, with SIGTRAP blocked or ignored, nothing more is claimed than history knows.
if counts_executions; then untrapped=witnessed; else untrapped=inferred; fi
for slots in 0 1 2 3; do
	"$TRACEES/slots" $slots >"$tmp/alone"
	for vdso in native classic; do
		for prove in --prove --prove=all; do
			name="slots $slots, $prove, $vdso"
			"$GATETRACE" $prove --vdso=$vdso -o "$tmp/trace" "$TRACEES/slots" $slots >"$tmp/traced" 2>"$tmp/stderr"
			status=$?
			if grep -q '^gatetrace: --vdso' "$tmp/stderr"; then
				note "$name: $(cat "$tmp/stderr")"
				continue
			fi
			check_equal "$name: exit status" 0 $status
			check_same "$name: what it finds" "$tmp/alone" "$tmp/traced"
			proofs=$(sed -n 's/^>>> restart of .*(\(.*\))$/\1/p' "$tmp/trace" | tr '\n' ' ')
			case $vdso$slots in
			native[01]) wanted="tagged tagged tagged tagged " ;;
			native*) wanted="tagged inferred inferred inferred " ;;
			*) wanted="witnessed witnessed $untrapped $untrapped " ;;
			esac
			check_equal "$name: proofs" "$wanted" "$proofs"
		done
	done
done

# Jumps to the restart point, also as the first thing in a child and in a handler.
"$TRACEES/forge" 5 >"$tmp/alone"
forged=">>> entry at the restart point without a restart: jumped to from"
for vdso in native classic; do
	name="forge, $vdso"
	"$GATETRACE" --vdso=$vdso --prove=all -f -o "$tmp/trace" "$TRACEES/forge" 5 >"$tmp/traced" 2>"$tmp/stderr" || {
		note "$name: $(cat "$tmp/stderr")"
		continue
	}
	check_same "$name: what it prints" "$tmp/alone" "$tmp/traced"
	check_equal "$name: by calls" 7 "$(grep -c "$forged forge(leap+0x[0-9a-f]*)\$" "$tmp/trace")"
	check_equal "$name: by jumps" 5 "$(grep -c "$forged an unknown place\$" "$tmp/trace")"
	check_equal "$name: all of them" 12 "$(grep -c '>>>' "$tmp/trace")"
	check_equal "$name: calls of getppid" 23 "$(grep -c 'getppid(' "$tmp/trace")"
	awk '/without a restart/ { after = 1; next } after { print $2; after = 0 }' "$tmp/trace" | sort -u >"$tmp/gates"
	"$TRACEES/vdsogate" >"$tmp/vdsogate"
	read -r fresh again rest <"$tmp/vdsogate"
	test $vdso = native || again=$fresh
	check_equal "$name: their gate" "$again" "$(cat "$tmp/gates")"
	"$GATETRACE" --vdso=$vdso --prove=all --json -f -o "$tmp/json" "$TRACEES/forge" 5 >"$tmp/traced"
	check_equal "$name: in JSON" 12 "$(grep -c '"type":"forged"' "$tmp/json")"
	check_equal "$name: in JSON, with the place" 7 "$(grep '"type":"forged"' "$tmp/json" | grep -c '"from":{.*"symbol":"leap"')"
	"$GATETRACE" --vdso=$vdso --prove=all -f --summary-by=gate -o "$tmp/table" "$TRACEES/forge" 5 >"$tmp/traced"
	check "$name: in the table" grep -q '^12 of them at the restart point without a restart$' "$tmp/table"
done

# A jmp is seen to execute.
"$TRACEES/classic" 2>"$tmp/classic" &
victim=$!
started="$started $victim"
said_something() {
	test -s "$tmp/classic"
}
until_true "classic: starts" said_something
if grep -q '^ready$' "$tmp/classic"; then
	"$GATETRACE" --prove -o "$tmp/trace" -p $victim 2>"$tmp/stderr"
	wait $victim
	check_equal "classic: exit status" 0 $?
	check "classic: witnessed" grep -q \
		'^>>> restart of [a-z_]*nanosleep[a-z_0-9]*: jmp .Lenter_kernel at __kernel_vsyscall+0x7 (witnessed)$' "$tmp/trace"
	check "classic: restarts through the fast way again" grep -q '^vdso:sys[a-z]* *restart_syscall(' "$tmp/trace"
	check "classic: no stop of ours is shown" test "$(grep -c SIGTRAP "$tmp/trace")" = 0
else
	note "classic: $(cat "$tmp/classic")"
fi
finish
