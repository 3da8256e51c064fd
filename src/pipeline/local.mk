# SPDX-License-Identifier: GPL-2.0-or-later
# One room a line: += keeps merges apart.

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
