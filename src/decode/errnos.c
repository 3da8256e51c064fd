/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "decode/errnos.h"

#include <stddef.h>
#include <string.h>

#include "decode/decode.h"
#include "decode/sets.h"
#include "decode/tables.h"

/* Those that user space never sees: include/linux/errno.h. */
static const struct {
	const char *name, *text;
	int err;
} restarts[] = {
	{ "ERESTARTSYS", "To be restarted if SA_RESTART is set", 512 },
	{ "ERESTARTNOINTR", "To be restarted", 513 },
	{ "ERESTARTNOHAND", "To be restarted if no handler", 514 },
	{ "ERESTART_RESTARTBLOCK", "Interrupted by signal", 516 },
};

const char *errno_name(int err)
{
	return err > 0 ? set_word(&spec_sets[SET_errno], (uint64_t)err) : NULL;
}

const char *errno_text(int err)
{
	return strerror(err);
}

const char *restart_name(int err, const char **text)
{
	for (size_t i = 0; i < sizeof(restarts) / sizeof(*restarts); i++)
		if (restarts[i].err == err) {
			*text = restarts[i].text;
			return restarts[i].name;
		}
	return NULL;
}
