#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Calls with arguments made up by hand, which no sweep would hit upon (calls/*.calls, and what is made
# here): "gatetrace --strace" prints of tests/tracees/script.c what strace prints, to the letter.
#
#   SCRIPTS_ONLY=NAME   of calls/ this one alone

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_strace
need_tracees script
setarch -R true 2>/dev/null || skip "setarch -R is not allowed here"

# same NAME OPTION...: both tracers, with these options, on $tmp/calls.
same() {
	what=$1
	shift
	trace_script_twice '/^access("begin"/,/^access("end"/' "$@"
	test "$(wc -l <"$tmp/strace")" -gt 3 || fail "$what: nothing traced" "$tmp/strace.stderr"
	check_same "$what" "$tmp/strace" "$tmp/gatetrace"
}

for script in "$here"/calls/${SCRIPTS_ONLY:-*}.calls; do
	cp "$script" "$tmp/calls"
	for options in -s32 "-v -s9" "-X raw" "-X verbose"; do
		# shellcheck disable=SC2086
		same "${script##*/} $options" $options
	done
done
cp "$here/calls/styles.calls" "$tmp/calls"
for options in "-s4 -x" "-s0" "-s1 -v" --strings-in-hex=non-ascii-chars; do
	# shellcheck disable=SC2086
	same "styles.calls $options" $options
done

# Every option of every level, in both directions
awk 'BEGIN {
	lengths = split("4>8 8>4 1>4 4>0 0>4 4>-1 -1>4 12>64 64>12", length_of, " ")
}
/^set / {
	levels = $2 == "sol"
}
/^set sol/ {
	print "mem v 0x04030201 0x08070605 0x0c0b0a09 0x100f0e0d 0x14131211 0x18171615 z:500"
}
levels && NF == 2 {
	for (option = 0; option < 136; option++)
		for (n = 4; n < 10; n += 3) {
			print "call 366 0 9", $2, option, "v", n
			print "mem l", n
			print "call 365 0 9", $2, option, "v l"
		}
	# The length as it was, and as it is now
	for (option = 0; option < 66; option += 3)
		for (n = 1; n <= lengths; n++) {
			split(length_of[n], is, ">")
			print "mem l", is[1]
			print "then l", is[2]
			print "call 365 0 9", $2, option, "v l"
		}
}' "$top/decoders/sets_net.tbl" >"$tmp/calls"
test -n "${SCRIPTS_ONLY:-}" || same "options of sockets"

# Addresses of all families and lengths. (362: connect)
awk 'BEGIN {
	lengths = split("2 3 4 5 6 7 8 10 11 12 13 14 15 16 17 18 20 24 26 28 36 64 87 88 89 112 128 130", length_of, " ")
	for (family = 0; family < 48; family++) {
		# Not yet as strace has them: AF_AX25, AF_RXRPC
		if (family == 3 || family == 33)
			continue
		for (i = 1; i <= lengths; i++)
			for (step = 0; step < 3; step++) {
				bytes = sprintf("%02x00", family)
				for (n = 3; n <= length_of[i]; n++)
					bytes = bytes sprintf("%02x", step == 2 ? 255 : step * (n % 250))
				print "mem a x:" bytes
				print "call 362 0 3 a", length_of[i]
			}
	}
}' >"$tmp/calls"
for options in -s32 "-v -s9" "-X raw" "-X verbose"; do
	# shellcheck disable=SC2086
	test -n "${SCRIPTS_ONLY:-}" || same "addresses $options" $options
done
finish
