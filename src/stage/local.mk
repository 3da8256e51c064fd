# SPDX-License-Identifier: GPL-2.0-or-later
# One room a line: += keeps merges apart.

libdead_a_SOURCES += %D%/capture.c %D%/capture.h
libdead_a_SOURCES += %D%/callsite.c %D%/callsite.h
libdead_a_SOURCES += %D%/designator.c %D%/designator.h
libdead_a_SOURCES += %D%/filter.c %D%/filter.h
libdead_a_SOURCES += %D%/inject.c %D%/inject.h %D%/inject_parse.c
libdead_a_SOURCES += %D%/manner.c %D%/manner.h
libdead_a_SOURCES += %D%/paths.c %D%/paths.h
libdead_a_SOURCES += %D%/halt.c %D%/halt.h
libdead_a_SOURCES += %D%/phase.c %D%/phase.h
libdead_a_SOURCES += %D%/vdso.c %D%/vdso.h
libdead_a_SOURCES += %D%/gate.c %D%/gate.h
libdead_a_SOURCES += %D%/restart.c %D%/restart.h
libdead_a_SOURCES += %D%/seccomp.c %D%/seccomp.h
libdead_a_SOURCES += %D%/shim.c %D%/shim.h
libdead_a_SOURCES += %D%/shimcode.c %D%/shimcode.h
libdead_a_SOURCES += %D%/space.c %D%/space.h
libdead_a_SOURCES += %D%/story.c %D%/story.h
