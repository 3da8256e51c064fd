#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# -e trace= lets the calls through that strace's lets through: every class, names, numbers, expressions and
# their contraries, of a program that makes each call of i386 once.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_strace
need_tracees allcalls
"$TRACEES/allcalls" 2>"$tmp/stderr" || skip "$(tail -n 1 "$tmp/stderr")"

# Calls that strace can't name it shows always: numbers that i386 does not use, and those newer than strace,
# which have names here.
newer=$(awk '$1 ~ /^[0-9]+$/ && $1 > 450 { printf "%s%s", bar, $2; bar = "|" }' "$top/decoders/syscalls.tbl")

# passed OUT TRACER...: which calls, how often; or what is wrong with the expression.
passed() {
	out=$1
	shift
	rm -f "$tmp/trace"
	timeout 30 "$@" -o "$tmp/trace" "$TRACEES/allcalls" >"$tmp/said" 2>&1 </dev/null
	echo "exit status $?" >>"$tmp/said"
	test ! -f "$tmp/trace" || sed -n 's/^\([a-z_0-9]*\)(.*/\1/p' "$tmp/trace" |
		grep -vxE "syscall_0x1(c[3-9a-f]|d[0-9a-f])|$newer" | sort | uniq -c >>"$tmp/said"
	mv "$tmp/said" "$tmp/$out"
}

while read -r set; do
	case $set in *@*) ! starts_by_i386 || continue ;; esac
	passed wanted strace -e "trace=$set"
	passed got "$GATETRACE" --strace -e "trace=$set"
	check_same "-e trace=$set" "$tmp/wanted" "$tmp/got"
	passed got "$GATETRACE" --strace --trace="$set"
	check_same "--trace=$set" "$tmp/wanted" "$tmp/got"
done <<'SETS'
all
none
!all
!none
%clock
%creds
%desc
%file
%fstat
%fstatfs
%ipc
%lstat
%memory
%net
%network
%process
%pure
%signal
%stat
%%stat
%statfs
%%statfs
!%file
!%desc,%memory
!%pure
%ipc,%net
file
desc
process
network
signal
ipc
memory
net
creds
clock
fstat
fstatfs
lstat
stat
statfs
pure
read
write,close
!open,openat
socketcall
!socketcall
socket,connect
!socket
recv
semop,msgsnd
!shmat
4
102
!117
3,4,5
/clock
/^s
/64$
!/e
/^(open|close)$
?nosuchcall
?nosuchcall,read
?mseal,%ipc
%file@32
!%file@32
%file@64
all@x32
read@32,write@64
select
_newselect
mmap
umount
umount2
oldolduname
readdir
getdents
sigreturn
restart_syscall
SETS
finish
