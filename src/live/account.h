/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIVE_ACCOUNT_H
#define LIVE_ACCOUNT_H

#include "live/launch.h"

/*
 * Who a user is: from libc's databases; in a static build, which can't load the
 * libraries that these may need, from /etc/passwd and /etc/group. 0, -ENOENT:
 * there is no such user, or -errno. user->groups is to be freed.
 */
int account_find(const char *name, struct launch_user *user) __attribute__((warn_unused_result));

#endif
