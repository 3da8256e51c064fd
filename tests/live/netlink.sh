#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Netlink messages: types of all families, and the attributes of netlink.plan with payloads of all lengths, are
# printed by "gatetrace --strace" as by strace. The kernel sees none of them (tests/tracees/script.c).

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_strace
need_tracees script
setarch -R true 2>/dev/null || skip "setarch -R is not allowed here"

# same WHAT OPTION...: both tracers, with these options, on $tmp/calls.
same() {
	what=$1
	shift
	trace_script_twice '/^sendto(/' "$@"
	check_equal "$what $*: messages" "$(grep -c '^call' "$tmp/calls")" "$(wc -l <"$tmp/strace")"
	check_same "$what $*" "$tmp/strace" "$tmp/gatetrace"
}

# Every so many messages
thin() {
	${AWK:-awk} -v every="$1" '/^socket/ || /^mem/ && ++n % every == 0 || /^call/ && n % every == 0' "$tmp/all" >"$tmp/calls"
}

for types in 0 1; do
	${AWK:-awk} -v types="$types" -f "$here/netlink.awk" "$here/netlink.plan" >"$tmp/all"
	part=attributes
	test $types = 0 || part=types
	thin 1
	same "$part" -s64
	thin 7
	same "$part" -v -s9
	same "$part" -X raw
	same "$part" -X verbose
done
finish
