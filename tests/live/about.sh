#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What -y, -yy, -Y and their long names tell of descriptors and processes is what strace tells; names
# that processes chose reach nobody's terminal as they are; ids of another namespace are translated.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees about family

# about TRACER OPTIONS...: the trace of the program between chdir and its end. Numbers that the kernel
# deals out (inodes, ports, pids), the time that a child took and addresses are made equal.
about() {
	rm -rf "$tmp/at"
	mkdir "$tmp/at"
	timeout -k 2 60 "$@" -o "$tmp/trace" "$TRACEES/about" "$tmp/at" >"$tmp/said" 2>&1 ||
		fail "$*" "$tmp/said" "$tmp/trace"
	from=$(grep -n 'chdir(' "$tmp/trace" | sed -n '1s/:.*//p')
	me=$(sed -n 's/.*getpid() *= \([0-9]*\).*/\1/p' "$tmp/trace" | head -n 1)
	group=$(sed -n 's/.*getpgrp() *= \([0-9]*\).*/\1/p' "$tmp/trace" | head -n 1)
	child=$(sed -n 's/.*kill(\([0-9]*\).*, SIGKILL).*/\1/p' "$tmp/trace")
	tail -n +$((${from:-0} + 1)) "$tmp/trace" |
		sed -E -e "s/\\b(${me:-none}|${child:-none}|${group:-none})\\b/N/g" -e 's/0x[0-9a-f]+/A/g' \
			-e 's/\b[0-9]{4,}\b/N/g' -e 's/#[0-9]+/#N/' -e 's/shm(get|ctl)(.*) = [0-9]+/shm\1\2 = N/' \
			-e 's/shmctl\([0-9]+/shmctl(N/' -e 's/^(shmctl.*\)) += /\1 = /' \
			-e 's/si_([us])time=[0-9]+/si_\1time=T/g' -e 's/(si_pid|nl_pid)=[0-9]+/\1=N/' -e 's/\) += /) = /' -e 's/sa_data="[^"]*"/sa_data="?"/'
}

least=90
same() {
	about strace "$@" >"$tmp/strace"
	about "$GATETRACE" --strace "$@" >"$tmp/gatetrace"
	# Which of two comes first the kernel has its own order for, another each time that it is booted.
	sed -i '/^kcmp(/s/ = [12]$/ = D/' "$tmp/strace" "$tmp/gatetrace"
	# Before statx() nobody tells whether that is the file's own name, without asking whoever serves the file.
	case ${OLD:-} in
	2.*) sed -i 's/liar>(deleted)/liar (deleted)>/' "$tmp/gatetrace" ;;
	esac
	test "$(wc -l <"$tmp/gatetrace")" -gt "$least" || fail "$*: a short trace" "$tmp/gatetrace"
	check_same "$*" "$tmp/strace" "$tmp/gatetrace"
}

if test "$(strace -V 2>/dev/null | head -n 1)" = "strace -- version 6.1"; then
	same -y
	same -yy
	same -Y
	same -yy -Y
	same --decode-fds=path,pidfd
	same --decode-fds=socket
	same -e decode-fds='!path'
	same --decode-fds=dev
	same --decode-fds=none
	same --decode-pids=all
	same -x -yy -Y
	same --strings-in-hex=non-ascii-chars -yy -Y
	same -xx -Y
	same -xx --decode-fds=dev
	least=2
	same -P file
	same -P "$tmp/at/file"
	same -P "$tmp/at/folder" -P nothing
	same -y -P "$tmp/at/folder/../file" -P folder
	same -P "$tmp/at/gone" -e trace=fsync,unlink,openat
else
	note "strace 6.1 is not here to compare with"
fi

# With the gate in front, too, and in JSON.
about "$GATETRACE" -yy >"$tmp/own"
at=$(cd "$tmp/at" && pwd -P)
liar='liar (deleted)>'
case ${OLD:-} in 2.*) liar='liar>(deleted)' ;; esac
check "the path of a descriptor" grep -qF "fsync(7<$at/$liar)" "$tmp/own"
check "a file that is gone" grep -qF "fsync(6<$at/gone>(deleted))" "$tmp/own"
check "a name that could end a line" grep -qF "(5<$at/a\\74b\\76\\\"\\n\\\\\\1c>" "$tmp/own"
check "the name of the working directory" grep -qF "openat(AT_FDCWD<$at>, \"nothing\"" "$tmp/own"
# shellcheck disable=SC2016 # a program in sh
check "nothing unprintable" sh -c '! LC_ALL=C grep -q "[^ -~]" "$1"' - "$tmp/own"
if command -v jq >/dev/null; then
	about "$GATETRACE" --json -yY >/dev/null
	# shellcheck disable=SC2016 # a program of jq
	check "JSON" jq -es --arg at "$at" 'any(.[]; .name == "fsync" and
		.args[0] == { name: "fd", value: 6, text: "6<\($at)/gone>(deleted)" })' "$tmp/trace"
fi

about "$GATETRACE" --trace-fds=60,61 >"$tmp/own"
check_equal "--trace-fds" "dup2 dup3" "$(sed -n 's/.* \(dup[23]\)(.*/\1/p' "$tmp/own" | xargs)"
check "--trace-fds: nothing else" test "$(grep -c '(' "$tmp/own")" = 2

# The name of the task in front of its lines.
timeout -k 2 60 "$GATETRACE" -f -Y -o "$tmp/trace" "$TRACEES/family" >"$tmp/said" 2>&1
check "names in front" grep -q '^[0-9]*<family> .*exit_group' "$tmp/trace"
# shellcheck disable=SC2016 # a program in sh
check "no line without one" sh -c '! grep -vq "^[0-9]*<[^>]*> " "$1"' - "$tmp/trace"

if "$GATETRACE" -f -o "$tmp/trace" unshare -mpf --mount-proc true 2>/dev/null; then
	rm -rf "$tmp/at"
	mkdir "$tmp/at"
	timeout -k 2 60 "$GATETRACE" -f --decode-pids=pidns -o "$tmp/trace" \
		unshare -mpf --mount-proc "$TRACEES/about" "$tmp/at" >"$tmp/said" 2>&1
	tid=$(sed -n 's/^\([0-9]*\) .* getpid() .*/\1/p' "$tmp/trace" | head -n 1)
	check "an id of another namespace" \
		grep -q "^$tid .* getpid() *= 1 /\* $tid in strace's PID NS \*/$" "$tmp/trace"
else
	note "process namespaces: not allowed here"
fi

bad() {
	timeout 10 "$GATETRACE" "$1" true >"$tmp/said" 2>&1
	check_equal "$1: exit status" 1 $?
	check_equal "$1" "$2" "$(cat "$tmp/said")"
}
bad --decode-fds=path,cat "gatetrace: --decode-fds: 'cat' is not path, socket, dev, pidfd or all"
bad --trace-fds=1,x "gatetrace: --trace-fds: 'x' is no descriptor"
bad --decode-pids=dog "gatetrace: --decode-pids: 'dog' is not comm, pidns or all"
finish
