# SPDX-License-Identifier: GPL-2.0-or-later
# One room a line: += keeps merges apart.

libdead_a_SOURCES += %D%/arena.c %D%/arena.h
libdead_a_SOURCES += %D%/buffer.c %D%/buffer.h
libdead_a_SOURCES += %D%/die.c %D%/die.h
libdead_a_SOURCES += %D%/duration.c %D%/duration.h
libdead_a_SOURCES += %D%/escape.c %D%/escape.h
libdead_a_SOURCES += %D%/limit.c %D%/limit.h
libdead_a_SOURCES += %D%/file.c %D%/file.h
libdead_a_SOURCES += %D%/map.c %D%/map.h
libdead_a_SOURCES += %D%/numbers.c %D%/numbers.h
libdead_a_SOURCES += %D%/pipe.c %D%/pipe.h
