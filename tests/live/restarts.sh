#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Calls of every kind that can restart, interrupted in every way, through both gates; and what
# handlers do to them: tests/tracees/restarts.c, handlers.c and interrupts.c say what the trace must show.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees restarts handlers interrupts

for program in restarts handlers interrupts; do
	"$TRACEES/$program" list >"$tmp/scenarios"
	while read -r scenario; do
		# shellcheck disable=SC2086
		traced "$program $scenario" short=1 -- "$TRACEES/$program" $scenario
	done <"$tmp/scenarios"
done
finish
