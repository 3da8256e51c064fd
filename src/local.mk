# SPDX-License-Identifier: GPL-2.0-or-later

gatetrace_SOURCES =
gatetrace_SOURCES += %D%/interrupt.c %D%/interrupt.h
gatetrace_SOURCES += %D%/main.c
gatetrace_SOURCES += %D%/pipeline.c %D%/pipeline.h
gatetrace_SOURCES += %D%/process.c %D%/process.h
gatetrace_LDADD = liblive.a libdead.a $(ELF_LIBS) $(STACK_LIBS)

# The command line works on data alone, and is tested like the rooms.
libdead_a_SOURCES += %D%/environment.c %D%/environment.h
libdead_a_SOURCES += %D%/options.c %D%/options.h
libdead_a_SOURCES += %D%/usage.c %D%/usage.h
libdead_a_SOURCES += %D%/words.c %D%/words.h

bin_PROGRAMS += gatevdso
gatevdso_SOURCES = %D%/gatevdso.c
gatevdso_LDADD = liblive.a libdead.a $(ELF_LIBS)
