# SPDX-License-Identifier: GPL-2.0-or-later
# What bash and zsh complete: made of the options' own tables. POSIX awk, on the build machine only.

bashcompletiondir = $(datadir)/bash-completion/completions
nodist_bashcompletion_DATA = %D%/gatetrace %D%/gatevdso
zshcompletiondir = $(datadir)/zsh/site-functions
nodist_zshcompletion_DATA = %D%/_gatetrace %D%/_gatevdso
CLEANFILES += $(nodist_bashcompletion_DATA) $(nodist_zshcompletion_DATA)

completion = %D%/completion.awk
EXTRA_DIST += $(completion)
complete = $(AM_V_GEN)$(MKDIR_P) %D% && $(AWK) -f '$(top_srcdir)/$(completion)'
usage = $(top_srcdir)/src/command/usage.c
usage_vdso = $(top_srcdir)/src/gatevdso.c

%D%/gatetrace: $(completion) $(usage)
	$(complete) shell=bash program=gatetrace '$(usage)' > $@.tmp && mv $@.tmp $@

%D%/_gatetrace: $(completion) $(usage)
	$(complete) shell=zsh program=gatetrace '$(usage)' > $@.tmp && mv $@.tmp $@

%D%/gatevdso: $(completion) $(usage_vdso)
	$(complete) shell=bash program=gatevdso '$(usage_vdso)' > $@.tmp && mv $@.tmp $@

%D%/_gatevdso: $(completion) $(usage_vdso)
	$(complete) shell=zsh program=gatevdso '$(usage_vdso)' > $@.tmp && mv $@.tmp $@
