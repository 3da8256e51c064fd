# SPDX-License-Identifier: GPL-2.0-or-later
# One room a line: += keeps merges apart.

libdead_a_SOURCES += %D%/sink.h
libdead_a_SOURCES += %D%/colour.c %D%/colour.h
libdead_a_SOURCES += %D%/explain.c %D%/explain.h
libdead_a_SOURCES += %D%/explain_code.c %D%/explain_code.h
libdead_a_SOURCES += %D%/explain_parts.h %D%/explain_prose.c %D%/explain_words.c
libdead_a_SOURCES += %D%/frames.c %D%/frames.h
libdead_a_SOURCES += %D%/json.c %D%/json.h
libdead_a_SOURCES += %D%/json_story.c %D%/json_story.h
libdead_a_SOURCES += %D%/json_write.c %D%/json_write.h
libdead_a_SOURCES += %D%/line.c %D%/line.h
libdead_a_SOURCES += %D%/out.c %D%/out.h
libdead_a_SOURCES += %D%/place.c %D%/place.h
libdead_a_SOURCES += %D%/summary.c %D%/summary.h
libdead_a_SOURCES += %D%/text.c %D%/text.h
libdead_a_SOURCES += %D%/text_call.c %D%/text_note.c %D%/text_parts.h
