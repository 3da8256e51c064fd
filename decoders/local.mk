# SPDX-License-Identifier: GPL-2.0-or-later
# gen.awk turns the tables into C: see README.md here. POSIX awk, on the build machine only.

generate = LC_ALL=C $(AWK) -f $(top_srcdir)/decoders/gen.awk
table_files = \
	$(top_srcdir)/decoders/syscalls.tbl \
	$(top_srcdir)/decoders/sets.tbl \
	$(top_srcdir)/decoders/sets_net.tbl \
	$(top_srcdir)/decoders/sets_tty.tbl \
	$(top_srcdir)/decoders/structs.tbl \
	$(top_srcdir)/decoders/variants.tbl
tables = $(top_srcdir)/decoders/gen.awk $(table_files)

EXTRA_DIST += %D%/README.md
if HAVE_TABLES
EXTRA_DIST += %D%/gen.awk
EXTRA_DIST += %D%/syscalls.tbl
EXTRA_DIST += %D%/sets.tbl
EXTRA_DIST += %D%/sets_net.tbl
EXTRA_DIST += %D%/sets_tty.tbl
EXTRA_DIST += %D%/structs.tbl
EXTRA_DIST += %D%/variants.tbl
endif
