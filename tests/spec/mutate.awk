# SPDX-License-Identifier: GPL-2.0-or-later
# Writes the tables that it reads to the folder "to", with "changes" mistakes that seed decides about.

BEGIN {
	srand(seed)
	odd = ":|()?<>=&!#,*+. \t\"'\\/09axX_-~%\200\1"
	odd_count = split("0 -1 0x 08 0xffffffffffffffffff 99999999999999999999 NULL ( ) : :: | , =>  <x.h> ??? \\n */ \"\" %s u8 u32[ " \
		"bytes(count) array(2,u8) enum(open) flags() struct set variant type", odd_words, " ")
}

{
	line[NR] = $0
	file[NR] = FILENAME
	sub(/^.*\//, "", file[NR])
}

function any(n) {
	return int(rand() * n) + 1
}

# A word from somewhere: what is right elsewhere is most likely to be taken.
function any_word(    words, n) {
	if (rand() < 0.3)
		return odd_words[any(odd_count)]
	n = split(line[any(NR)], words, /[ \t:(),|?]+/)
	return n ? words[any(n)] : ""
}

function change(i,    s, at, n, words) {
	s = line[i]
	at = any(length(s) + 1)
	n = any(9)
	if (n == 1)
		return substr(s, 1, at - 1) substr(s, at + 1)
	if (n == 2)
		return substr(s, 1, at - 1) substr(odd, any(length(odd)), 1) substr(s, at)
	if (n == 3)
		return substr(s, 1, at - 1)
	if (n == 4)
		return substr(s, at)
	if (n == 5)
		return s " " any_word()
	if (n == 6)
		return line[any(NR)]
	if (n == 7)
		return ""
	n = split(s, words, /[ \t:(),|?]+/)
	at = n ? words[any(n)] : ""
	n = index(s, at)
	return n && at != "" ? substr(s, 1, n - 1) any_word() substr(s, n + length(at)) : s s
}

END {
	for (i = 0; i < changes; i++) {
		at = any(NR)
		line[at] = change(at)
	}
	for (i = 1; i <= NR; i++)
		print line[i] >(to "/" file[i])
}
