# SPDX-License-Identifier: GPL-2.0-or-later
# One room a line: += keeps merges apart.

libdead_a_SOURCES += %D%/args.c %D%/args.h
libdead_a_SOURCES += %D%/environment.c %D%/environment.h
libdead_a_SOURCES += %D%/names.c %D%/names.h
libdead_a_SOURCES += %D%/options.c %D%/options.h %D%/options_parse.h
libdead_a_SOURCES += %D%/options_finish.c
libdead_a_SOURCES += %D%/tips.c %D%/tips.h
libdead_a_SOURCES += %D%/usage.c %D%/usage.h
libdead_a_SOURCES += %D%/words.c %D%/words.h
