# SPDX-License-Identifier: GPL-2.0-or-later
# One room a line: += keeps merges apart.

libdead_a_SOURCES += %D%/build.c %D%/build.h
libdead_a_SOURCES += %D%/choice.h
libdead_a_SOURCES += %D%/check.c %D%/check.h
libdead_a_SOURCES += %D%/check_code.c %D%/check_code.h
libdead_a_SOURCES += %D%/disasm.c %D%/disasm.h
libdead_a_SOURCES += %D%/facts.c %D%/facts.h
libdead_a_SOURCES += %D%/image.c %D%/image.h
libdead_a_SOURCES += %D%/listing.c %D%/listing.h
libdead_a_SOURCES += %D%/report.c %D%/report.h
libdead_a_SOURCES += %D%/report_json.c
libdead_a_SOURCES += %D%/unwind.c %D%/unwind.h
libdead_a_SOURCES += %D%/walk.c %D%/walk.h
