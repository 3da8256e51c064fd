# SPDX-License-Identifier: GPL-2.0-or-later
# Four kinds: unit/ (cmocka, links libdead alone), spec/ (the tables), live/ (real 32-bit processes),
# and the scripts here, which look at the sources. Exit 77 is a skip, with its reason printed.

# ---- Programs to trace: NAME.c becomes NAME (dynamic); list NAME-static, NAME-64 where a test wants them.
# NAME-debug has its unwind tables where only debuggers look, compressed, and keeps no frame pointers.
# NAME-omit, NAME-stripped and NAME-bp are optimised, without symbols, and without unwind tables.
# NAME-bare is one without any libc, at a fixed address; so is what comes from a NAME.S.
tracees =
tracees += %D%/tracees/about
tracees += %D%/tracees/allcalls
tracees += %D%/tracees/auxv-bare
tracees += %D%/tracees/calls_admin
tracees += %D%/tracees/calls_bpf
tracees += %D%/tracees/calls_clock
tracees += %D%/tracees/calls_ioctl
tracees += %D%/tracees/calls_kernel
tracees += %D%/tracees/calls_keys
tracees += %D%/tracees/calls_mount
tracees += %D%/tracees/calls_ptrace
tracees += %D%/tracees/calls_quota
tracees += %D%/tracees/calls_requests
tracees += %D%/tracees/calls_services
tracees += %D%/tracees/checkshims
tracees += %D%/tracees/checkshims-static
tracees += %D%/tracees/classic
tracees += %D%/tracees/data
tracees += %D%/tracees/demo
tracees += %D%/tracees/dumpvdso
tracees += %D%/tracees/family
tracees += %D%/tracees/forge
tracees += %D%/tracees/gates
tracees += %D%/tracees/gates-static
tracees += %D%/tracees/handlers
tracees += %D%/tracees/haul
tracees += %D%/tracees/helper
tracees += %D%/tracees/hop
tracees += %D%/tracees/hop-64
tracees += %D%/tracees/hostile_code
tracees += %D%/tracees/hostile_files
tracees += %D%/tracees/hostile_fuzz
tracees += %D%/tracees/hostile_kill
tracees += %D%/tracees/hostile_odd
tracees += %D%/tracees/hostile_tasks
tracees += %D%/tracees/inject-bare
tracees += %D%/tracees/interrupts
tracees += %D%/tracees/provoked
tracees += %D%/tracees/kin
tracees += %D%/tracees/kin-static
tracees += %D%/tracees/lacks
tracees += %D%/tracees/oddstack
tracees += %D%/tracees/oddstack-static
tracees += %D%/tracees/pure-bare
tracees += %D%/tracees/relay
tracees += %D%/tracees/restarts
tracees += %D%/tracees/queued
tracees += %D%/tracees/rude
tracees += %D%/tracees/script
tracees += %D%/tracees/shimcall-bare
tracees += %D%/tracees/signals
tracees += %D%/tracees/stack
tracees += %D%/tracees/stack-bp
tracees += %D%/tracees/stack-debug
tracees += %D%/tracees/stack-omit
tracees += %D%/tracees/stack-static
tracees += %D%/tracees/stack-stripped
tracees += %D%/tracees/slots
tracees += %D%/tracees/stops
tracees += %D%/tracees/storm
tracees += %D%/tracees/ioctls
tracees += %D%/tracees/sweep
tracees += %D%/tracees/terminal
tracees += %D%/tracees/threads
tracees += %D%/tracees/throng
tracees += %D%/tracees/toil
tracees += %D%/tracees/turns
tracees += %D%/tracees/unasked
tracees += %D%/tracees/unwinds
tracees += %D%/tracees/unwinds-static
tracees += %D%/tracees/vdsogate
tracees += %D%/tracees/victim
tracees += %D%/tracees/walk
tracee_sources =
tracee_sources += %D%/tracees/about.c
tracee_sources += %D%/tracees/auxv.c
tracee_sources += %D%/tracees/calls_admin.c
tracee_sources += %D%/tracees/calls_bpf.c
tracee_sources += %D%/tracees/calls_clock.c
tracee_sources += %D%/tracees/calls_ioctl.c
tracee_sources += %D%/tracees/calls_kernel.c
tracee_sources += %D%/tracees/calls_keys.c
tracee_sources += %D%/tracees/calls_mount.c
tracee_sources += %D%/tracees/calls_ptrace.c
tracee_sources += %D%/tracees/calls_quota.c
tracee_sources += %D%/tracees/calls_requests.c
tracee_sources += %D%/tracees/calls_services.c
tracee_sources += %D%/tracees/checkshims.c
tracee_sources += %D%/tracees/classic.c
tracee_sources += %D%/tracees/data.c
tracee_sources += %D%/tracees/demo.c
tracee_sources += %D%/tracees/dumpvdso.c
tracee_sources += %D%/tracees/family.c
tracee_sources += %D%/tracees/forge.c
tracee_sources += %D%/tracees/gates.c
tracee_sources += %D%/tracees/handlers.c
tracee_sources += %D%/tracees/haul.c
tracee_sources += %D%/tracees/helper.c
tracee_sources += %D%/tracees/hop.c
tracee_sources += %D%/tracees/hostile_code.c
tracee_sources += %D%/tracees/hostile_files.c
tracee_sources += %D%/tracees/hostile_fuzz.c
tracee_sources += %D%/tracees/hostile_kill.c
tracee_sources += %D%/tracees/hostile_odd.c
tracee_sources += %D%/tracees/hostile_tasks.c
tracee_sources += %D%/tracees/inject.c
tracee_sources += %D%/tracees/interrupts.c
tracee_sources += %D%/tracees/provoked.c
tracee_sources += %D%/tracees/kin.c
tracee_sources += %D%/tracees/lacks.c
tracee_sources += %D%/tracees/oddstack.c
tracee_sources += %D%/tracees/pure.c
tracee_sources += %D%/tracees/relay.c
tracee_sources += %D%/tracees/restarts.c
tracee_sources += %D%/tracees/queued.c
tracee_sources += %D%/tracees/rude.c
tracee_sources += %D%/tracees/script.c
tracee_sources += %D%/tracees/shimcall.c
tracee_sources += %D%/tracees/signals.c
tracee_sources += %D%/tracees/stack.c
tracee_sources += %D%/tracees/slots.c
tracee_sources += %D%/tracees/stops.c
tracee_sources += %D%/tracees/storm.c
tracee_sources += %D%/tracees/ioctls.c
tracee_sources += %D%/tracees/sweep.c
tracee_sources += %D%/tracees/allcalls.c
tracee_sources += %D%/tracees/terminal.c
tracee_sources += %D%/tracees/threads.c
tracee_sources += %D%/tracees/throng.c
tracee_sources += %D%/tracees/toil.c
tracee_sources += %D%/tracees/turns.c
tracee_sources += %D%/tracees/unasked.c
tracee_sources += %D%/tracees/unwinds.c
tracee_sources += %D%/tracees/vdsogate.c
tracee_sources += %D%/tracees/victim.c
tracee_sources += %D%/tracees/walk.c
tracee_headers =
tracee_headers += %D%/tracees/answer.h
tracee_headers += %D%/tracees/asleep.h
tracee_headers += %D%/tracees/bare.h
tracee_headers += %D%/tracees/expect.h
tracee_headers += %D%/tracees/part.h
tracee_headers += %D%/tracees/pretend.h
tracee_headers += %D%/tracees/raw.h
tracee_headers += %D%/tracees/queue.h %D%/tracees/scenario.h
tracee_headers += %D%/tracees/shims.h
tracee_headers += %D%/tracees/vdso.h

TRACEE_CFLAGS = -std=gnu11 -D_GNU_SOURCE -O1 -g -Wall -Wextra -Wno-unused-result -U_FORTIFY_SOURCE
tracee_cc = $(AM_V_CC)$(MKDIR_P) %D%/tracees && $(TRACEE_CC) $(TRACEE_CFLAGS)

# Clean-up handlers that need unwind data, as C++'s destructors do.
%D%/tracees/unwinds %D%/tracees/unwinds-static: TRACEE_CFLAGS += -fexceptions
# At a place that live/deny.c knows.
%D%/tracees/fakes %D%/tracees/ioctls %D%/tracees/script %D%/tracees/sweep: \
	TRACEE_CFLAGS += -no-pie -Wl,--section-start=.answered=0x0fa00000
%D%/tracees/%: $(top_srcdir)/%D%/tracees/%.c
	$(tracee_cc) -o $@ $< -pthread
%D%/tracees/%-static: $(top_srcdir)/%D%/tracees/%.c
	$(tracee_cc) -static -o $@ $< -pthread
%D%/tracees/%-debug: $(top_srcdir)/%D%/tracees/%.c
	$(tracee_cc) -DNO_TABLES -O2 -g -gz -fomit-frame-pointer -fno-asynchronous-unwind-tables -fno-unwind-tables \
		-o $@ $< -pthread
%D%/tracees/%-omit: $(top_srcdir)/%D%/tracees/%.c
	$(tracee_cc) -O2 -fomit-frame-pointer -o $@ $< -pthread
%D%/tracees/%-stripped: $(top_srcdir)/%D%/tracees/%.c
	$(tracee_cc) -s -o $@ $< -pthread
%D%/tracees/%-bp: $(top_srcdir)/%D%/tracees/%.c
	$(tracee_cc) -DNO_TABLES -fno-omit-frame-pointer -fno-asynchronous-unwind-tables -fno-unwind-tables \
		-fno-exceptions -o $@ $< -pthread
%D%/tracees/%-64: $(top_srcdir)/%D%/tracees/%.c
	$(tracee_cc) -m64 -o $@ $< -pthread
%D%/tracees/%-bare: $(top_srcdir)/%D%/tracees/%.c
	$(tracee_cc) -nostdlib -static -ffreestanding -fno-stack-protector -fno-pie -no-pie -o $@ $<
%D%/tracees/%: $(top_srcdir)/%D%/tracees/%.S
	$(tracee_cc) -nostdlib -static -Wl,--build-id=none -o $@ $<

if HAVE_M32
built_tracees = $(tracees)
endif
check_DATA = $(built_tracees)
CLEANFILES += $(tracees)
EXTRA_DIST += $(tracee_sources) $(tracee_headers)
$(tracees): $(tracee_headers)

tracees: $(built_tracees)
.PHONY: tracees

# ---- Unit tests: test_NAME.c for each room of libdead, one a line
unit_tests =
unit_tests += %D%/unit/test_base
unit_tests += %D%/unit/test_build
unit_tests += %D%/unit/test_callsite
unit_tests += %D%/unit/test_callsite_libc
unit_tests += %D%/unit/test_capture
unit_tests += %D%/unit/test_check
unit_tests += %D%/unit/test_decode
unit_tests += %D%/unit/test_disasm
unit_tests += %D%/unit/test_environment
unit_tests += %D%/unit/test_filter
unit_tests += %D%/unit/test_frames
unit_tests += %D%/unit/test_gate
unit_tests += %D%/unit/test_halt
unit_tests += %D%/unit/test_html
unit_tests += %D%/unit/test_i386
unit_tests += %D%/unit/test_inject
unit_tests += %D%/unit/test_json
unit_tests += %D%/unit/test_listing
unit_tests += %D%/unit/test_names
unit_tests += %D%/unit/test_options
unit_tests += %D%/unit/test_options_vdso
unit_tests += %D%/unit/test_out
unit_tests += %D%/unit/test_phase
unit_tests += %D%/unit/test_restart
unit_tests += %D%/unit/test_explain
unit_tests += %D%/unit/test_seccomp
unit_tests += %D%/unit/test_sets
unit_tests += %D%/unit/test_shim
unit_tests += %D%/unit/test_shim_told
unit_tests += %D%/unit/test_story
unit_tests += %D%/unit/test_summary
unit_tests += %D%/unit/test_svg
unit_tests += %D%/unit/test_symbols
unit_tests += %D%/unit/test_symtab
unit_tests += %D%/unit/test_text
unit_tests += %D%/unit/test_vdso
unit_tests += %D%/unit/test_value
unit_tests += %D%/unit/test_words

# What the tests of sinks play, and what must come out.
unit_help =
unit_help += %D%/unit/acts.h
unit_help += %D%/unit/call.h
unit_help += %D%/unit/command_line.h
unit_help += %D%/unit/drawn.h
unit_help += %D%/unit/play.h
unit_help += %D%/unit/sites.h
unit_help += %D%/unit/stops.h
unit_help += %D%/unit/tiny_elf.h
unit_help += %D%/unit/vdso_layouts.h
unit_help += %D%/golden/html_crowd.txt
unit_help += %D%/golden/html_drawn.txt
unit_help += %D%/golden/html_gates.txt
unit_help += %D%/golden/json_crowd.txt
unit_help += %D%/golden/json_gates.txt
unit_help += %D%/golden/json_shims.txt
unit_help += %D%/golden/json_shims_rest.txt
unit_help += %D%/golden/json_stories.txt
unit_help += %D%/golden/strace_crowd.txt
unit_help += %D%/golden/strace_gates.txt
unit_help += %D%/golden/summary_calls.txt
unit_help += %D%/golden/summary_gates.txt
unit_help += %D%/golden/summary_sites.txt
unit_help += %D%/golden/summary_too.txt
unit_help += %D%/golden/summary_wall.txt
unit_help += %D%/golden/svg_classic.txt
unit_help += %D%/golden/svg_nothing.txt
unit_help += %D%/golden/svg_own.txt
unit_help += %D%/golden/svg_second.txt
unit_help += %D%/golden/text_attached.txt
unit_help += %D%/golden/text_colour.txt
unit_help += %D%/golden/text_crowd.txt
unit_help += %D%/golden/text_crowd_file.txt
unit_help += %D%/golden/text_crowd_files.txt
unit_help += %D%/golden/text_epoch.txt
unit_help += %D%/golden/text_gates.txt
unit_help += %D%/golden/text_prefix.txt
unit_help += %D%/golden/text_shims.txt
unit_help += %D%/golden/text_shims_rest.txt
unit_help += %D%/golden/text_sites.txt
unit_help += %D%/golden/text_stories.txt
unit_help += %D%/golden/text_stories_colour.txt
EXTRA_DIST += $(unit_help)

tests_unit_test_frames_SOURCES = \
	%D%/unit/test_frames.c \
	src/pipeline/demangle.c src/pipeline/demangle.h
tests_unit_test_frames_LDADD = $(LDADD) $(DEMANGLE_LIBS)

# glibc before 2.34 has dladdr() there.
tests_unit_test_symbols_LDADD = $(LDADD) -ldl

if HAVE_CMOCKA
check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
endif

# ---- The pipeline in another program: live/oracle.sh runs it
check_PROGRAMS += %D%/live/oracle
tests_live_oracle_SOURCES = \
	%D%/live/oracle.c \
	$(pipeline_sources)
tests_live_oracle_LDFLAGS = $(AM_LDFLAGS) $(GT_STATIC)
tests_live_oracle_LDADD = liblive.a libdead.a $(STACK_LIBS) $(ELF_LIBS) $(DEMANGLE_LIBS) $(CAPSTONE_LIBS)

# ---- Old kernels: what they do not have fails
check_PROGRAMS += %D%/live/deny
tests_live_deny_SOURCES = %D%/live/deny.c
tests_live_deny_LDADD =
check_PROGRAMS += %D%/live/answers
tests_live_answers_SOURCES = %D%/live/answers.c
tests_live_answers_LDADD =

# ---- Scripts: += one a line; all executable
script_tests =
script_tests += %D%/demo.sh
script_tests += %D%/headers.sh
script_tests += %D%/hygiene.sh
script_tests += %D%/lecture.sh
script_tests += %D%/man.sh
script_tests += %D%/completion.sh
script_tests += %D%/spec/adding.sh
script_tests += %D%/spec/awks.sh
script_tests += %D%/spec/errors.sh
script_tests += %D%/spec/fuzz.sh
script_tests += %D%/spec/ioctls.sh
script_tests += %D%/spec/ioctl-headers.sh

# These trace real processes.
live_tests =
live_tests += %D%/live/about.sh
live_tests += %D%/live/attach.sh
live_tests += %D%/live/badinput.sh
live_tests += %D%/live/check-shims.sh
live_tests += %D%/live/deny.sh
live_tests += %D%/live/differ.sh
live_tests += %D%/live/differ-cut.sh
live_tests += %D%/live/differ-modes.sh
live_tests += %D%/live/fakes.sh
live_tests += %D%/live/exitstatus.sh
live_tests += %D%/live/explain.sh
live_tests += %D%/live/follow.sh
live_tests += %D%/live/gates.sh
live_tests += %D%/live/gatevdso.sh
live_tests += %D%/live/hostile-memory.sh
live_tests += %D%/live/hostile-privilege.sh
live_tests += %D%/live/hostile-processes.sh
live_tests += %D%/live/html.sh
live_tests += %D%/live/inject.sh
live_tests += %D%/live/ioctl-args.sh
live_tests += %D%/live/json.sh
live_tests += %D%/live/options.sh
live_tests += %D%/live/let-go.sh
live_tests += %D%/live/launching.sh
live_tests += %D%/live/old.sh
live_tests += %D%/live/netlink.sh
live_tests += %D%/live/oracle.sh
live_tests += %D%/live/oracle-proofs.sh
live_tests += %D%/live/prove.sh
live_tests += %D%/live/prove-jmp.sh
live_tests += %D%/live/restarts.sh
live_tests += %D%/live/same-as-i386.sh
live_tests += %D%/live/same-as-strace.sh
live_tests += %D%/live/shims.sh
live_tests += %D%/live/stack.sh
live_tests += %D%/live/newer.sh
live_tests += %D%/live/odd.sh
live_tests += %D%/live/scripts.sh
live_tests += %D%/live/seccomp.sh
live_tests += %D%/live/storm.sh
live_tests += %D%/live/turns.sh
live_tests += %D%/live/strace-options.sh
live_tests += %D%/live/unlucky-jobs.sh
live_tests += %D%/live/classes.sh
live_tests += %D%/live/strace-words.sh
live_tests += %D%/live/daemonize.sh
live_tests += %D%/live/unlucky-killed.sh
live_tests += %D%/live/unlucky-limits.sh
live_tests += %D%/live/unlucky-memory.sh
live_tests += %D%/live/unlucky-output.sh
live_tests += %D%/live/unlucky-signals.sh
live_tests += %D%/live/unlucky-terminal.sh
live_tests += %D%/live/unlucky-visits.sh
live_tests += %D%/live/vdso-classic.sh
live_tests += %D%/live/vdso-restarts.sh
live_tests += %D%/live/vdso-tests.sh
live_tests += %D%/live/wide.sh

script_help =
script_help += %D%/page.awk
script_help += %D%/page.sed
script_help += %D%/tally.sh
script_help += %D%/spec/errors.txt
script_help += %D%/spec/ioctl-cc.sh
script_help += %D%/live/newer.calls
script_help += %D%/live/odd.awk
script_help += %D%/live/calls/addresses.calls
script_help += %D%/live/calls/bpf.calls
script_help += %D%/live/calls/cmsg.calls
script_help += %D%/live/calls/failed.calls
script_help += %D%/live/calls/families.calls
script_help += %D%/live/calls/ifreq.calls
script_help += %D%/live/calls/names.calls
script_help += %D%/live/calls/netlink.calls
script_help += %D%/live/calls/rtnetlink.calls
script_help += %D%/live/calls/sock_diag.calls
script_help += %D%/live/calls/sockopts.calls
script_help += %D%/live/calls/styles.calls
script_help += %D%/live/calls/wait.calls
script_help += %D%/spec/mutate.awk
script_help += %D%/live/differ-plan.awk
script_help += %D%/live/differ.awk
script_help += %D%/live/differ.mistakes
script_help += %D%/live/deny.since
script_help += %D%/live/differ-cut.awk
script_help += %D%/live/differ-cut.pending
script_help += %D%/live/differ-modes.mistakes
script_help += %D%/live/differ.pending
script_help += %D%/live/differ-modes.pending
script_help += %D%/live/strace-words.cases
script_help += %D%/live/fakes.awk
script_help += %D%/live/netlink.awk
script_help += %D%/live/netlink.plan
script_help += %D%/live/fakes.plan
script_help += %D%/live/html_drive.js
script_help += %D%/live/inject.cases
script_help += %D%/live/ioctl-args.cases
script_help += %D%/live/lib.sh
script_help += %D%/live/same.awk
script_help += %D%/live/stack.awk
script_help += %D%/live/same-as-strace.known
script_help += %D%/live/trace.awk
script_help += tools/format
script_help += tools/i386-package
script_help += tools/i386-sysroot
script_help += tools/old-linux

TESTS += $(script_tests)
TESTS += $(live_tests)
EXTRA_DIST += $(script_tests) $(live_tests) $(script_help)

# What i386-package fetched, and what was made of it
clean-local:
	rm -rf %D%/i386 %D%/guests %D%/memcheck/out %D%/coverage %D%/fuzz/build %D%/fuzz/found

# ---- The harness
TEST_EXTENSIONS = .sh
AM_TESTS_ENVIRONMENT = \
	top_srcdir='$(abs_top_srcdir)'; export top_srcdir; \
	top_builddir='$(abs_top_builddir)'; export top_builddir; \
	GATETRACE='$(abs_top_builddir)/gatetrace'; export GATETRACE; \
	GATEVDSO='$(abs_top_builddir)/gatevdso'; export GATEVDSO; \
	TRACEES='$(abs_top_builddir)/%D%/tracees'; export TRACEES; \
	ORACLE='$(abs_top_builddir)/%D%/live/oracle'; export ORACLE; \
	DENY='$(abs_top_builddir)/%D%/live/deny'; export DENY; \
	CC='$(CC)'; export CC; \
	TRACEE_CC='$(TRACEE_CC)'; export TRACEE_CC; \
	AWK='$(AWK)'; export AWK;

%D%/bench/calls: $(top_srcdir)/%D%/bench/calls.c
	$(AM_V_CC)$(MKDIR_P) %D%/bench && $(TRACEE_CC) $(TRACEE_CFLAGS) -o $@ $<
CLEANFILES += %D%/bench/calls
EXTRA_DIST += %D%/bench/bench.sh %D%/bench/calls.c

# The live tests again as on old kernels; OLDS=2.6.32: one of them, old_tests=...: these tests
old_tests = $(live_tests)
OLDS = 2.6.10 2.6.32 2.6.39 4.18
check-old: all
	@failed=; for old in $(OLDS); do \
		echo "==== as on Linux $$old"; \
		$(MAKE) --no-print-directory check OLD=$$old TESTS='$(old_tests)' || failed="$$failed $$old"; \
	done; \
	test -z "$$failed" || { echo "failed as on:$$failed"; exit 1; }
.PHONY: check-old

# Other kernels and CPUs, emulated
check-kernel: all
	@$(MAKE) --no-print-directory check TESTS=
	$(AM_TESTS_ENVIRONMENT) NATIVE='$(host_cpu)' '$(top_srcdir)/%D%/kernel/check.sh' || test $$? = 77
.PHONY: check-kernel
EXTRA_DIST += %D%/kernel/boot.sh %D%/kernel/check.sh %D%/kernel/init %D%/kernel/job.sh
EXTRA_DIST += %D%/kernel/boot-old.sh %D%/kernel/old-cc %D%/kernel/old-init %D%/kernel/old-libc.c

# The tracer in valgrind's memcheck
%D%/memcheck/answers.so: $(top_srcdir)/%D%/memcheck/answers.c
	$(AM_V_CC)$(MKDIR_P) %D%/memcheck && $(CC) $(AM_CFLAGS) -fPIC -shared -o $@ $< -ldl
check-valgrind: all tracees %D%/memcheck/answers.so
	$(AM_TESTS_ENVIRONMENT) '$(top_srcdir)/%D%/memcheck/memcheck.sh' || test $$? = 77
.PHONY: check-valgrind
CLEANFILES += %D%/memcheck/answers.so
EXTRA_DIST += %D%/memcheck/answers.c %D%/memcheck/memcheck.sh

# Which lines the tests execute
coverage:
	$(AM_TESTS_ENVIRONMENT) '$(top_srcdir)/%D%/coverage.sh' || test $$? = 77
.PHONY: coverage
EXTRA_DIST += %D%/coverage.sh %D%/coverage.reasons

# By hand: all tracees at once for half an hour (SOAK_SECONDS); ten million calls in the same memory
soak: all tracees
	$(AM_TESTS_ENVIRONMENT) '$(top_srcdir)/%D%/soak.sh'
soak-memory: all tracees
	$(AM_TESTS_ENVIRONMENT) SOAK=1 '$(top_srcdir)/%D%/live/unlucky-memory.sh'
.PHONY: soak soak-memory
EXTRA_DIST += %D%/soak.sh

bench: all tracees %D%/bench/calls
	$(AM_TESTS_ENVIRONMENT) '$(top_srcdir)/%D%/bench/bench.sh'
.PHONY: bench
