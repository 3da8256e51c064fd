#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# boot-old.sh OLD CPU JOB SOURCE BUILD TRACEES: boots the 2.6.29 of OLD (tools/old-linux) in qemu, emulated. It has no
# modules and shares no folders: the programs of OLD, the tests in SOURCE, the static i386 BUILD and TRACEES that run
# there are its initramfs, at /source and /build. Prints the guest's console; else as boot.sh.

set -eu
here=$(cd "$(dirname "$0")" && pwd)
old=$1 cpu=$2 job=$3 source=$4 build=$5 tracees=$6

tmp=$(mktemp -d "${TMPDIR:-/tmp}/gatetrace-boot.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM

root=$tmp/root
mkdir -p "$root/usr" "$root/proc" "$root/sys" "$root/dev" "$root/tmp" "$root/run" "$root/root" "$root/source" "$root/build/tests/live"
cp -R --preserve=mode,links "$old/programs/bin" "$old/programs/sbin" "$old/programs/lib" "$old/programs/etc" "$root"
cp -R --preserve=mode,links "$old/programs/usr/bin" "$root/usr"
mkdir -p "$root/usr/lib/i386-linux-gnu"
cp -R --preserve=mode,links "$old/programs/usr/lib/i386-linux-gnu"/*.so.* "$root/usr/lib/i386-linux-gnu"
printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n' >"$root/etc/passwd"
printf 'root:x:0:\nnogroup:x:65534:\n' >"$root/etc/group"
cp -R "$source/examples" "$source/tools" "$root/source"
mkdir "$root/source/tests"
cp -R "$source/tests/live" "$source/tests/golden" "$source/tests/tracees" "$root/source/tests"
for program in gatetrace gatevdso tests/live/oracle; do
	strip --strip-debug -o "$root/build/$program" "$build/$program"
done
cp -R "$tracees" "$root/build/tests/tracees"
cp "$here/old-init" "$root/init"
cp "$job" "$root/job"
(cd "$root" && find . | cpio --quiet -o -H newc -R 0:0) | gzip -1 >"$tmp/initrd"

# Its APIC and the emulated one's timer do not always find each other.
timeout "${SECONDS_TO_LIVE:-600}" qemu-system-i386 -accel tcg -cpu "$cpu" -m 1024 -display none -nodefaults -no-reboot \
	-serial stdio -monitor none -kernel "$old/vmlinuz-2.6.29" -initrd "$tmp/initrd" \
	-append "console=ttyS0 quiet noapic panic=-1 rdinit=/init" </dev/null
