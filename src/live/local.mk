# SPDX-License-Identifier: GPL-2.0-or-later
# One room a line: += keeps merges apart.

liblive_a_SOURCES += %D%/attach.c %D%/attach.h
liblive_a_SOURCES += %D%/launch.c %D%/launch.h
liblive_a_SOURCES += %D%/mem.c %D%/mem.h
liblive_a_SOURCES += %D%/probe.c %D%/probe.h
liblive_a_SOURCES += %D%/prove.c %D%/prove.h
liblive_a_SOURCES += %D%/regs.c %D%/regs.h
liblive_a_SOURCES += %D%/request.c %D%/request.h
liblive_a_SOURCES += %D%/stop.c %D%/stop.h
liblive_a_SOURCES += %D%/task.c %D%/task.h
liblive_a_SOURCES += %D%/turns.c %D%/turns.h
