#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# -k: the call stack of every call, held against what the programs themselves know of it.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees oddstack oddstack-static stack stack-bp stack-debug stack-omit stack-static stack-stripped
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
addresses stack 1 --vdso=classic
addresses stack 1 --vdso=int80

# libc's vfork() holds its return address in a register, also when its child's SIGCHLD comes there, as it may.
"$GATETRACE" -k -o "$tmp/trace" -e trace=vfork "$TRACEES/family" vfork >"$tmp/said" 2>&1
check "vfork: its frame" grep -q '(vfork+' "$tmp/trace"
check_equal "vfork: its caller behind each of its frames" "$(grep -c '(vfork+' "$tmp/trace")" \
	"$(grep -A1 '(vfork+' "$tmp/trace" | grep -c '(by_vfork+')"
# shellcheck disable=SC2016 # a program in sh
check "vfork: no frame is lost" sh -c '! grep -q "^ > ?$" "$1"' - "$tmp/trace"

# ---- Names ----
"$GATETRACE" -k -o "$tmp/trace" -e trace=access "$TRACEES/stack" plain >"$tmp/said" 2>&1
names "$tmp/trace" '"plain"' >"$tmp/got"
check "names: $(cat "$tmp/got")" grep -q '^ __kernel_vsyscall access innermost middle outer main .*__libc_start_main.* _start$' "$tmp/got"

"$GATETRACE" -k -o "$tmp/trace" -e trace=access "$TRACEES/stack-static" plain >"$tmp/said" 2>&1
names "$tmp/trace" '"plain"' >"$tmp/got"
check "names, static: $(cat "$tmp/got")" grep -q ' access innermost middle outer main .* _start$' "$tmp/got"

# Tables in the file alone
"$GATETRACE" -k -o "$tmp/trace" -e trace=access "$TRACEES/stack-debug" plain >"$tmp/said" 2>&1
names "$tmp/trace" '"plain"' >"$tmp/got"
check "names, .debug_frame: $(cat "$tmp/got")" \
	grep -q ' access innermost middle outer main .*__libc_start_main.* _start$' "$tmp/got"

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

# ---- Stacks that no compiler makes ----

# odd SCENE [ARG...]: its trace, within its time
# shellcheck disable=SC2317 # by check
odd() {
	timeout 20 "$GATETRACE" -k -f -o "$tmp/trace" -e trace=access "$TRACEES/oddstack" "$@" >"$tmp/said" 2>&1 &&
		sed -i 's/^[0-9][0-9]* *//' "$tmp/trace" && names "$tmp/trace" "\"$1\"" >"$tmp/got"
}

for scene in circle nowhere top; do
	check "$scene" odd $scene
	check_equal "$scene: the function itself, and no invention" " call_on  > ?" "$(cat "$tmp/got")"
done

check "words" odd words
check "stub" odd stub
check "a stub without unwind data: $(cat "$tmp/got")" grep -q '^ bare_stub caller_of_bare_stub main ' "$tmp/got"

if odd vdso; then
	check "a vDSO without unwind data: $(cat "$tmp/got")" \
		grep -q '^ __kernel_vsyscall access middle outer main .*__libc_start_main.* _start$' "$tmp/got"
else
	note "a vDSO without unwind data: its page can't be changed"
fi
check "made" odd made
check "code made at run time: $(cat "$tmp/got")" grep -qE ' access  > \[0x[0-9a-f]+\] made_code main ' "$tmp/got"

timeout 20 "$GATETRACE" -k -o "$tmp/trace" -e trace=none "$TRACEES/oddstack" null >"$tmp/said" 2>&1
names "$tmp/trace" '--- SIGSEGV' >"$tmp/got"
check "a call to address 0: $(cat "$tmp/got")" grep -q '^  > \[0x0\] call_nothing main ' "$tmp/got"

# Other code at the same address: what was known of it must be forgotten.
for i in 1 2; do
	room=$((i * 1000))
	printf '%s\n' '#include <unistd.h>' \
		"__attribute__((noinline)) static void inner_$i(const char *s) { volatile char room[$room]; room[0] = 0;" \
		'access(s, room[0]); __asm__ volatile(""); }' \
		'void call_access(const char *s) { inner_'$i'(s); __asm__ volatile(""); }' >"$tmp/library.c"
	${TRACEE_CC:-gcc -m32} -O1 -shared -fPIC -o "$tmp/library$i.so" "$tmp/library.c" || fail "library $i"
done
check "reload" odd reload "$tmp/library1.so" "$tmp/library2.so"
check_equal "other code at the same address" "$(printf '%s\n' ' inner_1 call_access reload main' ' inner_2 call_access reload main')" \
	"$(sed 's/^ __kernel_vsyscall access//; s/main .*/main/' "$tmp/got")"

# The file is gone, or its name is that of something else: the process has its tables. A static program
# has no table to be found in memory, and keeps silent of what nobody knows.
for scene in deleted fifo; do
	for program in oddstack oddstack-static; do
		cp "$TRACEES/$program" "$tmp/$program"
		timeout 20 "$GATETRACE" -k --json -o "$tmp/json" -e trace=access "$tmp/$program" $scene >"$tmp/said" 2>&1
		check_equal "$program, $scene: exit status" 0 $?
		jq -c "select(.type == \"syscall\" and .args[0].text == \"\\\"$scene\\\"\") | [(.stack | length), .stack_end]" \
			"$tmp/json" >"$tmp/got"
		rm -f "$tmp/$program"
		case $program in
		oddstack) check_equal "$scene: $(cat "$tmp/got")" '[8,null]' "$(cat "$tmp/got")" ;;
		*) check "$program, $scene: $(cat "$tmp/got")" grep -q '"lost"' "$tmp/got" ;;
		esac
	done
done

# Tables that the process has overwritten: anything, but an end.
for seed in 1 2 3 4 5 6 7 8; do
	check "spoilt: random $seed" odd "spoilt random" $seed
done
check "spoilt: ones" odd "spoilt ones"
check "spoilt: zeros" odd "spoilt zeros"

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
