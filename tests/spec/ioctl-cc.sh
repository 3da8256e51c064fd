# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# What the tests of ioctl's numbers share: $tmp, a compiler for 32-bit code, and what many headers need to stand alone.
# shellcheck disable=SC2034 # for who reads this

cc=${TRACEE_CC:-gcc -m32}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
echo 'int main(void) { return 0; }' >"$tmp/any.c"
# shellcheck disable=SC2086 # a command with its options
if ! $cc -o "$tmp/any" "$tmp/any.c" 2>/dev/null; then
	echo "no compiler for 32-bit programs"
	exit 77
fi
needed="sys/types.h sys/socket.h sys/time.h stdint.h stdbool.h stddef.h linux/types.h linux/ioctl.h"
needed="$needed linux/kernel.h linux/if.h linux/fs.h linux/input.h linux/major.h asm/ioctls.h"
flags="-std=gnu11 -D_GNU_SOURCE -w -I/usr/include/libdrm"
