# SPDX-License-Identifier: GPL-2.0-or-later
# One room a line: += keeps merges apart.

libdead_a_SOURCES += %D%/about.h
libdead_a_SOURCES += %D%/event.c %D%/event.h
libdead_a_SOURCES += %D%/i386.h
libdead_a_SOURCES += %D%/reader.h
libdead_a_SOURCES += %D%/shim_report.c %D%/shim_report.h
