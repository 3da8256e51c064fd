#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# -k: the call stack of every call, held against what the programs themselves know of it.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees stack stack-bp stack-omit stack-static stack-stripped
need_program jq
! "$GATETRACE" --version | grep -q 'stack traces by none' || skip "gatetrace was built without stack traces"

# names TRACE CALL: of the functions that a text trace shows below each such call, a call a line
names() {
	awk -v call="$2" '
		/^ > / { if (on) { sub(/^[^(]*\(/, ""); sub(/\+0x[0-9a-f]*\).*/, ""); printf " %s", $0 }; next }
		{ if (on) print ""; on = index($0, call) > 0 }
		END { if (on) print "" }' "$1"
}

# ---- Addresses: each as the program's own unwinder sees it ----

# addresses PROGRAM WHOLE [OPTION...]
addresses() {
	program=$1 whole=$2
	shift 2
	"$GATETRACE" -k -f --json "$@" -e trace=access -o "$tmp/json" "$TRACEES/$program" >"$tmp/said" 2>"$tmp/stderr"
	check_equal "$program: exit status" 0 $?
	jq -r 'select(.type == "syscall") | "\(.args[0].text[1:-1]): \([.stack[]?.ip | tostring] | join(" "))"' \
		"$tmp/json" >"$tmp/traced"
	check "$program said something" test -s "$tmp/said"
	checks=$((checks + $(wc -l <"$tmp/said")))
	awk -v whole="$whole" -f "$here/stack.awk" "$tmp/said" "$tmp/traced" >"$tmp/differs" ||
		fail "$program $*: addresses" "$tmp/differs" "$tmp/stderr"
	check_equal "$program: stacks that are cut" 0 "$(jq 'select(.stack_end)' "$tmp/json" | wc -l)"
}

addresses stack 1
addresses stack-omit 1
addresses stack-static 1
addresses stack-stripped 1
addresses stack-bp 0

# ---- Names ----
"$GATETRACE" -k -o "$tmp/trace" -e trace=access "$TRACEES/stack" plain >"$tmp/said" 2>&1
names "$tmp/trace" '"plain"' >"$tmp/got"
check "names: $(cat "$tmp/got")" grep -q '^ __kernel_vsyscall access innermost middle outer main .*__libc_start_main.* _start$' "$tmp/got"

"$GATETRACE" -k -o "$tmp/trace" -e trace=access "$TRACEES/stack-static" plain >"$tmp/said" 2>&1
names "$tmp/trace" '"plain"' >"$tmp/got"
check "names, static: $(cat "$tmp/got")" grep -q ' access innermost middle outer main .* _start$' "$tmp/got"

# A stripped program has names where others call it by name, and places all the same.
"$GATETRACE" -k -o "$tmp/trace" -e trace=access "$TRACEES/stack-stripped" plain >"$tmp/said" 2>&1
check "stripped" grep -qE "^ > $TRACEES/stack-stripped\(\) \[0x[0-9a-f]+\]\$" "$tmp/trace"
check "stripped, libc" grep -qE '^ > [^ ]*libc[^ ]*\(__libc_start_main' "$tmp/trace"

# From the handler through the vDSO's stub to the code that was interrupted.
"$GATETRACE" -k -o "$tmp/trace" -e trace=access -e signal=ILL "$TRACEES/stack" >"$tmp/said" 2>&1
names "$tmp/trace" '"fault"' >"$tmp/got"
check "handler: $(cat "$tmp/got")" grep -q ' innermost middle outer on_fault __kernel_rt_sigreturn fault signals main ' "$tmp/got"
names "$tmp/trace" '--- SIGILL' >"$tmp/got"
check "signal: $(cat "$tmp/got")" grep -q '^ fault signals main ' "$tmp/got"

# ---- Limits, and what never comes back ----
"$GATETRACE" -k --stack-trace-frame-limit=10 --json -o "$tmp/json" -e trace=access "$TRACEES/stack" >"$tmp/said" 2>&1
check_equal "--stack-trace-frame-limit: frames, of the longest" 10 \
	"$(jq -s 'map(.stack // [] | length) | max' "$tmp/json")"
check_equal "--stack-trace-frame-limit: said so" '"limit"' \
	"$(jq 'select(.name == "access" and .args[0].text == "\"deep\"") | .stack_end' "$tmp/json")"
"$GATETRACE" -k --stack-trace-frame-limit=3 -o "$tmp/trace" -e trace=access "$TRACEES/stack" plain >"$tmp/said" 2>&1
check_equal "lines below a call with 3 frames" " > too many stack frames" "$(sed -n '5{p;q;}' "$tmp/trace")"

"$GATETRACE" -k -f -o "$tmp/trace" -e trace=execve,exit_group "$TRACEES/stack" >"$tmp/said" 2>&1
sed 's/^[0-9][0-9]* *//' "$tmp/trace" >"$tmp/plain"
names "$tmp/plain" 'execve("/nonexistent/first"' >"$tmp/got"
check "execve that fails: $(cat "$tmp/got")" grep -q ' execve .*execl.* children main ' "$tmp/got"
names "$tmp/plain" '"again"]' >"$tmp/got"
check "execve, of the old program: $(cat "$tmp/got")" grep -q ' execve .*execl.* children main ' "$tmp/got"
names "$tmp/plain" 'exit_group(0)' >"$tmp/got"
check "exit_group: $(cat "$tmp/got")" grep -q ' exit ' "$tmp/got"

# ---- C++ ----
cat >"$tmp/plus.cc" <<'END'
#include <unistd.h>
namespace outside {
template <typename T> struct inside {
	__attribute__((noinline)) void call(T, const char *name) const
	{
		access(name, 0);
		__asm__ volatile("");
	}
};
}
int main()
{
	outside::inside<unsigned>().call(7, "plus");
	return 0;
}
END
# shellcheck disable=SC2086
if "$GATETRACE" --version | grep -q 'C++ names by none'; then
	note "C++ names: gatetrace was built without a library for them"
elif ! ${CXX:-g++} -m32 -O1 -o "$tmp/plus" "$tmp/plus.cc" 2>"$tmp/stderr"; then
	note "C++ names: no compiler of 32-bit C++ programs here"
else
	"$GATETRACE" -k -o "$tmp/trace" -e trace=access "$tmp/plus" >"$tmp/said" 2>&1
	names "$tmp/trace" '"plus"' >"$tmp/got"
	check "C++ names: $(cat "$tmp/got")" \
		grep -qF ' outside::inside<unsigned int>::call(unsigned int, char const*) const main ' "$tmp/got"
fi

# ---- Nobody asked ----
"$GATETRACE" --json -o "$tmp/json" "$TRACEES/stack" plain >"$tmp/said" 2>&1
check_equal "stacks without -k" 0 "$(grep -c '"stack"' "$tmp/json")"
finish
