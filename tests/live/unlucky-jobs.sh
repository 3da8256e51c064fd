#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Job control at a terminal, of an interactive shell: gatetrace and its program are stopped, go on in
# the background, come back, as an untraced program does; and so do programs of a shell that is traced.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees terminal
need_program pgrep
PS1='go? '
ENV=/dev/null
export PS1 ENV GATETRACE

# user NAME CMD...: what the user does is on standard input; $tmp/screen: what there is to be seen
user() {
	name=$1
	shift
	timeout 60 "$TRACEES/terminal" "$@" >"$tmp/screen" 2>"$tmp/stderr"
	status=$?
	checks=$((checks + 1))
	test $status = 0 || fail "$name: exit status $status" "$tmp/screen" "$tmp/stderr"
}

# What a program does that is stopped, continued and read from, with and without gatetrace in front.
cat >"$tmp/asks" <<'EOF'
echo "be""gins"
while read -r line; do
	echo "got <$line>"
	test "$line" != end || exit 7
done
EOF
# In the background it is stopped when it reads.
until_stopped="type until jobs >$tmp/jobs; grep -q Stopped $tmp/jobs; do sleep 0.01; done; echo st\"op\"s\\n
see stops"

# A shell sees that gatetrace is stopped while its program may still have to come to that: what is typed
# now could be read by it.
cat >"$tmp/still" <<'EOF'
for pid in $(pgrep -f "^sh $1"); do
	grep -q '^State:.[tT]' "/proc/$pid/status" || exit 1
done
EOF
still="until sh $tmp/still $tmp/asks"

session() {
	cat <<EOF
see go?
type $1 sh $tmp/asks\n
see begins
type one\n
see got <one>
type \032
see go?
$still
type jobs\n
see Stopped
see go?
type fg\n
type two\n
see got <two>
type \032
see go?
$still
type bg\n
see go?
$until_stopped
see go?
$still
type fg\n
type end\n
see got <end>
see go?
type echo "was \$?"\n
see was 7
see go?
type exit 0\n
EOF
}
session '' | user "untraced" sh -i
for options in '' -f '--prove --vdso=classic' '-f --seccomp-bpf -e trace=read,write'; do
	session "$GATETRACE -o $tmp/trace $options" | user "traced $options" sh -i
	# The stop itself need not be: SIGCONT may find it where gatetrace, stopped too, has not seen it.
	check "traced $options: that it goes on is told" grep -q -e '--- SIGCONT {' "$tmp/trace"
done

# ^C ends the program, and us by the same signal.
user "^C" sh -i <<EOF
see go?
type $GATETRACE -f -o $tmp/trace sh $tmp/asks\n
see begins
type \003
see go?
type echo "was \$?"\n
see was 130
see go?
type exit 0\n
EOF

# The whole shell is traced: its jobs stop, go on and end below it.
user "a traced shell" "$GATETRACE" -f -o "$tmp/trace" sh -i <<EOF
see go?
type sh $tmp/asks\n
see begins
type one\n
see got <one>
type \032
see Stopped
see go?
$still
type fg\n
type two\n
see got <two>
type \032
see Stopped
see go?
$still
type bg\n
see go?
$until_stopped
see go?
$still
type kill %1; fg; echo "was \$?"\n
see was 143
see go?
type exit 0\n
EOF
check "a traced shell: its job's stop" grep -q -e '--- stopped by SIGTSTP ---' "$tmp/trace"
check "a traced shell: its job's end" grep -q -e '+++ killed by SIGTERM +++' "$tmp/trace"

# Attached from another job of the same shell, to a job that is stopped: it stays so.
user "a stopped job" sh -i <<EOF
see go?
type sh $tmp/asks\n
see begins
type \032
see Stopped
see go?
$still
type jobs -p >$tmp/jobs; read -r job <$tmp/jobs; $GATETRACE -o $tmp/trace -p \$job &\n
see attached
type kill -TERM %2; wait %2; echo "gone"\n
see gone
type jobs\n
see Stopped
see go?
type fg\n
type end\n
see got <end>
see go?
type exit 0\n
EOF
finish
