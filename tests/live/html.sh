#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --html: a browser shows the page without a complaint, its counts are the JSON's, and what a user does
# with it has the effect that it should (html_drive.js does it). --svg: a figure that is XML.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_program jq
need_tracees demo restarts threads signals pure-bare handlers

# ---- What needs no browser

trace_page() {
	"$GATETRACE" -f --json -o "$tmp/json" --html "$tmp/page.html" "$@" >"$tmp/said" 2>"$tmp/stderr" </dev/null
}

"$GATETRACE" --html "$tmp/alone.html" "$TRACEES/pure-bare" >"$tmp/said" 2>"$tmp/stderr"
check_equal "exit status" 5 $?
check_equal "no lines beside the page" "" "$(cat "$tmp/stderr")"
check "the trace is whole" grep -qxF '["E"]' "$tmp/alone.html"
check_equal "nothing from elsewhere" "" "$(grep -noE '(src|href)=|url\([^#]|@import|https?://[^"]*' "$tmp/alone.html" |
	grep -v 'http://www.w3.org/2000/svg')"
"$GATETRACE" --html "$tmp/page.html" -o "$tmp/trace" "$TRACEES/pure-bare" >"$tmp/said" 2>&1
check "the page, and lines" test "$(grep -c '^\["C"' "$tmp/page.html")" = "$(grep -c '^[^+]' "$tmp/trace")"

if "$GATETRACE" -k --html "$tmp/page.html" "$TRACEES/demo" >"$tmp/said" 2>"$tmp/stderr"; then
	check "call stacks" grep -q '^\["C".*"getpid".*(main+0x' "$tmp/page.html"
else
	note "call stacks: $(cat "$tmp/stderr")"
fi

# refused WHAT ERROR OPTION...
refused() {
	what=$1
	wanted=$2
	shift 2
	"$GATETRACE" "$@" "$TRACEES/pure-bare" >"$tmp/said" 2>"$tmp/stderr"
	check_equal "$what: exit status" 1 $?
	check_equal "$what" "gatetrace: $wanted" "$(cat "$tmp/stderr")"
}

refused "no such folder" "cannot write '$tmp/no/page': No such file or directory" --html "$tmp/no/page"
refused "a full disk" "cannot write '/dev/full': No space left on device" --html /dev/full
refused "a full disk for the figure" "cannot write '/dev/full': No space left on device" --svg /dev/full
refused "one file for two" "--html, --svg and -o want a file each" --html "$tmp/x" -o "$tmp/x"
refused "no restart" "--svg: the trace has no restart to draw" --svg "$tmp/none.svg"
refused "which restart" "--svg-restart: '0' is no number from 1 on" --svg "$tmp/none.svg" --svg-restart 0

# Two restarts in the demo: each its own figure.
for n in 1 2 3; do
	"$GATETRACE" --svg "$tmp/$n.svg" --svg-restart $n "$TRACEES/demo" >"$tmp/said" 2>"$tmp/stderr"
	check_equal "figure $n: exit status" $((n / 3)) $?
	if command -v xmllint >/dev/null; then
		check "figure $n: XML" xmllint --noout "$tmp/$n.svg"
	fi
done
check "figure 1: read" grep -q '<title>How read restarts' "$tmp/1.svg"
check "figure 2: clock_nanosleep" grep -q '<title>How clock_nanosleep restarts' "$tmp/2.svg"
check "figure 2: the code of __kernel_vsyscall" grep -q '__kernel_vsyscall:' "$tmp/2.svg"
check "figure 3: there is none" grep -q 'no such restart' "$tmp/3.svg"

# ---- What a browser shows

for browser in chromium chromium-browser google-chrome ''; do
	test -n "$browser" || break
	! command -v $browser >/dev/null || break
done
if test -z "$browser"; then
	test $failures = 0 || finish
	skip "no chromium here (Debian: chromium): the page was not looked at"
fi

# browse FILE: what html_drive.js saw, in $tmp/seen; what the browser complained of, in $tmp/console.
browse() {
	nonce=$(sed -n 's/.*<script nonce="\([0-9a-f]*\)">.*/\1/p' "$1" | head -n 1)
	{
		cat "$1"
		printf '</script><script nonce="%s">' "$nonce"
		cat "$here/html_drive.js"
		echo '</script>'
	} >"$tmp/driven.html"
	timeout 120 "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$tmp/profile" --window-size=1300,900 \
		--virtual-time-budget=60000 --enable-logging=stderr --dump-dom "file://$tmp/driven.html" \
		>"$tmp/dom" 2>"$tmp/browser" </dev/null
	grep CONSOLE "$tmp/browser" >"$tmp/console"
	sed -n '/<pre>/,/<\/pre>/p' "$tmp/dom" | sed -e 's/.*<pre>//' -e 's/<\/pre>.*//' -e 's/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' \
		>"$tmp/seen"
}

echo '<!DOCTYPE html><p id=ok>' >"$tmp/blank.html"
timeout 60 "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$tmp/profile" --dump-dom "file://$tmp/blank.html" \
	>"$tmp/dom" 2>"$tmp/browser" </dev/null
grep -q 'id="ok"' "$tmp/dom" || skip "$browser does not run here: $(tail -n 1 "$tmp/browser")"

# count FILTER: objects of the JSON
count() {
	jq -s "map(select($1)) | length" "$tmp/json"
}

# saw WHAT LINE...
saw() {
	what=$1
	shift
	checks=$((checks + 1))
	grep -qxF -e "$*" "$tmp/seen" || {
		fail "$what: wanted '$*'"
		grep -e "^$1" "$tmp/seen" | head -n 3 | sed 's/^/  got: /'
	}
}

# look NAME PROGRAM...: the page of a trace against its JSON
look() {
	name=$1
	shift
	trace_page "$@"
	browse "$tmp/page.html"
	checks=$((checks + 2))
	test ! -s "$tmp/console" || fail "$name: complaints" "$tmp/console"
	grep -q '^ready [0-9]' "$tmp/seen" || fail "$name: not shown" "$tmp/seen" "$tmp/browser"
	check_equal "$name: errors" "" "$(grep -E '^(error|wrong)' "$tmp/seen")"
	saw "$name: calls" count calls "$(count '.type == "syscall"')"
	saw "$name: restarts" count restarts "$(count '.type == "restart"')"
	saw "$name: signals" count signals "$(count '.type == "signal"')"
	check_equal "$name: gates" "$(jq -r 'select(.type == "syscall") | .gate' "$tmp/json" | sort | uniq -c | awk '{ print "gate", $2, $1 }')" \
		"$(grep '^gate' "$tmp/seen" | sort)"
	saw "$name: whole" notice false
	# The marker stands on the restart point, whose address the JSON has as an offset, and then goes on from there.
	check_equal "$name: where eip is set back to" \
		"$(jq -r 'select(.type == "restart") | "back \(.seq) \(.at.symbol as $s | if $s == "__kernel_vsyscall" and .at.module == null
			then .at.offset else 0 end)"' "$tmp/json")" "$(grep '^back' "$tmp/seen" | cut -d ' ' -f 1-3)"
	check_equal "$name: what is executed" \
		"$(jq -r 'select(.type == "restart") | "executes \(.seq) \({ int80: "int $0x80", jmp: "jmp .Lenter_kernel",
			syscall: "syscall" }[.by])"' "$tmp/json")" "$(grep '^executes' "$tmp/seen")"
	saw "$name: nothing but what is ours" elements 0
}

look demo "$TRACEES/demo"
saw "play" play Pause
saw "play goes on" played true
saw "pause" paused true
saw "a step" stepped 1
saw "steps back" stepped back -1
calls=$(count '.type == "syscall"')
first=$(sed -n 's/^without \([^ ]*\) .*/\1/p' "$tmp/seen")
saw "a gate filtered" without "$first" $((calls - $(count ".gate == \"$first\"")))
saw "and back" with "$calls"
saw "failed only" failed "$(count '.type == "syscall" and .result.errno != null')"
saw "search for a name" search getpid "$(count '.name == "getpid"')"
saw "search for text with markup" search '<...' "$(count '.type == "syscall" and ([.args[].text] | any(contains("<...")))')"
saw "search for nothing that is there" search no such text 0
saw "no search" search nothing "$calls"
saw "table of calls" tab Calls "$calls" true
saw "table of gates" tab Gates "$(jq -r 'select(.type == "syscall") | .gate' "$tmp/json" | sort -u | wc -l)" true
saw "table of restarts" tab Restarts "$(count '.type == "restart" or .type == "no_restart"')" true
saw "a click on a bar" picked getpid true 2
saw "the next call" next true
saw "the call before" previous true
saw "zoom" zoomed true
saw "all again" all true
saw "two fingers" pinched true
saw "one finger" dragged true
saw "the row below" row below 1 1
saw "another theme" theme light

look threads "$TRACEES/threads"
look "an int \$0x80 of its own" "$TRACEES/restarts" read sa_restart int80
look "deadly signal" "$TRACEES/signals" die 15

# A program whose name is markup
evil="$tmp/<img src=x onerror=alert(1)><!--"
mkdir -p "$evil"
cp "$TRACEES/pure-bare" "$evil/script>&amp;"
look "markup" "$evil/script>&amp;" '</script><script>document.title=1</script>'

# A trace that breaks off: the page shows what came before.
trace_page "$TRACEES/demo"
head -c $(($(wc -c <"$tmp/page.html") - 60000)) "$tmp/page.html" >"$tmp/cut.html"
whole=$(count '.type == "syscall"')
browse "$tmp/cut.html"
saw "broken off: told" notice true
cut=$(sed -n 's/^count calls //p' "$tmp/seen")
check "broken off: what came before" test "${cut:-0}" -gt 10 -a "${cut:-0}" -lt "$whole"

# gatetrace is killed: what happened up to then is in the file, and can be looked at.
cat >"$tmp/wait.c" <<'C'
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>
int main(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	return pause();
}
C
if ${TRACEE_CC:-gcc -m32} -O1 -o "$tmp/wait" "$tmp/wait.c" 2>"$tmp/stderr"; then
	"$GATETRACE" --html "$tmp/killed.html" "$tmp/wait" >"$tmp/said" 2>"$tmp/stderr" &
	tracer=$!
	started="$started $tracer"
	until_true "killed: the call before is in the file" grep -qs '^\["C".*"prctl"' "$tmp/killed.html"
	kill -KILL $tracer
	wait $tracer 2>/dev/null
	browse "$tmp/killed.html"
	saw "killed: told" notice true
	saw "killed: what came before" count calls "$(grep -c '^\["C"' "$tmp/killed.html")"
else
	note "killed: $(cat "$tmp/stderr")"
fi

# Many calls
cat >"$tmp/many.c" <<'C'
#include <sys/syscall.h>
#include <unistd.h>
int main(void)
{
	for (int i = 0; i < 100000; i++)
		syscall(i & 1 ? SYS_getppid : SYS_getuid);
	return 0;
}
C
if ${TRACEE_CC:-gcc -m32} -O1 -o "$tmp/many" "$tmp/many.c" 2>"$tmp/stderr"; then
	look "100,000 calls" "$tmp/many"
	saw "half of them" search getpid 0
	echo "100,000 calls: a page of $(($(wc -c <"$tmp/page.html") / 1000000)) MB, shown in $(sed -n 's/^ready //p' "$tmp/seen") ms"
else
	note "100,000 calls: $(cat "$tmp/stderr")"
fi
finish
