# SPDX-License-Identifier: GPL-2.0-or-later
#
# fakes.plan -> what tracees/script reads. Reads the tables, too, before it: calls and constants go by their
# names there.
#
#	NAME RESULT[,RESULT...] ARG ...
#
# ARG: a number; "text", a pointer to it; [WORD ...], a pointer to memory with this content and zeros behind
# it; {WORD ...}: the same, but memory ends with it. WORD: a number of 32 bits, q:NUMBER of 64, h:NUMBER of
# 16, b:NUMBER of 8; t:TEXT, bytes up to a blank or the end; z:N, N zeros; or an ARG that is a pointer. A
# number may be words of the tables' sets, A|B.

function digits_of(text,    n, i, base, digits)
{
	sub(/\/.*/, "", text)
	base = text ~ /^0[xX]/ ? 16 : text ~ /^0/ ? 8 : 10
	digits = tolower(base == 16 ? substr(text, 3) : text)
	for (i = 1; i <= length(digits); i++)
		n = n * base + index("0123456789abcdef", substr(digits, i, 1)) - 1
	return n + 0
}

# "A|B" as the sum of the words' values: none of them has bits of another.
function named(text,    n, i, word, sum)
{
	n = split(text, word, "|")
	for (i = 1; i <= n; i++) {
		if (!(word[i] in value)) {
			print FILENAME ":" FNR ": no word: " word[i] >"/dev/stderr"
			exit 1
		}
		sum += value[word[i]]
	}
	return sprintf("%.0f", sum)
}

# The next word of the line: up to a blank or a closing bracket.
function word_of(    w)
{
	match(rest, /^[^] \t}]*/)
	w = substr(rest, 1, RLENGTH)
	rest = substr(rest, RLENGTH + 1)
	return w
}

# "q:A|B" as "q:5"
function resolved(word,    head)
{
	if (match(word, /^[qhb]:/))
		head = substr(word, 1, RLENGTH)
	word = substr(word, length(head) + 1)
	return head (word ~ /^[A-Z_]/ ? named(word) : word)
}

# One of what stands between brackets, as script has it; its size is added to size.
function field(    word, kind)
{
	if (rest ~ /^["[{]/) {
		size += 4
		return memory()
	}
	word = word_of()
	if (word ~ /^t:/) {
		size += length(word) - 2
		return "\"" substr(word, 3) "\""
	}
	kind = word ~ /^.:/ ? substr(word, 1, 1) : ""
	size += kind == "z" ? substr(word, 3) : bytes[kind]
	return resolved(word)
}

# Writes down the memory that the rest of the line begins with, and says what its name is.
function memory(    close_by, name, words, outer)
{
	outer = size
	size = 0
	name = "m" ++areas
	close_by = substr(rest, 1, 1)
	rest = substr(rest, 2)
	if (close_by == "\"") {
		words = " \"" substr(rest, 1, index(rest, "\"") - 1) "\""
		size = length(words) - 3
		rest = substr(rest, index(rest, "\"") + 1)
	} else {
		for (sub(/^ +/, "", rest); rest !~ /^[]}]/ && rest != ""; sub(/^ +/, "", rest))
			words = words " " field()
		rest = substr(rest, 2)
	}
	print "mem", name words (close_by == "{" ? "" : " z:" (4096 - size))
	size = outer
	return name
}

BEGIN {
	bytes["b"] = 1
	bytes["h"] = 2
	bytes[""] = 4
	bytes["q"] = 8
}

FILENAME !~ /\.plan$/ {
	sub(/#.*/, "")
	if ($1 == "set" || $1 == "struct" || $1 == "variant" || $1 == "type")
		set = $1 == "set"
	else if (set && /^\t/ && $2 ~ /^[0-9]/ && $2 !~ /<</ && !($1 in value))
		value[$1] = digits_of($2)
	else if ($1 ~ /^[0-9]+$/ && /:/) {
		name = $2
		sub(/\(.*/, "", name)
		nr[name] = $1
	}
	next
}

/^(#|$)/ {
	next
}

{
	if (!($1 in nr)) {
		print FILENAME ":" FNR ": no call: " $1 >"/dev/stderr"
		exit 1
	}
	n = split($2, result, ",")
	rest = $0
	sub(/^[^ ]+ +[^ ]+ */, "", rest)
	args = areas = 0
	line = ""
	print "say " $1 "#" FNR
	for (; rest != ""; sub(/^ +/, "", rest)) {
		line = line " " (rest ~ /^["[{]/ ? memory() : resolved(word_of()))
		args++
	}
	for (; args < 6; args++)
		line = line " 7"
	for (i = 1; i <= n; i++) {
		if (i > 1)
			print "say " $1 "#" FNR
		print "call", nr[$1], result[i] line
	}
}
