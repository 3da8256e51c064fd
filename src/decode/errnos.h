/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DECODE_ERRNOS_H
#define DECODE_ERRNOS_H

/* "No such file or directory" of 2: static until the next call. */
const char *errno_text(int err);

/* "ERESTARTSYS" of 512 and its text; NULL for what is no such code. */
const char *restart_name(int err, const char **text);

#endif
