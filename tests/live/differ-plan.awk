# SPDX-License-Identifier: GPL-2.0-or-later
#
# What sweep (tests/tracees/sweep.c) is to call: reads all tables, types.tbl's neighbours before
# syscalls.tbl or behind it, and prints a line for each call, and one for each word that selects a
# variant's row, be there a row for it or not, down to the variants of variants.

function number(text,    n, i, base, digits)
{
	sub(/\/.*/, "", text)
	if (text ~ /^-/)
		return -number(substr(text, 2))
	base = text ~ /^0[xX]/ ? 16 : text ~ /^0/ ? 8 : 10
	digits = tolower(base == 16 ? substr(text, 3) : text)
	for (i = 1; i <= length(digits); i++)
		n = n * base + index("0123456789abcdef", substr(digits, i, 1)) - 1
	return n + 0
}

# Of "TYPE": does a register point to something?
function kind(type)
{
	return type ~ /^[<>=!+]*(\*|path|str|[xz]?bytes|addr|argv|envp|dirents|block|variant|clone_args)/ ? "p" : "n"
}

# "4", "*4+4", "[4]" -> 4
function register(place)
{
	return substr(place, match(place, /[0-9]/)) + 0
}

# kinds("fd:fd buf:>bytes(...) = fd", FIRST): letters of the registers from FIRST on, in letter[]; returns
# how many
function kinds(text, first, letter,    n, i, word, parts, at, type, most)
{
	sub(/ = .*/, "", text)
	n = split(text, word, " ")
	at = most = first
	for (i = 1; i <= n; i++) {
		if (!match(word[i], /:/) || word[i] ~ /:=/)
			continue
		split(substr(word[i], 1, RSTART - 1), parts, "@")
		type = substr(word[i], RSTART + 1)
		if (parts[2] == "sp")
			type = "n"
		else if (parts[2] != "")
			at = register(parts[2])
		if (parts[2] ~ /^[*[]/)
			type = "*"
		if (type ~ /^[iu]64/)
			letter[at++] = "n"
		letter[at++] = kind(type)
		most = at > most ? at : most
	}
	return most
}

function letters(letter, from, to,    i, text)
{
	for (i = from; i < to; i++)
		text = text (i in letter ? letter[i] : "n")
	return text
}

# The variant in a call's or row's arguments: "SELECTOR VARIANT INDEX"; "" if there is none
function inner(text, first,    n, i, word, parts, at, place)
{
	sub(/ = .*/, "", text)
	n = split(text, word, " ")
	at = first
	for (i = 1; i <= n; i++) {
		if (word[i] ~ /:=/)
			continue
		split(word[i], parts, /[@:]/)
		if (word[i] ~ /^[^:]*@/)
			at = register(parts[2])
		place[parts[1]] = at
		if (match(word[i], /:variant\([^)]*\)/)) {
			split(substr(word[i], RSTART + 9, RLENGTH - 10), parts, ",")
			return parts[1] " " parts[2] " " (parts[1] in place ? place[parts[1]] : -1) " " at
		}
		at += word[i] ~ /:[<>]*[iu]64/ ? 2 : 1
	}
	return ""
}

# Lines for each word of the variant that TEXT (arguments from FIRST on) ends in.
function unfold(name, nr, outer, text, first, letter, fixed,
    v, part, i, w, word, row, more, k, many, to, base, value)
{
	v = inner(text, first)
	if (v == "")
		return
	split(v, part, " ")
	if (part[3] < 0)
		return
	base = part[4] + 0
	many = 0
	if (variant_set[part[2]] == "-") {
		for (i = 1; i <= rows[part[2]]; i++)
			word[++many] = row_word[part[2], i]
	} else {
		for (i = 1; i <= words[variant_set[part[2]]]; i++)
			word[++many] = set_word[variant_set[part[2]], i]
	}
	for (i = 1; i <= many; i++) {
		w = word[i]
		row = (part[2], w) in row_of ? row_of[part[2], w] : row_of[part[2], "*"]
		to = outer
		delete more
		for (k in letter)
			more[k] = letter[k]
		value = variant_set[part[2]] == "-" ? w : set_value[variant_set[part[2]], w]
		if (w == "*" || value == "")
			continue
		# Where a word stands for the upper half, as a version does.
		if (variant_mask[part[2]] == "0xffff0000")
			value = value * 65536
		if (variant_block[part[2]]) {
			# The block's words are counted anew, behind the registers: 0 is its first.
			delete more
			to = kinds(row, 0, more)
			print name "/" w, nr, letters(letter, 0, base) "p/" letters(more, 0, to), "brief", fixed part[3] "=" value
			unfold_block(name "/" w, nr, letters(letter, 0, base) "p/", base + 1, row, fixed part[3] "=" value)
			continue
		}
		to = kinds(row, base, more)
		print name "/" w, nr, letters(more, 0, to), "brief", fixed part[3] "=" value
		unfold(name "/" w, nr, outer, row, base, more, fixed part[3] "=" value " ")
	}
}

# The same for a row of a block: one level of options inside, as setsockopt's, or two
function unfold_block(name, nr, prefix, ahead, row, fixed,    v, part, i, s, value, more, to, w, sub_row)
{
	v = inner(row, 0)
	if (v == "")
		return
	split(v, part, " ")
	s = variant_set[part[2]]
	for (i = 1; i <= words[s]; i++) {
		w = set_word[s, i]
		sub_row = (part[2], w) in row_of ? row_of[part[2], w] : row_of[part[2], "*"]
		delete more
		kinds(row, 0, more)
		to = kinds(sub_row, part[4] + 0, more)
		print name "/" w, nr, prefix letters(more, 0, to), "brief", fixed " " (ahead + part[3]) "=" set_value[s, w]
	}
}

{
	sub(/#.*/, "")
}

$1 == "set" {
	set = $2
	variant = ""
	next
}
$1 == "variant" {
	variant = $2
	set = ""
	if (NF > 2)
		variant_set[variant] = $3
	for (i = 4; i <= NF; i++) {
		if ($i == "block")
			variant_block[variant] = 1
		if ($i ~ /^0x/)
			variant_mask[variant] = $i
	}
	next
}
$1 == "struct" || $1 == "type" {
	set = variant = ""
	next
}

set != "" && /^\t/ && NF >= 2 && $1 != "octal" && $1 != "signal" && $2 !~ /<</ {
	set_word[set, ++words[set]] = $1
	set_value[set, $1] = number($2)
}

variant != "" && /^\t/ {
	text = $0
	sub(/^[^:]* : ?/, "", text)
	sub(/^[^:]* :$/, "", text)
	n = split($1, list, ",")
	for (i = 1; i <= n; i++) {
		row_word[variant, ++rows[variant]] = list[i]
		row_of[variant, list[i]] = text
	}
}

/^ *[0-9]+ [a-zA-Z_]/ {
	set = variant = ""
	nr = $1 + 0
	call = $2
	sub(/\(.*/, "", call)
	text = $0
	sub(/^[^:]* : ?/, "", text)
	sub(/^[^:]* :$/, "", text)
	line_nr[++calls] = nr
	line_name[calls] = call
	line_text[calls] = text
}

END {
	for (c = 1; c <= calls; c++) {
		delete letter
		to = kinds(line_text[c], 0, letter)
		what = letters(letter, 0, to)
		if (match(line_text[c], /:block\(/)) {
			delete more
			name = substr(line_text[c], RSTART + 7)
			sub(/\).*/, "", name)
			row = name in variant_set ? row_of[name, "*"] : ""
			for (i = 1; i <= calls; i++)
				if (line_name[i] == name)
					row = line_text[i]
			to = kinds(row, 0, more)
			print line_name[c] "/block", line_nr[c], "p/" letters(more, 0, to)
		}
		print line_name[c], line_nr[c], what == "" ? "-" : what
		unfold(line_name[c], line_nr[c], to, line_text[c], 0, letter, "")
	}
}
