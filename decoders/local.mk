# SPDX-License-Identifier: GPL-2.0-or-later
# gen.awk turns the tables into C: see README.md here. POSIX awk, on the build machine only.

generators =
generators += %D%/gen.awk
generators += %D%/gen-resolve.awk
generators += %D%/gen-sizes.awk
generators += %D%/gen-types.awk
generators += %D%/gen-out.awk

table_files =
table_files += %D%/syscalls.tbl
table_files += %D%/sets.tbl
table_files += %D%/sets_net.tbl
table_files += %D%/sets_tty.tbl
table_files += %D%/sock_diag.tbl
table_files += %D%/sock_diag_inet.tbl
table_files += %D%/sockaddr.tbl
table_files += %D%/sockopts.tbl
table_files += %D%/structs.tbl
table_files += %D%/admin.tbl
table_files += %D%/bpf.tbl
table_files += %D%/ifreq.tbl
table_files += %D%/ioctl_names.tbl
table_files += %D%/ioctls.tbl
table_files += %D%/kernel.tbl
table_files += %D%/keys.tbl
table_files += %D%/netlink.tbl
table_files += %D%/netlink_families.tbl
table_files += %D%/netlink_route.tbl
table_files += %D%/newer.tbl
table_files += %D%/numbers.tbl
table_files += %D%/prctl.tbl
table_files += %D%/protocols.tbl
table_files += %D%/quota.tbl
table_files += %D%/services.tbl
table_files += %D%/timex.tbl
table_files += %D%/variants.tbl
table_files += %D%/ioctl_block.tbl
table_files += %D%/ioctl_btrfs.tbl
table_files += %D%/ioctl_console.tbl
table_files += %D%/ioctl_devices.tbl
table_files += %D%/ioctl_flash.tbl
table_files += %D%/ioctl_kernel.tbl
table_files += %D%/ioctl_v4l2.tbl
table_files += %D%/types.tbl
table_files += %D%/x86_64.tbl

tables = $(generators) $(table_files)
generate = LC_ALL=C; export LC_ALL; cd $(top_srcdir) && \
	$(AWK) -f %D%/gen.awk -f %D%/gen-resolve.awk -f %D%/gen-sizes.awk -f %D%/gen-types.awk -f %D%/gen-out.awk

EXTRA_DIST += %D%/README.md $(tables)
