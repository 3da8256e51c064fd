# SPDX-License-Identifier: GPL-2.0-or-later
#
# Reads what -f -o FILE wrote and prints whole calls, "PID GATE CALL", where they ended: unfinished
# and resumed halves joined, the columns squeezed.
#
#	marked=1   only what each thread did between its access("begin") and access("end") or execve
#	short=1    "PID GATE NAME = RESULT" without arguments, "PID --- SIGNAL" without siginfo
#	plain=1    the trace has no gates (strace's, or of --strace)
#	tree=1     and before all, as they appear: "first PID", "fork PID CHILD"

# The result of a line, without its explanation: "3", "? ERESTARTSYS", "-1 EINTR".
function result(line)
{
	sub(/^.* = /, "", line)
	sub(/ \(.*$/, "", line)
	return line
}

function name(line)
{
	sub(/\(.*$/, "", line)
	return line
}

function tell(pid, gate, line)
{
	if (tree && line ~ /^(fork|vfork|clone|clone3)\(.* = [0-9]+$/)
		print "fork", pid, result(line)
	if (marked && line ~ /^access\("(begin|end)", F_OK/) {
		inside[pid] = line ~ /begin/
		return
	}
	if (marked && !inside[pid])
		return
	sub(/ +$/, "", line)
	sub(/, +</, ", <", line)
	sub(/\) +=/, ") =", line)
	if (short && line ~ /^[a-z_0-9]+\(/)
		line = name(line) " = " result(line)
	else if (short && line ~ /^--- (SIG|stopped)/)
		sub(/ (\{.*)?---$/, "", line)
	print pid " " (gate == "" ? "" : gate " ") line
	if (line ~ /^execve.* = 0$/)
		inside[pid] = 0
}

tree && NR == 1 {
	print "first", $1
}

{
	pid = $1
	line = $0
	sub(/^[0-9]+ +/, "", line)
	gate = ""
	if (!plain && line ~ /^(int80|vdso:[a-z0-9]+|shim:sysenter|int80@64|unknown)(@[^ ]*|<-[^ ]*)? /) {
		gate = line
		sub(/ .*/, "", gate)
		sub(/^[^ ]+ +/, "", line)
	}
}

line ~ /<unfinished \.\.\.>$/ && line !~ /^<\.\.\./ {
	sub(/ *<unfinished \.\.\.>$/, "", line)
	half[pid] = line
	half_gate[pid] = gate
	next
}

line ~ /^<\.\.\. [a-zA-Z_0-9]+ resumed>/ {
	rest = line
	sub(/^<\.\.\. [a-zA-Z_0-9]+ resumed>/, "", rest)
	tell(pid, half_gate[pid], half[pid] (rest ~ /^[^) ]/ && half[pid] ~ /,$/ ? " " : "") rest)
	delete half[pid]
	next
}

# The exec ends under the name of the first thread.
match(line, /superseded by execve in pid [0-9]+/) {
	other = substr(line, RSTART + 28, RLENGTH - 28)
	half[pid] = half[other]
	half_gate[pid] = half_gate[other]
}

{
	sub(/^ +/, "", line)
	tell(pid, gate, line)
}
