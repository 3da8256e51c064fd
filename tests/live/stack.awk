# SPDX-License-Identifier: GPL-2.0-or-later
#
# stack.awk SAID TRACED: both "NAME: IP...", innermost first. What the program said of a call has to
# be what the trace shows, behind the frames that the program could not know: libc's, and that of the
# function itself. whole=1: and nothing behind it.
{
	name = $0
	sub(/:.*/, "", name)
	ips = $0
	sub(/[^:]*: ?/, "", ips)
}

name ~ /^\// {
	next # ld.so's
}

FNR == NR {
	said[name] = ips
	next
}

{
	seen[name] = 1
	n = split(ips, ip, " ")
	wanted = split(said[name], want, " ")
	found = 0
	for (skip = 1; skip <= (name ~ /^int80/ ? 1 : 4) && !found; skip++) {
		found = wanted > 0
		for (i = 1; i <= wanted; i++)
			found = found && ip[skip + i] == want[i]
		if (whole)
			found = found && n == skip + wanted
	}
	if (!found) {
		printf "%s:\n  said   %s\n  traced %s\n", name, said[name], ips
		bad = 1
	}
}

END {
	for (name in said)
		if (!(name in seen)) {
			printf "%s: not in the trace\n", name
			bad = 1
		}
	exit bad
}
