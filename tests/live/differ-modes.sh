#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# differ.sh once more, with fewer calls and in other ways of printing: every call, and a choice of the
# sub-commands, under "strace MODE" and "gatetrace --strace MODE".
#
#   differ-modes.pending   "MODE: NAME" of what is not yet equal but is with -v; DIFFER_UPDATE=1 writes it
#                          anew, it can only become shorter. What differ.pending has is left to differ.sh
#   differ-modes.mistakes  lines in which strace is wrong in one mode alone, with the reason
#   DIFFER_SHOW=N          up to N differing lines of each
#   DIFFER_MODE=MODE       this one alone

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_strace
need_tracees sweep
setarch -R true 2>/dev/null || skip "setarch -R is not allowed here"

# Each call, and every 20th of the sub-commands; few arguments of each.
cat "$top"/decoders/*.tbl | ${AWK:-awk} -f "$here/differ-plan.awk" |
	awk '$1 ~ /\// && ++n % 20 { next } { print $0 (/ brief/ ? "" : " brief") }' >"$tmp/whole"
sed '/^#/d' "$here/differ.pending" | sort >"$tmp/elsewhere"
: >"$tmp/different"
: >"$tmp/planned"

# sweep OUT TRACER...: the same environment, byte for byte, since its size moves the stack; the same files,
# since -y tells their names.
sweep() {
	out=$1
	shift
	env -i PATH=/usr/bin:/bin setarch -R "$@" -o "$tmp/$out" "$TRACEES/sweep" \
		<"$tmp/plan" >/dev/null 2>&1
	echo $? >"$tmp/$out.status"
}

# mode OPTION...: access() stays as it is, for differ.awk to see where a name's calls begin.
mode() {
	test "${DIFFER_MODE:-$*}" = "$*" || return 0
	# Of a mask of many signals, which the stack may look like, strace dies with -X verbose.
	case $* in
	*verbose) grep -v '^sigreturn ' "$tmp/whole" >"$tmp/plan" ;;
	*) cp "$tmp/whole" "$tmp/plan" ;;
	esac
	sweep strace strace "$@" &
	sweep gatetrace "$GATETRACE" --strace "$@"
	wait
	for tracer in strace gatetrace; do
		test "$(cat "$tmp/$tracer.status")" != 77 || skip "sweep can't run here: see differ.sh"
		check_equal "$*: sweep under $tracer: exit status" 0 "$(cat "$tmp/$tracer.status")"
	done
	{
		cat "$here/differ.mistakes"
		awk -v mode="$*: " 'index($0, mode) == 1 { print substr($0, length(mode) + 1) }' "$here/differ-modes.mistakes"
	} >"$tmp/mistakes"
	${AWK:-awk} -f "$here/differ.awk" show="${DIFFER_SHOW:-0}" plan="$tmp/plan" \
		mistakes="$tmp/mistakes" "$tmp/strace" "$tmp/gatetrace" >"$tmp/report"
	echo "$*: $(tail -n 1 "$tmp/report")"
	test -z "${DIFFER_SHOW:-}" || sed '/^equal/d' "$tmp/report"
	check "$*: all that was planned was done" test "$(grep -c '^equal \|^different ' "$tmp/report")" = "$(wc -l <"$tmp/plan")"
	awk '$1 == "different" { print $2 }' "$tmp/report" | sort | comm -23 - "$tmp/elsewhere" | sed "s|^|$*: |" >>"$tmp/different"
	grep "^$*: " "$here/differ-modes.pending" >>"$tmp/planned"
}

mode -a 40
mode -X raw
mode -X verbose
mode -s 4 -x
mode --strings-in-hex=non-ascii-chars
mode -yy
mode -v -s 1
mode -s 0 -xx
mode -e 'raw=!access'
mode -e verbose=access
mode -e abbrev=access
mode -X raw -v
mode -Y
mode --decode-pids=comm,pidns -y
test -z "${DIFFER_UPDATE:-}" || {
	sed '/^[^#]/d' "$here/differ-modes.pending" >"$tmp/pending"
	cat "$tmp/pending" "$tmp/different" >"$here/differ-modes.pending"
}
sort "$tmp/different" >"$tmp/now"
sort "$tmp/planned" >"$tmp/pending"
comm -13 "$tmp/pending" "$tmp/now" >"$tmp/new"
comm -23 "$tmp/pending" "$tmp/now" >"$tmp/done"
checks=$((checks + 2))
test ! -s "$tmp/new" || fail "these differ, and are not in differ-modes.pending" "$tmp/new"
test ! -s "$tmp/done" || fail "these are equal: take them from differ-modes.pending (DIFFER_UPDATE=1)" "$tmp/done"
finish
