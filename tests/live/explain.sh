#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --explain: every restart, and every one that does not come, has its story, and the story's registers are those
# that the kernel's rules and the layout of the vDSO lead to; the trace itself stays as it was.

# shellcheck disable=SC2016 # $ of jq
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
: "${GATEVDSO:?the other program}"
need_program jq
need_tracees restarts handlers interrupts storm

# How far the restart point and the landing pad are from __kernel_vsyscall, gatevdso says.
"$GATEVDSO" --json >"$tmp/vdso" || skip "no vDSO here"
restart_point=$(jq -r '.restart.offset // empty' "$tmp/vdso")
landing=$(jq -r '.landing.offset // empty' "$tmp/vdso")
insn=$(jq -r .by "$tmp/vdso")
test -n "$restart_point" || skip "no known layout here"

# What is wrong with the stories of a trace: nothing is printed when they are right.
cat >"$tmp/wrong.jq" <<'JQ'
def low32: if . < 0 then . + 4294967296 else . end;
def kv(n): "__kernel_vsyscall+0x" + ("0123456789abcdef" as $x | if n > 15 then $x[(n / 16 | floor):(n / 16 | floor) + 1] else "" end +
	$x[n % 16:n % 16 + 1]);
def need(what; ok): if ok then empty else "\(what): \(tojson)" end;
def stop(s): [.steps[] | select(.stop == s)];

(map(select(.type == "explanation"))) as $stories |
# One story for each verdict, in number and kind.
need("a restart without story";
	(map(select(.type == "restart") | [.tid, .of, .by, .proof]) | sort) ==
	($stories | map(select(.by) | [.tid, .of, .by, .proof]) | sort)),
need("no restart without story";
	(map(select(.type == "no_restart") | [.tid, .of, .why]) | sort) ==
	($stories | map(select(.outcome == "no_restart") | [.tid, .of, .why]) | sort)),
($stories[] |
	need("restart point"; .restart_point == .returns_to - 2),
	need("entry, exit"; .steps[0].stop == "entry" and .steps[1].stop == "exit" or .code == null),
	need("code"; .code == null or (.code as $c | [-512, -513, -514, -516] | index($c))),
	need("open"; .outcome != "open"),
	need("left out"; .left_out == null),
	.returns_to as $l | .restart_point as $r | .code as $code | .steps[0].orig_eax as $nr |
	(.steps[0].gate | test("vdso")) as $vdso |
	(stop("entry")[] | need("entry: eip"; .eip == $l), need("entry: eax"; .eax == -38), need("entry: nr"; .orig_eax >= 0)),
	(stop("exit")[] | need("exit: eip"; .eip == $l), need("exit: eax"; .eax == $code)),
	(stop("signal")[] | need("signal: eip"; .eip == (if .back then $r else $l end))),
	(stop("returned")[] |
		need("returned: orig_eax"; .orig_eax == -1),
		need("returned: back"; .back == (.eip == $r)),
		need("returned: place"; (.back and $vdso | not) or .place == kv($restart_point))),
	(stop("restart")[] |
		need("restart: eip"; .eip == $l),
		need("restart: eax"; .eax == -38),
		need("restart: number"; .orig_eax == (if $code == -516 then 0 else $nr end)),
		need("restart: place"; ($vdso | not) or .place == kv($landing)),
		need("restart: gate"; ($vdso | not) or $insn != "int80" or .gate == "vdso:int80")),
	need("the restart's instruction"; .by == null or .by == (if $vdso then $insn else "int80" end)),
	need("esp of one call"; [stop("entry"), stop("exit"), stop("returned"), stop("restart")] | flatten |
		map(.esp) | unique | length == 1),
	if .outcome == "restarted" then
		need("the end"; .steps[-1].stop == "end" and .steps[-2].stop == "restart"),
		need("a handler lets it restart by its sigreturn";
			(stop("signal") | map(.handled) | any | not) or (stop("returned")[-1].back))
	elif .outcome == "no_restart" then
		need("no restart, but one"; (stop("restart") | length) == 0),
		need("EINTR"; .why == "jumped_out" or .why == "changed_eip" or .why == "another_call" or
			(.steps[-1] | .stop == "returned" and .eax == -4 and .eip == $l))
	else
		empty
	end)
JQ

stories=0
for program in restarts handlers interrupts; do
	"$TRACEES/$program" list >"$tmp/scenarios"
	while read -r scenario; do
		# shellcheck disable=SC2086
		"$GATETRACE" --explain --json -f -o "$tmp/json" "$TRACEES/$program" $scenario >"$tmp/said" 2>"$tmp/stderr" \
			</dev/null
		status=$?
		test $status != 77 || continue
		checks=$((checks + 1))
		test $status = 0 || fail "$program $scenario: exit status $status" "$tmp/stderr"
		jq -s -r --argjson restart_point "$restart_point" --argjson landing "$landing" --arg insn "$insn" \
			-f "$tmp/wrong.jq" "$tmp/json" >"$tmp/wrong" 2>&1 || fail "$program $scenario: jq" "$tmp/wrong"
		test ! -s "$tmp/wrong" || fail "$program $scenario: stories that are wrong" "$tmp/wrong"
		case "$program $scenario" in
		restarts*\ sa_restart\ *) flag=true ;;
		restarts*\ eintr\ *) flag=false ;;
		*) flag= ;;
		esac
		test -z "$flag" || check_equal "$program $scenario: the handler's SA_RESTART" "$flag" \
			"$(jq -r 'select(.type == "explanation") | .steps[] | select(.handled and .signal == "SIGUSR1") |
				.sa_restart' "$tmp/json")"
		stories=$((stories + $(grep -c '"type":"explanation"' "$tmp/json")))
	done <"$tmp/scenarios"
done
echo "$stories stories"
check "stories were told" test $stories -gt 100

# The text: the trace's own lines are what they are without; all others begin with |, fit on a wall,
# explain each word once, and follow the line that they are about.
for scenario in "restarts read sa_restart fast" "restarts pause eintr int80" "handlers nested fast" "handlers jump fast" \
	"interrupts chain fast"; do
	program=${scenario%% *}
	# shellcheck disable=SC2086
	"$GATETRACE" --explain -f -a 0 -o "$tmp/all" "$TRACEES/$program" ${scenario#* } >"$tmp/said" 2>"$tmp/stderr" </dev/null
	check_equal "$scenario: exit status" 0 $?
	grep -v '^|' "$tmp/all" >"$tmp/trace"
	grep '^|' "$tmp/all" >"$tmp/story"
	sort -s -k 1,1n "$tmp/said" >"$tmp/wanted"
	whole marked=1 short=1 "$tmp/trace" >"$tmp/got"
	check_same "$scenario: the trace itself" "$tmp/wanted" "$tmp/got"
	check_equal "$scenario: lines too wide" "" "$(awk 'length > 79' "$tmp/story")"
	check_equal "$scenario: words explained twice" "" "$(grep '^|      \* ' "$tmp/story" | sort | uniq -d)"
	check "$scenario: eip is explained" grep -q '^|      \* eip, the instruction pointer:' "$tmp/story"
	check_equal "$scenario: a story each" "$(grep -cE '>>> (no )?restart of' "$tmp/trace")" \
		"$(grep -c '^| How ' "$tmp/story")"
done

# The instruction that is pointed at is the one that gatevdso finds at the restart point.
"$GATETRACE" --explain -f -o "$tmp/all" "$TRACEES/restarts" read sa_restart fast >/dev/null 2>&1
wanted=$(jq -r --argjson at "$restart_point" '.code[] | select(.offset == $at) | .text' "$tmp/vdso")
check_equal "the instruction at the restart point" "$wanted" \
	"$(sed -nE 's/^\|      > [0-9a-f]{8}  ([0-9a-f]{2} )+ *(.*[^ ]) +<- eip is here now$/\2/p' "$tmp/all")"

# Threads: a story is in one piece, of one thread.
"$GATETRACE" --explain -f -o "$tmp/all" "$TRACEES/storm" 300 7 4 >/dev/null 2>"$tmp/stderr"
check_equal "storm: exit status" 0 $?
check_equal "storm: steps out of order" "" "$(awk '
	/^\| How / { step = 0; if (!/ of thread [0-9]+ /) print }
	/^\| [ 0-9][0-9]\. / { if ($2 + 0 != ++step) print }' "$tmp/all")"
check "storm: stories" grep -q '^| How ' "$tmp/all"

# The filter chooses calls; what does not stop is not counted, but the handler's flag is known.
story='select(.type == "explanation") | "\(.name) \(.outcome) \(.steps[] | select(.handled) | .sa_restart)" +
	" \(.steps[] | select(.stop == "sigreturn") | .calls)"'
"$GATETRACE" --explain --json -f -e trace=getppid -o "$tmp/json" "$TRACEES/handlers" altstack fast >/dev/null 2>&1
check_equal "no call that is interrupted passes" "" "$(jq -r "$story" "$tmp/json")"
"$GATETRACE" --explain --json -f -e trace=read -o "$tmp/json" "$TRACEES/handlers" altstack fast >/dev/null 2>&1
jq -r "$story" "$tmp/json" >"$tmp/got"
printf 'read restarted true %s\n' 0 3 >"$tmp/wanted"
check_same "calls of handlers" "$tmp/wanted" "$tmp/got"
"$GATETRACE" --seccomp-bpf --explain --json -f -e trace=read -o "$tmp/json" "$TRACEES/handlers" altstack fast >/dev/null 2>&1
jq -r "$story" "$tmp/json" >"$tmp/got"
printf 'read restarted true %s\n' null null >"$tmp/wanted"
check_same "calls of handlers, with --seccomp-bpf" "$tmp/wanted" "$tmp/got"

# Nothing of it without the option; what does not go with it.
"$GATETRACE" -f -o "$tmp/all" "$TRACEES/restarts" read sa_restart fast >/dev/null 2>&1
check_equal "without --explain" "" "$(grep '^|' "$tmp/all")"
"$GATETRACE" --strace --explain true >/dev/null 2>"$tmp/stderr"
check_equal "--strace --explain: exit status" 1 $?
check "--strace --explain: says so" grep -q 'mutually exclusive' "$tmp/stderr"
finish
