/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "decode/errnos.h"

#include <stddef.h>
#include <string.h>

#include "decode/decode.h"
#include "decode/sets.h"
#include "decode/tables.h"
#include "event/i386.h"

static const struct {
	const char *name, *text;
	int err;
} restarts[] = {
	{ "ERESTARTSYS", "To be restarted if SA_RESTART is set", ERESTARTSYS },
	{ "ERESTARTNOINTR", "To be restarted", ERESTARTNOINTR },
	{ "ERESTARTNOHAND", "To be restarted if no handler", ERESTARTNOHAND },
	{ "ERESTART_RESTARTBLOCK", "Interrupted by signal", ERESTART_RESTARTBLOCK },
};

/* What user space never sees, unless somebody makes them up (-e inject=). */
static const struct {
	const char *name;
	int err;
} inner[] = {
	{ "ENOIOCTLCMD", 515 },   { "EPROBE_DEFER", 517 }, { "EOPENSTALE", 518 }, { "EBADHANDLE", 521 },
	{ "ENOTSYNC", 522 },      { "EBADCOOKIE", 523 },   { "ENOTSUPP", 524 },   { "ETOOSMALL", 525 },
	{ "ESERVERFAULT", 526 },  { "EBADTYPE", 527 },     { "EJUKEBOX", 528 },   { "EIOCBQUEUED", 529 },
	{ "ERECALLCONFLICT", 530 },
};

const char *errno_name(int err)
{
	for (size_t i = 0; err > 512 && i < sizeof(inner) / sizeof(*inner); i++)
		if (inner[i].err == err)
			return inner[i].name;
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
