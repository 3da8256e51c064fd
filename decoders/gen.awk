# SPDX-License-Identifier: GPL-2.0-or-later
#
# The tables -> C, in POSIX awk: this part reads *.tbl as README.md here defines them, gen-resolve.awk, gen-sizes.awk
# and gen-types.awk give every name its meaning, gen-out.awk writes C.
#
#   awk -f gen.awk -f gen-resolve.awk -f gen-sizes.awk -f gen-types.awk -f gen-out.awk -v out=tables|header|abi FILE...
#
# A call, and a variant's row, is an index c: cname cgroups ctext cresult clabel call_at. Sets, structs,
# variants and types are indexes as well, by name in set_of, struct_of, variant_of, custom_of.

function at() {
	return base_name(FILENAME) ":" FNR
}

function base_name(path) {
	sub(/^.*\//, "", path)
	return path
}

function wrong(where, what) {
	errors++
	print where ": " what | "cat 1>&2"
}

# ---- Numbers: kept as 16 hexadecimal digits, since awk's own hold 53 bits and print fewer

function hex(n,    s) {
	for (s = ""; n >= 1 || s == ""; n = int(n / 16))
		s = substr("0123456789abcdef", n % 16 + 1, 1) s
	while (length(s) < 16)
		s = "0" s
	return s
}

# "0x1f", "017", "12", "-1" (32 bits); "" when it is none of them.
function number(text,    i, n, radix, digit) {
	text = tolower(text)
	if (text ~ /^0x[0-9a-f]+$/) {
		text = substr(text, 3)
		while (length(text) < 16)
			text = "0" text
		return length(text) == 16 ? text : ""
	}
	if (text ~ /^-[1-9][0-9]*$/)
		return hex(4294967296 + text)
	if (text !~ /^[0-9]+$/)
		return ""
	radix = text ~ /^0./ ? 8 : 10
	for (i = 1; i <= length(text); i++) {
		digit = index("0123456789", substr(text, i, 1)) - 1
		if (digit >= radix)
			return ""
		n = n * radix + digit
	}
	return hex(n)
}

# ---- Reading

function new_call(name, groups, text, where,    c, n, i, part) {
	c = calls++
	cname[c] = name
	cgroups[c] = groups
	call_at[c] = where
	cup[c] = -1
	# "ARG:TYPE ... = RESULT LABEL"
	n = split(text, part, " ")
	for (i = 1; i <= n && part[i] != "="; i++)
		ctext[c] = ctext[c] " " part[i]
	if (i < n && part[i + 1] ~ /^(styled|words|noted|seen)$/)
		cstyle[c] = part[++i]
	if (i < n) {
		cresult[c] = part[i + 1]
		clabel[c] = part[i + 2]
		gsub(/_/, " ", clabel[c])
	}
	if (i == n || n > i + 2)
		wrong(where, "a result is = [styled|words|noted|seen] TYPE [LABEL]")
	return c
}

function after_colon(line) {
	sub(/^[^:]*[ \t]:/, "", line)
	return line
}

function read_call(line,    name, kernel, colon) {
	colon = $3 == ":" ? 3 : 4
	if ($colon != ":" || $1 !~ /^[0-9]+$/) {
		wrong(at(), "a call is NR NAME GROUPS : ARG:TYPE ...")
		return
	}
	name = $2
	kernel = name
	if (name ~ /\(.*\)$/) {
		kernel = substr(name, index(name, "(") + 1)
		kernel = substr(kernel, 1, length(kernel) - 1)
		name = substr(name, 1, index(name, "(") - 1)
	}
	if ($1 in by_nr)
		wrong(at(), "number " $1 " is " cname[by_nr[$1]] " already")
	if (name in call_of)
		wrong(at(), "call " name " has a number already")
	by_nr[$1] = call_of[name] = new_call(name, colon == 4 ? $3 : "-", after_colon(line), at())
	kernel_name[by_nr[$1]] = kernel
	nrs[++nr_count] = $1
	if ($1 + 0 > last_nr)
		last_nr = $1 + 0
}

function read_head(line,    i) {
	head = $1
	if (head == "set") {
		if ($3 !~ /^(flags|parts|told|enum|numbered!?)$/ || NF < 4)
			wrong(at(), "a set is set NAME flags|parts|told|enum|numbered[!] UNKNOWN [HEADER ...]")
		if ($2 in set_of)
			wrong(at(), "set " $2 " is there already")
		set_of[$2] = now = sets++
		set_name[now] = $2
		set_flags[now] = $3 != "enum" && $3 !~ /^numbered/
		set_parts[now] = $3 == "parts"
		set_told[now] = $3 == "numbered!" ? "SET_TOLD_ALWAYS" : $3 ~ /^(told|numbered)$/ ? "SET_TOLD" : "0"
		set_unknown[now] = $4 == "-" ? "" : $4
		set_first[now] = words
		set_count[now] = 0
		if ($5 == "on") {
			set_base[now] = $6
			set_base_at[now] = at()
		}
		for (i = $5 == "on" ? 7 : 5; i <= NF && $i != "like"; i++)
			set_headers[now] = set_headers[now] " " $i
		if (i < NF)
			copy_words($(i + 1))
	} else if (head == "struct") {
		if ((NF != 3 && (NF != 5 || $4 != "as")) || $3 !~ /^[0-9]+$/)
			wrong(at(), "a struct is struct NAME SIZE [as SPELLED]")
		if ($2 in struct_of || $2 in custom_of || $2 in number_of)
			wrong(at(), "type " $2 " is there already")
		struct_of[$2] = now = structs++
		struct_name[now] = $2
		struct_size[now] = $3
		struct_spelled[now] = $5
		gsub(/~/, " ", struct_spelled[now])
		struct_at[now] = at()
	} else if (head == "number") {
		read_number()
	} else if (head == "variant") {
		if (!($2 in variant_of)) {
			variant_of[$2] = variants
			variant_at[variants] = at()
			variant_name[variants] = $2
			variant_mask[variants] = number("0xffffffff")
			variant_up[variants] = -1
			variant_set[variants++] = ""
		}
		now = variant_of[$2]
		if (NF == 2)
			return
		if (variant_set[now] != "")
			wrong(at(), "variant " $2 " is there already")
		variant_set[now] = $3
		variant_at[now] = at()
		for (i = 4; i <= NF; i++)
			if ($i == "block")
				variant_block[now] = 1
			else if ($i == "late")
				variant_late[now] = 1
			else if (number($i) != "")
				variant_mask[now] = number($i)
			else
				wrong(at(), "no mask, block or late: " $i)
	} else if (head == "type") {
		if (NF != 3)
			wrong(at(), "a type is type NAME SIZE")
		if ($2 in struct_of || $2 in custom_of || $2 in number_of)
			wrong(at(), "type " $2 " is there already")
		custom_of[$2] = customs++
		custom_name[custom_of[$2]] = $2
		custom_size[$2] = $3
	} else {
		wrong(at(), "no set, struct, number, variant or type: " $1)
		head = ""
	}
}

# A number is a struct of bits, which has no place in memory of its own.
function read_number() {
	if (!((NF == 5 && $4 == "as") || (NF == 6 && $4 ~ /^(nested|parts|spelled|words)$/ && $5 == "as")))
		wrong(at(), "a number is number NAME TYPE [nested|parts|spelled|words] as SPELLED")
	if ($2 in struct_of || $2 in custom_of || $2 in number_of)
		wrong(at(), "type " $2 " is there already")
	number_of[$2] = now = structs++
	number_type[now] = $3
	number_how[now] = $4
	struct_name[now] = $2
	struct_spelled[now] = $NF
	gsub(/~/, " ", struct_spelled[now])
	struct_at[now] = at()
}

function copy_words(name,    from, i, w) {
	if (!(name in set_of)) {
		wrong(at(), "no set above is called " name)
		return
	}
	from = set_of[name]
	for (i = set_first[from]; i < set_first[from] + set_count[from]; i++) {
		w = words++
		set_count[now]++
		word_set[w] = now
		word_name[w] = word_name[i]
		word_kind[w] = word_kind[i]
		word_value[w] = word_value[i]
		word_mask[w] = word_mask[i]
		word_at[w] = at()
		word_of[now, word_name[w]] = copied[now, word_value[w]] = w
	}
}

# A word of a set that is like another takes the place of the word of its value.
function over_copied(w,    old) {
	old = copied[now, word_value[w]]
	delete word_of[now, word_name[old]]
	word_name[old] = word_name[w]
	word_check[old] = word_check[w]
	word_of[now, word_name[w]] = old
	words--
	set_count[now]--
}

function read_word(    w, slash, shift) {
	w = words++
	set_count[now]++
	word_set[w] = now
	word_kind[w] = "WORD_BITS"
	word_mask[w] = number("0")
	word_at[w] = at()
	word_name[w] = $1
	gsub(/~/, " ", word_name[w])
	word_check[w] = word_name[w] !~ /^[A-Za-z_][A-Za-z_0-9]*$/ || $NF == "!" ? "" : $NF == "@" ? "always" : "ifdef"
	if ($1 == "apart") {
		word_kind[w] = "WORD_APART"
		word_name[w] = $3
		word_value[w] = number("0")
		word_mask[w] = number($2)
		word_check[w] = ""
	} else if ($1 == "octal" || $1 == "hex" || $1 == "signal") {
		word_kind[w] = $1 == "octal" ? "WORD_OCTAL" : $1 == "hex" ? "WORD_HEX" : "WORD_SIGNAL"
		word_value[w] = word_mask[w] = number($2)
		word_check[w] = ""
	} else if ($1 == "enum") {
		word_kind[w] = "WORD_ENUM"
		if (!($3 in set_of) || set_flags[set_of[$3]])
			wrong(at(), "no enum above is called " $3)
		word_value[w] = hex(set_of[$3] + 0)
		word_mask[w] = number($2)
		word_check[w] = ""
	} else if ((shift = index($2, "<<"))) {
		word_kind[w] = "WORD_SHIFTED"
		word_value[w] = number(substr($2, 1, shift - 1))
		word_mask[w] = shifted(number(substr($2, shift + 2)), word_value[w])
	} else if ((slash = index($2, "/"))) {
		word_kind[w] = "WORD_FIELD"
		word_value[w] = number(substr($2, 1, slash - 1))
		word_mask[w] = number(substr($2, slash + 1))
	} else {
		word_value[w] = number($2)
	}
	if (word_value[w] == "" || word_mask[w] == "") {
		wrong(at(), "no number: " $2)
		word_value[w] = word_mask[w] = number("0")
	}
	if ((now, word_value[w]) in copied) {
		over_copied(w)
		return
	}
	if ($1 != "apart" && (now, $1) in word_of)
		wrong(at(), $1 " is in set " set_name[now] " already")
	word_of[now, $1] = w
}

# Both in hexadecimal digits; "" where one of them is none.
function shifted(mask, shift,    n, i) {
	if (mask == "" || shift == "")
		return ""
	n = value_of(mask)
	for (i = value_of(shift); i > 0; i--)
		n *= 2
	return hex(n)
}

# Some awks have no ^.
function power(base, n,    p) {
	for (p = 1; n > 0; n--)
		p *= base
	return p
}

function value_of(digits,    i, n) {
	for (i = 1; i <= 16; i++)
		n = n * 16 + index("0123456789abcdef", substr(digits, i, 1)) - 1
	return n
}

function read_row(line,    c, colon, n, i, selector) {
	colon = $2 == ":" ? 2 : $3 == ":" ? 3 : 4
	if ($colon != ":") {
		wrong(at(), "a row is WORD[,WORD...] [NAME [GROUPS]] : ARG:TYPE ...")
		return
	}
	c = new_call(colon > 2 ? $2 : "", colon == 4 ? $3 : "", after_colon(line), at())
	cvariant[c] = now
	n = split($1, selector, ",")
	for (i = 1; i <= n; i++) {
		row_variant[rows] = now
		row_word[rows] = selector[i]
		row_call[rows] = c
		row_at[rows] = at()
		rows++
	}
}

BEGIN {
	calls = sets = structs = variants = customs = words = rows = types = conds = tests = errors = last_nr = nr_count = 0
	# What the number of no call looks like.
	new_call("", "-", "arg1:x32 arg2:x32 arg3:x32 arg4:x32 arg5:x32 arg6:x32", "")
}

{
	sub(/#.*/, "")
	if (NF == 0)
		next
	if (base_name(FILENAME) == "syscalls.tbl")
		read_call($0)
	else if ($0 !~ /^[ \t]/)
		read_head($0)
	else if (head == "set")
		read_word()
	else if (head == "variant")
		read_row($0)
	else if (head == "struct" || head == "number")
		struct_text[now] = struct_text[now] " " $0
	else
		wrong(at(), "belongs to nothing above it: " $1)
}
