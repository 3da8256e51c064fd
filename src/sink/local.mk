# SPDX-License-Identifier: GPL-2.0-or-later
# One room a line: += keeps merges apart.

libdead_a_SOURCES += %D%/sink.h
libdead_a_SOURCES += %D%/colour.c %D%/colour.h
libdead_a_SOURCES += %D%/drawing.c %D%/drawing.h
libdead_a_SOURCES += %D%/explain.c %D%/explain.h
libdead_a_SOURCES += %D%/explain_code.c %D%/explain_code.h
libdead_a_SOURCES += %D%/explain_parts.h %D%/explain_prose.c
libdead_a_SOURCES += %D%/explain_step.c %D%/explain_words.c
libdead_a_SOURCES += %D%/frames.c %D%/frames.h
libdead_a_SOURCES += %D%/html.c %D%/html.h
libdead_a_SOURCES += %D%/hexdump.c %D%/hexdump.h
libdead_a_SOURCES += %D%/json.c %D%/json.h
libdead_a_SOURCES += %D%/json_shim.c %D%/json_shim.h
libdead_a_SOURCES += %D%/json_story.c %D%/json_story.h
libdead_a_SOURCES += %D%/json_write.c %D%/json_write.h
libdead_a_SOURCES += %D%/line.c %D%/line.h
libdead_a_SOURCES += %D%/out.c %D%/out.h
libdead_a_SOURCES += %D%/place.c %D%/place.h
libdead_a_SOURCES += %D%/summary.c %D%/summary.h
libdead_a_SOURCES += %D%/svg.c %D%/svg.h
libdead_a_SOURCES += %D%/svg_draw.c %D%/svg_parts.h
libdead_a_SOURCES += %D%/text.c %D%/text.h
libdead_a_SOURCES += %D%/result.c %D%/result.h
libdead_a_SOURCES += %D%/text_call.c %D%/text_note.c %D%/text_parts.h

# --html's page: its files as C. POSIX awk, on the build machine only.
page_files =
page_files += %D%/html/page.html
page_files += %D%/html/page.css
page_files += %D%/html/data.js
page_files += %D%/html/axis.js
page_files += %D%/html/timeline.js
page_files += %D%/html/input.js
page_files += %D%/html/tables.js
page_files += %D%/html/restart.js
page_files += %D%/html/page.js
EXTRA_DIST += %D%/html/embed.awk $(page_files)

made_page = %D%/html_page.c
nodist_libdead_a_SOURCES += $(made_page)
CLEANFILES += $(made_page)
$(made_page): %D%/html/embed.awk $(page_files)
	$(AM_V_GEN)$(MKDIR_P) %D% && LC_ALL=C $(AWK) -v dir='$(top_srcdir)/%D%/html' \
		-f '$(top_srcdir)/%D%/html/embed.awk' '$(top_srcdir)/%D%/html/page.html' > $@.tmp && mv $@.tmp $@
libdead_a_SOURCES += %D%/text_shim.c
