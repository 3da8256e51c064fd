# SPDX-License-Identifier: GPL-2.0-or-later
# One room a line: += keeps merges apart.

liblive_a_SOURCES += %D%/source.h
liblive_a_SOURCES += %D%/ptrace.c %D%/ptrace.h
liblive_a_SOURCES += %D%/ptrace_delay.c %D%/ptrace_delay.h
liblive_a_SOURCES += %D%/ptrace_old.c %D%/ptrace_old.h
liblive_a_SOURCES += %D%/ptrace_stops.c %D%/ptrace_stops.h
