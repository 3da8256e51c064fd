#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# In a storm of signals the program does what it does untraced, and every interrupted call is
# accounted for: it restarts, by the right gate, or it is said why it does not.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees storm

cat >"$tmp/account.awk" <<'AWK'
function wrong(what)
{
	print NR ": " what ": " $0
}

function site(line)
{
	return line ~ /at __kernel_vsyscall\+/ ? again : "int80"
}

$2 == ">>>" && $3 == "restart" {
	if (!pending[$1])
		wrong("nothing to restart")
	pending[$1]--
	if (announced[$1] != "")
		wrong("two announced")
	announced[$1] = site($0)
	restarts++
	next
}

$2 == ">>>" {
	if (!pending[$1])
		wrong("nothing that could restart")
	pending[$1]--
	next
}

$2 == "+++" {
	pending[$1] = 0
	next
}

$2 == "---" {
	next
}

# A call.
{
	entries++
	if (announced[$1] != "" && $2 != announced[$1])
		wrong("announced through " announced[$1])
	if (announced[$1] == "" && $2 == again && again != fast)
		wrong("a restart that was not announced")
	announced[$1] = ""
	if (/ERESTART/)
		pending[$1]++
}

END {
	for (tid in pending)
		if (pending[tid])
			print tid ": " pending[tid] " calls unaccounted for"
	print entries " entries, " restarts " restarts" >counts
}
AWK

read -r fast again rest <"$tmp/vdsogate"
test -n "$rest" || skip "$TRACEES/vdsogate says nothing"

for args in "10000 1" "2000 2 4"; do
	# shellcheck disable=SC2086
	"$TRACEES/storm" $args >"$tmp/wanted" 2>"$tmp/stderr"
	# shellcheck disable=SC2086
	"$GATETRACE" -f -a 0 -o "$tmp/trace" "$TRACEES/storm" $args >"$tmp/got" 2>"$tmp/stderr"
	status=$?
	check_equal "storm $args: exit status" 0 $status
	test $status = 0 || fail "storm $args: what it says" "$tmp/stderr"
	check_same "storm $args: what it did" "$tmp/wanted" "$tmp/got"
	awk -f "$here/trace.awk" short=1 "$tmp/trace" >"$tmp/calls"
	awk -v fast="$fast" -v again="$again" -v counts="$tmp/counts" -f "$tmp/account.awk" "$tmp/calls" >"$tmp/wrong"
	check "storm $args: restarts that are not accounted for" test ! -s "$tmp/wrong"
	test ! -s "$tmp/wrong" || head -n 20 "$tmp/wrong"
	echo "storm $args: $(cat "$tmp/counts")"
	check "storm $args: entries" test "$(cut -d ' ' -f 1 "$tmp/counts")" -ge 8000
	check "storm $args: restarts" test "$(sed 's/.*, \([0-9]*\) restarts/\1/' "$tmp/counts")" -ge 100
done
finish
