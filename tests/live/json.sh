#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --json: every line is an object of the shape that gatetrace(1) describes, and says what the text says.

# shellcheck disable=SC2016 # $of is for jq
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_program jq
need_tracees gates restarts handlers family signals threads pure-bare

# What is wrong with an object: nothing is printed when it is right.
cat >"$tmp/schema.jq" <<'JQ'
def number: type == "number";
def string: type == "string";
def need(what; ok): if ok then empty else "\(what): \(tojson)" end;
def gates: ["int80", "vdso:sysenter", "vdso:syscall", "vdso:int80", "vdso:sigreturn", "shim:sysenter", "int80@64",
	"unknown"];
def types: ["syscall", "restart", "no_restart", "signal", "stopped", "exec", "fork", "exit", "killed",
	"bad_sysenter", "lost", "explanation"];
def place: type == "object" and (has("symbol") or has("module") or has("ip")) and (.offset == null or (.offset | number));
def argument:
	need("an argument without name"; .name | string),
	need("an argument without text"; .text | string),
	need("bytes that are no base64"; .bytes == null or (.bytes | test("^[A-Za-z0-9+/]*={0,2}$")));
def result:
	need("a result of no known shape";
		type == "null" or
		(type == "object" and (
			(has("restart_code") and (.restart_code | number)) or
			(has("errno") and (.errno | number) and (.error | string)) or
			(has("value") and (.value | number)))));

need("v"; .v == 1),
need("type"; .type as $t | types | index($t)),
need("seq"; .seq | number),
need("tid"; .tid | number),
need("time"; .time | number and . > 1000000000),
if .type == "syscall" then
	need("gate"; .gate as $g | gates | index($g)),
	need("nr"; .nr | number),
	need("name"; .name | string and length > 0),
	need("args"; .args | type == "array"),
	need("raw"; .raw | type == "array" and length == 6 and all(number)),
	need("site"; .site | type == "object" and (.ip | number)),
	need("result"; has("result")),
	need("duration"; .duration == null or (.duration | number and . >= 0)),
	(.args[] | argument),
	(.result | result)
elif .type == "restart" then
	need("of"; .of == null or (.of | number)),
	need("name"; .name | string),
	need("by"; .by as $b | ["jmp", "int80", "syscall"] | index($b)),
	need("at"; .at | place),
	need("proof"; .proof == "inferred")
elif .type == "no_restart" then
	need("of"; .of == null or (.of | number)),
	need("name"; .name | string)
else
	empty
end
JQ

# look NAME PROGRAM...: traces it, and leaves the objects in $tmp/json.
look() {
	name=$1
	shift
	"$GATETRACE" --json -f -o "$tmp/json" "$@" >"$tmp/said" 2>"$tmp/stderr" </dev/null
	check "$name: lines" test -s "$tmp/json"
	if ! jq -e -c . "$tmp/json" >"$tmp/parsed" 2>"$tmp/diff"; then
		checks=$((checks + 1))
		fail "$name: not JSON" "$tmp/diff"
		return
	fi
	check_equal "$name: one object a line" "$(wc -l <"$tmp/json")" "$(wc -l <"$tmp/parsed")"
	jq -r -f "$tmp/schema.jq" "$tmp/json" >"$tmp/wrong" 2>&1
	checks=$((checks + 1))
	test ! -s "$tmp/wrong" || fail "$name: objects of another shape" "$tmp/wrong"
	check_equal "$name: seq repeats" "" "$(jq .seq "$tmp/json" | sort | uniq -d)"
	# What a restart is of has been told before.
	jq -s -r 'map(select(.type == "syscall") | .seq) as $calls | .[] | select(.of != null and .of != 0) |
		select(.of as $of | $calls | index($of) | not) | tojson' "$tmp/json" >"$tmp/wrong"
	checks=$((checks + 1))
	test ! -s "$tmp/wrong" || fail "$name: of names no call" "$tmp/wrong"
}

# count FILTER: how many objects it selects
count() {
	jq -s "map(select($1)) | length" "$tmp/json"
}

look "pure" "$TRACEES/pure-bare"
check_equal "pure: gates" '"int80"' "$(jq 'select(.type == "syscall" and .name != "execve") | .gate' "$tmp/json" | sort -u)"
check_equal "pure: bytes that are not UTF-8" "AAECCiJcf/8gYW5kIG1vcmUg" \
	"$(jq -r 'select(.name == "write" and .result.value == 39) | .args[1].bytes[:24]' "$tmp/json")"
check_equal "pure: a failed call" '{"errno":9,"error":"EBADF"}' \
	"$(jq -c 'select(.name == "close" and .result.errno != null) | .result | {errno, error}' "$tmp/json")"
check_equal "pure: a number out of the table" '[123456,"syscall_0x1e240"]' \
	"$(jq -c 'select(.nr == 123456) | [.nr, .name]' "$tmp/json")"
check_equal "pure: what has no end" '["exit",null]' "$(jq -c 'select(.type == "syscall" and .result == null) | [.name, .result]' "$tmp/json")"
check_equal "pure: the order of a call's keys" "v,type,seq,pid,tid,time,gate,site,nr,name,args,raw,result,duration" \
	"$(jq -r 'select(.name == "close") | keys_unsorted | join(",")' "$tmp/json" | sort -u)"
check_equal "pure: times have nine digits" "$(wc -l <"$tmp/json")" "$(grep -c '"time":[0-9]*[.][0-9]\{9\},*' "$tmp/json")"
check_equal "pure: the end" '5' "$(jq -c 'select(.type == "exit") | .status' "$tmp/json")"
"$GATETRACE" -o "$tmp/trace" "$TRACEES/pure-bare" >"$tmp/said"
check_equal "pure: as many calls as the text has" "$(grep -c '^[^+]' "$tmp/trace")" "$(count '.type == "syscall"')"

look "gates" "$TRACEES/gates" both
set -- "$("$TRACEES/vdsogate" | cut -d ' ' -f 1)"
check_equal "gates: through libc" "\"$1\"" \
	"$(jq -c 'select(.name == "access" and .args[0].text == "\"by libc\"") | .gate' "$tmp/json")"
check_equal "gates: the site's symbol" '"int80"' \
	"$(jq -c 'select(.name == "access" and .args[0].text == "\"by int $0x80\"") | .site.symbol' "$tmp/json")"

look "restart" "$TRACEES/restarts" read stop fast
check_equal "restart: told" 1 "$(count '.type == "restart" and .name == "read"')"
check_equal "restart: of the interrupted call" '["read",512]' \
	"$(jq -s -c '(.[] | select(.type == "restart" and .name == "read") | .of) as $of |
		.[] | select(.type == "syscall" and .seq == $of) | [.name, .result.restart_code]' "$tmp/json")"
check "restart: stopped" test "$(count '.type == "stopped"')" -ge 1
check "restart: signals" test "$(count '.type == "signal"')" -ge 2

look "no restart" "$TRACEES/restarts" read eintr int80
check_equal "no restart: told" 1 "$(count '.type == "no_restart" and .name == "read"')"

look "jump" "$TRACEES/handlers" jump fast
check_equal "jump: told" 1 "$(count '.type == "no_restart" and .name == "read"')"

look "family" "$TRACEES/family" crowd
check_equal "family: forks" 40 "$(count '.type == "fork"')"
check_equal "family: ends" 41 "$(count '.type == "exit"')"

look "exec" "$TRACEES/family" vfork-exec
check "exec: told" test "$(count '.type == "exec"')" -ge 1

look "killed" "$TRACEES/signals" die 15
check_equal "killed: told" 1 "$(count '.type == "killed"')"

look "threads" "$TRACEES/threads"
check_equal "threads: tids" 5 "$(jq .tid "$tmp/json" | sort -u | wc -l)"
check_equal "threads: pids" 1 "$(jq 'select(.type == "syscall") | .pid' "$tmp/json" | sort -u | wc -l)"

look "bad sysenter" "$TRACEES/gates" bad-sysenter
if test -s "$tmp/said"; then
	check_equal "bad sysenter: told" 1 "$(count '.type == "bad_sysenter"')"
else
	note "bad sysenter: $(tail -n 1 "$tmp/stderr")"
fi
finish
