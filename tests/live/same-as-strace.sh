#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# "gatetrace --strace -f -o" writes what "strace -f -o" writes, but for pids and times. A program whose
# tasks run side by side has more than one right trace: both tracers take turns until one of
# gatetrace's is among strace's.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_program strace env
need_tracees gates gates-static restarts handlers interrupts family signals hop threads walk pure-bare
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
	(cd "$tmp/tree" && env -i PATH=/usr/bin:/bin $norandom "$@" -f -o "$tmp/trace" $program) \
		>"$out.said" 2>"$out.stderr" </dev/null
	echo "ended with $?" >"$out"
	# shellcheck disable=SC2086
	awk -f "$here/trace.awk" plain=1 tree=1 $marked "$tmp/trace" |
		awk -f "$here/same.awk" $children addresses=$addresses known="$here/same-as-strace.known" - >>"$out"
	test "$(wc -l <"$out")" -gt 2 || echo "no trace by $1" >>"$out"
}

# same NAME PROGRAM...: with marked=marked=1 only what is between the program's marks counts.
same() {
	name=$1
	shift
	program=$*
	round=0
	rm -f "$tmp"/strace.* "$tmp"/gatetrace.*
	while test $round -lt "$rounds"; do
		round=$((round + 1))
		run "$tmp/strace.$round" strace
		run "$tmp/gatetrace.$round" "$GATETRACE" --strace
		for ours in "$tmp"/gatetrace.*[0-9]; do
			for theirs in "$tmp"/strace.*[0-9]; do
				if cmp -s "$ours" "$theirs"; then
					checks=$((checks + 1))
					echo "equal: $name"
					return
				fi
			done
		done
	done
	checks=$((checks + 1))
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
finish
