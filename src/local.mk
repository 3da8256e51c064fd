# SPDX-License-Identifier: GPL-2.0-or-later

# Beside main's program, tests/live/oracle is made of these.
pipeline_sources =
pipeline_sources += %D%/backtrace.c %D%/backtrace.h
pipeline_sources += %D%/demangle.c %D%/demangle.h
pipeline_sources += %D%/figure.c %D%/figure.h
pipeline_sources += %D%/checking.c %D%/checking.h %D%/checking_state.h
pipeline_sources += %D%/checking_find.c %D%/checking_gs.c
pipeline_sources += %D%/interrupt.c %D%/interrupt.h
pipeline_sources += %D%/pipeline.c %D%/pipeline.h %D%/pipeline_state.h
pipeline_sources += %D%/lives.c %D%/lives.h
pipeline_sources += %D%/process.c %D%/process.h
pipeline_sources += %D%/show.c %D%/show.h
pipeline_sources += %D%/tamper.c %D%/tamper.h
pipeline_sources += %D%/telling.c %D%/telling.h
pipeline_sources += %D%/verdict.c %D%/verdict.h

gatetrace_SOURCES = %D%/main.c $(pipeline_sources)
gatetrace_SOURCES += %D%/account.c %D%/account.h
gatetrace_LDFLAGS = $(AM_LDFLAGS) $(GT_STATIC)
gatetrace_LDADD = liblive.a libdead.a $(STACK_LIBS) $(ELF_LIBS) $(DEMANGLE_LIBS) $(CAPSTONE_LIBS)

# The command line works on data alone, and is tested like the rooms.
libdead_a_SOURCES += %D%/args.c %D%/args.h
libdead_a_SOURCES += %D%/environment.c %D%/environment.h
libdead_a_SOURCES += %D%/options.c %D%/options.h %D%/options_parse.h
libdead_a_SOURCES += %D%/options_finish.c
libdead_a_SOURCES += %D%/usage.c %D%/usage.h
libdead_a_SOURCES += %D%/words.c %D%/words.h

bin_PROGRAMS += gatevdso
gatevdso_SOURCES = %D%/gatevdso.c
gatevdso_LDFLAGS = $(AM_LDFLAGS) $(GT_STATIC)
gatevdso_LDADD = liblive.a libdead.a $(ELF_LIBS) $(CAPSTONE_LIBS)
