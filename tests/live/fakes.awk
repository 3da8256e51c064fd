# SPDX-License-Identifier: GPL-2.0-or-later
#
# fakes.plan -> what tracees/fakes reads. Reads the tables, too, before it: calls and constants go by their
# names there.
#
#	NAME RESULT[,RESULT...] ARG ...
#
# ARG as fakes has it; a number may be words of the tables' sets, A|B.

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

function resolved(token,    head, tail)
{
	if (match(token, /^[[{]*([qhb]:)?/))
		head = substr(token, 1, RLENGTH)
	token = substr(token, length(head) + 1)
	if (match(token, /[]}]*$/))
		tail = substr(token, RSTART)
	token = substr(token, 1, length(token) - length(tail))
	return head (token ~ /^[A-Z_]/ ? named(token) : token) tail
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
	line = ""
	for (i = 3; i <= NF; i++)
		line = line " " ($i ~ /"|t:/ ? $i : resolved($i))
	n = split($2, result, ",")
	for (i = 1; i <= n; i++)
		print $1 "#" FNR, nr[$1], result[i] line
}
