#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Calls that are younger than strace 6.1 (newer.calls), made by tests/tracees/script.c without the kernel's doing any:
# each is printed as it is written there.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees script

awk '/^ *(45[1-9]|4[6-9][0-9]) / { sub(/\(.*/, "", $2); print $2 }' "$top/decoders/syscalls.tbl" | sort >"$tmp/known"
sed '/^=/d' "$here/newer.calls" >"$tmp/script"
timeout 60 "$GATETRACE" --strace -v -a 1 -e trace="$(paste -sd, "$tmp/known")" -o "$tmp/trace" \
	"$TRACEES/script" <"$tmp/script" >"$tmp/said" 2>&1
status=$?
test $status != 77 || skip "$(tail -n 1 "$tmp/said")"
check_equal "exit status" 0 $status
# The process's own memory is what begins with 3.
sed -e '/^[+-]/d' -e 's/0x3[0-9a-f]\{7\}/ADDR/g' "$tmp/trace" >"$tmp/lines"
sed -n 's/^= //p' "$here/newer.calls" >"$tmp/wanted"
check "calls are written down" test -s "$tmp/wanted"
check_same "calls" "$tmp/wanted" "$tmp/lines"

# None is left out.
sed 's/(.*//' "$tmp/wanted" | sort -u >"$tmp/tried"
check_same "calls that are tried" "$tmp/known" "$tmp/tried"

# ioctl requests: their words, and with --strace the parts of their numbers
awk '$1 == "set" { reading = $2 == "ioctl_ours" } reading && $2 ~ /^0x/ { gsub(/~/, " ", $1); print $2, $1 }
	END { print "0x89e1 SIOCPROTOPRIVATE+1"; print "0x89ef SIOCPROTOPRIVATE+15"; print "0x89f1 SIOCDEVPRIVATE+1"; print "0xc0044d03 MIXER_WRITE(3)"
	}' "$top/decoders/ioctl_names.tbl" >"$tmp/requests"
sed 's/ .*//; s/.*/call 54 0 3 & 5/' "$tmp/requests" >"$tmp/script"
for options in "" --strace; do
	# shellcheck disable=SC2086
	timeout 60 "$GATETRACE" $options -a 1 --gate=none -e trace=ioctl -o "$tmp/trace" "$TRACEES/script" <"$tmp/script" >"$tmp/said" 2>&1
	check_equal "requests $options: exit status" 0 $?
	sed -n 's/^ioctl(3, \(.*\), [0x5]*) = 0$/\1/p' "$tmp/trace" >"$tmp/lines"
	if test -z "$options"; then
		sed 's/^[^ ]* //' "$tmp/requests" >"$tmp/wanted"
	else
		sed 's/,.*//; s/_IOC(_IOC_.*/_IOC/' "$tmp/lines" >"$tmp/parts"
		mv "$tmp/parts" "$tmp/lines"
		sed 's/.*/_IOC/' "$tmp/requests" >"$tmp/wanted"
	fi
	check_same "requests $options" "$tmp/wanted" "$tmp/lines"
done
finish
