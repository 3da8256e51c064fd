#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Names and strings that a terminal or a browser would obey, in everything that a process can name:
# whatever the format, what we print of them is printable ASCII; the JSON is JSON, and in the page
# there is no markup but its own.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees rude pure-bare

# only_ascii WHAT FILE
only_ascii() {
	checks=$((checks + 1))
	grep -a -n '[^ -~]' "$2" | cat -v >"$tmp/raw"
	test ! -s "$tmp/raw" || fail "$1: what a terminal would obey" "$tmp/raw"
}

# rude OPTIONS...: a trace of the rude program in $tmp/trace
rude() {
	mkdir "$tmp/folder"
	timeout 60 "$GATETRACE" -f -s 300 -o "$tmp/trace" "$@" "$TRACEES/rude" "$tmp/folder" \
		>"$tmp/said" 2>"$tmp/stderr"
	check_equal "$*: exit status" 0 $?
	only_ascii "$*: standard error" "$tmp/stderr"
	rm -rf "$tmp/folder"
}

formats=0
lines=0
while read -r options; do
	# shellcheck disable=SC2086
	rude $options
	only_ascii "$options" "$tmp/trace"
	lines=$((lines + $(wc -l <"$tmp/trace")))
	formats=$((formats + 1))
	case $options in
	-yy*) mv "$tmp/trace" "$tmp/everything" ;;
	--json*)
		! command -v jq >"$tmp/found" || check "$options: JSON" jq -e . "$tmp/trace" >"$tmp/said"
		check_equal "$options: an object a line" 0 "$(grep -c -v '^{"v":1,.*}$' "$tmp/trace")"
		;;
	esac
done <<'EOF'
-x
-xx
-yy -Y -k --gate=full -v
-y -t -r -T -n -i
-k -Y
-e write=all -e read=all
--explain -k
--check-shims
--prove -C
-c
-c --summary-by=site
--strace -yy -Y -k
--json
--json -yy -Y -k -v
EOF

# The test can fail: it all came, in a form that can be read.
for form in 'comm:<.33.0;rude.7.33.31m>' 'a file:</.*/folder/.33.0;rude' 'a function:(.033.7m<b>' \
	'a module:/.033.5mrude<b>' 'an abstract socket:\[[0-9]*,@".33.0;rude' 'a program:execve(".33.5mrude' \
	'an argument:".2331m.2350;.234"'; do
	check "${form%%:*} is told" grep -q "${form#*:}" "$tmp/everything"
done

# Colours are ours alone: none that blinks or is reversed, no title.
rude --color=always
seen=$(grep -a -o "$(printf '\033')[^m]*m" "$tmp/trace" | sort -u | tr -d '\033\n')
lines=$((lines + $(wc -l <"$tmp/trace")))
for code in 36 33 35 31 32 '1;31' 2 0; do
	seen=$(echo "$seen" | sed "s/\\[${code}m//")
done
check_equal "--color: sequences that are not ours" '' "$seen"
sed 's/'"$(printf '\033')"'\[[0-9;]*m//g' "$tmp/trace" >"$tmp/plain"
only_ascii "--color" "$tmp/plain"

# The page: its markup is that of any other.
"$GATETRACE" --html="$tmp/plain.html" "$TRACEES/pure-bare" >"$tmp/said" 2>&1
rude -yy -Y -k -v --html="$tmp/rude.html"
markup() {
	# Its data comes in as many parts as it takes.
	grep -a -v -x '<script type="application/json">\|</script>' "$1" | grep -a -o '<[a-zA-Z/!][a-zA-Z-]*' |
		sort | uniq -c
}
markup "$tmp/plain.html" >"$tmp/wanted"
markup "$tmp/rude.html" >"$tmp/got"
check_same "--html: markup" "$tmp/wanted" "$tmp/got"
tr -d '\t' <"$tmp/rude.html" >"$tmp/page"
tr -d '\t' <"$tmp/plain.html" | grep -a '[^ -~]' >"$tmp/own"
grep -a -v -x -F -f "$tmp/own" "$tmp/page" >"$tmp/data"
test -s "$tmp/own" || cp "$tmp/page" "$tmp/data"
only_ascii "--html" "$tmp/data"
check "--html: the page has it" grep -q 'u003cimg src=x' "$tmp/rude.html"

formats=$((formats + 2))
echo "$lines lines in $formats formats: no byte of the process that a terminal would obey"
finish
