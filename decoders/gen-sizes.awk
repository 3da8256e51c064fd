# SPDX-License-Identifier: GPL-2.0-or-later
#
# The tables -> C: how many bytes everything takes in memory, and where it may stand, on i386.

function scalar(name, size, base, kind, of,    i) {
	scalar_size[name] = size
	scalar_kind[name] = kind == "" ? "TYPE_NUMBER" : kind
	scalar_base[name] = base
	scalar_of[name] = of + 0
}

function scalars_known() {
	scalar("i8", 1, "BASE_DEC"); scalar("i16", 2, "BASE_DEC"); scalar("i32", 4, "BASE_DEC"); scalar("i64", 8, "BASE_DEC")
	scalar("u8", 1, "BASE_UDEC"); scalar("u16", 2, "BASE_UDEC"); scalar("u32", 4, "BASE_UDEC"); scalar("u64", 8, "BASE_UDEC")
	scalar("d8", 1, "BASE_UDEC"); scalar("d16", 2, "BASE_UDEC")
	scalar("x8", 1, "BASE_HEX"); scalar("x16", 2, "BASE_HEX"); scalar("x32", 4, "BASE_HEX"); scalar("x64", 8, "BASE_HEX")
	scalar("p32", 4, "BASE_HEX", "TYPE_NUMBER", 2)
	scalar("p8", 1, "BASE_HEX", "TYPE_NUMBER", 2)
	scalar("word", 4, "BASE_HEX"); scalar("o32", 4, "BASE_OCT"); scalar("i64hl", 8, "BASE_DEC", "TYPE_NUMBER", 1)
	scalar("addr", 4, "BASE_HEX", "TYPE_ADDR"); scalar("fd", 4, "BASE_DEC", "TYPE_FD"); scalar("dirfd", 4, "BASE_DEC", "TYPE_DIRFD")
	scalar("pid", 4, "BASE_DEC", "TYPE_PID", 3); scalar("pgid", 4, "BASE_DEC", "TYPE_PID", 4)
	scalar("sid", 4, "BASE_DEC", "TYPE_PID", 5); scalar("uid", 4, "BASE_UDEC", "TYPE_ID"); scalar("gid", 4, "BASE_UDEC", "TYPE_ID")
	scalar("uid16", 2, "BASE_UDEC", "TYPE_ID"); scalar("gid16", 2, "BASE_UDEC", "TYPE_ID")
	scalar("dev16", 2, "BASE_HEX", "TYPE_DEV"); scalar("dev32", 4, "BASE_HEX", "TYPE_DEV"); scalar("dev64", 8, "BASE_HEX", "TYPE_DEV")
	scalar("mode", 4, "BASE_OCT", "TYPE_MODE"); scalar("mode16", 2, "BASE_OCT", "TYPE_MODE")
	scalar("perm", 4, "BASE_OCT", "TYPE_MODE", 1); scalar("perm16", 2, "BASE_OCT", "TYPE_MODE", 1)
	scalar("mode32", 4, "BASE_OCT", "TYPE_MODE", 2); scalar("perm64", 8, "BASE_OCT", "TYPE_MODE", 3)
	scalar("fan_dirfd", 4, "BASE_DEC", "TYPE_DIRFD", 1)
	scalar("signal", 4, "BASE_DEC", "TYPE_SIGNAL"); scalar("usignal", 4, "BASE_UDEC", "TYPE_SIGNAL"); scalar("text", 0, "BASE_DEC", "TYPE_TEXT"); scalar("more", 0, "BASE_DEC", "TYPE_MORE"); scalar("cut", 0, "BASE_DEC", "TYPE_CUT")
	scalar("resumed", 0, "BASE_DEC", "TYPE_RESUMED"); scalar("unseen", 0, "BASE_DEC", "TYPE_UNSEEN")
	scalar("usignal64", 8, "BASE_UDEC", "TYPE_SIGNAL"); scalar("pages", 4, "BASE_HEX", "TYPE_NUMBER", 3)
	scalar("k32", 4, "BASE_UDEC", "TYPE_NUMBER", 4); scalar("k64", 8, "BASE_UDEC", "TYPE_NUMBER", 4)
	scalar("permille64", 8, "BASE_UDEC", "TYPE_NUMBER", 5)
	scalar("path", 4, "BASE_HEX", "TYPE_STRING", 1); scalar("linktext", 4, "BASE_HEX", "TYPE_STRING", 2); scalar("str", 4, "BASE_HEX", "TYPE_STRING")
	scalar("fd64", 8, "BASE_DEC", "TYPE_FD"); scalar("addr64", 8, "BASE_HEX", "TYPE_ADDR")
	scalar("path64", 8, "BASE_HEX", "TYPE_STRING", 1); scalar("str64", 8, "BASE_HEX", "TYPE_STRING")
}

function bare(s) {
	sub(/\?!?\(.*$/, "", s)
	return s
}

# "(*T)[N]": the array is one of pointers.
function ungrouped(s) {
	return s ~ /^\(.*\)$/ ? substr(s, 2, length(s) - 2) : s
}

# "T/WIDTH", "T&MASK": some bits of T.
function whole_of(s) {
	sub(/[\/&][0-9a-fx]+$/, "", s)
	return s
}

# "name(A,B,C)" -> "B,C"
function behind_comma(s) {
	return substr(s, index(s, ",") + 1, length(s) - index(s, ",") - 1)
}

function width_of(s) {
	s = bare(s)
	return substr(s, match(s, /[0-9]+$/)) + 0
}

function size_of(s,    name, a, n) {
	s = whole_of(ungrouped(bare(s)))
	if (s ~ /^[*^]/)
		return s ~ /^\*/ ? 4 : 8
	if (s ~ /\]$/) {
		n = split(substr(s, index(s, "[") + 1, length(s) - index(s, "[") - 1), a, ",")
		return a[n > 1 ? 2 : 1] * size_of(word_before(s, "["))
	}
	if (s ~ /^[0-9]+\+str/)
		return s ~ /64$/ ? 8 : 4
	name = word_before(s, "(")
	n = split_call(s, a)
	if (name ~ /^([xz]?bytes(64)?|packet)$/)
		return name ~ /64/ ? 8 : 4
	if (name == "flags" || name == "enum")
		return n < 2 ? 4 : a[2] in scalar_size ? scalar_size[a[2]] : 0
	if (name == "by")
		return a[3] + 0
	if (name ~ /^(chars|x?data)$/)
		return a[n > 1 ? 2 : 1] + 0
	if (name == "fd_of")
		return 4
	if (name ~ /^callnr/)
		return name ~ /64/ ? 8 : 4
	if (name ~ /^(named|worded)$/)
		return size_of(behind_comma(s))
	if (name in scalar_size)
		return scalar_size[name]
	if (name in number_of)
		return n ? 4 : scalar_size[number_type[number_of[name]]]
	if (name in struct_of)
		return struct_size[struct_of[name]] + 0
	if (name in custom_of)
		return custom_size[name] == "n" ? a[n] + 0 : custom_size[name] + 0
	return 0
}

function align_of(s,    n, i, part, most) {
	s = whole_of(ungrouped(bare(s)))
	if (s ~ /^(named|worded)\(/)
		return align_of(behind_comma(s))
	if (s ~ /^[*^]/)
		return 4
	if (s ~ /\]$/)
		return align_of(word_before(s, "["))
	# Of bytes, however many
	if (word_before(s, "(") ~ /^(chars|x?data)$/ || custom_size[word_before(s, "(")] == "n")
		return 1
	if (!(s in struct_of)) {
		n = size_of(s)
		return n >= 4 ? 4 : n ? n : 1
	}
	most = 1
	n = split(struct_text[struct_of[s]], part, " ")
	for (i = 1; i <= n; i++) {
		sub(/^[^:]*:[=~!?]?(>>?\+?)?/, "", part[i])
		sub(/=>.*/, "", part[i])
		if (align_of(part[i]) > most)
			most = align_of(part[i])
	}
	return most
}
