# SPDX-License-Identifier: GPL-2.0-or-later
#
# Of a trace of sweep with -f the lines of the first process, without its pid. access() is really called:
# whether it is cut is chance, so it is put together again.

NR == 1 {
	pid = $1
}
$1 != pid {
	next
}
{
	sub(/^[0-9]+ +/, "")
}
/^access\(.* <unfinished \.\.\.>$/ {
	sub(/ *<unfinished \.\.\.>$/, "")
	held = $0
	next
}
held != "" && /^<\.\.\. access resumed>/ {
	sub(/^<\.\.\. access resumed>/, "")
	$0 = held $0
	held = ""
}
{
	print
}
