/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/account.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "config.h"

#ifdef STATICALLY_LINKED

static const struct passwd *find(const char *name)
{
	FILE *f = fopen("/etc/passwd", "re");
	const struct passwd *p = NULL;

	if (!f)
		return NULL;
	while ((p = fgetpwent(f)) && strcmp(p->pw_name, name))
		;
	fclose(f);
	return p;
}

static bool is_member(const struct group *g, const char *name)
{
	for (char **member = g->gr_mem; *member; member++)
		if (!strcmp(*member, name))
			return true;
	return false;
}

/* As getgrouplist(): as many as there is room for; how many there are. */
static int list(const char *name, gid_t gid, gid_t *groups, int room)
{
	FILE *f = fopen("/etc/group", "re");
	const struct group *g;
	int n = 0;

	if (n++ < room)
		groups[0] = gid;
	if (!f)
		return n;
	while ((g = fgetgrent(f)))
		if (g->gr_gid != gid && is_member(g, name) && n++ < room)
			groups[n - 1] = g->gr_gid;
	fclose(f);
	return n;
}

#else

static const struct passwd *find(const char *name)
{
	return getpwnam(name);
}

static int list(const char *name, gid_t gid, gid_t *groups, int room)
{
	getgrouplist(name, gid, groups, &room);
	return room;
}

#endif

int account_find(const char *name, struct launch_user *user)
{
	const struct passwd *p;
	int n = 0, room;

	errno = 0;
	p = find(name);
	if (!p)
		return errno == 0 || errno == ESRCH ? -ENOENT : -errno;
	*user = (struct launch_user){ .uid = p->pw_uid, .gid = p->pw_gid };
	do {
		room = n + 16;
		user->groups = xrealloc(user->groups, (size_t)room * sizeof(*user->groups));
		n = list(name, user->gid, user->groups, room);
	} while (n > room);
	user->n_groups = n;
	return 0;
}
