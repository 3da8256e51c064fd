# SPDX-License-Identifier: GPL-2.0-or-later
#
# The tables -> C, second part: what the words of arguments and fields mean, and where everything stands. A type becomes
# the text of its C initializer; equal types are one.

function text_at(s) {
	if (!(s in text_of)) {
		text_of[s] = text_size
		text_size += length(s) + 1
		text[texts++] = s
	}
	return text_of[s]
}

# "name(a,b)" -> name; its arguments in arg_text[1..]; how many.
function split_call(s, arg_text,    open) {
	open = index(s, "(")
	if (!open)
		return 0
	return split(substr(s, open + 1, length(s) - open - 1), arg_text, ",")
}

function word_after(s, mark) {
	return substr(s, 1, 1) == mark ? substr(s, 2) : s
}

function word_before(s, mark) {
	return index(s, mark) ? substr(s, 1, index(s, mark) - 1) : s
}

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
		return custom_size[name] == "n" ? a[1] + 0 : custom_size[name] + 0
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
	s = kind ", " size + 0 ", " (base == "" ? "BASE_DEC" : base) ", " (count == "" ? "COUNT_NONE, 0, 0" : count) ", " of + 0 ", " word + 0
	if (!(s in type_of)) {
		type_of[s] = types
		type_kind[types] = kind
		type_text[types++] = s
	}
	return type_of[s]
}

# "uses memory": not to be looked at when only registers count.
function has_memory(t) {
	return type_kind[t] ~ /STRING|BYTES|POINTER|VARIANT|BLOCK|CUSTOM|SIZED/
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
	if (name == "variant" && scope ~ /^c/)
		return variant_at_use(scope, a, where)
	if (name == "block" && scope ~ /^c/)
		return block_at_use(scope, a[1], where)
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

# ---- Conditions: TYPE?(ARG,WORD|WORD)

function cond_at(scope, s, where,    negate, a, in_, set, n, i, w, b) {
	if (!match(s, /\?!?\(.*\)$/))
		return 0
	s = substr(s, RSTART + 1)
	negate = s ~ /^!/
	sub(/^!/, "", s)
	split_call(s, a)
	in_ = scope_of(scope, a[1])
	if (in_ == "")
		return no_ref(scope, a[1], where) + 0
	set = bare(ref_type[in_, a[1]])
	if (set ~ /^mode/)
		set = "mode"
	else if (set ~ /^(flags|enum)\(/ && split_call(set, b))
		set = b[1]
	if (!(set in set_of)) {
		wrong(where, a[1] " has no words")
		return 0
	}
	n = split(a[2], b, "|")
	for (i = 1; i <= n; i++) {
		if (!((set_of[set], b[i]) in word_of)) {
			wrong(where, "no " b[i] " in set " set)
			continue
		}
		w = word_of[set_of[set], b[i]]
		test_value[tests] = word_value[w]
		test_mask[tests++] = word_kind[w] != "WORD_BITS" ? word_mask[w] : \
			set_flags[set_of[set]] && word_value[w] !~ /^0*$/ ? word_value[w] : "00000000ffffffff"
	}
	cond_text[++conds] = tests - n ", " n ", " ref_at[in_, a[1]] ", " (in_ ~ /^s/ ? size_of(ref_type[in_, a[1]]) : 4) ", " \
		(negate ? "true" : "false")
	return conds
}

# ---- Calls and structs

function mark_of(s) {
	return s ~ /^<=>/ ? "MARK_AND_THEN" : s ~ /^<>/ ? "MARK_BOTH" : s ~ /^>!/ ? "MARK_OUT_INTR" : \
		s ~ /^>\+/ ? "MARK_OUT_SOME" : s ~ /^>/ ? "MARK_OUT" : "MARK_IN"
}

# Two passes: an argument may refer to a later one.
function resolve_call(c, word,    n, part, i, name, s, pass, w, flags, scope, t, size, mark) {
	scope = "c" c
	call_first[c] = args
	call_no[c] = "CALL_NO_ENTRY_MEMORY CALL_NO_EXIT_MEMORY"
	n = split(ctext[c], part, " ")
	for (pass = 1; pass <= 2; pass++) {
		next_word = word
		for (i = 1; i <= n; i++) {
			if (part[i] !~ /^[A-Za-z_0-9]+=?(@[0-9])?:./) {
				if (pass == 1)
					wrong(call_at[c], "no NAME:TYPE: " part[i])
				continue
			}
			s = name = part[i]
			sub(/:.*/, "", name)
			sub(/^[^:]*:/, "", s)
			mark = mark_of(s)
			sub(/^(<=>|<>|>!|>\+|>)/, "", s)
			w = next_word
			if (name ~ /@/) {
				w = substr(name, index(name, "@") + 1) + 0
				sub(/@.*/, "", name)
			}
			flags = name ~ /=$/ ? "ARG_NAMED" : name == "_" ? "ARG_HIDDEN" : 0
			sub(/=$/, "", name)
			if (pass == 1 && name != "_") {
				if ((scope, name) in ref_at)
					wrong(call_at[c], "argument " name " is there twice")
				ref_at[scope, name] = w
				ref_type[scope, name] = s
			} else if (pass == 2) {
				next_word = w
				t = type_at(scope, s, call_at[c])
				arg_init[args++] = text_at(name) ", " t ", " w ", " mark ", " flags ", " cond_at(scope, s, call_at[c])
				if (has_memory(t) && mark !~ /OUT/)
					sub(/CALL_NO_ENTRY_MEMORY/, "", call_no[c])
				if (mark != "MARK_IN" || type_kind[t] ~ /VARIANT|BLOCK/)
					sub(/CALL_NO_EXIT_MEMORY/, "", call_no[c])
			}
			size = s ~ /^\*/ ? 4 : size_of(s)
			next_word = w + (custom_stack[s] ? 0 : size > 4 && size <= 8 && !(word_before(s, "(") in custom_of) ? 2 : 1)
			if (next_word > call_words[c])
				call_words[c] = next_word
		}
	}
	call_args[c] = args - call_first[c]
	if (cresult[c] != "") {
		call_result[c] = type_at(scope, cresult[c], call_at[c])
		if (type_kind[call_result[c]] == "TYPE_CUSTOM")
			sub(/CALL_NO_EXIT_MEMORY/, "", call_no[c])
	}
}

function struct_points_in(type) {
	type = word_before(bare(type), "[")
	return type in struct_of && struct_points[struct_of[type]]
}

function resolve_struct(s,    n, part, i, name, type, pass, offset, flags, scope, t, end, given, since, later) {
	scope = "s" s
	struct_first[s] = fields
	n = split(struct_text[s], part, " ")
	for (pass = 1; pass <= 2; pass++) {
		offset = end = since = later = 0
		for (i = 1; i <= n; i++) {
			if (part[i] == "|") {
				later = 1
				continue
			}
			if (part[i] !~ /^[A-Za-z_0-9]+[~!]?(@[0-9]+)?:./) {
				if (pass == 1)
					wrong(struct_at[s], "no FIELD:TYPE: " part[i])
				continue
			}
			type = name = part[i]
			sub(/:.*/, "", name)
			sub(/^[^:]*:/, "", type)
			while (offset % align_of(word_after(type, ">")))
				offset++
			if ((given = index(name, "@"))) {
				offset = substr(name, given + 1) + 0
				name = substr(name, 1, given - 1)
			}
			if (later) {
				since = offset
				later = 0
			}
			flags = name ~ /~$/ ? "FIELD_VERBOSE" : name ~ /!$/ ? "FIELD_NONZERO" : name ~ /^_([a-z]|$)/ ? "FIELD_HIDDEN" : 0
			if (sub(/^>/, "", type))
				flags = flags " | FIELD_OUT"
			sub(/[~!]$/, "", name)
			if (pass == 1) {
				ref_at[scope, name] = offset
				ref_type[scope, name] = type
			} else {
				t = type_at(scope, type, struct_at[s])
				field_init[fields++] = text_at(name) ", " t ", " offset ", " flags ", " cond_at(scope, type, struct_at[s]) ", " since
				if (has_memory(t) || struct_points_in(type) || type_kind[t] ~ /FD|PID/)
					struct_points[s] = 1
			}
			offset += size_of(type)
			if (offset > end)
				end = offset
		}
	}
	while (end % align_of(struct_name[s]))
		end++
	if (end != struct_size[s])
		wrong(struct_at[s], "struct " struct_name[s] " has " end " bytes, not " struct_size[s])
	struct_fields[s] = fields - struct_first[s]
}

function resolve_variant(v,    r, set, key, n, i) {
	variant_first[v] = row_count
	variant_last[v] = 0
	set = variant_set[v]
	if (!(set in set_of) && set != "-")
		wrong(variant_at[v], "unknown set: " set)
	for (r = 0; r < rows; r++) {
		if (row_variant[r] != v)
			continue
		cup[row_call[r]] = variant_up[v]
		if (!(row_call[r] in call_first))
			resolve_call(row_call[r], variant_block[v] && cname[row_call[r]] != "" ? 0 : variant_word[v])
		if (row_word[r] == "*") {
			variant_last[v] = row_call[r]
			continue
		}
		key = number(row_word[r])
		if (key == "" && (set_of[set], row_word[r]) in word_of)
			key = word_value[word_of[set_of[set], row_word[r]]]
		if (key == "") {
			wrong(row_at[r], "no " row_word[r] " in set " set)
			continue
		}
		for (i = row_count; i > variant_first[v] && row_key[i - 1] > key; i--) {
			row_key[i] = row_key[i - 1]
			row_to[i] = row_to[i - 1]
		}
		if (i > variant_first[v] && row_key[i - 1] == key)
			wrong(row_at[r], row_word[r] " has a row already")
		row_key[i] = key
		row_to[i] = row_call[r]
		row_count++
	}
	variant_count[v] = row_count - variant_first[v]
}

# An enum's words by value; of two with one value the first one is used.
function sort_enum(s,    i, j, w, last) {
	last = set_first[s] + set_count[s]
	for (i = set_first[s]; i < last; i++) {
		w = sorted[i] = i
		for (j = i; j > set_first[s] && word_value[sorted[j - 1]] > word_value[w]; j--)
			sorted[j] = sorted[j - 1]
		sorted[j] = w
	}
}

function resolve(    i) {
	text_size = texts = args = fields = row_count = queued = 0
	text_at("")
	scalars_known()
	for (i = 0; i < structs; i++)
		resolve_struct(i)
	for (i = 0; i < calls; i++)
		if (!(i in cvariant))
			resolve_call(i, 0)
	for (i = 0; i < queued; i++)
		resolve_variant(queue[i])
	for (i = 0; i < variants; i++)
		if (variant_up[i] < 0)
			wrong(variant_at[i], "no call uses variant " variant_name[i])
	for (i = 0; i < sets; i++)
		if (!set_flags[i])
			sort_enum(i)
		else
			unsorted(i)
}

function unsorted(s,    i) {
	for (i = set_first[s]; i < set_first[s] + set_count[s]; i++)
		sorted[i] = i
}
