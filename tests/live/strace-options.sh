#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What strace's options mean to strace they mean to "gatetrace --strace": whole outputs are compared,
# messages about bad arguments too.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_strace
need_program env setarch
need_tracees data pure-bare family restarts signals
setarch -R true 2>/dev/null || skip "setarch -R is not allowed here"

# Whose children run beside their parents may have another order in each run.
rounds=${SAME_ROUNDS:-12}

cat >"$tmp/mask" <<'SED'
s/PID=[0-9]*/PID=N/
s/^\[pid  *[0-9]*\]/[pid N]/
s/Process [0-9]* \(at\|de\)tached/Process N \1tached/
s/^[0-9][0-9]:[0-9][0-9]:[0-9][0-9]\.[0-9]\{6\} /H.U /
s/^ *[0-9]*\.[0-9]\{6\} /R.U /
s/<[0-9]*\.[0-9]\{6\}>$/<S.U>/
s/0x[0-9a-f]* \(\/\* [0-9]* vars* \*\/)\)  *=/A \1 =/
s/getrandom("[^"]*"/getrandom("?"/
s/\(clone\|fork\|_tid_address\)\(.*\) = [0-9]*$/\1\2 = N/
s/wait4([0-9]*/wait4(N/
s/\(wait4.*\) = [0-9]*$/\1 = N/
s/^tgkill([0-9]*, [0-9]*/tgkill(N, N/
s/si_pid=[0-9]*/si_pid=N/
s/\(write(1, "\)[0-9]* /\1N /
# The starter's own execve is not the program's doing: its place is left out.
s/^\[[ 0-9a-f]*\] *execve/execve/
s/^execve(\("[^"]*"\|0x[0-9a-f]*\), 0x[0-9a-f]*, 0x[0-9a-f]*)/execve(A, A, A)/
s/^\(set_tid_address(0x[0-9a-f]*) *= 0x\)[0-9a-f]*$/\1N/
SED

mkdir "$tmp/as"
ln -s "$GATETRACE" "$tmp/as/strace"

# outputs NAME TRACER...: all that the tracer prints, to $tmp/NAME. The same environment,
# byte for byte, since its size moves the stack.
outputs() {
	name=$1
	shift
	(cd "$TRACEES" && env -i PATH="$system_path" setarch -R "$@") 2>"$tmp/said" >/dev/null </dev/null
	status=$?
	sed -f "$tmp/mask" "$tmp/said" >"$tmp/$name"
	test -s "$tmp/$name" || fail "$*: no output"
	echo "exit status $status" >>"$tmp/$name"
}

# same OPTIONS AND PROGRAM...
same() {
	checks=$((checks + 1))
	round=0
	rm -f "$tmp"/strace.* "$tmp"/gatetrace.*
	while test $round -lt "$rounds"; do
		round=$((round + 1))
		outputs strace.$round strace "$@"
		outputs gatetrace.$round "$GATETRACE" --strace "$@"
		for theirs in "$tmp"/strace.*; do
			for ours in "$tmp"/gatetrace.*; do
				cmp -s "$theirs" "$ours" && return
			done
		done
	done
	diff -u "$tmp/strace.1" "$tmp/gatetrace.1" >"$tmp/diff"
	fail "strace $*" "$tmp/diff"
}

# ---- How calls came out
for options in -z -Z "-z -r" "-Z -i -tt -T" "-z -Z -q" "-e status=failed -z" -estatus='!failed' \
	"-e status=unfinished" "-e status=successful,,failed" "-e status=none" --status=unavailable,detached; do
	# shellcheck disable=SC2086
	same $options ./pure-bare
done
for options in -estatus=all,none -estatus= -estatus='!' -estatus='failed,!all' --status= --failed-only=x -estatus; do
	same "$options" ./pure-bare
done
same -f -z ./family vfork
same -f -e status=unfinished ./family killed
same -f -Z ./restarts read stop int80

# ---- Calls that are decoded otherwise than the rest
for options in "-e read=all -e write=all" "-e read=!3 -e write=4,6" "--read=5 --write=none -s 4" \
	"-e raw=all" "-e raw=!read,writev,%network" "--raw=stat64 --raw=pipe" \
	"-e verbose=none" "-e verbose=!stat64,_newselect,poll" --verbose=readv \
	"-e abbrev=none" "-v -e abbrev=stat64" "-e abbrev=!stat64" "--abbrev=execve -v"; do
	# Of a sendmmsg() that fails strace 6.1 dumps what is not there: where there is none, data is no subject.
	case ${OLD:-},$options in
	2.*,*write=all | 2.*,*write=4*) continue ;;
	esac
	# shellcheck disable=SC2086
	same $options ./data
done
for options in -eabbrev=nosuch -everbose= -eraw='%none' -eread=x -ewrite= -eread=-1 -ewrite='!1,,y' --raw=nosuch; do
	same "$options" ./data
done

# ---- How the program starts
for options in "-E A=1" "-E PATH" "-E PATH=/none -E PATH -E A= -E B=2" "--env=A=1 --env=A=2"; do
	# shellcheck disable=SC2086
	same $options -e trace=execve -v ./family vfork-exec
done
same -E
same --env

# ---- Who executes another program is let go
for options in -b "-f -b" "-f -q -b" "-f -z -b" "-f -e trace=write -b"; do
	# shellcheck disable=SC2086
	same $options execve ./family vfork-exec
done
for word in fork execve,fork '' '!execve'; do
	same -b "$word" ./family vfork-exec
done
for options in -ekvm=vcpu --kvm=vcpu -ekvm= -ekvm='!vcpu' --kvm=none -ekvm=vcpu,vcpu -ekvm; do
	same "$options" ./pure-bare
done

# ---- Help and version: our own words on standard output where strace's are there, its messages where these are
for options in -h -V --help --version -hV "-V -h" "-h -Q" "-V -Q" "-V -p x" "-V -e trace=nosuch" "-p x -V" "-V -o" "-V -c -i" \
	"-V -p 1" "-q -h" "-V --" "-h ./pure-bare" "-V ./pure-bare" "-o /nonexistent/x -h" --help=x --version=1; do
	for tracer in strace gatetrace named; do
		case $tracer in
		strace) run=strace ;;
		gatetrace) run="$GATETRACE --strace" ;;
		named) run=$tmp/as/strace ;;
		esac
		# shellcheck disable=SC2086
		(cd "$TRACEES" && env -i PATH="$system_path" $run $options) >"$tmp/stdout" 2>"$tmp/$tracer" </dev/null
		echo "exit status $?" >>"$tmp/$tracer"
		sed -n '1s/^Usage: .*/help/p; 1s/^[a-z]* .*/version/p' "$tmp/stdout" >>"$tmp/$tracer"
	done
	check_same "strace $options" "$tmp/strace" "$tmp/gatetrace"
	check_same "strace $options, by name" "$tmp/strace" "$tmp/named"
done

# ---- The order of the table's rows. strace has a table of its own for the execve of its 64-bit child,
# and leaves out calls that it has no name for.
rows() {
	sed -n '/^------/,/^------/s/.* \([a-z_0-9]*\)$/\1/p' "$1" | grep -vx -e '--*' -e execve -e 'syscall_0x.*'
}
for key in name syscall nothing none calls count errors error; do
	outputs strace strace -c -S $key -e trace=open,close,access,umask ./pure-bare
	outputs gatetrace "$GATETRACE" --strace -c -S $key -e trace=open,close,access,umask ./pure-bare
	check_equal "strace -S $key" "$(rows "$tmp/strace" | xargs)" "$(rows "$tmp/gatetrace" | xargs)"
	check "strace -S $key: rows" test "$(rows "$tmp/gatetrace" | wc -l)" = 4
done
same -c -S nonsense ./pure-bare
same -S ''
same -S calls -e trace=close ./pure-bare
finish
