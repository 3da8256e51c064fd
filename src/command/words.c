/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command/words.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "event/about.h"

static const char *const precisions[] = { "s", "ms", "us", "ns", NULL };

int words_which(const char *text, size_t len, const char *const *words)
{
	for (int i = 0; words[i]; i++)
		if (strlen(words[i]) == len && !memcmp(words[i], text, len))
			return i;
	return -1;
}

int words_which_case(const char *text, size_t len, const char *const *words)
{
	for (int i = 0; words[i]; i++)
		if (strlen(words[i]) == len && !strncasecmp(words[i], text, len))
			return i;
	return -1;
}

int words_number(const char *text, unsigned *number)
{
	unsigned long n;
	char *end;

	if (!isdigit((unsigned char)*text))
		return -EINVAL;
	errno = 0;
	n = strtoul(text, &end, 10);
	if (errno || *end || n > INT_MAX)
		return -EINVAL;
	*number = (unsigned)n;
	return 0;
}

int words_precision(const char *text, uint8_t *digits)
{
	int i = words_which_case(text, strlen(text), precisions);

	if (i < 0)
		return -EINVAL;
	*digits = (uint8_t)(3 * i);
	return 0;
}

int words_times(const char *text, enum time_style *style, uint8_t *digits)
{
	static const char *const formats[] = { "none", "time", "unix", NULL };
	static const enum time_style styles[] = { TIME_NONE, TIME_OF_DAY, TIME_EPOCH };
	enum time_style to = TIME_OF_DAY;
	uint8_t behind = 0;

	for (const char *at = text; at && *at; at += strspn(at, ",")) {
		bool format = !strncmp(at, "format:", 7), precision = !strncmp(at, "precision:", 10);
		size_t n;
		int f, p;

		at += format ? 7 : precision ? 10 : 0;
		n = strcspn(at, ",");
		f = precision ? -1 : words_which_case(at, n, formats);
		p = format ? -1 : words_which_case(at, n, precisions);
		if (f < 0 && p < 0)
			return -EINVAL;
		if (f >= 0)
			to = styles[f];
		else
			behind = (uint8_t)(3 * p);
		at += n;
	}
	*style = to;
	*digits = behind;
	return 0;
}

int words_sort(const char *text, enum summary_sort *sort)
{
	static const struct {
		const char *word;
		enum summary_sort sort;
	} known[] = {
		{ "time", SORT_TIME },
		{ "time-total", SORT_TIME },
		{ "total-time", SORT_TIME },
		{ "time_total", SORT_TIME },
		{ "total_time", SORT_TIME },
		{ "min-time", SORT_MIN_TIME },
		{ "min_time", SORT_MIN_TIME },
		{ "time-min", SORT_MIN_TIME },
		{ "shortest", SORT_MIN_TIME },
		{ "max-time", SORT_MAX_TIME },
		{ "max_time", SORT_MAX_TIME },
		{ "time-max", SORT_MAX_TIME },
		{ "longest", SORT_MAX_TIME },
		{ "avg-time", SORT_AVG_TIME },
		{ "avg_time", SORT_AVG_TIME },
		{ "time-avg", SORT_AVG_TIME },
		{ "calls", SORT_CALLS },
		{ "count", SORT_CALLS },
		{ "errors", SORT_ERRORS },
		{ "error", SORT_ERRORS },
		{ "name", SORT_NAME },
		{ "syscall", SORT_NAME },
		{ "syscall-name", SORT_NAME },
		{ "nothing", SORT_NOTHING },
		{ "none", SORT_NOTHING },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (!strcmp(text, known[i].word)) {
			*sort = known[i].sort;
			return 0;
		}
	}
	return -EINVAL;
}

int words_columns(const char *text, uint8_t *column, const char **bad, size_t *bad_len)
{
	static const char *const words[] = {
		"time-percent", "time_percent", "time",	    "time-total", "total-time",	  "total_time",
		"min-time",	"time-min",	"min_time", "shortest",	  "max-time",	  "time-max",
		"max_time",	"longest",	"avg-time", "time-avg",	  "calls",	  "count",
		"errors",	"error",	"name",	    "syscall",	  "syscall-name", NULL,
	};
	static const uint8_t which[] = {
		COLUMN_PERCENT, COLUMN_PERCENT, COLUMN_PERCENT, COLUMN_TOTAL, COLUMN_TOTAL, COLUMN_TOTAL,
		COLUMN_MIN,	COLUMN_MIN,	COLUMN_MIN,	COLUMN_MIN,   COLUMN_MAX,   COLUMN_MAX,
		COLUMN_MAX,	COLUMN_MAX,	COLUMN_AVG,	COLUMN_AVG,   COLUMN_CALLS, COLUMN_CALLS,
		COLUMN_ERRORS,	COLUMN_ERRORS,	COLUMN_NAME,	COLUMN_NAME,  COLUMN_NAME,
	};
	unsigned seen = 0;
	int n = 0;

	for (;; text++) {
		int i;

		*bad = text;
		*bad_len = strcspn(text, ",");
		i = words_which(text, *bad_len, words);
		if (i < 0)
			return -EINVAL;
		if (seen >> which[i] & 1)
			return -EEXIST;
		seen |= 1u << which[i];
		column[n++] = which[i];
		text += *bad_len;
		if (!*text)
			return n;
	}
}

int words_interruptible(const char *text, uint8_t *level)
{
	static const char *const words[] = {
		"1", "anywhere", "2", "waiting", "3", "never", "4", "never_tstp", NULL,
	};
	int i = words_which(text, strlen(text), words);

	if (i < 0)
		return -EINVAL;
	*level = (uint8_t)(1 + i / 2);
	return 0;
}

/* all, none, or [!]WORD,WORD... -> its bits; *bad of *bad_len bytes is what is no word. */
static int set_of(const char *text, const char *const *words, const uint32_t *bits, uint32_t every,
		  uint32_t *set, const char **bad, size_t *bad_len)
{
	const char *whole = text;
	bool invert = false;
	uint32_t all = 0;

	for (; *text == '!'; text++)
		invert = !invert;
	if (!strcmp(text, "all") || !strcmp(text, "none")) {
		*set = (*text == 'a') != invert ? every : 0;
		return 0;
	}
	if (!text[strspn(text, ",")]) {
		*bad = whole;
		*bad_len = strlen(whole);
		return -EINVAL;
	}
	do {
		int i;

		*bad = text += strspn(text, ",");
		*bad_len = strcspn(text, ",");
		i = words_which_case(text, *bad_len, words);
		if (i < 0)
			return -EINVAL;
		all |= bits[i];
		text += *bad_len;
	} while (text[strspn(text, ",")]);
	*set = invert ? every & ~all : all;
	return 0;
}

int words_quiet(const char *text, uint32_t *quiet, const char **bad, size_t *bad_len)
{
	static const char *const words[] = {
		"path-resolution", "attach",	    "personality", "exit",
		"exits",	   "thread-execve", "superseded",  NULL,
	};
	static const uint32_t bits[] = { QUIET_PATHS, QUIET_ATTACH, QUIET_MODE, QUIET_EXIT,
					 QUIET_EXIT,  QUIET_EXEC,   QUIET_EXEC };

	return set_of(text, words, bits, QUIET_ALL, quiet, bad, bad_len);
}

int words_fds(const char *text, uint32_t *wishes, const char **bad, size_t *bad_len)
{
	static const char *const words[] = { "path", "socket", "dev", "pidfd", NULL };
	static const uint32_t bits[] = { ABOUT_PATH, ABOUT_SOCKET, ABOUT_DEV, ABOUT_PIDFD };

	return set_of(text, words, bits, ABOUT_FDS, wishes, bad, bad_len);
}

int words_pids(const char *text, uint32_t *wishes, const char **bad, size_t *bad_len)
{
	static const char *const words[] = { "comm", "pidns", NULL };
	static const uint32_t bits[] = { ABOUT_COMM, ABOUT_PIDNS };

	return set_of(text, words, bits, ABOUT_PIDS, wishes, bad, bad_len);
}
