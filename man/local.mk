# SPDX-License-Identifier: GPL-2.0-or-later

dist_man_MANS += %D%/gatetrace.1
dist_man_MANS += %D%/gatevdso.1
