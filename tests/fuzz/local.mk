# SPDX-License-Identifier: GPL-2.0-or-later
# A target is fuzz_NAME.c, its inputs are corpus/NAME/. Built always: run.c makes them tests of these inputs;
# configured with --enable-fuzzing, libFuzzer has its own main().

fuzz_targets =
fuzz_targets += %D%/fuzz_bpf
fuzz_targets += %D%/fuzz_callsite
fuzz_targets += %D%/fuzz_decode
fuzz_targets += %D%/fuzz_filter
fuzz_targets += %D%/fuzz_image
fuzz_targets += %D%/fuzz_options
fuzz_targets += %D%/fuzz_symbols
fuzz_targets += %D%/fuzz_unwind
fuzz_targets += %D%/fuzz_vdso

fuzz_headers =
fuzz_headers += %D%/fuzz.h
fuzz_headers += %D%/memory.h
fuzz_headers += %D%/printed.h

if FUZZING
fuzz_main =
else
fuzz_main = %D%/run.c
TESTS += $(fuzz_targets)
endif
fuzz_ldadd = libdead.a $(ELF_LIBS) $(CAPSTONE_LIBS) $(FUZZ_ENGINE)

tests_fuzz_fuzz_bpf_SOURCES = %D%/fuzz_bpf.c $(fuzz_main)
tests_fuzz_fuzz_bpf_LDADD = $(fuzz_ldadd)
tests_fuzz_fuzz_callsite_SOURCES = %D%/fuzz_callsite.c $(fuzz_main)
tests_fuzz_fuzz_callsite_LDADD = $(fuzz_ldadd)
tests_fuzz_fuzz_decode_SOURCES = %D%/fuzz_decode.c $(fuzz_main)
tests_fuzz_fuzz_decode_LDADD = $(fuzz_ldadd)
tests_fuzz_fuzz_filter_SOURCES = %D%/fuzz_filter.c $(fuzz_main)
tests_fuzz_fuzz_filter_LDADD = $(fuzz_ldadd)
tests_fuzz_fuzz_image_SOURCES = %D%/fuzz_image.c $(fuzz_main)
tests_fuzz_fuzz_image_LDADD = $(fuzz_ldadd)
tests_fuzz_fuzz_options_SOURCES = %D%/fuzz_options.c $(fuzz_main)
tests_fuzz_fuzz_options_LDADD = $(fuzz_ldadd)
tests_fuzz_fuzz_symbols_SOURCES = %D%/fuzz_symbols.c $(fuzz_main)
tests_fuzz_fuzz_symbols_LDADD = $(fuzz_ldadd)
# Unwind data is read for a process, so by liblive; none is asked here.
tests_fuzz_fuzz_unwind_SOURCES = %D%/fuzz_unwind.c $(fuzz_main)
tests_fuzz_fuzz_unwind_LDFLAGS = $(AM_LDFLAGS) $(GT_STATIC)
tests_fuzz_fuzz_unwind_LDADD = liblive.a libdead.a $(STACK_LIBS) $(ELF_LIBS) $(CAPSTONE_LIBS) $(FUZZ_ENGINE)
tests_fuzz_fuzz_vdso_SOURCES = %D%/fuzz_vdso.c $(fuzz_main)
tests_fuzz_fuzz_vdso_LDADD = $(fuzz_ldadd)

check_PROGRAMS += $(fuzz_targets)
EXTRA_DIST += %D%/corpus %D%/fuzz.sh $(fuzz_headers)

# For fuzz.sh, in a build folder of its own.
fuzz-targets: $(BUILT_SOURCES)
	@$(MAKE) --no-print-directory $(fuzz_targets)
.PHONY: fuzz-targets

check-fuzz:
	@$(AM_TESTS_ENVIRONMENT) '$(top_srcdir)/%D%/fuzz.sh' $(fuzz_targets)
.PHONY: check-fuzz
