# SPDX-License-Identifier: GPL-2.0-or-later
# One room a line: += keeps merges apart.

liblive_a_SOURCES += %D%/about.c %D%/about.h
liblive_a_SOURCES += %D%/account.c %D%/account.h
liblive_a_SOURCES += %D%/ahead.c %D%/ahead.h
liblive_a_SOURCES += %D%/attach.c %D%/attach.h
liblive_a_SOURCES += %D%/attach_old.c %D%/attach_old.h
liblive_a_SOURCES += %D%/auxv.c %D%/auxv.h
liblive_a_SOURCES += %D%/cfi.h %D%/ehframe.c %D%/ehframe.h
liblive_a_SOURCES += %D%/debug.c %D%/debug.h
liblive_a_SOURCES += %D%/debugframe.c %D%/debugframe.h
liblive_a_SOURCES += %D%/genl.c %D%/genl.h
liblive_a_SOURCES += %D%/kernel.c %D%/kernel.h
liblive_a_SOURCES += %D%/launch.c %D%/launch.h
liblive_a_SOURCES += %D%/mem.c %D%/mem.h
liblive_a_SOURCES += %D%/netlink.c %D%/netlink.h
liblive_a_SOURCES += %D%/passes.c %D%/passes.h
liblive_a_SOURCES += %D%/probe.c %D%/probe.h
liblive_a_SOURCES += %D%/prove.c %D%/prove.h
liblive_a_SOURCES += %D%/regs.c %D%/regs.h
liblive_a_SOURCES += %D%/stack.c %D%/stack.h
liblive_a_SOURCES += %D%/request.c %D%/request.h
liblive_a_SOURCES += %D%/socket.c %D%/socket.h
liblive_a_SOURCES += %D%/stop.c %D%/stop.h
liblive_a_SOURCES += %D%/tamper.c %D%/tamper.h
liblive_a_SOURCES += %D%/task.c %D%/task.h
liblive_a_SOURCES += %D%/transplant.c %D%/transplant.h
liblive_a_SOURCES += %D%/turns.c %D%/turns.h
liblive_a_SOURCES += %D%/watch.c %D%/watch.h
liblive_a_SOURCES += %D%/window.c %D%/window.h

# The library for call frame information that configure found
if HAVE_LIBDW
liblive_a_SOURCES += %D%/cfi_libdw.c
else
if HAVE_LIBUNWIND
liblive_a_SOURCES += %D%/cfi_libunwind.c
liblive_a_SOURCES += %D%/ehtable.c %D%/ehtable.h
else
liblive_a_SOURCES += %D%/cfi_none.c
endif
endif
