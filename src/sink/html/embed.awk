# SPDX-License-Identifier: GPL-2.0-or-later
#
# page.html, and the files that it embeds, as C: embed.awk -v dir=FOLDER page.html
#
# A line "@embed NAME@" becomes that file; @nonce@ cuts the page into pieces. POSIX awk, on the build
# machine only.

function die(text) {
	printf "%s:%d: %s\n", FILENAME, FNR, text | "cat 1>&2"
	failed = 1
	exit 1
}

# As in a string of C. Awks don't agree on backslashes in what gsub() puts in.
function quoted(line, part, n, i) {
	gsub(/\\/, "&&", line)
	n = split(line, part, "\"")
	line = part[1]
	for (i = 2; i <= n; i++)
		line = line "\\\"" part[i]
	return line
}

# One line of the page; nothing but ASCII and tabs, so that no encoding matters.
function emit(line, cut) {
	if (line ~ /[^\t -~]/)
		die("not ASCII: " line)
	gsub(/\t/, " ", line)
	sub(/^ +/, "", line)
	while ((cut = index(line, "@nonce@"))) {
		printf "\t\"%s\",\n", quoted(substr(line, 1, cut - 1))
		line = substr(line, cut + length("@nonce@"))
	}
	printf "\t\"%s\\n\"\n", quoted(line)
}

function embed(name, line, got) {
	while ((got = (getline line < (dir "/" name))) > 0)
		if (line !~ /^[\t ]*$/ && line !~ /^[\t ]*\/\* SPDX-.*\*\/$/)
			emit(line)
	if (got < 0)
		die("cannot read " name)
	close(dir "/" name)
}

BEGIN {
	print "/* Made by html/embed.awk. */"
	print "#include \"sink/html.h\"\n"
	print "const char *const html_page[] = {"
}

/^@embed [a-z]+\.[a-z]+@$/ {
	embed(substr($2, 1, length($2) - 1))
	next
}

/^<!-- SPDX-.*-->$/ { next }

{ emit($0) }

END {
	if (failed)
		exit 1
	print "};\n"
	print "const unsigned html_pages = sizeof(html_page) / sizeof(*html_page);"
}
