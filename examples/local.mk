# SPDX-License-Identifier: GPL-2.0-or-later

example_files =
example_files += %D%/shim/Makefile
example_files += %D%/shim/README.md
example_files += %D%/shim/shim.S
example_files += %D%/shim/shim.h
example_files += %D%/shim/shim.lds
example_files += %D%/shim/wrong-argument.S
example_files += %D%/shim/wrong-ebp.S
example_files += %D%/shim/wrong-order.S
EXTRA_DIST += $(example_files)

# For the kernel that runs here, by the Makefile that the authors of shims use.
shims: gatevdso
	$(AM_V_GEN)$(MKDIR_P) %D%/shim && $(MAKE) -s -C %D%/shim -f '$(abs_top_srcdir)/%D%/shim/Makefile' \
		GATEVDSO='$(abs_top_builddir)/gatevdso' CC='$(TRACEE_CC)'
.PHONY: shims

CLEANFILES += %D%/shim/*.so %D%/shim/offsets
