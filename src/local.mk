# SPDX-License-Identifier: GPL-2.0-or-later

# Beside main's program, tests/live/oracle is made of these.
pipeline_sources =

gatetrace_SOURCES = %D%/main.c $(pipeline_sources)
gatetrace_LDFLAGS = $(AM_LDFLAGS) $(GT_STATIC)
gatetrace_LDADD = liblive.a libdead.a $(STACK_LIBS) $(ELF_LIBS) $(DEMANGLE_LIBS) $(CAPSTONE_LIBS)

bin_PROGRAMS += gatevdso
gatevdso_SOURCES = %D%/gatevdso.c
gatevdso_LDFLAGS = $(AM_LDFLAGS) $(GT_STATIC)
gatevdso_LDADD = liblive.a libdead.a $(ELF_LIBS) $(CAPSTONE_LIBS)
