# SPDX-License-Identifier: GPL-2.0-or-later
#
# The tables -> C: types, what they take in memory and what their arguments refer to. A type becomes the text of its C
# initializer; equal types are one.

# ---- Sizes in memory

function scalar(name, size, base, kind, of,    i) {
	scalar_size[name] = size
	scalar_kind[name] = kind == "" ? "TYPE_NUMBER" : kind
	scalar_base[name] = base
	scalar_of[name] = of + 0
}

function scalars_known() {
	scalar("i8", 1, "BASE_DEC"); scalar("i16", 2, "BASE_DEC"); scalar("i32", 4, "BASE_DEC"); scalar("i64", 8, "BASE_DEC")
	scalar("u8", 1, "BASE_UDEC"); scalar("u16", 2, "BASE_UDEC"); scalar("u32", 4, "BASE_UDEC"); scalar("u64", 8, "BASE_UDEC")
	scalar("x8", 1, "BASE_HEX"); scalar("x16", 2, "BASE_HEX"); scalar("x32", 4, "BASE_HEX"); scalar("x64", 8, "BASE_HEX")
	scalar("o32", 4, "BASE_OCT"); scalar("i64hl", 8, "BASE_DEC", "TYPE_NUMBER", 1)
	scalar("addr", 4, "BASE_HEX", "TYPE_ADDR"); scalar("fd", 4, "BASE_DEC", "TYPE_FD"); scalar("dirfd", 4, "BASE_DEC", "TYPE_DIRFD")
	scalar("pid", 4, "BASE_DEC", "TYPE_PID", 3); scalar("pgid", 4, "BASE_DEC", "TYPE_PID", 4)
	scalar("sid", 4, "BASE_DEC", "TYPE_PID", 5); scalar("uid", 4, "BASE_UDEC", "TYPE_ID"); scalar("gid", 4, "BASE_UDEC", "TYPE_ID")
	scalar("uid16", 2, "BASE_UDEC", "TYPE_ID"); scalar("gid16", 2, "BASE_UDEC", "TYPE_ID")
	scalar("dev16", 2, "BASE_HEX", "TYPE_DEV"); scalar("dev32", 4, "BASE_HEX", "TYPE_DEV"); scalar("dev64", 8, "BASE_HEX", "TYPE_DEV")
	scalar("mode", 4, "BASE_OCT", "TYPE_MODE"); scalar("mode16", 2, "BASE_OCT", "TYPE_MODE")
	scalar("perm", 4, "BASE_OCT", "TYPE_MODE", 1); scalar("perm16", 2, "BASE_OCT", "TYPE_MODE", 1)
	scalar("signal", 4, "BASE_DEC", "TYPE_SIGNAL")
	scalar("path", 4, "BASE_HEX", "TYPE_STRING", 1); scalar("linktext", 4, "BASE_HEX", "TYPE_STRING", 2); scalar("str", 4, "BASE_HEX", "TYPE_STRING")
	scalar("addr64", 8, "BASE_HEX", "TYPE_ADDR")
	scalar("path64", 8, "BASE_HEX", "TYPE_STRING", 1); scalar("str64", 8, "BASE_HEX", "TYPE_STRING")
}

function bare(s) {
	sub(/\?!?\(.*$/, "", s)
	return s
}

function size_of(s,    name, a, n) {
	s = bare(s)
	if (s ~ /^[*^]/)
		return s ~ /^\*/ ? 4 : 8
	if (s ~ /\]$/) {
		n = substr(s, index(s, "[") + 1, length(s) - index(s, "[") - 1)
		return n * size_of(word_before(s, "["))
	}
	name = word_before(s, "(")
	n = split_call(s, a)
	if (name ~ /^[xz]?bytes(64)?$/)
		return name ~ /64/ ? 8 : 4
	if (name == "flags" || name == "enum")
		return n > 1 ? scalar_size[a[2]] : 4
	if (name == "chars")
		return a[1] + 0
	if (name in scalar_size)
		return scalar_size[name]
	if (name in struct_of)
		return struct_size[struct_of[name]]
	if (name in custom_of)
		return custom_size[name] == "n" ? a[n] + 0 : custom_size[name] + 0
	return 0
}

function align_of(s,    n, i, part, most) {
	s = bare(s)
	if (s ~ /^[*^]/)
		return 4
	if (s ~ /\]$/)
		return align_of(word_before(s, "["))
	# Of bytes, however many
	if (word_before(s, "(") == "chars" || custom_size[word_before(s, "(")] == "n")
		return 1
	if (!(s in struct_of)) {
		n = size_of(s)
		return n >= 4 ? 4 : n ? n : 1
	}
	most = 1
	n = split(struct_text[struct_of[s]], part, " ")
	for (i = 1; i <= n; i++) {
		sub(/^[^:]*:>?/, "", part[i])
		if (align_of(part[i]) > most)
			most = align_of(part[i])
	}
	return most
}

# ---- References: N of bytes(N), ARG of variant(ARG,V). scope is "c" CALL or "s" STRUCT.

function scope_of(scope, name,    c) {
	while (!((scope, name) in ref_at) && scope ~ /^c/) {
		c = substr(scope, 2)
		if (cup[c] < 0)
			return ""
		scope = "c" cup[c]
	}
	return (scope, name) in ref_at ? scope : ""
}

function no_ref(scope, name, where) {
	wrong(where, "no such " (scope ~ /^c/ ? "argument" : "field") ": " name)
	return ""
}

# "COUNT_BY, count, asked" of the arguments of bytes() and its like.
function count_of(scope, n, a, where,    in_, ask) {
	if (n == 0)
		return "COUNT_NONE, 0, 0"
	if (a[1] ~ /^[0-9]+$/)
		return "COUNT_NUMBER, " a[1] ", 0"
	if (a[1] ~ /^@[0-5]$/)
		return "COUNT_WORD, " substr(a[1], 2) ", 0"
	if (a[1] == "result") {
		if (n < 2)
			return "COUNT_RESULT, 0, 0"
		in_ = scope_of(scope, a[2])
		if (in_ == "")
			no_ref(scope, a[2], where)
		ask = in_ == "" ? 0 : ref_at[in_, a[2]] + 1
		return "COUNT_RESULT, 0, " ask
	}
	in_ = scope_of(scope, a[1])
	if (in_ == "") {
		no_ref(scope, a[1], where)
		return "COUNT_NONE, 0, 0"
	}
	if (in_ ~ /^s/)
		return "COUNT_FIELD, " ref_at[in_, a[1]] ", " size_of(ref_type[in_, a[1]])
	return (ref_type[in_, a[1]] ~ /^\*/ ? "COUNT_POINTEE, " : "COUNT_WORD, ") ref_at[in_, a[1]] ", 0"
}

# ---- Types

function new_type(kind, size, base, of, count, word,    s) {
	s = kind ", " size + 0 ", " (base == "" ? "BASE_DEC" : base) ", " (count == "" ? "COUNT_NONE, 0, 0" : count) ", " of + 0 ", " (word == "" ? 0 : word)
	if (!(s in type_of)) {
		type_of[s] = types
		type_kind[types] = kind
		type_text[types++] = s
	}
	return type_of[s]
}

# "uses memory": not to be looked at when only registers count.
function has_memory(t) {
	return type_kind[t] ~ /STRING|BYTES|POINTER|VARIANT|BLOCK|CUSTOM|SIZED|PART/
}

function type_at(scope, s, where,    name, a, n, of, b, kind) {
	s = bare(s)
	if (s ~ /^[*^]/)
		return new_type("TYPE_POINTER", size_of(s), "BASE_HEX", type_at(scope, substr(s, s ~ /^.~/ ? 3 : 2), where), "",
			s ~ /^.~/)
	if (s ~ /\]$/) {
		of = type_at(scope, word_before(s, "["), where)
		b[1] = substr(s, index(s, "[") + 1, length(s) - index(s, "[") - 1)
		return new_type("TYPE_ARRAY", 0, "", of, count_of(scope, 1, b, where))
	}
	name = word_before(s, "(")
	n = split_call(s, a)
	if (name == "flags" || name == "enum") {
		if (!(a[1] in set_of) || set_flags[set_of[a[1]]] != (name == "flags")) {
			wrong(where, "unknown " (name == "enum" ? "enum" : "flags set") ": " a[1])
			return 0
		}
		if (n > 1 && !(a[2] in scalar_size))
			wrong(where, "unknown type: " a[2])
		return new_type(name == "flags" ? "TYPE_FLAGS" : "TYPE_ENUM", size_of(s), n > 1 ? scalar_base[a[2]] : "",
			set_of[a[1]], "", n > 1 && a[2] == "i32")
	}
	if (name ~ /^[xz]?bytes(64)?$/)
		return new_type("TYPE_BYTES", size_of(s), "", name ~ /^x/ ? 1 : name ~ /^z/ ? 2 : 0,
			count_of(scope, n, a, where))
	if (name == "chars")
		return new_type("TYPE_CHARS", size_of(s), "", 0, count_of(scope, n, a, where))
	if (name == "sized") {
		if (!(a[1] in struct_of)) {
			wrong(where, "no struct: " a[1])
			return 0
		}
		b[1] = a[2]
		return new_type("TYPE_SIZED", 0, "", struct_of[a[1]], count_of(scope, 1, b, where))
	}
	if (name ~ /^(part|whole|exact)$/ && match(s, /,[^,]*$/)) {
		b[1] = substr(s, RSTART + 1, RLENGTH - 2)
		of = type_at(scope, substr(s, length(name) + 2, RSTART - length(name) - 2), where)
		return new_type("TYPE_PART", 0, "", of, count_of(scope, 1, b, where), \
			name == "part" ? "PART_SOME" : name == "whole" ? "PART_WHOLE" : "PART_EXACT")
	}
	if (name == "variant" && scope ~ /^c/)
		return variant_at_use(scope, a, where)
	if (name == "block" && scope ~ /^c/)
		return block_at_use(scope, a[1], where)
	if (name == "str" && n)
		return new_type("TYPE_STRING", 4, "BASE_HEX", 0, count_of(scope, n, a, where))
	if (name in custom_of)
		return new_type("TYPE_CUSTOM", size_of(s), "BASE_HEX", custom_of[name], count_of(scope, n, a, where))
	if (name in scalar_size)
		return new_type(scalar_kind[name], scalar_size[name], scalar_base[name], scalar_of[name])
	if (name in struct_of)
		return new_type("TYPE_STRUCT", 0, "", struct_of[name])
	wrong(where, "unknown type: " name)
	return 0
}

function use_variant(v, scope, word, where) {
	if (variant_up[v] >= 0 && variant_word[v] != word)
		wrong(where, "variant " variant_name[v] " takes another register at " call_at[variant_up[v]])
	if (variant_up[v] < 0) {
		variant_up[v] = substr(scope, 2)
		variant_word[v] = word
		queue[queued++] = v
	}
}

function variant_at_use(scope, a, where,    in_, v) {
	in_ = scope_of(scope, a[1])
	if (in_ == "") {
		no_ref(scope, a[1], where)
		return 0
	}
	if (!(a[2] in variant_of)) {
		wrong(where, "unknown variant: " a[2])
		return 0
	}
	v = variant_of[a[2]]
	use_variant(v, scope, next_word, where)
	call_variants[substr(scope, 2) + 0] = call_variants[substr(scope, 2) + 0] " " v
	return new_type("TYPE_VARIANT", 4, "BASE_HEX", v, "", ref_at[in_, a[1]])
}

function block_at_use(scope, name, where,    v) {
	if (name in call_of)
		return new_type("TYPE_BLOCK", 4, "BASE_HEX", call_of[name])
	if (!(name in variant_of)) {
		wrong(where, "unknown call: " name)
		return 0
	}
	v = variant_of[name]
	variant_block[v] = 1
	use_variant(v, scope, 0, where)
	return new_type("TYPE_BLOCK", 4, "BASE_HEX", v, "", 1) # word 1: of is a variant
}
