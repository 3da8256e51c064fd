# SPDX-License-Identifier: GPL-2.0-or-later
#
# The tables -> C: types, what they take in memory and what their arguments refer to. A type becomes the text of its C
# initializer; equal types are one.

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

# "times, plus, most, few, many" of "N*TIMES+PLUS/DIVISOR,MOST,FEW,MANY"; N stays in a[1], the divisor is for the next new_type().
function bounds_of(n, a,    s, limit) {
	if (match(a[1], /<=[0-9]+$/)) {
		limit = substr(a[1], RSTART)
		a[1] = substr(a[1], 1, RSTART - 1)
	}
	s = "0, 0, "
	if (match(a[1], /\/[0-9]+$/)) {
		divisor = substr(a[1], RSTART + 1) + 0
		a[1] = substr(a[1], 1, RSTART - 1)
	}
	if (match(a[1], /(\*[0-9]+)?(\+[0-9]+)?$/) && RLENGTH > 0) {
		s = substr(a[1], RSTART)
		s = (s ~ /^\*/ ? substr(s, 2) + 0 : 0) ", " (s ~ /\+/ ? substr(s, index(s, "+") + 1) + 0 : 0) ", "
		a[1] = substr(a[1], 1, RSTART - 1)
	}
	a[1] = a[1] limit
	return s (n > 1 && a[1] != "result" ? a[2] + 0 : 0) ", " (n > 2 ? (a[3] == "-" ? "FEW_NONE" : a[3] == "all" ? "FEW_ALL" : a[3] + 0) : 0) ", " (n > 3 ? a[4] + 0 : 0)
}

# "A-B", "A<B", "A<<B": for the next new_type(); A stays in a[1].
function other_of(scope, a, where,    b, is) {
	if (!match(a[1], /(-|<<?)[@A-Za-z_][A-Za-z_0-9.]*$/))
		return
	b[1] = substr(a[1], RSTART)
	a[1] = substr(a[1], 1, RSTART - 1)
	is = b[1] ~ /^-/ ? "OTHER_LESS" : b[1] ~ /^<</ ? "OTHER_MOST_TOLD" : "OTHER_MOST"
	sub(/^(-|<<?)/, "", b[1])
	other = counted(scope, b[1], where)
	other_is = is
}

# A type that is there for its count alone, and one.
function counted(scope, s, where,    a) {
	a[1] = s
	other_of(scope, a, where)
	return new_type("TYPE_DATA", 0, "", 0, count_of(scope, 1, a, where)) + 1
}

# "COUNT_BY, count, asked, limit" of the arguments of bytes() and its like: N, result,N, N<=LIMIT or ARG@OFFSET.
function count_of(scope, n, a, where,    limit) {
	if (n && match(a[1], /<=[0-9]+$/)) {
		limit = substr(a[1], RSTART + 2)
		a[1] = substr(a[1], 1, RSTART - 1)
	}
	return counted_by(scope, n, a, where) ", " limit + 0
}

function counted_by(scope, n, a, where,    in_, ask, behind) {
	if (n == 0)
		return "COUNT_NONE, 0, 0"
	if (match(a[1], /[a-z]@[0-9]+$/)) {
		behind = substr(a[1], RSTART + 2)
		a[1] = substr(a[1], 1, RSTART)
	}
	if (a[1] == "")
		return "COUNT_ZERO, 0, 0"
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
	if (a[1] == "rest")
		return "COUNT_REST, 0, 0"
	in_ = scope_of(scope, a[1])
	if (in_ == "") {
		no_ref(scope, a[1], where)
		return "COUNT_NONE, 0, 0"
	}
	if ((in_, a[1]) in ref_mask)
		wrong(where, "bits are no count: " a[1])
	if (in_ ~ /^s/)
		return "COUNT_FIELD, " ref_at[in_, a[1]] ", " size_of(ref_type[in_, a[1]]) \
			(ref_type[in_, a[1]] ~ /^i(8|16|32|64)$/ ? " | COUNT_SIGNED" : "")
	return (ref_type[in_, a[1]] ~ /^\*/ ? "COUNT_POINTEE, " : "COUNT_WORD, ") ref_at[in_, a[1]] ", " behind + 0
}

# ---- Types

function new_type(kind, size, base, of, count, word, bounds, names,    s) {
	s = kind ", " size + 0 ", " (base == "" ? "BASE_DEC" : base) ", " (count == "" ? "COUNT_NONE, 0, 0, 0" : count) ", " of + 0 ", " \
		(word == "" ? 0 : word) ", " (bounds == "" ? "0, 0, 0, 0, 0" : bounds) ", " names + 0 ", " divisor + 0 ", " other + 0 ", " (other ? other_is : "OTHER_NONE")
	divisor = other = 0
	if (!(s in type_of)) {
		type_of[s] = types
		type_kind[types] = kind
		type_text[types++] = s
	}
	return type_of[s]
}

# "uses memory": not to be looked at when only registers count.
function has_memory(t) {
	return type_kind[t] ~ /STRING|BYTES|TEXT|DATA|POINTER|VARIANT|BLOCK|CUSTOM|SIZED|ANSWERS|PART|CHOICE|RECORDS|HEADED/ || \
		(type_kind[t] ~ /ARRAY/ && type_text[t] !~ /COUNT_NUMBER/)
}

# The bits mask of a number of size bytes, shift places down
function bits_at(scope, s, size, mask, shift, where) {
	if (!((mask, shift) in bits_of)) {
		bits_of[mask, shift] = tests
		test_mask[tests] = mask
		test_value[tests++] = hex(shift)
	}
	return new_type("TYPE_BITS", size, "", type_at(scope, whole_of(bare(s)), where), "COUNT_NONE, " bits_of[mask, shift] ", 0, 0")
}

# "T/WIDTH" or "T&MASK" behind shift bits: in ref_mask and ref_shift what conditions want to know
function bits_known(scope, name, s, shift, where,    mask) {
	if (shift > 63 || s ~ /\// && substr(s, index(s, "/") + 1) + 0 > 53)
		mask = ""
	else
		mask = shifted(s ~ /&/ ? number(substr(s, index(s, "&") + 1)) : hex(power(2, substr(s, index(s, "/") + 1)) - 1), hex(shift))
	if (mask == "" || value_of(mask) == 0 || value_of(mask) >= power(256, size_of(s))) {
		wrong(where, "no such bits: " s)
		mask = hex(1)
	}
	ref_mask[scope, name] = mask
	ref_shift[scope, name] = shift
}

function type_at(scope, s, where,    name, a, n, of, b, bounds) {
	s = ungrouped(bare(s))
	if (s ~ /^[*^]/)
		return new_type("TYPE_POINTER", size_of(s), "BASE_HEX", type_at(scope, substr(s, s ~ /^.[~!]/ ? 3 : 2), where), "",
			s ~ /^.~/ ? "FOLLOW_VERBOSE" : s ~ /^.!/ ? "FOLLOW_ALWAYS" : 0)
	if (s ~ /^[0-9]+\+str(64)?$/) {
		if (scope !~ /^s/)
			wrong(where, "counted from the start of no struct: " s)
		return new_type("TYPE_STRING", size_of(s), "BASE_HEX", 3, "", 0, "0, " s + 0 ", 0, 0, 0")
	}
	if (s ~ /\]$/) {
		of = type_at(scope, word_before(s, "["), where)
		n = split(substr(s, index(s, "[") + 1, length(s) - index(s, "[") - 1), b, ",")
		if (n == 0 && size_of(word_before(s, "[")) != 4)
			wrong(where, "no words of 32 bits, up to one of 0: " s)
		other_of(scope, b, where)
		bounds = bounds_of(n, b)
		return new_type("TYPE_ARRAY", 0, "", of, count_of(scope, 1, b, where), 0, bounds, array_names)
	}
	if (s ~ /[\/&][0-9a-fx]+$/) {
		bits_known(scope, "", s, 0, where)
		of = bits_at(scope, s, size_of(s), ref_mask[scope, ""], 0, where)
		delete ref_mask[scope, ""]
		return of
	}
	name = word_before(s, "(")
	n = split_call(s, a)
	if (name ~ /^(named|worded)$/)
		return named_at(scope, a[1], behind_comma(s), where, name == "worded")
	if (name == "flags" || name == "enum") {
		if (!(a[1] in set_of) || set_flags[set_of[a[1]]] != (name == "flags")) {
			wrong(where, "unknown " (name == "enum" ? "enum" : "flags set") ": " a[1])
			return 0
		}
		if (n > 1 && !(a[2] in scalar_size))
			wrong(where, "unknown type: " a[2])
		return new_type(name == "flags" ? "TYPE_FLAGS" : "TYPE_ENUM", size_of(s), n > 1 ? scalar_base[a[2]] : "",
			set_of[a[1]], "", n > 1 && a[2] == "word" ? "ENUM_WORD" : n > 1 && a[2] ~ /^k/ ? "ENUM_KIBI" : n > 1 && a[2] ~ /^(i32|d8|d16)$/)
	}
	if (name ~ /^([xz]?bytes(64)?|packet)$/) {
		other_of(scope, a, where)
		bounds = a[1] == "result" ? "" : bounds_of(n, a)
		return new_type("TYPE_BYTES", size_of(s), "", name ~ /^x/ ? 1 : name ~ /^z/ ? 2 : name ~ /^p/ ? 3 : 0,
			count_of(scope, n, a, where), 0, bounds)
	}
	if (name ~ /^(chars|x?data)$/) {
		bounds = bounds_of(n, a)
		return new_type(name == "chars" ? "TYPE_CHARS" : "TYPE_DATA", size_of(s), "", name ~ /^x/, \
			count_of(scope, n, a, where), 0, bounds)
	}
	if (name == "fd" && n) {
		if (!(a[1] in set_of) || set_flags[set_of[a[1]]]) {
			wrong(where, "unknown enum: " a[1])
			return 0
		}
		return new_type("TYPE_FD", 4, "BASE_DEC", set_of[a[1]] + 1)
	}
	if (name == "answers") {
		if (!(a[1] in struct_of)) {
			wrong(where, "no struct: " a[1])
			return 0
		}
		b[1] = a[2]
		return new_type("TYPE_ANSWERS", 0, "", struct_of[a[1]], count_of(scope, 1, b, where))
	}
	if (name == "fd_of")
		return fd_of_at(scope, a, where)
	if (name == "sized") {
		if (!(a[1] in struct_of)) {
			wrong(where, "no struct: " a[1])
			return 0
		}
		if (a[2] ~ /^\./)
			return own_size_at(struct_of[a[1]], substr(a[2], 2), a[3], a[4], where)
		b[1] = a[2]
		return new_type("TYPE_SIZED", 0, "", struct_of[a[1]], count_of(scope, 1, b, where), a[3], "0, 0, " a[4] + 0 ", 0, 0")
	}
	if (name == "fit") {
		if (!(a[1] in struct_of)) {
			wrong(where, "no struct: " a[1])
			return 0
		}
		b[1] = a[2]
		b[2] = a[3]
		return new_type("TYPE_PART", 0, "", new_type("TYPE_STRUCT", 0, "", struct_of[a[1]]), \
			count_of(scope, a[2] == "result" && n > 2 ? 2 : 1, b, where), "PART_FIT", "0, 0, 0, " (a[2] == "result" ? 0 : a[3] + 0) ", 0")
	}
	if (name == "followed" && match(s, /,.*\)$/)) {
		of = type_at(scope, substr(s, length(name) + 2, RSTART - length(name) - 2), where)
		return new_type("TYPE_PART", 0, "", of, \
			"COUNT_REST, 0, " type_at(scope, substr(s, RSTART + 1, RLENGTH - 2), where) ", 0", "PART_FOLLOWED")
	}
	if (name ~ /^(short|any|or_x?data)$/)
		return new_type("TYPE_PART", 0, "", type_at(scope, substr(s, length(name) + 2, length(s) - length(name) - 2), where), \
			"COUNT_REST, 0, 0, 0", "PART_" toupper(name))
	if (name ~ /^(part|whole|exact|all)$/ && match(s, /,[^,]*$/)) {
		b[1] = substr(s, RSTART + 1, RLENGTH - 2)
		of = type_at(scope, substr(s, length(name) + 2, RSTART - length(name) - 2), where)
		bounds = bounds_of(1, b)
		return new_type("TYPE_PART", 0, "", of, count_of(scope, 1, b, where), \
			name == "part" ? "PART_SOME" : "PART_" toupper(name), bounds)
	}
	if (name == "variant" && scope ~ /^c/)
		return variant_at_use(scope, a, where)
	if (name == "attrs")
		return attrs_at(a[1], where)
	if (name == "block" && scope ~ /^c/)
		return block_at_use(scope, a[1], where)
	if (name ~ /^callnr(64)?$/)
		return new_type("TYPE_CALLNR", size_of(s), "", 0, count_of(scope, n, a, where))
	if (name ~ /^(str|str64|path)$/ && n)
		return new_type("TYPE_STRING", size_of(s), "BASE_HEX", name == "path", count_of(scope, n, a, where), n > 1)
	if (name == "headed")
		return headed_at(substr(s, 8, length(s) - 8), where)
	if (name == "text" && n)
		return new_type("TYPE_TEXT", 0, "", 0, count_of(scope, n, a, where))
	if (name == "records")
		return records_at(scope, a, where)
	if (name == "by")
		return choice_at(scope, a[1], a[2], size_of(s), where)
	if (name in custom_of) {
		of = name == "iovec" && n > 1 ? counted(scope, a[2], where) : 0
		return new_type("TYPE_CUSTOM", size_of(s), "BASE_HEX", custom_of[name], count_of(scope, n, a, where), 0, "", of)
	}
	if (name in number_of)
		return new_type("TYPE_NOTATION", size_of(name), scalar_base[number_type[number_of[name]]], number_of[name], \
			n ? "COUNT_NONE, 0, " a[1] + 0 ", 0" : "", \
			number_how[number_of[name]] == "nested" ? "NOTATION_NESTED" : \
			number_how[number_of[name]] == "words" ? "NOTATION_WORDS" : \
			number_how[number_of[name]] == "spelled" ? "NOTATION_SPELLED" : \
			number_how[number_of[name]] == "parts" ? "NOTATION_PARTS" : "NOTATION_PLAIN")
	if (name in scalar_size)
		return new_type(scalar_kind[name], scalar_size[name], scalar_base[name], scalar_of[name])
	if (name in struct_of)
		return new_type("TYPE_STRUCT", 0, "", struct_of[name])
	wrong(where, "unknown type: " name)
	return 0
}

# fd_of(ARG): which process is in this argument, as a pidfd or as the first or second pid of the call.
function fd_of_at(scope, a, where,    count, in_, word) {
	count = count_of(scope, 1, a, where)
	in_ = scope_of(scope, a[1])
	word = substr(count, 13, 1) + 0
	if (count !~ /^COUNT_WORD, [01],/) {
		if (count !~ /^COUNT_NONE/)
			wrong(where, "no process in one of the first two arguments: " a[1])
		return 0
	}
	return new_type("TYPE_FD", 4, "BASE_DEC", 0, count, \
		ref_type[in_, a[1]] == "fd" ? "ABOUT_FD_OF_PIDFD" : word ? "ABOUT_FD_OF_SECOND" : "ABOUT_FD_OF_FIRST")
}

# sized(STRUCT,.FIELD,LEAST,FIRST)
function own_size_at(s, field, least, first, where) {
	if (!(("s" s, field) in ref_at) || size_of(ref_type["s" s, field]) != 4) {
		wrong(where, "no such field of 32 bits: " field)
		return 0
	}
	return new_type("TYPE_SIZED", 0, "", s, "COUNT_OWN, " ref_at["s" s, field] ", 0, 0", least + 0, "0, " first + 0 ", 0, 0, 0")
}

# named(SET,T[N]): the elements' numbers are words.
function named_at(scope, set, s, where, alone,    t) {
	if (!(set in set_of) || set_flags[set_of[set]]) {
		wrong(where, "unknown enum: " set)
		return 0
	}
	if (s !~ /\]$/) {
		wrong(where, "no array: " s)
		return 0
	}
	array_names = set_of[set] + 1 + (alone ? 32768 : 0)
	t = type_at(scope, s, where)
	array_names = 0
	return t
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

# A variant whose rows no call brings; "": there is none of this name.
function free_variant(name, where,    v) {
	if (!(name in variant_of)) {
		wrong(where, "unknown variant: " name)
		return ""
	}
	v = variant_of[name]
	if (!(v in variant_free)) {
		variant_free[v] = 1
		variant_word[v] = 0
		queue[queued++] = v
	}
	return v
}

# records(STRUCT,FIELD+PLUS,BYTES,N), records(STRUCT,[first+]FIELD,BYTES,N,FIRST)
function records_at(scope, a, where,    s, field, b, first, from) {
	field = a[2]
	from = a[5] == "" ? "NEXT_BY_LENGTH" : field ~ /^first\+/ ? "NEXT_FROM_FIRST" : "NEXT_FROM_THIS"
	sub(a[5] == "" ? "\\+[0-9]+$" : "^first\\+", "", field)
	if (!(a[1] in struct_of)) {
		wrong(where, "no struct: " a[1])
		return 0
	}
	s = "s" struct_of[a[1]]
	if (field != "-" && (!((s, field) in ref_at) || size_of(ref_type[s, field]) != 4)) {
		wrong(where, "no such field of 32 bits: " field)
		return 0
	}
	first = a[5] == "" ? 0 : counted(scope, a[5], where)
	other = counted(scope, a[3], where)
	other_is = "OTHER_NONE"
	b[1] = a[4]
	return new_type("TYPE_RECORDS", 0, "", struct_of[a[1]], count_of(scope, a[4] != "-", b, where), from, \
		"0, 0, 0, " (field == "-" ? 0 : ref_at[s, field]) ", " (a[5] == "" ? substr(a[2], length(field) + 2) + 0 : 0), first)
}

# headed(STRUCT,RECORDS): what the records say is of the struct.
function headed_at(s, where,    head, t) {
	head = word_before(s, ",")
	if (!(head in struct_of)) {
		wrong(where, "no struct: " head)
		return 0
	}
	t = head == s ? 0 : type_at("s" struct_of[head], behind_comma("(" s ")"), where) + 1
	if (t && type_kind[t - 1] != "TYPE_RECORDS")
		wrong(where, "no records: " s)
	other = t
	other_is = "OTHER_NONE"
	return new_type("TYPE_HEADED", 0, "", struct_of[head])
}

# by(N,V), by(index,V,SIZE), by(.,V): each row is a type.
function choice_at(scope, by, name, size, where,    v, a) {
	a[1] = by
	v = free_variant(name, where)
	return v == "" ? 0 : new_type("TYPE_CHOICE", size, "", v, by == "." ? "COUNT_OWN, 0, 0, 0" : \
		by == "index" ? "COUNT_INDEX, 0, 0, 0" : count_of(scope, 1, a, where))
}

# Attributes
function attrs_at(name, where,    v) {
	v = free_variant(name, where)
	if (v == "")
		return 0
	return new_type("TYPE_ATTRS", 0, "", v, "COUNT_NONE, 0, " (variant_set[v] in set_of ? set_of[variant_set[v]] : 0) ", 0")
}

# Those that C code chooses
function attrs_from_c(    n, i, name) {
	n = split("netlink nlmsgerr nexthop hwaddr bc_cond bc_op sockaddr cmsg info_data info_slave_data protinfo af_spec", name, " ")
	for (i = 1; i <= n; i++)
		if (name[i] in variant_of)
			attrs_at(name[i], "")
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
