#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# boot.sh KERNEL-FOLDER CPU JOB ROOT FOLDER...: boots the kernel of an unpacked Debian package in qemu, emulated,
# so that the machine underneath does not matter. ROOT is the guest's root file system, each FOLDER is there under its
# own name, and JOB, a script of sh, is what is run there. They are shared by 9p and can't be changed: what the guest
# writes is gone with it. Prints the guest's console. BUSYBOX is a static one, SECONDS_TO_LIVE ends a guest that
# hangs: exit status 124.

set -eu
: "${BUSYBOX:?a static busybox}"
here=$(cd "$(dirname "$0")" && pwd)
kernel=$1 cpu=$2 job=$3 root=$4
shift 4

tmp=$(mktemp -d "${TMPDIR:-/tmp}/gatetrace-boot.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM

mkdir -p "$tmp/init/bin" "$tmp/init/modules" "$tmp/init/proc" "$tmp/init/dev"
cp "$BUSYBOX" "$tmp/init/bin/busybox"
cp "$here/init" "$tmp/init/init"
cp "$job" "$tmp/init/job"

# In the order in which they need each other. The last ones tell of sockets: nobody loads them when they are asked.
n=10
for module in drivers/virtio/virtio_ring drivers/virtio/virtio drivers/virtio/virtio_pci_modern_dev \
	drivers/virtio/virtio_pci_legacy_dev drivers/virtio/virtio_pci fs/netfs/netfs fs/fscache/fscache \
	net/9p/9pnet net/9p/9pnet_virtio fs/9p/9p fs/overlayfs/overlay \
	net/unix/unix_diag net/ipv4/inet_diag net/ipv4/tcp_diag net/ipv4/udp_diag net/netlink/netlink_diag; do
	cp "$kernel"/lib/modules/*/kernel/"$module.ko" "$tmp/init/modules/$n-${module##*/}.ko"
	n=$((n + 1))
done
case $(basename "$kernel"/boot/vmlinuz-*) in
*-amd64) qemu="qemu-system-x86_64" ;;
*) qemu="qemu-system-i386" ;;
esac

# A comma in an option of qemu is two.
shared() {
	printf 'local,id=%s,path=%s,security_model=none,readonly=on,multidevs=remap' "$1" "$(printf '%s' "$2" | sed 's/,/,,/g')"
}

n=0
: >"$tmp/init/shares"
for folder; do
	n=$((n + 1))
	printf '%s\n' "$folder" >>"$tmp/init/shares"
	set -- "$@" -fsdev "$(shared "share$n" "$folder")" -device "virtio-9p-pci,fsdev=share$n,mount_tag=share$n"
	shift
done
(cd "$tmp/init" && find . | cpio --quiet -o -H newc) | gzip -1 >"$tmp/initrd"

# Emulated page tables of their own for the kernel (mitigations) cost half of the time.
timeout "${SECONDS_TO_LIVE:-600}" $qemu -accel tcg -cpu "$cpu" -m 1024 -display none -nodefaults -no-reboot \
	-serial stdio -monitor none -kernel "$kernel"/boot/vmlinuz-* -initrd "$tmp/initrd" \
	-append "console=ttyS0 quiet panic=-1 mitigations=off" \
	-fsdev "$(shared root "$root")" -device virtio-9p-pci,fsdev=root,mount_tag=root "$@" </dev/null
