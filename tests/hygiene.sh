#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The house rules that a machine can check: see HACKING.md.

set -u
cd "${top_srcdir:-.}" || exit 1

# complain RULE: prints what stands on stdin below RULE, if anything does.
complain() {
	found=$(cat)
	test -z "$found" || printf '%s:\n%s\n' "$1" "$found" | sed '2,$s/^/  /'
}

rooms() {
	find src -name '*.[ch]' ! -name 'tables.[ch]' ! -name abi_check.c
}

code() {
	rooms
	find tests -name '*.[chS]'
}

scripts() {
	find bootstrap .ci tests tools decoders -type f \( -name bootstrap -o -name run -o -name '*.sh' \
		-o -name '*.awk' -o -path 'tools/*' \) 2>/dev/null
}

pages() {
	find src tests -name '*.html' -o -name '*.css' -o -name '*.js'
}

others() {
	find src tests decoders man -name '*.mk' -o -name '*.tbl' -o -name '*.1'
	echo configure.ac
	echo Makefile.am
}

rules() {
	for file in $(code; scripts; pages; others); do
		head -n 3 "$file" | grep -q 'SPDX-License-Identifier: GPL-2.0-or-later' || echo "$file"
	done | complain "no SPDX line on top"

	for file in $(code; scripts; pages); do
		lines=$(wc -l <"$file")
		test "$lines" -le 500 || echo "$file: $lines lines"
	done | complain "over 500 lines: that is two rooms"

	for file in $(code; pages); do
		expand "$file" | awk -v file="$file" 'length > 110 { print file ":" NR ": " length " columns" }'
	done | complain "lines over 110 columns"

	# shellcheck disable=SC2046 # names without blanks
	grep -nE '[[:blank:]]+$' $(code; scripts; pages) | complain "blanks at the end of a line"

	# These can't be told how much room there is.
	grep -rnE --include='*.[ch]' '(^|[^_[:alnum:]])(gets|strcpy|strcat|sprintf|vsprintf|strncpy|alloca)\(' src |
		complain "unbounded functions"

	# A room that isn't listed is not built, not tested and not in the tarball.
	for file in $(rooms); do
		grep -qF "%D%/${file##*/}" "${file%/*}/local.mk" || echo "$file"
	done | complain "not in the local.mk of its folder"

	# What works on data must not touch processes. The linker can't say so: libc has these.
	if test -f "${top_builddir:-build}/libdead.a"; then
		nm -u "${top_builddir:-build}/libdead.a" |
			grep -wE 'ptrace|process_vm_readv|process_vm_writev' |
			complain "libdead calls"
	fi
}

found=$(rules)
printf '%s\n' "${found:-clean}"
test -z "$found"
