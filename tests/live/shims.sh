#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --vdso=FILE: the shims of examples/shim, built by their own Makefile. The good one works, each broken one is
# refused with its diagnosis, and does what that says when it is forced.

# shellcheck disable=SC2317 # functions that until_true calls
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
: "${GATEVDSO:=$(dirname "$GATETRACE")/gatevdso}"
need_tracees shimcall-bare demo family gates restarts threads victim
"$GATETRACE" --version | grep -q 'disassembly by capstone' || skip "built without Capstone: no code is examined"
"$GATEVDSO" --json >"$tmp/native" 2>"$tmp/stderr" || skip "$(cat "$tmp/stderr")"
gate=$(sed -n 's/.*"gate":"\([^"]*\)".*/\1/p' "$tmp/native")
case $gate in
vdso:sysenter | vdso:syscall) ;;
*) skip "the shims enter the kernel by sysenter or syscall, this one by $gate" ;;
esac
enter=${gate#vdso:}

mkdir "$tmp/shims"
if ! make -C "$tmp/shims" -f "$top/examples/shim/Makefile" GATEVDSO="$GATEVDSO" CC="${TRACEE_CC:-gcc -m32}" \
	>"$tmp/make" 2>&1; then
	fail "the shims are built" "$tmp/make"
	finish
fi
shims=$tmp/shims

# run SHIM OPTIONS...: traces one call, with six arguments and all registers known.
run() {
	shim=$1
	shift
	"$GATETRACE" "$@" --vdso="$shims/$shim.so" -a 0 -e trace=mmap2 -o "$tmp/trace" \
		"$TRACEES/shimcall-bare" >"$tmp/stdout" 2>"$tmp/stderr" </dev/null
	status=$?
}
right='mmap2(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0x7000) = '

# ---- Right: the kernel's own image as a file, and the example
for shim in vdso32 shim; do
	run $shim
	check_equal "$shim: the registers come back" 0 $status
	check_equal "$shim: nothing is said of it" "" "$(cat "$tmp/stderr")"
	check_equal "$shim: six arguments" "$right" "$(sed -n "s/^$gate  *\(.*= \)0x[0-9a-f]*\$/\1/p" "$tmp/trace")"
done
for program in threads demo; do
	"$TRACEES/$program" >"$tmp/wanted" 2>&1 </dev/null
	"$GATETRACE" -f --vdso="$shims/shim.so" -o "$tmp/trace" "$TRACEES/$program" >"$tmp/got" 2>&1 </dev/null
	check_equal "shim: $program: exit status" 0 $?
	check_same "shim: $program: the same output" "$tmp/wanted" "$tmp/got"
	check "shim: $program: calls by $gate" grep -q "^\([0-9]* *\)\?$gate " "$tmp/trace"
done

# These say from the code that they find what the trace must show; here restarts are 2.6's jmp.
restarted=0
for program in gates family restarts; do
	short=$(test $program = restarts && echo short=1)
	"$TRACEES/$program" list >"$tmp/scenarios"
	while read -r scenario; do
		test "$scenario" != foreign || continue # it replaces its vDSO by itself
		# shellcheck disable=SC2086 # none or several words
		traced "shim: $program $scenario" $short -- --vdso="$shims/shim.so" "$TRACEES/$program" $scenario
		restarted=$((restarted + $(grep -c 'jmp .Lenter_kernel at __kernel_vsyscall+0xe' "$tmp/trace")))
	done <"$tmp/scenarios"
done
check "shim: restarts by jmp .Lenter_kernel" test $restarted -gt 5

# One that is right and like no layout that is known: its gates and restarts are told all the same.
mkdir "$tmp/own"
cp "$top"/examples/shim/shim.[hl]* "$top/examples/shim/Makefile" "$shims/vdso32.so" "$tmp/own"
cp "$shims/offsets" "$tmp/own"
sed -e 's/^\.Lenter_kernel:/	test %eax, %eax/' -e "s/jmp \.Lenter_kernel/int \$0x80/" \
	"$top/examples/shim/shim.S" >"$tmp/own/shim.S"
make -C "$tmp/own" GATEVDSO=false CC="${TRACEE_CC:-gcc -m32}" shim.so >"$tmp/make" 2>&1 || fail "own: is built" "$tmp/make"
cp "$tmp/own/shim.so" "$shims/own.so"
check "own: no known layout" test -n "$("$GATEVDSO" "$shims/own.so" | grep '^layout  *unknown')"
run own
check_equal "own: the registers come back" 0 $status
check_equal "own: nothing is said of it" "" "$(cat "$tmp/stderr")"
check_equal "own: the gate" "$right" "$(sed -n "s/^$gate  *\(.*= \)0x[0-9a-f]*\$/\1/p" "$tmp/trace")"
for prove in "" --prove; do
	# shellcheck disable=SC2086 # none, or one
	"$GATETRACE" $prove -f --vdso="$shims/own.so" -o "$tmp/trace" "$TRACEES/demo" >"$tmp/got" 2>&1 </dev/null
	check "own $prove: restarts" grep -q ">>> restart of .*: int \$0x80 at __kernel_vsyscall+0xe (" "$tmp/trace"
	check "own $prove: no gate is unknown" test -z "$(grep unknown "$tmp/trace")"
done

# The process that has it, looked at from outside: the kernel comes back to where it always does.
mkfifo "$tmp/in"
"$GATETRACE" --vdso="$shims/own.so" -o "$tmp/trace" "$TRACEES/victim" read <"$tmp/in" >"$tmp/out" 2>&1 &
tracer=$!
started="$started $tracer"
exec 3>"$tmp/in"
reads() {
	pid=$(tr -d ' ' <"/proc/$tracer/task/$tracer/children") && grep -qs victim "/proc/$pid/comm" && in_state "$pid" S
}
if until_true "own: a process that reads" reads; then
	"$GATEVDSO" -p "$pid" >"$tmp/got"
	check "own: -p: landing pad" grep -q '^landing pad .*(__kernel_vsyscall+0x10)$' "$tmp/got"
	check "own: -p: restart point" grep -q "^restart point .*(__kernel_vsyscall+0xe): int \$0x80\$" "$tmp/got"
	check "own: -p: gate" grep -q "^gate  *$gate\$" "$tmp/got"
	check "own: -p: label" grep -qx 'SYSENTER_RETURN:' "$tmp/got"
fi
echo line >&3
exec 3>&-
wait $tracer
check_equal "own: the process, after that" "read: ok" "$(cat "$tmp/out")"

# ---- Broken: refused, and nothing is run
# refused SHIM LINES REGEX...: so many findings, these among them.
refused() {
	shim=$1 lines=$2
	shift 2
	rm -f "$tmp/trace"
	run "$shim"
	check_equal "$shim: exit status" 1 $status
	check_equal "$shim: findings" $((lines + 1)) "$(grep -c "^gatetrace: $shims/$shim.so: " "$tmp/stderr")"
	check "$shim: nothing was run" test ! -s "$tmp/trace"
	for regex; do
		grep -q "^gatetrace: [^ ]*: $regex" "$tmp/stderr" || fail "$shim: says $regex" "$tmp/stderr"
	done
	run "$shim" --force
	check_equal "$shim: forced: findings" "$lines" "$(grep -c "^gatetrace: $shims/$shim.so: " "$tmp/stderr")"
}
stack=$(test "$enter" = sysenter && echo ebp || echo esp)

refused wrong-argument 1 "wrong 6th argument: ebp holds the caller's ecx at the int \$0x80 at 0x[0-9a-f]*, not the caller's ebp"
check_equal "wrong-argument: forced: the registers come back" 0 $status
check "wrong-argument: forced: the 6th argument is the 2nd" grep -qF 'MAP_ANONYMOUS, -1, 0x1000000) = ' "$tmp/trace"

refused wrong-order 2 "wrong stack order: \[$stack\] holds the caller's ecx at the $enter at .*: the kernel takes the 6th" \
	"wrong stack order: \[$stack+8\] holds the caller's ebp at .*, not the caller's ecx: the landing pad pops it into ecx"
check_equal "wrong-order: forced: ecx and ebp do not come back" 34 $status
check "wrong-order: forced: the 6th argument is the 2nd" grep -q 'MAP_ANONYMOUS, -1, 0x1000000) = ' "$tmp/trace"

if test "$enter" = sysenter; then
	refused wrong-ebp 1 "ebp is not esp: it holds the caller's ebp at the sysenter at .*EFAULT and no call"
	check_equal "wrong-ebp: forced: ended by SIGSEGV" 139 $status
	check "wrong-ebp: forced: the sysenter without a call" grep -q '^!!! sysenter with unreadable ebp 0x7' "$tmp/trace"
else
	refused wrong-ebp 1 "wrong 2nd argument: ebp holds the caller's ebp at the syscall at .*, not the caller's ecx"
	check "wrong-ebp: forced: the 2nd argument is the 6th" grep -qF 'mmap2(NULL, 7, PROT_READ' "$tmp/trace"
fi

# ---- The offsets: made for another kernel
# moved WHAT OFFSET: shims/moved.so
moved() {
	sed -E "s/-D$1=[0-9]*/-D$1=$2/" "$shims/offsets" >"$tmp/moved/offsets"
	rm -f "$tmp/moved/shim.so"
	make -C "$tmp/moved" -f "$top/examples/shim/Makefile" GATEVDSO=false CC="${TRACEE_CC:-gcc -m32}" shim.so \
		>"$tmp/make" 2>&1 || fail "moved $1" "$tmp/make"
	cp "$tmp/moved/shim.so" "$shims/moved.so"
}
mkdir "$tmp/moved"
cp "$shims/vdso32.so" "$tmp/moved"
landing=$(sed -E 's/.*-DLANDING=([0-9]*).*/\1/' "$shims/offsets")
hex() {
	printf '0x%x' "$1"
}
moved LANDING $((landing - 3))
refused moved 2 "the landing pad is at $(hex $((landing - 3))), this kernel comes back at $(hex "$landing")" \
	"the restart point is at $(hex $((landing - 5))), this kernel sends interrupted calls to $(hex $((landing - 2)))"
rt=$(sed -E 's/.*-DRT_SIGRETURN=([0-9]*).*/\1/' "$shims/offsets")
moved RT_SIGRETURN $((rt + 64))
refused moved 1 "__kernel_rt_sigreturn is at $(hex $((rt + 64))), this kernel has handlers return to $(hex "$rt")"

# ---- What is no shim
# told NAME REGEX FILE: one line, exit status 1.
told() {
	"$GATETRACE" --vdso="$3" -o "$tmp/trace" "$TRACEES/shimcall-bare" >"$tmp/stdout" 2>"$tmp/stderr"
	check_equal "$1: exit status" 1 $?
	check_equal "$1: one line" 1 "$(wc -l <"$tmp/stderr")"
	check "$1: the reason" grep -q "^gatetrace: .*$2" "$tmp/stderr"
}
told "no such file" "/no/such: No such file" /no/such
told "a folder" "a folder" "$tmp"
told "a script" "not an ELF file" "$0"
mkfifo "$tmp/fifo"
told "a pipe" "not a regular file" "$tmp/fifo"
told "empty name" "vdso wants" ""
head -c 700 "$shims/shim.so" >"$tmp/short"
told "cut short" "cut short" "$tmp/short"
told "a program" "__kernel_vsyscall\|not a vDSO\|neither\|no room" "$TRACEES/gates"
for vdso in native int80; do
	"$GATETRACE" --force --vdso=$vdso true >"$tmp/stdout" 2>"$tmp/stderr"
	check_equal "--force with $vdso: exit status" 1 $?
	check "--force with $vdso: is told" grep -q '^gatetrace: --force is for' "$tmp/stderr"
done
cp "$shims/vdso32.so" "$tmp/int80"
(cd "$tmp" && "$GATETRACE" --vdso=./int80 -o trace "$TRACEES/vdsogate" >got)
check_same "a file that is called as a word" "$tmp/vdsogate" "$tmp/got"
finish
