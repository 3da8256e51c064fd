# SPDX-License-Identifier: GPL-2.0-or-later
#
# Makes two traces of the same program comparable: reads whole calls (trace.awk, tree=1) and prints each
# process's together. Pids become P1 (the first), P1.1 (its first child) and so on, times T, and what
# can't be the same twice a question mark.
#
#	children=1    the end of a child comes when it comes: SIGCHLD, its handler's sigreturn and a call
#	              that it interrupted are told of apart
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

$1 == "first" {
	first = $2
	next
}

$1 == "fork" {
	parent[$3] = $2
	nth[$3] = ++forks[$2]
	next
}

{
	pid[++lines] = $1
	line[lines] = $0
	sub(/^[0-9]+ /, "", line[lines])
}

function label(p)
{
	if (p == first)
		return "P1"
	return p in parent ? label(parent[p]) "." nth[p] : "P?"
}

# Every number that follows what the pattern matches is a pid; with maybe, those that we know are.
function pids_behind(text, pattern, maybe,    done, n, who)
{
	done = ""
	while (match(text, pattern "[0-9]+")) {
		n = substr(text, RSTART, RLENGTH)
		match(n, /[0-9]+$/)
		who = substr(n, RSTART)
		if (!maybe || who == first || who in parent)
			who = label(who)
		done = done substr(text, 1, index(text, n) + RSTART - 2) who
		text = substr(text, index(text, n) + length(n))
	}
	return done text
}

END {
	for (i = 1; i <= lines; i++) {
		text = line[i]
		name = text
		sub(/\(.*/, "", name)
		if (name in loose)
			sub(/\(.*\) = /, "(*) = ", text)
		text = pids_behind(text, "(si_pid=|_tid=\\[| in pid |PID=)")
		text = pids_behind(text, "^(wait4|waitpid|waitid\\(P_PID, |kill|tkill|tgkill|setpgid|getpgid|rt_sigqueueinfo|ptrace\\(PTRACE_[A-Z_]+, )\\(?")
		if (text ~ /^tgkill/)
			text = pids_behind(text, "^tgkill\\([P.0-9?]+, ")
		if (name ~ /^(fork|vfork|clone3?|wait4|waitpid|getpid|gettid|getppid|getpgrp|getsid|getpgid|set_tid_address)$/)
			text = pids_behind(text, "\\) = ")
		if (name ~ /^(rt_)?sigreturn$/) # what it comes back to
			text = pids_behind(text, "\\) = ", 1)
		if (name == "futex") # the tid of a thread that is joined
			text = pids_behind(text, "FUTEX_[A-Z_|]*, ", 1)
		gsub(/tv_sec=[0-9]+, tv_u?n?sec=[0-9]+/, "T", text)
		gsub(/si_[us]time=[0-9]+( \/\* [0-9.]+ s \*\/)?/, "T", text)
		if (name == "execve") # the tracer's own, when it starts the program
			sub(/0x[0-9a-f]+ \/\*/, "A /*", text)
		if (name == "getrandom")
			sub(/\("[^"]*"/, "(?", text)
		if (addresses != "" && !addresses)
			gsub(/0x[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]+/, "A", text)
		if (children && text ~ /^--- SIGCHLD /) {
			handling[pid[i]] = 1
			print label(pid[i]), text | "sort"
		} else if (children && handling[pid[i]] && name ~ /^(rt_)?sigreturn$/) {
			handling[pid[i]] = 0
		} else if (!children || text !~ /^wait4\(.* = \? ERESTARTSYS/) {
			print label(pid[i]), text | "sort -s -k 1,1"
		}
	}
}
