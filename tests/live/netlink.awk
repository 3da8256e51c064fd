# SPDX-License-Identifier: GPL-2.0-or-later
#
# netlink.plan -> what tracees/script reads. With -v types=1: messages of all types that a family might have, instead.

# "01020304..." of n bytes
function pattern(n,    i, s)
{
	s = n ? "x:" : ""
	for (i = 0; i < n; i++)
		s = s sprintf("%02x", i % 250 + 1)
	return s
}

# A socket of the family, and how long the message gets with so much payload at its end.
function begin(family)
{
	if (family != before)
		print "socket 100 16 3", family
	before = family
}

function send(message, size)
{
	print "mem m [", message, "]"
	print "call 369 20 100 m", size, "0 0 0"
}

BEGIN {
	FS = "\t"
	n = split("0 1 2 3 4 5 8 12 16 17 20 24 36 64 88 100 144 200 250", length_of, " ")
	for (i = 1; i <= n; i++) {
		payload[i] = pattern(length_of[i])
		bytes[i] = length_of[i]
	}
	# Nothing but ones, text, attributes in attributes
	payload[++n] = "x:ffffffff"
	bytes[n] = 4
	payload[++n] = "\"abc\\0\""
	bytes[n] = 4
	payload[++n] = "\"a\\0bcd\""
	bytes[n] = 5
	payload[++n] = "{1 x:01020304 } {2 \"ab\\0\" } {3 x:0102 }"
	bytes[n] = 24
	payload[++n] = "{1 x:01 } {4 {1 x:01020304 } } {5 x:010203040506 }"
	bytes[n] = 32
	payload[++n] = "x:020001020304"
	bytes[n] = 6
	if (types) {
		families = split("0 2 4 6 7 9 10 12 15 16 21", family_of, " ")
		for (f = 1; f <= families; f++) {
			begin(family_of[f])
			for (i = 0; i < 140; i++)
				for (j = 1; j < 14; j += 3)
					send("h:" i " h:0xf01 5 7 " payload[j], 16 + bytes[j])
		}
		begin(9)
		for (i = 1000; i < 2100; i++)
			send("h:" i " h:0xf01 5 7 " payload[3], 16 + bytes[3])
		begin(12)
		for (i = 256; i < 16 * 256; i += i % 256 > 40 ? 17 : 1)
			send("h:" i " h:0xf01 5 7 " payload[5], 16 + bytes[5])
		exit
	}
}

/^(#|$)/ {
	next
}

{
	begin($1)
	depth = $5 == "-" ? 0 : split($5, in_, " ")
	head = "h:" $2 " h:" $3 " 5 7 x:" $4
	tail = ""
	for (i = 1; i <= depth; i++) {
		head = head " {" in_[i]
		tail = tail " }"
	}
	for (number = 0; number <= $6; number++)
		for (i = 1; i <= n; i++)
			send(head " {" number " " payload[i] " }" tail, \
			     int((16 + length($4) / 2 + 3) / 4) * 4 + 4 * depth + int((4 + bytes[i] + 3) / 4) * 4)
}
