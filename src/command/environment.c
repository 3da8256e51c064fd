/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command/environment.h"

#include <string.h>

#include "base/die.h"

/* Are both of the same variable? */
static int same(const char *a, const char *b)
{
	size_t n = strcspn(a, "=");

	return n == strcspn(b, "=") && !memcmp(a, b, n);
}

/* Drops every entry of edit's variable; the first stays, replaced, when edit sets it. */
static unsigned apply(char **env, unsigned n, char *edit)
{
	int placed = !strchr(edit, '=');
	unsigned kept = 0;

	for (unsigned i = 0; i < n; i++) {
		if (!same(env[i], edit)) {
			env[kept++] = env[i];
		} else if (!placed) {
			env[kept++] = edit;
			placed = 1;
		}
	}
	if (!placed)
		env[kept++] = edit;
	return kept;
}

char **environment_edit(char *const env[], char *const edits[], unsigned count)
{
	unsigned n = 0;
	char **to;

	while (env[n])
		n++;
	to = xcalloc(n + count + 1, sizeof(*to));
	if (n)
		memcpy(to, env, n * sizeof(*to));
	for (unsigned i = 0; i < count; i++)
		n = apply(to, n, edits[i]);
	to[n] = NULL;
	return to;
}
