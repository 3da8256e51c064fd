#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What bash and zsh complete: each option that --help has and no other, and words that the program takes.

set -u
build=$(cd "${top_builddir:-build}" && pwd) || exit 1
gatetrace=$(realpath "${GATETRACE:-$build/gatetrace}")
gatevdso=${GATEVDSO:-$(dirname "$gatetrace")/gatevdso}
if ! command -v bash >/dev/null; then
	echo "bash is not installed"
	exit 77
fi
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
bad=0

fail() {
	echo "FAIL: $*"
	bad=1
}

# What bash does at a tab: the words of the line, with "=" one of its own, as COMP_WORDBREAKS has it.
cat >"$scratch/offer" <<'SH'
. "$1/completion/$2" || exit 1
complete -p "$2" >/dev/null || exit 1
function=$(complete -p "$2" | sed 's/.* -F \([^ ]*\) .*/\1/')
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
COMPREPLY=()
$function 2>/dev/null
printf '%s\n' "${COMPREPLY[@]}"
SH

# offer PROGRAM WORD...: what is offered for the last word, a word a line
offer() {
	bash --norc "$scratch/offer" "$build" "$@"
}

# expect "OFFERED" PROGRAM WORD...
expect() {
	wanted=$1
	shift
	got=$(offer "$@" | sort | xargs)
	test "$got" = "$wanted" || fail "$*: '$got', not '$wanted'"
}

# The options of --help, one a line, without arguments
options() {
	"$1" --help | sed -nE 's/^ *(-.*)/\1/p' | sed -E 's/   .*//; s/[][, =]+/\n/g' |
		grep -xE -e '-[A-Za-z]|--[A-Za-z][A-Za-z0-9-]*' | sort -u
}

for program in "$gatetrace" "$gatevdso"; do
	name=${program##*/}
	options "$program" >"$scratch/help"
	test "$(grep -c . "$scratch/help")" -gt 5 || fail "$name: no options in --help"

	offer "$name" - | sed 's/=$//' | sort -u >"$scratch/bash"
	diff -u "$scratch/help" "$scratch/bash" || fail "$name, bash: other options than --help"
	sed -nE 's/^\t.\*(--?[A-Za-z0-9-]*[A-Za-z0-9]).*/\1/p' "$build/completion/_$name" | sort -u >"$scratch/zsh"
	diff -u "$scratch/help" "$scratch/zsh" || fail "$name, zsh: other options than --help"

	# Each word that is offered for an argument: the program has to take it.
	words=0
	# shellcheck disable=SC2013 # options have no blanks
	for option in $(grep -e '^--' "$scratch/help"); do
		for word in $(cd "$scratch" && offer "$name" "$option" =); do
			case $option-$word in
			--attach-* | --pid-* | --user-* | *-bash | *-zsh | *-help | *-offer) continue ;;
			esac
			words=$((words + 1))
			"$program" "$option=$word" --help >/dev/null 2>"$scratch/said" ||
				fail "$name $option=$word: $(cat "$scratch/said")"
		done
	done
	test "$name" = gatevdso || test $words -gt 50 || fail "$name: $words words tried"
done

expect "full none short" gatetrace --gate = ''
expect "short" gatetrace --gate = s
expect "raw" gatetrace -X r
expect "path,pidfd" gatetrace --decode-fds = path,pi
expect "execve" gatetrace -f -b ''
expect "--gate=" gatetrace -f --gat
expect "trace=" gatetrace -e tr
expect "--gate=" gatetrace -o file --gat
# A word behind an option that needs none is the program, and what stands behind that is the program's.
expect "" gatetrace -f cat --gat
expect "" gatetrace --output = file cat --gat
mkdir "$scratch/files"
: >"$scratch/files/a name"
expect "$scratch/files/a name" gatetrace -o "$scratch/files/a"
expect "$scratch/files/a name" gatevdso "$scratch/files/a"
expect "$$" gatetrace -p "$$"

if command -v zsh >/dev/null; then
	for name in gatetrace gatevdso; do
		zsh -n "$build/completion/_$name" || fail "_$name: zsh does not read it"
		got=$(zsh -fc 'fpath=($1 $fpath); autoload -U compinit; compinit -D -u; print ${_comps[$2]}' zsh \
			"$build/completion" "$name")
		test "$got" = "_$name" || fail "zsh completes $name by '$got'"
	done
else
	echo "left out: zsh is not installed"
fi
test $bad = 0 && echo "all as it should be"
exit $bad
