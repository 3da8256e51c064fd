#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# gatevdso on this machine's vDSO, on a process, on files and cores made of it, and on what is none.

# shellcheck disable=SC2317 # functions that until_true calls
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
: "${GATEVDSO:=$(dirname "$GATETRACE")/gatevdso}"
need_tracees victim helper dumpvdso
helper=$TRACEES/helper
"$TRACEES/dumpvdso" >"$tmp/dump" || skip "no vDSO to be seen here"
read -r sysinfo base size <"$tmp/dump"
test "$size" != 0 || skip "32-bit processes have no vDSO here"
tail -c $((0x$size)) "$tmp/dump" >"$tmp/pages"

# value KEY FILE: behind the name of a fact
value() {
	sed -n "s/^$1  *//p" "$2"
}

# Everything but whose it is, where it is, and what only a process knows.
relative() {
	sed -E '/^(vDSO of|base|AT_SYSINFO) /d; s/\<(0x)?[0-9a-f]{5}([0-9a-f]{3})\>/\2/g' "$1"
}

# ---- This machine's
"$helper" children "$GATEVDSO" --save="$tmp/saved" >"$tmp/here" 2>"$tmp/stderr"
check_equal "here: exit status" 0 $?
check_equal "here: standard error" "" "$(cat "$tmp/stderr")"
check "here: what a process sees in itself was saved" cmp "$tmp/pages" "$tmp/saved"
check_equal "here: size" $((0x$size)) "$(value base "$tmp/here" | sed 's/.*, \(.*\) bytes/\1/')"
offset=$(printf '%03x' $((0x$sysinfo - 0x$base)))
check "here: AT_SYSINFO" grep -q "^AT_SYSINFO .*$offset (__kernel_vsyscall)\$" "$tmp/here"
layout=$(value layout "$tmp/here")
gate=$(value gate "$tmp/here")
"$GATETRACE" -e gate="$gate" -o "$tmp/trace" "$TRACEES/victim" running </dev/null >/dev/null 2>&1
check "here: gatetrace sees calls by that gate" grep -q "^$gate " "$tmp/trace"
case $layout in
unknown*)
	note "the code: this layout is unknown"
	;;
*)
	check "here: a line for each of the labels" test "$(grep -c '^[_.A-Za-z]*:$' "$tmp/here")" -ge 2
	check "here: the restart point is told" grep -q 'restart point' "$tmp/here"
	check "here: the code ends with ret" test "$(sed -n '$s/.* ret .*/ret/p' "$tmp/here")" = ret
	;;
esac
for symbol in __kernel_vsyscall __kernel_sigreturn __kernel_rt_sigreturn; do
	check "here: symbol $symbol" grep -q "^  0x[0-9a-f]* .* $symbol\$" "$tmp/here"
done

# ---- The saved file, read again
"$GATEVDSO" --save="$tmp/again" "$tmp/saved" >"$tmp/file"
check_equal "file: exit status" 0 $?
check "file: the same bytes" cmp "$tmp/saved" "$tmp/again"
relative "$tmp/here" >"$tmp/wanted"
relative "$tmp/file" >"$tmp/got"
check_same "file: the same facts" "$tmp/wanted" "$tmp/got"

# ---- A process
mkfifo "$tmp/in"
"$TRACEES/victim" read <"$tmp/in" >"$tmp/out" &
pid=$!
started="$started $pid"
exec 3>"$tmp/in"
mapped() {
	grep -q '\[vdso\]' "/proc/$pid/maps" && in_state "$pid" S
}
if until_true "a process that waits" mapped; then
	"$GATEVDSO" -p $pid >"$tmp/process"
	check_equal "-p: exit status" 0 $?
	at=$(sed -n 's/-.*\[vdso\]$//p' "/proc/$pid/maps")
	check_equal "-p: base" "0x$at" "$(value base "$tmp/process" | sed 's/,.*//')"
	relative "$tmp/process" >"$tmp/got"
	check_same "-p: the same facts" "$tmp/wanted" "$tmp/got"
	check_equal "-p: not traced" 0 "$(status_of $pid TracerPid)"
	check "-p: it sleeps on" in_state "$pid" S
fi

# ---- A core
if command -v gcore >/dev/null && gcore -o "$tmp/core" $pid >/dev/null 2>&1; then
	"$GATEVDSO" "$tmp/core.$pid" --save="$tmp/again" >"$tmp/of-core"
	check_equal "core: exit status" 0 $?
	check "core: the same bytes" cmp "$tmp/saved" "$tmp/again"
	check_equal "core: where it was" "$(value base "$tmp/process")" "$(value base "$tmp/of-core")"
	check_equal "core: AT_SYSINFO" "$(value AT_SYSINFO "$tmp/process")" "$(value AT_SYSINFO "$tmp/of-core")"
	core=$tmp/core.$pid
else
	note "core: no gdb here that makes one"
	core=
fi

# One that the kernel wrote
case $(cat /proc/sys/kernel/core_pattern 2>/dev/null) in
*/* | \|* | "") note "core of the kernel's: it would go elsewhere" ;;
*)
	mkdir "$tmp/crash"
	mkfifo "$tmp/crash/in"
	# shellcheck disable=SC3045 # where ulimit has no -c there is no core, either
	(cd "$tmp/crash" && ulimit -c unlimited && exec "$TRACEES/victim" read <in) >"$tmp/crash.out" 2>&1 &
	dying=$!
	started="$started $dying"
	exec 4>"$tmp/crash/in"
	reads() {
		grep -q '\[vdso\]' "/proc/$dying/maps" && test "$(tr -d '\0' <"/proc/$dying/comm")" = victim &&
			in_state "$dying" S
	}
	! until_true "a process that will die" reads || kill -ABRT $dying
	exec 4>&-
	wait $dying
	rm "$tmp/crash/in"
	dumped=$(find "$tmp/crash" -type f)
	if test -s "$dumped"; then
		"$GATEVDSO" "$dumped" --save="$tmp/again" >"$tmp/of-core"
		check_equal "core of the kernel's: exit status" 0 $?
		check "core of the kernel's: the same bytes" cmp "$tmp/saved" "$tmp/again"
	else
		note "core of the kernel's: it wrote none"
	fi
	;;
esac

# ---- As JSON
if command -v jq >/dev/null; then
	"$GATEVDSO" --json "$tmp/saved" >"$tmp/json"
	check_equal "JSON: one line" 1 "$(wc -l <"$tmp/json")"
	check_equal "JSON: layout" "${layout%%:*}" "$(jq -r .layout "$tmp/json")"
	check_equal "JSON: entry" $((0x$offset)) "$(jq .vsyscall "$tmp/json")"
	check_equal "JSON: symbols" "$(value 'exported symbols' "$tmp/here")" "$(jq '.symbols | length' "$tmp/json")"
	check_equal "JSON: the code is the image's" \
		"$(jq -r '[.code[].bytes] | add' "$tmp/json")" \
		"$(jq -r '[.code[].bytes] | add | length / 2' "$tmp/json" |
			xargs od -An -v -tx1 -j $((0x$offset)) "$tmp/saved" -N | tr -d ' \n')"
else
	note "JSON: no jq"
fi

# ---- Classic: where the kernel has its int $0x80, a jmp back to .Lenter_kernel
case $layout in
modern*s*)
	cp "$tmp/saved" "$tmp/classic"
	printf '\353\372' | dd of="$tmp/classic" bs=1 seek=$((0x$offset + 7)) conv=notrunc 2>/dev/null
	"$GATEVDSO" "$tmp/classic" >"$tmp/file"
	check_equal "classic: layout" classic "$(value layout "$tmp/file")"
	check "classic: the jmp" grep -q '^+-- .* jmp .Lenter_kernel' "$tmp/file"
	check "classic: where it goes" grep -q '^+-> .* mov %e..,%ebp' "$tmp/file"
	check "classic: the label" grep -qx '.Lenter_kernel:' "$tmp/file"
	;;
*) note "classic: made of a modern layout only, not of $layout" ;;
esac

# Code of nobody's: disassembled, or bytes; either is said.
cp "$tmp/saved" "$tmp/strange"
printf '\314' | dd of="$tmp/strange" bs=1 seek=$((0x$offset)) conv=notrunc 2>/dev/null
"$GATEVDSO" "$tmp/strange" >"$tmp/file"
check_equal "unknown: exit status" 0 $?
check "unknown: is told" grep -q '^layout  *unknown: ' "$tmp/file"
check "unknown: the bytes" grep -q '^ *[0-9a-f]*  cc ' "$tmp/file"
if grep -q '^(code of no known layout: disassembled by ' "$tmp/file"; then
	check "unknown: the instruction" grep -q '^ *[0-9a-f]*  cc  *int3$' "$tmp/file"
	check "unknown: the next one" grep -q '^ *[0-9a-f]*  52  *push %edx$' "$tmp/file"
	check "unknown: what goes into the kernel" grep -q ' # into the kernel' "$tmp/file"
else
	check "unknown: why it is bytes" grep -q '^(bytes only: .*apstone' "$tmp/file"
	check "unknown: no instruction is named" test -z "$(grep '#' "$tmp/file")"
fi
check "version: how it disassembles" test -n "$("$GATEVDSO" --version | grep '^gatevdso .* disassembly by ')"

# ---- What can't be done
# told NAME REGEX ARGUMENT...: exit status 1 and one line, nothing else.
told() {
	name=$1 regex=$2
	shift 2
	"$helper" children "$GATEVDSO" "$@" >"$tmp/stdout" 2>"$tmp/stderr" </dev/null
	check_equal "$name: exit status" 1 $?
	check_equal "$name: lines of standard error" 1 "$(wc -l <"$tmp/stderr")"
	check "$name: the reason" grep -q "^gatevdso: .*$regex" "$tmp/stderr"
	check_equal "$name: standard output" "" "$(cat "$tmp/stdout")"
}
told "no such file" "/no/such/file: No such file" /no/such/file
told "a folder" "a folder" "$tmp"
told "a pipe" "not a regular file" "$tmp/in"
: >"$tmp/empty"
told "empty" "not an ELF file" "$tmp/empty"
head -c 8192 /dev/urandom >"$tmp/garbage"
told "garbage" "not an ELF file" "$tmp/garbage"
for bytes in 4 51 60 4096; do
	head -c $bytes "$tmp/saved" >"$tmp/short"
	told "cut at $bytes" "cut short" "$tmp/short"
done
head -c 52 "$tmp/saved" >"$tmp/short"
head -c 4096 "$tmp/garbage" >>"$tmp/short"
told "a header and garbage" "$tmp/short: " "$tmp/short"
told "a program" "no symbol __kernel_vsyscall\|neither" "$TRACEES/victim"
told "a static program" "neither a vDSO" "$TRACEES/gates-static"
if test -x "$TRACEES/hop-64"; then
	told "a 64-bit program" "64-bit" "$TRACEES/hop-64"
fi
if test -n "$core"; then
	head -c 4096 "$core" >"$tmp/short"
	told "a core cut short" "$tmp/short: " "$tmp/short"
fi
gone=$("$helper" gone)
told "no such process" "$gone: no such process" -p "$gone"
if test "$(getconf LONG_BIT)" = 64 && test "$(head -c 5 /proc/$$/exe | od -An -tx1 | tr -d ' ')" = 7f454c4602; then
	told "a 64-bit process" "not a 32-bit process" -p $$
fi
told "-p word" "word" -p word
told "-p alone" "-p" -p
told "unknown option" "nonsense" --nonsense
told "two files" "one file" "$tmp/saved" "$tmp/saved"
told "a file and a process" "not both" -p $$ "$tmp/saved"
told "save: no such folder" "/no/such/folder/x.*No such file" --save=/no/such/folder/x "$tmp/saved"
if test -w /dev/full; then
	told "save: disk full" "/dev/full.*No space left" --save=/dev/full "$tmp/saved"
	"$GATEVDSO" "$tmp/saved" >/dev/full 2>"$tmp/stderr"
	check_equal "output: disk full" 1 $?
	check "output: disk full: is told" grep -q '^gatevdso: .*No space left' "$tmp/stderr"
fi
# The leak check of a sanitizer build would want ptrace too.
ASAN_OPTIONS=detect_leaks=0 "$helper" children "$helper" no-ptrace "$GATEVDSO" >"$tmp/stdout" 2>"$tmp/stderr"
check_equal "ptrace forbidden: exit status" 1 $?
check "ptrace forbidden: is told" grep -q '^gatevdso: cannot trace.*ptrace' "$tmp/stderr"

echo line >&3
exec 3>&-
wait $pid
check_equal "the process, after all of this" "read: ok" "$(cat "$tmp/out")"
finish
