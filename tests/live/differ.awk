# SPDX-License-Identifier: GPL-2.0-or-later
#
# Two traces of sweep, strace's first, side by side: what stands behind an access("NAME") belongs to NAME,
# one of the plan's, in its order; as far as it was printed.
# Prints "equal NAME CALLS" or "different NAME LINES of CALLS", then the totals.
#
#	plan=FILE       what sweep was to call
#	show=N          behind it, up to N of the lines that differ
#	mistakes=FILE   lines "NAME ERE" (or "* ERE"): where strace's line of this name matches,
#	                it is strace that is wrong

BEGIN {
	for (i = 32; i < 127; i++)
		code[sprintf("%c", i)] = sprintf("%x", i)
}

FNR == 1 {
	side++
	done = 0
	while (side == 1 && (getline text < plan) > 0) {
		sub(/ .*/, "", text)
		planned[++plans] = text
	}
	while (side == 1 && (getline text < mistakes) > 0) {
		if (text ~ /^(#|$)/)
			continue
		excused[++excuses] = substr(text, 1, index(text, " ") - 1)
		excuse[excuses] = substr(text, index(text, " ") + 1)
	}
}

/^access\("[^"]*"[.]*, [^,]*\) *= -1 ENOENT/ {
	split($0, part, "\"")
	gsub(/\\x/, "", part[2])
	if (done < plans && is_name(part[2], part[3] ~ /^[.]/, planned[done + 1])) {
		name = planned[++done]
		if (side == 1)
			order[++names] = name
		next
	}
	if (done == plans && is_name(part[2], part[3] ~ /^[.]/, "end")) {
		name = ""
		next
	}
}

# Read and compared at once: of strace's lines all are kept, of ours none.
name == "" {
	next
}

side == 1 {
	line[name, ++count[name]] = $0
	next
}

{
	k = ++ours[name]
	if (line[name, k] == $0 || is_mistake(name, line[name, k]))
		next
	if (wrong[name]++ < show)
		detail[name] = detail[name] "\t< " line[name, k] "\n\t> " $0 "\n"
}

# Is it the name, in hexadecimal perhaps, or, when it was cut, its beginning?
function is_name(text, cut, wanted,    i, hex)
{
	if (text == wanted || (cut && index(wanted, text) == 1))
		return 1
	for (i = 1; i <= length(wanted); i++)
		hex = hex code[substr(wanted, i, 1)]
	return text == hex || (cut && index(hex, text) == 1)
}

function is_mistake(name, text,    i)
{
	for (i = 1; i <= excuses; i++)
		if ((excused[i] == "*" || excused[i] == name) && text ~ excuse[i]) {
			mistaken[name]++
			return 1
		}
	return 0
}

END {
	for (i = 1; i <= names; i++) {
		n = order[i]
		call = n
		sub(/\/.*/, "", call)
		if (!(call in kinds))
			calls[++many] = call
		kinds[call]++
		total += count[n]
		if (count[n] != ours[n])
			wrong[n] += count[n] > ours[n] ? count[n] - ours[n] : ours[n] - count[n]
		wrongs += wrong[n]
		excepted += mistaken[n]
		if (wrong[n]) {
			differ++
			different[call]++
			printf "different %s %d of %d\n%s", n, wrong[n], count[n], detail[n]
		} else {
			print "equal", n, count[n] (mistaken[n] ? ", strace's mistakes: " mistaken[n] : "")
		}
	}
	for (i = 1; i <= many; i++)
		if (!different[calls[i]])
			whole++
	printf "\n%d of %d calls are equal, %d of %d with their sub-commands apart, ",
		whole, many, names - differ, names
	printf "%d of %d lines (and %d that strace has wrong)\n", total - wrongs - excepted, total, excepted
}
