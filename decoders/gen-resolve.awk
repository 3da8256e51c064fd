# SPDX-License-Identifier: GPL-2.0-or-later
#
# The tables -> C, second part: what the words of arguments and fields mean, and where everything stands. What types
# are stands in gen-types.awk.

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

function word_before(s, mark) {
	return index(s, mark) ? substr(s, 1, index(s, mark) - 1) : s
}

# ---- Conditions: TYPE?(ARG,WORD|WORD)

# Two of them: both hold.
function cond_at(scope, s, where,    all, negate, a, in_, set, n, i, w, b, also) {
	if (!match(s, /\?!?\([^?]*\)$/))
		return 0
	i = RSTART
	also = cond_at(scope, substr(s, 1, i - 1), where)
	s = substr(s, i + 1)
	negate = s ~ /^!/
	sub(/^!/, "", s)
	split_call(s, a)
	if (a[1] == "result")
		return result_cond(a[2], negate, also, where)
	in_ = scope_of(scope, a[1])
	if (in_ == "")
		return no_ref(scope, a[1], where) + 0
	set = whole_of(bare(ref_type[in_, a[1]]))
	if (set ~ /^mode/)
		set = "mode"
	else if (set ~ /^(flags|enum)\(/ && split_call(set, b))
		set = b[1]
	if (!(set in set_of) && a[2] !~ /^(>=)?[0-9]/) {
		wrong(where, a[1] " has no words")
		return 0
	}
	all = in_ ~ /^s/ && size_of(ref_type[in_, a[1]]) == 8 ? "ffffffffffffffff" : "00000000ffffffff"
	n = split(a[2], b, "|")
	for (i = 1; i <= n; i++) {
		if ((in_, a[1]) in ref_mask) {
			w = b[i] ~ /^[0-9]/ ? number(word_before(b[i] "/", "/")) : (set_of[set], b[i]) in word_of ? word_value[word_of[set_of[set], b[i]]] : ""
			if (w == "")
				wrong(where, "no " b[i] " in set " set)
			test_value[tests] = shifted(w, hex(ref_shift[in_, a[1]]))
			test_mask[tests++] = b[i] ~ /\// ? shifted(number(substr(b[i], index(b[i], "/") + 1)), hex(ref_shift[in_, a[1]])) : ref_mask[in_, a[1]]
			continue
		}
		if (b[i] ~ /^>=/) { # a mask of 0
			if (number(substr(b[i], 3)) == "")
				wrong(where, "no number: " b[i])
			test_value[tests] = number(substr(b[i], 3))
			test_mask[tests++] = hex(0)
			continue
		}
		if (b[i] ~ /^[0-9]/ && !((set_of[set], b[i]) in word_of)) {
			test_value[tests] = number(word_before(b[i], "/"))
			test_mask[tests++] = number(b[i] ~ /\// ? substr(b[i], index(b[i], "/") + 1) : "0x" all)
			continue
		}
		if (!((set_of[set], b[i]) in word_of)) {
			wrong(where, "no " b[i] " in set " set)
			continue
		}
		w = word_of[set_of[set], b[i]]
		test_value[tests] = word_value[w]
		test_mask[tests++] = word_kind[w] != "WORD_BITS" ? word_mask[w] : \
			set_flags[set_of[set]] && word_value[w] !~ /^0*$/ ? word_value[w] : all
	}
	cond_text[++conds] = tests - n ", " n ", " ref_at[in_, a[1]] ", " (substr(in_, 2) in number_type && in_ ~ /^s/ ? scalar_size[number_type[substr(in_, 2)]] : \
		in_ ~ /^s/ ? size_of(ref_type[in_, a[1]]) : 4) ", " \
		(negate ? "true" : "false") ", " also
	if (conds > 65535)
		wrong(where, "more than 65535 conditions")
	return conds
}

# "result,>=N", "result,N"
function result_cond(s, negate, also, where,    n) {
	n = number(s ~ /^>=/ ? substr(s, 3) : s)
	if (n == "") {
		wrong(where, "no number: " s)
		return 0
	}
	test_value[tests] = n
	test_mask[tests++] = s ~ /^>=/ ? hex(0) : "00000000ffffffff"
	cond_text[++conds] = tests - 1 ", 1, 0, 0, " (negate ? "true" : "false") ", " also
	return conds
}

# ---- Calls and structs

function mark_of(s) {
	return s ~ /^==@/ ? "MARK_NOTE_AT" : s ~ /^==!/ ? "MARK_NOTE_OR" : s ~ /^==/ ? "MARK_NOTE" : s ~ /^=[^>]/ ? "MARK_RESULT" : \
		s ~ /^=>>/ ? "MARK_BECOMES_AT_ONCE" : s ~ /^=>~/ ? "MARK_BECOMES_IF" : s ~ /^=>@/ ? "MARK_BECOMES_STILL" : s ~ /^=>\+/ ? "MARK_BECOMES_ANYWAY" : s ~ /^=>!/ ? "MARK_BECOMES_OR" : s ~ /^=>/ ? "MARK_BECOMES" : s ~ /^<=>/ ? "MARK_AND_THEN" : s ~ /^<>/ ? "MARK_BOTH" : s ~ /^>!/ ? "MARK_OUT_INTR" : \
		s ~ /^>\+/ ? "MARK_OUT_SOME" : s ~ /^>/ ? "MARK_OUT" : s ~ /^!/ ? "MARK_NONZERO" : s ~ /^\?/ ? "MARK_READABLE" : "MARK_IN"
}

# Two passes: an argument may refer to a later one.
function resolve_call(c, word,    last, n, part, i, name, s, pass, w, flags, scope, t, size, mark, sp, place, behind) {
	scope = "c" c
	call_first[c] = args
	call_no[c] = "CALL_NO_ENTRY_MEMORY CALL_NO_EXIT_MEMORY"
	last = word
	n = split(ctext[c], part, " ")
	for (pass = 1; pass <= 2; pass++) {
		next_word = word
		for (i = 1; i <= n; i++) {
			if (part[i] !~ /^,?([A-Za-z_0-9]+=?|\.)(@([0-9]|sp|\*[0-9](\+[0-9])?|\[[0-9]\]))?:./) {
				if (pass == 1)
					wrong(call_at[c], "no NAME:TYPE: " part[i])
				continue
			}
			s = name = part[i]
			sub(/:.*/, "", name)
			sub(/^[^:]*:/, "", s)
			mark = mark_of(s)
			sub(/^(<=>|<>|=>[!+@>~]?|==[!@]?|=|>!|>\+|>|[!?])/, "", s)
			w = mark ~ /BECOMES/ ? last : next_word
			sp = name ~ /@sp$/
			behind = place = ""
			if (name ~ /@/) {
				place = substr(name, index(name, "@") + 1)
				sub(/@.*/, "", name)
				w = sp ? "WORD_SP" : substr(place, match(place, /[0-9]/)) + 0
				if (place ~ /^[*[]/)
					behind = " | ARG_BEHIND" (place ~ /\+/ ? " | ARG_BLOCK" : place ~ /^\[/ ? " | ARG_BRACKETS" : "")
			}
			flags = name ~ /=$/ ? "ARG_NAMED" : name ~ /^,/ ? "ARG_COMMA" : name == "_" ? "ARG_HIDDEN" : 0
			gsub(/^,|=$/, "", name)
			if (mark ~ /NOTE|RESULT/ && bare(s) !~ /^\*/ && pass == 1)
				wrong(call_at[c], "no pointer: " part[i])
			if (pass == 1 && name != "_" && mark !~ /NOTE|RESULT/ && !sp && behind == "") {
				if ((scope, name) in ref_at && ref_at[scope, name] != w)
					wrong(call_at[c], "argument " name " is there twice")
				if ((scope, name) in ref_at)
					continue
				ref_at[scope, name] = w
				ref_type[scope, name] = s
			} else if (pass == 2) {
				if (!sp)
					next_word = w
				t = type_at(scope, s, call_at[c])
				arg_init[args++] = text_at(name) ", " t ", " w ", " mark ", " flags behind ", " substr(place, index(place "+", "+") + 1) + 0 ", " cond_at(scope, s, call_at[c])
				if (behind != "")
					sub(/CALL_NO_ENTRY_MEMORY/, "", call_no[c])
				if (has_memory(t) && mark !~ /OUT|NOTE|RESULT/)
					sub(/CALL_NO_ENTRY_MEMORY/, "", call_no[c])
				if (mark == "MARK_NONZERO" && (type_kind[t] != "TYPE_POINTER" || part[i + 1] !~ /:=>/))
					wrong(call_at[c], "is shown unless zero, but points to nothing, or becomes nothing: " part[i])
				if (mark != "MARK_IN" || type_kind[t] ~ /VARIANT|BLOCK/)
					sub(/CALL_NO_EXIT_MEMORY/, "", call_no[c])
			}
			if (sp)
				continue
			last = w
			size = s ~ /^\*/ ? 4 : size_of(s)
			next_word = w + (size > 4 && size <= 8 && !(word_before(s, "(") in custom_of) ? 2 : 1)
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

BEGIN {
	field_mark["=>>"] = "FIELD_BESIDE"
	field_mark["=>>+"] = "FIELD_BESIDE | FIELD_ANYWAY"
	field_mark["~>>"] = "FIELD_BESIDE | FIELD_CHANGED"
	field_mark[">"] = "FIELD_OUT"
	field_mark[">+"] = "FIELD_OUT | FIELD_ANYWAY"
	field_mark["=>"] = "FIELD_THEN"
	field_mark["~>"] = "FIELD_THEN | FIELD_CHANGED"
	field_mark["~>+"] = "FIELD_THEN | FIELD_CHANGED | FIELD_ANYWAY"
	field_mark["=>+"] = "FIELD_THEN | FIELD_ANYWAY"
	field_mark["!>"] = "FIELD_ERROR"
	field_mark["?>"] = "FIELD_CHANGED"
}

# The parts of a number: each has a % in what it is spelled as.
function resolve_number(s,    n, part, i, name, type, pass, scope, shift, size, holes, spelled) {
	scope = "s" s
	struct_first[s] = fields
	if (!(number_type[s] in scalar_size) || scalar_kind[number_type[s]] != "TYPE_NUMBER") {
		wrong(struct_at[s], "no type of numbers: " number_type[s])
		return
	}
	size = struct_size[s] = scalar_size[number_type[s]]
	n = split(struct_text[s], part, " ")
	for (pass = 1; pass <= 2; pass++)
		for (i = 1; i <= n; i++) {
			type = name = part[i]
			sub(/:.*/, "", name)
			sub(/^[^:]*:/, "", type)
			shift = name ~ /@/ ? substr(name, index(name, "@") + 1) + 0 : 0
			sub(/@.*/, "", name)
			if (part[i] !~ /^[A-Za-z_0-9]+(@[0-9]+)?:./ || bare(type) !~ /(\/[0-9]+|&[0-9a-fx]+)$/) {
				if (pass == 1)
					wrong(struct_at[s], "no PART@BIT:TYPE/WIDTH or PART@BIT:TYPE&MASK: " part[i])
			} else if (pass == 1) {
				bits_known(scope, name, number_type[s] substr(bare(type), match(bare(type), /[\/&][0-9a-fx]+$/)), shift, struct_at[s])
				ref_at[scope, name] = 0
				ref_type[scope, name] = type
			} else {
				field_init[fields++] = text_at(name) ", " bits_at(scope, type, size, ref_mask[scope, name], ref_shift[scope, name], struct_at[s]) ", 0, 0, 0, " cond_at(scope, type, struct_at[s]) ", 0"
			}
		}
	spelled = struct_spelled[s]
	gsub(/%\{[^{}%]*\}/, "%", spelled)
	gsub(/\[[^][%]*%?[^][%]*\]/, "%", spelled)
	if (spelled ~ /[][]|%\{/)
		wrong(struct_at[s], "brackets or braces without an end, or with more than a part: " struct_spelled[s])
	holes = gsub(/%/, "%", spelled)
	if (holes != n)
		wrong(struct_at[s], "number " struct_name[s] " has " n " parts, and " holes " places for them")
	struct_fields[s] = fields - struct_first[s]
}

function resolve_struct(s,    n, part, i, name, type, pass, offset, flags, scope, t, end, given, since, later, mark, bit, room, becomes) {
	scope = "s" s
	struct_first[s] = fields
	n = split(struct_text[s], part, " ")
	for (pass = 1; pass <= 2; pass++) {
		offset = end = since = later = bit = room = 0
		for (i = 1; i <= n; i++) {
			if (part[i] == "|") {
				later = 1
				continue
			}
			if (part[i] !~ /^[A-Za-z_0-9.]+[~!]*(@[0-9]+)?:./) {
				if (pass == 1)
					wrong(struct_at[s], "no FIELD:TYPE: " part[i])
				continue
			}
			type = name = part[i]
			sub(/:.*/, "", name)
			sub(/^[^:]*:/, "", type)
			mark = match(type, /^(=>>?\+?|~>>?\+?|!>|\?>|>\+?)/) ? substr(type, 1, RLENGTH) : ""
			type = becomes = substr(type, length(mark) + 1)
			if (match(type, /=>/)) {
				becomes = substr(type, RSTART + 2)
				type = substr(type, 1, RSTART - 1)
				if (pass == 2 && (mark !~ /=>/ || size_of(type) != size_of(becomes)))
					wrong(struct_at[s], type " becomes no " becomes)
			}
			# Bits follow each other as long as there is room for them.
			if (bare(type) ~ /\/[0-9]+$/ && size_of(type) == room && name !~ /@/ && bit + width_of(type) <= 8 * room)
				offset -= room
			else
				bit = room = 0
			while (offset % align_of(type))
				offset++
			if ((given = index(name, "@"))) {
				offset = substr(name, given + 1) + 0
				name = substr(name, 1, given - 1)
			}
			if (later) {
				since = offset
				later = 0
			}
			flags = name == "instead" ? "FIELD_HIDDEN | FIELD_INSTEAD" : name ~ /^_([a-z]|$)/ ? "FIELD_HIDDEN" : name ~ /~/ ? "FIELD_VERBOSE" : 0
			if (name ~ /!/)
				flags = flags (name ~ /!!/ ? " | FIELD_BRIEF" : " | FIELD_NONZERO")
			if (mark != "") {
				flags = flags " | " field_mark[mark]
				struct_answers[s] = 1
			}
			if (name == "instead") {
				struct_instead[s] = 1
				if (pass == 2 && !(bare(type) in struct_of) && bare(type) != "unseen")
					wrong(struct_at[s], "no struct, and not unseen: " type)
			}
			if (mark ~ /^(!>|=>\+|~>\+)$/)
				struct_errors[s] = 1
			if (word_before(bare(type), "[") in struct_of && struct_answers[struct_of[word_before(bare(type), "[")]])
				struct_answers[s] = 1
			if (word_before(bare(type), "[") in struct_of && struct_errors[struct_of[word_before(bare(type), "[")]])
				struct_errors[s] = 1
			sub(/[~!]+$/, "", name)
			if (pass == 1) {
				ref_at[scope, name] = offset
				ref_type[scope, name] = type
				if (bare(type) ~ /[\/&][0-9a-fx]+$/)
					bits_known(scope, name, bare(type), bit, struct_at[s])
			} else {
				t = (scope, name) in ref_mask ? bits_at(scope, type, size_of(type), ref_mask[scope, name], ref_shift[scope, name], struct_at[s]) : \
					type_at(scope, type, struct_at[s])
				field_init[fields++] = text_at(name) ", " t ", " (becomes == type ? t : type_at(scope, becomes, struct_at[s])) ", " offset ", " flags ", " cond_at(scope, type, struct_at[s]) ", " since
				if (has_memory(t) || struct_points_in(type) || type_kind[t] ~ /FD|PID/)
					struct_points[s] = 1
			}
			if (bare(type) ~ /\/[0-9]+$/) {
				bit += width_of(type)
				room = size_of(type)
			}
			if (name == "instead")
				continue
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
	if (set == "")
		wrong(variant_at[v], "nothing says what selects the rows of this variant")
	else if (!(set in set_of) && set != "-")
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
		if (i in number_type)
			resolve_number(i)
		else
			resolve_struct(i)
	for (i = 0; i < calls; i++)
		if (!(i in cvariant))
			resolve_call(i, 0)
	attrs_from_c()
	for (i = 0; i < queued; i++)
		resolve_variant(queue[i])
	for (i = 0; i < variants; i++)
		if (variant_up[i] < 0 && !(i in variant_free))
			wrong(variant_at[i], "no call uses variant " variant_name[i])
	for (i = 0; i < sets; i++)
		base_known(i)
	for (i = 0; i < sets; i++)
		if (!set_flags[i])
			sort_enum(i)
		else
			unsorted(i)
}

# "on SET/MASK": what has no word is told from one of SET, those bits apart.
function base_known(s,    name) {
	set_on[s] = 0
	set_on_mask[s] = hex(0)
	if (!(s in set_base))
		return
	name = word_before(set_base[s], "/")
	if (set_flags[s] || !(name in set_of) || set_flags[set_of[name]] || set_base[s] !~ /\// || \
		number(substr(set_base[s], index(set_base[s], "/") + 1)) == "") {
		wrong(set_base_at[s], "an enum is on ENUM/MASK, not on " set_base[s])
		return
	}
	set_on[s] = set_of[name] + 1
	set_on_mask[s] = number(substr(set_base[s], index(set_base[s], "/") + 1))
}

function unsorted(s,    i) {
	for (i = set_first[s]; i < set_first[s] + set_count[s]; i++)
		sorted[i] = i
}
