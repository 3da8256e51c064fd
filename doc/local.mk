# SPDX-License-Identifier: GPL-2.0-or-later
# The lecture; tests/lecture.sh builds its programs, and runs it.

EXTRA_DIST += %D%/lecture.md
EXTRA_DIST += %D%/lecture/Makefile
EXTRA_DIST += %D%/lecture/nap.c
EXTRA_DIST += %D%/lecture/reader.c
EXTRA_DIST += %D%/lecture/ways.c
EXTRA_DIST += %D%/html.png

# What hostile and unlucky tracees do, and what happens then
EXTRA_DIST += %D%/robustness.md
