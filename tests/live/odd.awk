# SPDX-License-Identifier: GPL-2.0-or-later
#
# Calls of all kinds with arguments of no sense, for tests/tracees/script.c: reads syscalls.tbl, prints calls= of them,
# always the same for a seed=.

# From 0 to n - 1: Park and Miller's generator, the same in every awk.
function pick(n)
{
	seed = seed * 16807 % 2147483647
	return int(seed / 2147483647 * n)
}

function bit()
{
	return 2 ^ pick(32)
}

function argument(    kind)
{
	kind = pick(100)
	if (kind < 40)
		return area[pick(areas) + 1] offset[pick(offsets) + 1]
	if (kind < 60)
		return pick(12)
	if (kind < 75)
		return number[pick(numbers) + 1]
	if (kind < 90)
		return bit()
	return sprintf("%.0f", bit() + pick(65536))
}

BEGIN {
	# What would end the process, or make it wait for others; calls whose results can't be what a kernel returns.
	n = split("0 1 2 7 11 26 43 48 67 72 82 114 119 120 126 141 142 168 173 174 175 179 190 252 284 308 309 337 358 " \
		"413 414 417 435", list, " ")
	for (i = 1; i <= n; i++)
		left_out[list[i]] = 1
	areas = split("zeros ones bytes text small pointers pieces", area, " ")
	offsets = split("_ _ _ _ +4 +8 -4", offset, " ")
	for (i = 1; i <= offsets; i++)
		sub(/_/, "", offset[i])
	numbers = split("-1 -2 -100 0x7fffffff -2147483648 65535 65536 4096 100 31 64 65 0x7000 0xc0000000", number, " ")
	results = split("0 0 0 1 2 5 8 -1 -14 -22 -38 -75", result, " ")
	if (!calls)
		calls = 1000
	seed = seed ? seed : 1
}

/^ *[0-9]+ / && $1 < 451 && !($1 in left_out) {
	nr[nrs++] = $1
}

END {
	print "mem zeros z:256"
	print "mem ones -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1"
	line = "mem bytes"
	for (i = 0; i < 160; i++)
		line = line " b:" i
	print line
	print "mem text \"some text/with\\0\""
	print "mem small 1 2 3 4 5 6 7 8 0 0 1 0 2 0 3 0"
	print "mem pointers zeros bytes small text zeros ones"
	print "mem pieces small 5 0 0 text 4 small 16"
	for (i = 0; i < calls; i++) {
		line = "call " nr[pick(nrs)] " " result[pick(results) + 1]
		for (k = 0; k < 6; k++)
			line = line " " argument()
		print line
	}
}
