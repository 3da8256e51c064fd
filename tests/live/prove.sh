#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --prove: each restart through the vDSO is tagged (an int $0x80 was executed) or witnessed (a jmp was),
# none of it changes what the process does, and an int $0x80 of the process's own stays inferred.

# shellcheck disable=SC2317 # functions that until_true calls
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees restarts handlers interrupts storm classic

restart_point=$("$TRACEES/vdsogate" | cut -d ' ' -f 3-)
case $restart_point in
*int*) ;;
*) skip "no int \$0x80 restarts calls here" ;;
esac

# The same lines as without --prove, but for the proof of what goes through the vDSO.
tagged=0
for program in restarts handlers interrupts; do
	"$TRACEES/$program" list >"$tmp/scenarios"
	while read -r scenario; do
		checks=$((checks + 1))
		# shellcheck disable=SC2086
		"$GATETRACE" --prove -f -a 0 -o "$tmp/trace" "$TRACEES/$program" $scenario >"$tmp/said" \
			2>"$tmp/stderr" </dev/null
		status=$?
		test $status != 77 || continue
		test $status = 0 || fail "$program $scenario: exit status $status" "$tmp/stderr"
		sed '/__kernel_vsyscall/s/(inferred)/(tagged)/' "$tmp/said" | sort -s -k 1,1n >"$tmp/wanted"
		whole marked=1 short=1 "$tmp/trace" >"$tmp/got"
		check_same "$program $scenario" "$tmp/wanted" "$tmp/got"
		tagged=$((tagged + $(grep -c '(tagged)' "$tmp/trace")))
	done <"$tmp/scenarios"
done
echo "$tagged restarts tagged"
check "restarts were tagged" test $tagged -gt 50

# A storm comes to the same sum, and no restart through the vDSO is left unproven.
for threads in 1 4; do
	"$TRACEES/storm" 3000 7 $threads >"$tmp/alone" 2>/dev/null
	"$GATETRACE" --prove -f -o "$tmp/trace" "$TRACEES/storm" 3000 7 $threads >"$tmp/traced" 2>/dev/null
	check_equal "storm, $threads threads: exit status" 0 $?
	check_same "storm, $threads threads: its sum" "$tmp/alone" "$tmp/traced"
	check_equal "storm, $threads threads: not proven" 0 \
		"$(grep 'restart of .*__kernel_vsyscall' "$tmp/trace" | grep -vc '(tagged)')"
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
