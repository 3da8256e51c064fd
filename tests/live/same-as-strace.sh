#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# "gatetrace --strace -f -o" writes what "strace -f -o" writes, but for pids and times. A program whose
# tasks run side by side has more than one right trace: both tracers take turns until one of
# gatetrace's is among strace's.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_strace
need_program env
need_tracees calls_clock gates gates-static restarts handlers interrupts family signals hop threads walk pure-bare
busybox32

rounds=${SAME_ROUNDS:-12}
addresses=1
norandom='setarch -R'
$norandom true 2>/dev/null || {
	note "addresses: setarch -R is not allowed here"
	norandom=
	addresses=0
}

# ash and find see the same folder, whoever runs them.
mkdir -p "$tmp/tree/a/b/c" "$tmp/tree/d"
for file in 1 2 a/1 a/2 a/b/1 a/b/c/1 d/1 d/2; do
	echo "$file" >"$tmp/tree/$file"
done
cp "$TRACEES/pure-bare" "$tmp/tree/pure"

# run OUT TRACER...: runs $program; the trace made comparable goes to OUT. The same environment, byte
# for byte, since its size moves the stack.
run() {
	out=$1
	shift
	# shellcheck disable=SC2086
	(cd "$tmp/tree" && env -i PATH="$system_path" $norandom "$@" -f -o "$tmp/trace" $program) \
		>"$out.said" 2>"$out.stderr" </dev/null
	echo "ended with $?" >"$out"
	# shellcheck disable=SC2086
	awk -f "$here/trace.awk" plain=1 tree=1 $marked "$tmp/trace" |
		awk -f "$here/same.awk" $children addresses=$addresses known="$here/same-as-strace.known" - >>"$out"
	test "$(wc -l <"$out")" -gt 2 || echo "no trace by $1" >>"$out"
}

# Is one of gatetrace's traces among strace's?
same_in_some_round() {
	for ours in "$tmp"/gatetrace.*[0-9]; do
		for theirs in "$tmp"/strace.*[0-9]; do
			cmp -s "$ours" "$theirs" && return 0
		done
	done
	return 1
}

# same NAME PROGRAM...: with marked=marked=1 only what is between the program's marks counts.
same() {
	name=$1
	shift
	program=$*
	checks=$((checks + 1))
	round=0
	rm -f "$tmp"/strace.* "$tmp"/gatetrace.*
	while test $round -lt "$rounds"; do
		round=$((round + 1))
		run "$tmp/strace.$round" strace
		run "$tmp/gatetrace.$round" "$GATETRACE" --strace
		if same_in_some_round; then
			echo "equal: $name"
			return
		fi
	done
	echo "different: $name"
	diff -u "$tmp/strace.1" "$tmp/gatetrace.1" >"$tmp/diff"
	fail "$name" "$tmp/gatetrace.1.stderr" "$tmp/diff"
}

marked=
children=
same "pure" ./pure
same "walk" "$TRACEES/walk" .
same "find" "$busybox" find . -type f -name 1
cat >"$tmp/tree/pipeline" <<'SCRIPT'
echo one two three | tr ' ' '\n' | sort -r | head -n 2
for f in *; do test -d "$f" || cat "$f" | wc -c; done
x=$(ls a | wc -l) && echo "$x"; (exit 3); echo $?
SCRIPT
children=children=1
same "pipeline" "$busybox" sh ./pipeline
children=
same "threads" "$TRACEES/threads"

marked=marked=1
# Families of calls: with good arguments, bad pointers, all flags set.
for tracee in "$TRACEES"/calls_*; do
	case ${OLD:-} in
	2.*)
		note "${tracee##*/}: its structures end at a page that PTRACE_PEEKDATA reads, and the kernel does not"
		continue
		;;
	?*)
		test "${tracee##*/}" != calls_ptrace || {
			note "calls_ptrace: under strace it has all requests, strace could not trace without"
			continue
		}
		;;
	esac
	same "${tracee##*/}" "$tracee"
done
same "hop" "$TRACEES/hop"
same "signals" "$TRACEES/signals" all
for scenario in both sixth numbers sigreturn moved unmapped; do
	same "gates $scenario" "$TRACEES/gates" $scenario
	same "gates-static $scenario" "$TRACEES/gates-static" $scenario
done
for program in family handlers interrupts restarts; do
	tracee=$TRACEES/$program
	"$tracee" list >"$tmp/scenarios"
	while read -r scenario; do
		same "${tracee##*/} $scenario" "$tracee" "$scenario"
	done <"$tmp/scenarios"
done

# ---- Lines to the byte, as they go to standard error: columns, prefixes, messages, options

cat >"$tmp/mask" <<'SED'
s/PID=[0-9]*/PID=N/
s/^\[pid  *[0-9]*\]/[pid N]/
s/Process [0-9]* \(at\|de\)tached/Process N \1tached/
s/^[0-9][0-9]:[0-9][0-9]:[0-9][0-9]\.[0-9]\{6\} /H.U /
s/^[0-9][0-9]:[0-9][0-9]:[0-9][0-9] /H /
s/^[0-9]\{10\}\.[0-9]\{6\} /E.U /
s/^ *[0-9]*\.[0-9]\{6\} /R.U /
s/<[0-9]*\.[0-9]\{6\}>$/<S.U>/
s/^ *[0-9.]*  *0\.[0-9]\{6\}  *[0-9]* /S.U per call /
s/0x[0-9a-f]* \(\/\* [0-9]* vars* \*\/)\)  *=/A \1 =/
s/getrandom("[^"]*"/getrandom("?"/
s/\(fork\|_tid_address\)\(.*\) = [0-9]*/\1\2 = N/
s/wait4([0-9]*/wait4(N/
s/\(wait4.*\) = [0-9]*$/\1 = N/
s/^\(get[pt]id()\)\( *\)= [0-9]*$/\1\2= N/
s/^tgkill([0-9]*, [0-9]*/tgkill(N, N/
s/si_pid=[0-9]*/si_pid=N/
s/\(write(1, "\)[0-9]* /\1N /
s/\(times\{0,1\}=\)[0-9]*/\1N/g
s/tv_sec=[0-9]*, tv_nsec=[0-9]*}\( \/\* [-+0-9T:.]* \*\/\)\{0,1\}/T}/g
# The starter's own execve is not the program's doing: its number and place are left out.
s/^\(\[[ 0-9a-f]*\] *\)*execve/execve/
s/^\(\[[ 0-9a-f]*\] *\)*\[ Process/[ Process/
SED

# lines OPTIONS PROGRAM...
lines() {
	options=$1
	shift
	program=$*
	checks=$((checks + 1))
	round=0
	rm -f "$tmp"/strace.* "$tmp"/gatetrace.*
	while test $round -lt "$rounds"; do
		round=$((round + 1))
		for tracer in strace gatetrace; do
			run=strace
			test $tracer = strace || run="$GATETRACE --strace"
			# shellcheck disable=SC2086
			(cd "$tmp/tree" && env -i PATH="$system_path" $norandom $run $options $program) \
				2>&1 >/dev/null </dev/null | sed -f "$tmp/mask" >"$tmp/$tracer.$round"
			test -s "$tmp/$tracer.$round" || echo "no trace by $tracer" >>"$tmp/$tracer.$round"
		done
		if same_in_some_round; then
			echo "equal: lines of strace $options ${program##*/}"
			return
		fi
	done
	echo "different: lines of strace $options ${program##*/}"
	diff -u "$tmp/strace.1" "$tmp/gatetrace.1" >"$tmp/diff"
	fail "lines of strace $options ${program##*/}" "$tmp/diff"
}

if test $addresses = 1; then
	while read -r options; do
		lines "$options" ./pure
		lines "$options" "$TRACEES/walk" .
	done <<'OPTIONS'

-a 60
-a 0
-s 5
-s 0
-i
-n
-x
-xx
-X raw
-X verbose
-v
-t
-tt
-ttt
-r
-T
-q
-qq
-e trace=open,read,access
-e trace=!write,%memory
-e trace=%file
-e trace=%desc
-e trace=%process
-e trace=none
-e open
OPTIONS
	lines "-f -e trace=access,vfork" "$TRACEES/family" vfork
	lines "-f -q -e trace=access,vfork" "$TRACEES/family" vfork
	lines "-a 0" "$TRACEES/signals" die 15
	lines "-e signal=none" "$TRACEES/signals" die 15
	lines "-e trace=%net,%signal" "$TRACEES/signals" exit 3
	lines "" /no/such/program
	lines "" no-such-program-here
	lines "" "$tmp/tree"
	lines "--no-such-option" ./pure
fi
finish
