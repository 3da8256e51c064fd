#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# However long a trace becomes, gatetrace needs no more memory than after its first hundredth.
# SOAK=1 (make soak-memory): ten million calls, and ten thousand children.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees haul
! sanitized || skip "memory does not stay flat under a sanitizer"
if test -n "${SOAK:-}"; then
	calls=10000000 some=1000000 few=10000
elif test -n "${EMULATED:-}"; then
	calls=3000 some=1000 few=500
else
	calls=30000 some=6000 few=500
fi
# What the allocator and the libraries' own tables take later than the first hundredth
allowed=400

# haul KIND COUNT OPTIONS...
haul() {
	kind=$1
	count=$2
	shift 2
	"$GATETRACE" "$@" "$TRACEES/haul" "$kind" "$count" >"$tmp/said" 2>"$tmp/stderr"
	status=$?
	checks=$((checks + 1))
	test $status = 0 || fail "$kind, $*: exit status $status" "$tmp/stderr"
	awk -v allowed=$allowed -v what="$count $kind, $*" '
		NR == 1 { rss = $1; hwm = $2 }
		END {
			printf "%s: %d kB, %d at most; at the end %d and %d\n", what, rss, hwm, $1, $2
			exit NR != 2 || $2 > hwm + allowed
		}' "$tmp/said" || fail "$kind, $*: memory grows"
}

haul calls $calls -o /dev/null
haul calls $some -o /dev/null --json
haul calls $some -o /dev/null -c
haul calls $some -o /dev/null -k
haul calls $some -o /dev/null --prove=all
haul calls $some --html=/dev/zero
haul paths $few -o /dev/null -yy
haul sleeps $few -o /dev/null --explain
! can_have --vdso=classic --prove || haul sleeps $few -o /dev/null --vdso=classic --prove
haul sleeps $few --svg=/dev/zero -o /dev/null
haul children $few -f -o /dev/null
haul children $few -f -o /dev/null --json -k
haul children $few -f --html=/dev/zero
haul threads $few -f -o /dev/null --check-shims
mkdir "$tmp/many"
haul threads $few -ff -o "$tmp/many/trace"
finish
