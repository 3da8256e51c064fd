/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ARGS_H
#define ARGS_H

#include "command/options_parse.h"

/*
 * The arguments of options, on their way into struct options. 0 or more, or
 * -errno when what is wrong has been told.
 */

/* A number of at least that much. */
int args_number(const struct parse *p, const char *text, unsigned least, unsigned *number, const char *ours);

/* Which of the words (NULL ends them) text is. */
int args_choose(const struct parse *p, const char *text, const char *const *words, const char *ours);
int args_pids(struct parse *p, char *list);
void args_env(struct options *o, char *edit);
int args_precision(const struct parse *p, const char *text, uint8_t *digits);
int args_times(struct parse *p, const char *text);
int args_quiet(struct parse *p, const char *text);
int args_injection(struct parse *p, bool fault, const char *expression);

int args_fds(struct parse *p, const char *text);
int args_decode_pids(struct parse *p, const char *text);
int args_daemonize(struct parse *p, const char *text);

/* After -c or -C: it is one of them. */
int args_tables(const struct parse *p);

/* -e; qualifier: "trace=", or NULL when the expression has its own. */
int args_expression(struct parse *p, const char *qualifier, const char *expression);
int args_strings_in_hex(struct parse *p, const char *text);
void args_strace(struct parse *p);
void args_path(struct parse *p, const char *path);
int args_trace_fds(struct parse *p, const char *text);
int args_vdso(struct parse *p, const char *text);
int args_detach(struct parse *p, const char *text);
int args_kvm(const struct parse *p, const char *text);
int args_columns(struct parse *p, const char *text);

#endif
