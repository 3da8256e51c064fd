# SPDX-License-Identifier: GPL-2.0-or-later
# One room a line: += keeps merges apart.

libdead_a_SOURCES += %D%/decode.h
libdead_a_SOURCES += %D%/elfsyms.c %D%/elfsyms.h
libdead_a_SOURCES += %D%/many.c %D%/many.h
libdead_a_SOURCES += %D%/symbols.c %D%/symbols.h
libdead_a_SOURCES += %D%/symtab.c %D%/symtab.h
libdead_a_SOURCES += %D%/value.h

# The tables of decoders/ as C, and the proof that their numbers are the kernel's.
if HAVE_TABLES
nodist_libdead_a_SOURCES += %D%/tables.c %D%/abi_check.c
BUILT_SOURCES += %D%/tables.c %D%/abi_check.c
CLEANFILES += %D%/tables.c %D%/abi_check.c

%D%/tables.c: $(tables)
	$(AM_V_GEN)$(MKDIR_P) %D% && $(generate) -v out=tables $(table_files) > $@.tmp && mv $@.tmp $@

%D%/abi_check.c: $(tables)
	$(AM_V_GEN)$(MKDIR_P) %D% && $(generate) -v out=abi $(table_files) > $@.tmp && mv $@.tmp $@
endif
