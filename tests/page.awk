# SPDX-License-Identifier: GPL-2.0-or-later
#
# page.awk PAGE OUTPUT: the lines of a page are those of the output, but that "..." alone stands for any
# number of lines, and in a line for any text. Says where they part.

function same(want, got, part, n, i, at)
{
	n = split(want, part, /\.\.\./)
	if (n == 1)
		return want == got
	if (substr(got, 1, length(part[1])) != part[1])
		return 0
	got = substr(got, length(part[1]) + 1)
	for (i = 2; i < n; i++) {
		at = index(got, part[i])
		if (!at)
			return 0
		got = substr(got, at + length(part[i]))
	}
	return length(got) >= length(part[n]) && substr(got, length(got) - length(part[n]) + 1) == part[n]
}

function fits(i, j)
{
	if (i > furthest)
		furthest = i
	if (i > wants)
		return j > gots
	if (want[i] == "...") {
		for (; j <= gots + 1; j++)
			if (fits(i + 1, j))
				return 1
		return 0
	}
	return j <= gots && same(want[i], got[j]) && fits(i + 1, j + 1)
}

NR == FNR {
	want[++wants] = $0
	next
}

{
	got[++gots] = $0
}

END {
	if (!fits(1, 1)) {
		print "not as on the page from here on: " want[furthest]
		exit 1
	}
}
