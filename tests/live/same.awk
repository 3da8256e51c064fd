# SPDX-License-Identifier: GPL-2.0-or-later
#
# Makes two traces of the same program comparable: reads whole calls (trace.awk) and prints each
# process's together. Pids become P1 (the first), P1.1 (its first child) and so on, times T, and what
# can't be the same twice a question mark.
#
#	addresses=0   addresses differ as well (they can't be made equal here): they become A
#	known=FILE    names of calls, one a line, of which only name and result count

# Read late: assignments of the command line are not known in BEGIN.
NR == 1 && known != "" {
	while ((getline name < known) > 0) {
		sub(/[ \t]*#.*$/, "", name)
		if (name != "")
			loose[name] = 1
	}
}

{
	pid[NR] = $1
	line[NR] = $0
	sub(/^[0-9]+ /, "", line[NR])
	if (!first)
		first = $1
	if (line[NR] ~ /^(fork|vfork|clone|clone3)\(.* = [0-9]+$/) {
		child = line[NR]
		sub(/.* = /, "", child)
		parent[child] = $1
		nth[child] = ++children[$1]
	}
}

function label(p)
{
	if (p == first)
		return "P1"
	return p in parent ? label(parent[p]) "." nth[p] : "P?"
}

# Every number that follows what the pattern matches is a pid.
function pids_behind(text, pattern,    done, n)
{
	done = ""
	while (match(text, pattern "[0-9]+")) {
		n = substr(text, RSTART, RLENGTH)
		match(n, /[0-9]+$/)
		done = done substr(text, 1, index(text, n) + RSTART - 2) label(substr(n, RSTART))
		text = substr(text, index(text, n) + length(n))
	}
	return done text
}

END {
	for (i = 1; i <= NR; i++) {
		text = line[i]
		name = text
		sub(/\(.*/, "", name)
		if (name in loose) {
			sub(/\(.*\) = /, "(*) = ", text)
		}
		text = pids_behind(text, "(si_pid=|_tid=\\[| in pid |PID=)")
		text = pids_behind(text, "^(wait4|waitpid|kill|tkill|tgkill|setpgid|getpgid)\\(")
		if (text ~ /^tgkill/)
			text = pids_behind(text, "^tgkill\\([P.0-9?]+, ")
		if (name ~ /^(fork|vfork|clone3?|wait4|waitpid|getpid|gettid|getppid|getpgrp|getsid|getpgid|set_tid_address)$/)
			text = pids_behind(text, "\\) = ")
		gsub(/tv_sec=[0-9]+, tv_u?n?sec=[0-9]+/, "T", text)
		gsub(/si_[us]time=[0-9]+/, "T", text)
		if (name == "getrandom")
			sub(/\("[^"]*"/, "(?", text)
		if (addresses != "" && !addresses)
			gsub(/0x[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]+/, "A", text)
		printf "%s %s\n", label(pid[i]), text | "sort -s -k 1,1"
	}
}
