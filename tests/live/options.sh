#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The options: each one changes what it says, and strace's letters mean what strace means.

# shellcheck disable=SC2016 # int $0x80 is no expansion
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees restarts pure-bare gates signals family
pure=$TRACEES/pure-bare
gates=$TRACEES/gates
fast=$("$TRACEES/vdsogate" | cut -d ' ' -f 1)

# trace OPTIONS...: of $pure, to $tmp/trace
trace() {
	"$GATETRACE" -o "$tmp/trace" "$@" "$pure" >"$tmp/said" 2>"$tmp/stderr"
	check_equal "$*: exit status" 5 $?
	check_equal "$*: standard error" "" "$(cat "$tmp/stderr")"
}

# has WHAT REGEX, has_not WHAT REGEX: of the trace
has() {
	checks=$((checks + 1))
	grep -q -e "$2" "$tmp/trace" || fail "$1: no line $2" "$tmp/trace"
}

has_not() {
	checks=$((checks + 1))
	! grep -q -e "$2" "$tmp/trace" || fail "$1: a line $2" "$tmp/trace"
}

# every WHAT REGEX: all calls of the program are so; the first execve is its starter's
every() {
	checks=$((checks + 1))
	grep -v -e '+++$\|---$\|execve(' "$tmp/trace" | grep -v -e "$2" >"$tmp/wrong"
	test ! -s "$tmp/wrong" || fail "$1: lines that are not $2" "$tmp/wrong"
}

# ---- Where lines go
"$GATETRACE" "$pure" >"$tmp/said" 2>"$tmp/trace" </dev/null
check_equal "standard error: exit status" 5 $?
has "standard error" '^int80  *write(1, "only int \$0x80\\n", 15) *= 15$'
check_equal "standard output is the program's" 'only int $0x80' "$(cat "$tmp/said")"

echo before >"$tmp/trace"
trace
has_not "-o starts anew" '^before$'
check_equal "-o: the last line" "+++ exited with 5 +++" "$(tail -n 1 "$tmp/trace")"
echo before >"$tmp/trace"
trace -A
has "-A" '^before$'
has "-A" '^+++ exited with 5 +++$'

for pipe in '|' '!'; do
	"$GATETRACE" -o "${pipe}cat >$tmp/piped; echo done >>$tmp/piped" "$pure" >/dev/null 2>"$tmp/stderr"
	check_equal "-o '${pipe}...': exit status" 5 $?
	check_equal "-o '${pipe}...': waits for the command" "done" "$(tail -n 1 "$tmp/piped")"
	check "-o '${pipe}...': has the trace" grep -q '^+++ exited with 5 +++$' "$tmp/piped"
done

# ---- What lines look like
for options in -N "--arg-names -e raw=all"; do
	# shellcheck disable=SC2086
	trace $options
	# What no table knows has no names either.
	check_equal "$options: arguments without a name" "" \
		"$(grep -v '+++$\|---$\|syscall_0x' "$tmp/trace" | grep -v '^[^(]*(\([a-z_]*=\|)\)')"
done
trace -N -e trace=write
has -N 'write(fd=1, buf="only int \$0x80\\n", count=15) *= 15$'
trace
has "column 40" '^int80 \{1,9\}umask(022) \{1,\}= 022$'
trace -a 0
has "-a 0" '^int80 *umask(022) = 022$'
trace -a 100
has "-a 100" '^int80 *umask(022) \{50,\}= 022$'
trace --gate=none -a 30
has "-a 30" '^umask(022)                    = 022$'
trace -s 4
has "-s 4" 'write(1, "only"\.\.\., 15)'
trace -s 100
has "-s 100" 'more than thirty-two bytes", 39)'
trace -t
every "-t" '^[0-2][0-9]:[0-5][0-9]:[0-6][0-9] int80 '
trace -tt
every "-tt" '^[0-2][0-9]:[0-5][0-9]:[0-6][0-9]\.[0-9]\{6\} int80 '
trace -ttt
every "-ttt" '^[0-9]\{10\}\.[0-9]\{6\} int80 '
trace -r
every "-r" '^ *[0-9]*\.[0-9]\{6\} int80 '
trace -T
has "-T" 'umask(022) *= 022 <[0-9]*\.[0-9]\{6\}>$'
trace -i
every "-i" '\[[0-9a-f]\{8\}\] '
trace -n
has "-n" '^\[ *60\] int80 *umask(022)'
trace --always-show-pid
every "--always-show-pid -o" '^[0-9]\{1,\} *int80 '
"$GATETRACE" --always-show-pid "$pure" >/dev/null 2>"$tmp/trace"
every "--always-show-pid" '^\[pid *[0-9]*\] int80 '
has "--always-show-pid: the end" '^\[pid *[0-9]*\] +++ exited with 5 +++$'
trace -x -e trace=write
has "-x" 'write(4, "\\x00\\x01\\x02\\x0a\\x22\\x5c\\x7f\\xff'
trace -X raw -e trace=access
has "-X raw" 'access("/no/such/file", 0x4)'
trace -X verbose -e trace=access
has "-X verbose" 'access("/no/such/file", 0x4 /\* R_OK \*/)'

# ---- How the program starts
"$GATETRACE" -o "$tmp/trace" --argv0=another -E GATE=way -E HOME /usr/bin/env >"$tmp/said" 2>"$tmp/stderr"
check "-E VAR=VAL" grep -qx GATE=way "$tmp/said"
check_equal "-E VAR" 0 "$(grep -c '^HOME=' "$tmp/said")"
trace --argv0=another
has "--argv0" '^int80[@64]* *execve("[^"]*pure-bare", \["another"\], '

# ---- What passes
trace -e trace=open,umask
check_equal "-e trace=: calls" "open open umask open" "$(sed -n 's/^int80 *\([a-z]*\)(.*/\1/p' "$tmp/trace" | xargs)"
trace -e umask
check_equal "-e NAME: calls" "umask" "$(sed -n 's/^int80 *\([a-z]*\)(.*/\1/p' "$tmp/trace" | xargs)"
trace -e 'trace=!write,%memory'
has_not "-e trace=!" '(write\|brk\|mmap2\|munmap)('
has "-e trace=!" 'umask('
trace -e trace=%file
has "-e trace=%file" 'openat('
has_not "-e trace=%file" 'umask(\|poll('
trace -e trace=none
has_not "-e trace=none" '('
has "-e trace=none" '^+++ exited with 5 +++$'
trace -e trace=60
check_equal "-e trace=NUMBER: calls" "umask" "$(sed -n 's/^int80 *\([a-z]*\)(.*/\1/p' "$tmp/trace" | xargs)"

passes() {
	"$GATETRACE" -a 0 -o "$tmp/trace" "$@" >"$tmp/said" 2>"$tmp/stderr"
	check_equal "$*: exit status" 0 $?
}
passes -e gate=int80 "$gates" both
every "-e gate=int80" '^int80 '
has "-e gate=int80" 'by int \$0x80'
passes -e "gate=!int80" "$gates" both
has_not "-e gate=!int80" '^int80 '
has "-e gate=!int80" "^$fast *access(\"by libc\""
passes -e gate=vdso:sigreturn,unknown "$gates" sigreturn
check_equal "-e gate=: two words" 2 "$(grep -c '^vdso:sigreturn' "$tmp/trace")"
passes -f -e gate=restart "$TRACEES/restarts" read stop fast
check_equal "-e gate=restart" 1 "$(grep -c 'read(.*= 4$\|read(.*<unfinished' "$tmp/trace")"
has "-e gate=restart: its line" '>>> restart of read'
passes -e signal=SIGUSR1 "$TRACEES/signals" all
check_equal "-e signal=" "SIGUSR1" "$(sed -n 's/^--- \([A-Z0-9_]*\) .*/\1/p' "$tmp/trace" | sort -u)"
passes -e 'signal=!USR1,segv' "$TRACEES/signals" all
has_not "-e signal=!" '^--- SIG\(USR1\|SEGV\) '
has "-e signal=!" '^--- SIGUSR2 '

# ---- Gates
passes --gate=full "$gates" both
has "--gate=full: a site" '^int80@gates(int80+0x[0-9a-f]*) *access("by int \$0x80"'
if test "$fast" != int80; then
	has "--gate=full: a caller" "^$fast<-gates(fast+0x[0-9a-f]*) *access(\"by call"
	has "--gate=full: libc" "^$fast<-libc.so.6([a-z_]*access[a-z_0-9]*+0x[0-9a-f]*) *access(\"by libc\""
fi
passes --gate=none "$gates" both
has "--gate=none" '^access("by libc", W_OK) = -1'
has_not "--gate=none" '^int80\|^vdso'

# ---- Messages
"$GATETRACE" -q -o "$tmp/trace" "$TRACEES/signals" exit 0 2>"$tmp/stderr"
has "-q" '^+++ exited with 0 +++$'
"$GATETRACE" -qq -o "$tmp/trace" "$TRACEES/signals" exit 0 2>"$tmp/stderr"
has_not "-qq" '+++'
check_equal "--version: exit status" 0 "$("$GATETRACE" --version >"$tmp/said"; echo $?)"
check "--version" grep -q '^gatetrace' "$tmp/said"
check_equal "--help: exit status" 0 "$("$GATETRACE" --help >"$tmp/said"; echo $?)"
check "--help: all options of the man page" grep -q -e '--summary-by' "$tmp/said"

# ---- Summaries
trace -c
has_not "-c: no lines" '^int80'
has "-c: head" '^% time  *seconds  *usecs/call  *calls  *errors syscall$'
has "-c: a call" '^ *[0-9.]*  *[0-9.]*  *[0-9]*  *5  *1 close$'
has "-c: total" '^100.00 .* total$'
trace -C
has "-C: lines" 'umask(022)'
has "-C: table" '^% time'
passes --summary-by=gate -f "$TRACEES/restarts" read stop fast
has "--summary-by=gate" "$fast"
has_not "--summary-by=gate: no lines" 'read('
passes --summary-by=site "$gates" both
has "--summary-by=site" 'gates(int80+0x'

# ---- strace's clothes
ln -s "$GATETRACE" "$tmp/strace"
"$tmp/strace" -a 0 -o "$tmp/trace" "$pure" >/dev/null 2>"$tmp/stderr"
check_equal "by the name of strace: exit status" 5 $?
has "by the name of strace" '^umask(022) = 022$'
trace --strace -a 0
has "--strace" '^umask(022) = 022$'
has_not "--strace" '^int80'

# ---- Colour
esc=$(printf '\033')
trace --color=always
has "--color=always" "$esc\\["
trace
has_not "no colour in a file" "$esc"
trace --color=never
has_not "--color=never" "$esc"
NO_COLOR=1 "$GATETRACE" --color=always -o "$tmp/trace" "$pure" >/dev/null 2>&1
has "NO_COLOR, but --color=always" "$esc\\["
if command -v script >/dev/null; then
	script -q -e -c "'$GATETRACE' '$pure'" /dev/null >"$tmp/trace" 2>&1 </dev/null
	has "colour on a terminal" "$esc\\["
	NO_COLOR=1 script -q -e -c "'$GATETRACE' '$pure'" /dev/null >"$tmp/trace" 2>&1 </dev/null
	has_not "NO_COLOR on a terminal" "$esc\\["
else
	note "colour on a terminal: no script(1) here"
fi
finish
