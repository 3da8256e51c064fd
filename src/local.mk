# SPDX-License-Identifier: GPL-2.0-or-later

if HAVE_PROGRAM
bin_PROGRAMS += gatetrace
endif
gatetrace_SOURCES =
gatetrace_SOURCES += %D%/interrupt.c %D%/interrupt.h
gatetrace_SOURCES += %D%/main.c
gatetrace_SOURCES += %D%/options.c %D%/options.h
gatetrace_SOURCES += %D%/pipeline.c %D%/pipeline.h
gatetrace_SOURCES += %D%/process.c %D%/process.h
gatetrace_LDADD = liblive.a libdead.a $(ELF_LIBS) $(STACK_LIBS)
