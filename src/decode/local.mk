# SPDX-License-Identifier: GPL-2.0-or-later
# One room a line: += keeps merges apart.

libdead_a_SOURCES += %D%/decode.c %D%/decode.h
libdead_a_SOURCES += %D%/elfsyms.c %D%/elfsyms.h
libdead_a_SOURCES += %D%/errnos.c %D%/errnos.h
libdead_a_SOURCES += %D%/make.c
libdead_a_SOURCES += %D%/many.c %D%/many.h
libdead_a_SOURCES += %D%/sets.c %D%/sets.h
libdead_a_SOURCES += %D%/notation.c
libdead_a_SOURCES += %D%/note.c
libdead_a_SOURCES += %D%/signals.c %D%/signals.h
libdead_a_SOURCES += %D%/spec.h
libdead_a_SOURCES += %D%/struct.c
libdead_a_SOURCES += %D%/symbols.c %D%/symbols.h
libdead_a_SOURCES += %D%/symtab.c %D%/symtab.h
libdead_a_SOURCES += %D%/type.c %D%/types.h
libdead_a_SOURCES += %D%/choice.c
libdead_a_SOURCES += %D%/type_bpf.c
libdead_a_SOURCES += %D%/records.c
libdead_a_SOURCES += %D%/callname.c
libdead_a_SOURCES += %D%/type_dirent.c
libdead_a_SOURCES += %D%/type_fdset.c
libdead_a_SOURCES += %D%/type_inet.c %D%/type_inet.h
libdead_a_SOURCES += %D%/type_ioctl.c
libdead_a_SOURCES += %D%/type_iovec.c %D%/type_iovec.h
libdead_a_SOURCES += %D%/type_msghdr.c
libdead_a_SOURCES += %D%/type_netlink.c %D%/type_netlink.h
libdead_a_SOURCES += %D%/type_nlattr.c %D%/type_nlattr.h
libdead_a_SOURCES += %D%/type_rtnl.c
libdead_a_SOURCES += %D%/part.c
libdead_a_SOURCES += %D%/type_siginfo.c
libdead_a_SOURCES += %D%/type_sigset.c %D%/type_sigset.h
libdead_a_SOURCES += %D%/sized.c
libdead_a_SOURCES += %D%/ax25.c %D%/ax25.h
libdead_a_SOURCES += %D%/type_sockaddr.c %D%/type_sockaddr.h
libdead_a_SOURCES += %D%/type_time.c
libdead_a_SOURCES += %D%/value.c %D%/value.h
libdead_a_SOURCES += %D%/view.c
libdead_a_SOURCES += %D%/view_open.c

# The tables of decoders/ as C, and the proof that their numbers are the kernel's.
made = %D%/tables.c %D%/tables.h %D%/abi_check.c
nodist_libdead_a_SOURCES += $(made)
BUILT_SOURCES += $(made)
CLEANFILES += $(made)
make_table = $(AM_V_GEN)$(MKDIR_P) %D% && ($(generate) -v out

%D%/tables.c: $(tables)
	$(make_table)=tables $(table_files)) > $@.tmp && mv $@.tmp $@

%D%/tables.h: $(tables)
	$(make_table)=header $(table_files)) > $@.tmp && mv $@.tmp $@

%D%/abi_check.c: $(tables)
	$(make_table)=abi $(table_files)) > $@.tmp && mv $@.tmp $@
