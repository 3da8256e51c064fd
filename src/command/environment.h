/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENVIRONMENT_H
#define ENVIRONMENT_H

/*
 * A copy of env with edits, in order: "VAR=VAL" sets, where VAR stood or behind
 * all others; "VAR" removes. The vector is to be freed, its strings are env's
 * and the edits'.
 */
char **environment_edit(char *const env[], char *const edits[], unsigned count)
	__attribute__((warn_unused_result));

#endif
