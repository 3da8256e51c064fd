/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_PIPE_H
#define BASE_PIPE_H

/* A pipe that no program started later gets: end[0] is read. 0 or -errno. */
int pipe_private(int end[2]) __attribute__((warn_unused_result));

#endif
