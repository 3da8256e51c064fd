#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Each option, and each way of getting it wrong, in strace-words.cases: "gatetrace --strace" says and
# does what strace does, with the same exit status.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_strace
need_program env setarch
need_tracees pure-bare family
setarch -R true 2>/dev/null || skip "setarch -R is not allowed here"

cat >"$tmp/mask" <<'SED'
s/PID=[0-9]*/PID=N/
s/^\[pid  *[0-9]*\]/[pid N]/
s/[Pp]rocess [0-9][0-9]*/Process N/g
s/^[0-9]\{10\}\.[0-9]*/E.U/
s/^[0-9]\{10\} /E /
s/^[0-9][0-9]:[0-9][0-9]:[0-9][0-9]\.[0-9]*/H.U/
s/^[0-9][0-9]:[0-9][0-9]:[0-9][0-9]/H/
s/(+ *[0-9.]*)/(+R)/
s/^ *[0-9]*\.[0-9]\{6\} /R.U /
s/<[0-9]*\.[0-9]*>$/<S.U>/
s/pipe:\[[0-9]*\]/pipe/g
# The starter's own execve is not the program's doing.
s/execve(\("[^"]*"\|0x[0-9a-f]*\), [^=]*  *=/execve(A, A, A) =/
s/\(write(1, "\)[0-9]* /\1N /
s/si_pid=[0-9]*/si_pid=N/
s/^\(get[pt]id()\)\( *\)= [0-9]*$/\1\2= N/
SED

# run OUT TRACER...: all that it says, and its exit status. The same environment, byte for byte.
run() {
	out=$1
	shift
	(cd "$TRACEES" && env -i PATH="$system_path" timeout 20 setarch -R "$@") >"$tmp/said" 2>"$tmp/stderr" </dev/null
	echo "exit status $?" >>"$tmp/said"
	cut -c 1-4000 "$tmp/stderr" | sed -f "$tmp/mask" | cat - "$tmp/said" >"$tmp/$out"
}

sed '/^#/d' "$here/strace-words.cases" >"$tmp/cases"
while IFS= read -r words; do
	case $words in *@32* | *@64* | *@x32* | *execve* | *trace=11* | *trace=59* | -c*-n* | "-c -w"* | "-c -U"*) ! starts_by_i386 || continue ;; esac
	case $words in "-f --seccomp-bpf -e trace=none"*)
		# Ours says that every call stops there.
		test -z "${OLD:-}" || continue
		;;
	esac
	eval "set -- $words"
	run wanted strace "$@"
	run got "$GATETRACE" --strace "$@"
	check_same "strace $words" "$tmp/wanted" "$tmp/got"
done <"$tmp/cases"
finish
