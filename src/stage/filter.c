/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stage/filter.h"

#include <errno.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "decode/decode.h"
#include "decode/many.h"
#include "stage/designator.h"

/* Every word is a copy of the expression's, so that it ends with a NUL. */
enum { WORD_MAX = 256 };

static char complaint[WORD_MAX + 200];

/* strace's words are "before 'word'", ours "before: word". */
static int bad(const struct filter *f, const char *straces, const char *ours, const char *word,
	       const char **why)
{
	snprintf(complaint, sizeof(complaint), f->strace ? "%s '%.*s'" : "%s: %.*s",
		 f->strace ? straces : ours, WORD_MAX, word);
	*why = complaint;
	return -EINVAL;
}

/* Steps over each ! in front: is it the contrary that is asked for? */
static bool inverted(const char **list)
{
	bool invert = false;

	for (; **list == '!'; (*list)++)
		invert = !invert;
	return invert;
}

/* A list without a word in it. */
static int nothing(const struct filter *f, const char *straces, const char *ours, const char *list,
		   const char **why)
{
	if (f->strace)
		return bad(f, straces, straces, list, why);
	*why = ours;
	return -EINVAL;
}

/* Copies the next word of a list with commas and steps behind it; 0: there is none. */
static int next_word(const char **list, char word[WORD_MAX])
{
	size_t n;

	*list += strspn(*list, ",");
	n = strcspn(*list, ",");
	snprintf(word, WORD_MAX, "%.*s", (int)(n < WORD_MAX ? n : WORD_MAX), *list);
	*list += n;
	return n > 0;
}

static void set_bit(uint64_t *set, uint32_t bit)
{
	set[bit / 64] |= UINT64_C(1) << bit % 64;
}

static bool has_bit(const uint64_t *set, uint32_t bit)
{
	return set[bit / 64] >> bit % 64 & 1;
}

/* ---- trace= ---- */

/* One word of a trace= set. */
struct match {
	enum { BY_NAME, BY_NUMBER, BY_REGEX, BY_GROUP } how;
	const char *name;
	uint32_t number;
	uint32_t groups;
	regex_t regex;
};

static bool matches(const struct match *m, const char *name, uint32_t groups)
{
	switch (m->how) {
	case BY_NAME:
		return !strcmp(name, m->name);
	case BY_REGEX:
		return regexec(&m->regex, name, 0, NULL, 0) == 0;
	case BY_GROUP:
		return groups & m->groups;
	case BY_NUMBER:
		break;
	}
	return false;
}

static bool pick_rows(struct filter *f, const struct match *m, uint32_t nr, const struct variant_spec *v)
{
	struct filter_many *many = f->many;
	bool found = false;

	while (many < f->many + FILTER_MANY && many->nr && many->nr != nr)
		many++;
	if (many == f->many + FILTER_MANY)
		return false;
	many->nr = nr;
	many->mask = v->mask;
	for (unsigned i = 0; i < v->count; i++) {
		const struct row_spec *row = &spec_rows[v->first + i];
		const struct call_spec *call = &spec_calls[row->call];

		if (row->value >= 64 || !call->name)
			continue;
		set_bit(&many->known, row->value);
		if (!m || !matches(m, spec_name(call->name),
				   call->groups ? call->groups : spec_calls[spec_by_nr[nr]].groups))
			continue;
		set_bit(&many->pass, row->value);
		found = true;
	}
	return found;
}

static uint32_t execve_groups(void)
{
	enum { EXECVE = 11 };

	return spec_calls[spec_by_nr[EXECVE]].groups;
}

/* Lets everything pass that m matches: is there anything? NULL: only learns which calls are many. */
static bool pick(struct filter *f, const struct match *m)
{
	bool found = false;

	for (uint32_t nr = 0; nr < spec_nrs && nr < FILTER_NRS; nr++) {
		const struct call_spec *call = &spec_calls[spec_by_nr[nr]];
		const struct variant_spec *v;

		if (!spec_by_nr[nr])
			continue;
		if (m && (m->how == BY_NUMBER ? m->number == nr
					      : matches(m, spec_name(call->name), call->groups))) {
			set_bit(f->nr, nr);
			found = true;
		}
		v = many_rows(call);
		if (v)
			found |= pick_rows(f, m, nr, v);
	}
	return found;
}

/* "%file", and some without the %, as strace takes them; 0: no such class. */
static uint32_t class_of(const char *word)
{
	static const char *const bare[] = { "file", "desc", "process", "network", "signal", "ipc", "memory" };
	const char *name = *word == '%' ? word + 1 : word;
	bool found = *word == '%';

	if (found && !strcmp(name, "net"))
		name = "network";
	for (size_t i = 0; i < sizeof(bare) / sizeof(*bare); i++)
		found |= !strcmp(name, bare[i]);
	for (unsigned i = 0; found && i < 32 && spec_groups[i]; i++)
		if (!strcmp(name, spec_name(spec_groups[i])))
			return UINT32_C(1) << i;
	return 0;
}

/* glibc copies what + and {n,m} repeat: a few of them within each other, and there is no memory left. */
enum { COPIES_MAX = 1 << 16 };
static bool too_repetitive(const char *regex)
{
	uint64_t copies = 1;

	for (; *regex && copies < COPIES_MAX; regex++) {
		unsigned long n = *regex == '+';

		if (*regex == '{' || *regex == ',')
			n = strtoul(regex + 1, NULL, 10);
		copies *= n < COPIES_MAX ? n + 1 : COPIES_MAX;
	}
	return copies >= COPIES_MAX;
}

static int bad_regex(const struct filter *f, const char *word, const regex_t *regex, int r, const char **why)
{
	char text[128];

	regerror(r, regex, text, sizeof(text));
	snprintf(complaint, sizeof(complaint), "%s%.*s: %s", f->strace ? "regcomp: " : "", WORD_MAX,
		 word + f->strace, text);
	*why = complaint;
	return -EINVAL;
}

static void pick_all(struct filter *f, unsigned whose)
{
	f->launch |= (whose & DESIGNATOR_X86_64) != 0;
	if (!(whose & DESIGNATOR_I386))
		return;
	memset(f->nr, 0xff, sizeof(f->nr));
	for (int i = 0; i < FILTER_MANY; i++)
		f->many[i].pass = UINT64_MAX;
	f->others = true;
}

static int pick_word(struct filter *f, char *word, const char **why)
{
	struct match m = { .how = BY_NAME };
	char whole[WORD_MAX], *end;
	bool may_miss = *word == '?', found = false;
	unsigned whose;

	word += may_miss;
	snprintf(whole, sizeof(whole), "%s", word);
	whose = designator_cut(word);
	if (!whose && f->strace) {
		snprintf(complaint, sizeof(complaint),
			 "incorrect personality designator '%s' in qualification '%s'\n"
			 "Try 'strace -h' for more information.", strrchr(word, '@') + 1, whole);
		*why = complaint;
		return -EINVAL;
	}
	if (!strcmp(word, "all")) {
		pick_all(f, whose);
		return 0;
	}
	m.name = word;
	m.groups = class_of(word);
	m.number = (uint32_t)strtoul(word, &end, 10);
	if (m.groups)
		m.how = BY_GROUP;
	else if (*word >= '0' && *word <= '9' && !*end)
		m.how = BY_NUMBER;
	else if (*word == '/')
		m.how = BY_REGEX;
	if (m.how == BY_REGEX) {
		int r = too_repetitive(word + 1) ? REG_ESPACE :
						   regcomp(&m.regex, word + 1, REG_EXTENDED | REG_NOSUB);

		if (r)
			return bad_regex(f, word, &m.regex, r, why);
	}
	/* Another's calls have mostly i386's names: the set that is not used tells whether there is one. */
	if (whose & DESIGNATOR_I386) {
		found = pick(f, &m);
	} else if (m.how != BY_NUMBER) {
		struct filter unused = { .strace = f->strace };

		found = pick(&unused, &m);
	}
	f->launch |= whose & DESIGNATOR_X86_64 && (m.how == BY_NUMBER ? m.number == DESIGNATOR_EXECVE
						   : matches(&m, "execve", execve_groups()));
	if (m.how == BY_REGEX)
		regfree(&m.regex);
	if (found || may_miss ||
	    (f->strace && (m.how == BY_NUMBER ? designator_number(whose, m.number)
					      : designator_name(whose, word))))
		return 0;
	return bad(f, "invalid system call",
		   *word == '%' ? "unknown class of system calls" : "unknown system call", whole, why);
}

static int add_trace(struct filter *f, const char *list, const char **why)
{
	const char *whole = list;
	bool invert = inverted(&list);
	char word[WORD_MAX];
	unsigned words = 0;

	memset(f->nr, 0, sizeof(f->nr));
	memset(f->many, 0, sizeof(f->many));
	f->others = f->launch = false;
	f->nrs_set = true;
	pick(f, NULL);
	if (!strcmp(list, "none"))
		list += strlen(list);
	else if (!list[strspn(list, ",")])
		return nothing(f, "invalid system call", "-e trace=: no system call is named", whole, why);
	while (next_word(&list, word)) {
		int r = pick_word(f, word, why);

		if (r < 0)
			return r;
		words++;
	}
	if (!invert)
		return 0;
	for (int i = 0; i < FILTER_NRS / 64; i++)
		f->nr[i] = ~f->nr[i];
	for (int i = 0; i < FILTER_MANY; i++)
		f->many[i].pass = ~f->many[i].pass;
	f->others = !f->others;
	f->launch = !f->launch;
	return 0;
}

/* ---- signal= ---- */

int filter_signal(const char *word)
{
	struct arena names = ARENA_INIT;
	char *end;
	unsigned long number = strtoul(word, &end, 10);
	int sig = 0;

	if (*word >= '0' && *word <= '9')
		return *end || number >= FILTER_SIGNALS ? 0 : (int)number;
	if (!strncasecmp(word, "SIG", 3))
		word += 3;
	for (int i = 1; i < FILTER_SIGNALS && !sig; i++) {
		const char *name = signal_name(i, &names);

		if (!strcasecmp(word, strncmp(name, "SIG", 3) ? name : name + 3))
			sig = i;
	}
	arena_free(&names);
	return sig;
}

/* strace takes some numbers that are none. */
static bool no_signal(const char *word)
{
	enum { STRACES_LAST = 255 };
	char *end;

	return *word >= '0' && *word <= '9' && strtoul(word, &end, 10) <= STRACES_LAST && !*end;
}

static int add_signal(struct filter *f, const char *list, const char **why)
{
	const char *whole = list;
	bool invert = inverted(&list);
	char word[WORD_MAX];

	memset(f->signal, 0, sizeof(f->signal));
	f->signals_set = true;
	if (!list[strspn(list, ",")])
		return nothing(f, "invalid signal", "-e signal=: no signal is named", whole, why);
	if (!strcmp(list, "none"))
		list += strlen(list);
	if (!strcmp(list, "all")) {
		memset(f->signal, 0xff, sizeof(f->signal));
		list += strlen(list);
	}
	while (next_word(&list, word)) {
		int sig = filter_signal(word);

		if (sig)
			set_bit(f->signal, (uint32_t)sig);
		else if (!f->strace || !no_signal(word))
			return bad(f, "invalid signal", "unknown signal", word, why);
	}
	for (int i = 0; invert && i < 2; i++)
		f->signal[i] = ~f->signal[i];
	return 0;
}

/* ---- gate= ---- */

static int add_gate(struct filter *f, const char *list, const char **why)
{
	char word[WORD_MAX];

	f->gate = 0;
	f->restarts = false;
	f->gates_set = true;
	f->gates_inverted = inverted(&list);
	if (!list[strspn(list, ",")])
		return nothing(f, "invalid gate", "-e gate=: no gate is named", list, why);
	while (next_word(&list, word)) {
		int gate = gate_from_word(word);

		if (!strcmp(word, "restart"))
			f->restarts = true;
		else if (!strcmp(word, "all"))
			f->gate = UINT32_MAX;
		else if (gate >= 0)
			f->gate |= UINT32_C(1) << gate;
		else
			return bad(f, "invalid gate", "unknown gate", word, why);
	}
	return 0;
}

/* ---- status= ---- */

static int add_status(struct filter *f, const char *list, const char **why)
{
	static const struct {
		const char *name;
		unsigned bit;
	} words[] = {
		{ "successful", FILTER_SUCCESSFUL },
		{ "failed", FILTER_FAILED },
		{ "unfinished", FILTER_UNFINISHED },
		{ "unavailable", FILTER_UNAVAILABLE },
		{ "detached", FILTER_DETACHED },
	};
	const char *whole = list;
	bool invert = inverted(&list);
	char word[WORD_MAX];

	f->status = 0;
	if (!strcmp(list, "all"))
		f->status = FILTER_ANY_STATUS;
	else if (!list[strspn(list, ",")])
		return nothing(f, "invalid status", "-e status=: no status is named", whole, why);
	if (!strcmp(list, "all") || !strcmp(list, "none"))
		list += strlen(list);
	while (next_word(&list, word)) {
		size_t i = 0;

		while (i < sizeof(words) / sizeof(*words) && strcasecmp(word, words[i].name))
			i++;
		if (i == sizeof(words) / sizeof(*words))
			return bad(f, "invalid status", "unknown status", word, why);
		f->status |= words[i].bit;
	}
	if (invert)
		f->status ^= FILTER_ANY_STATUS;
	f->late = f->status != FILTER_ANY_STATUS;
	return 0;
}

static unsigned status_of(const struct event *e)
{
	if (e->kind == EVENT_UNFINISHED)
		return e->detached ? FILTER_DETACHED : FILTER_UNFINISHED;
	return event_failed(e) ? FILTER_FAILED : FILTER_SUCCESSFUL;
}

/* ---- All of them ---- */

int filter_add(struct filter *f, const char *expression, const char **why)
{
	static const struct {
		const char *name;
		int (*add)(struct filter *f, const char *list, const char **why);
	} qualifiers[] = {
		{ "trace", add_trace },    { "t", add_trace },	{ "signal", add_signal },
		{ "signals", add_signal }, { "s", add_signal }, { "gate", add_gate },
		{ "status", add_status },
	};
	size_t n = strcspn(expression, "=");

	if (!expression[n])
		return add_trace(f, expression, why);
	for (size_t i = 0; i < sizeof(qualifiers) / sizeof(*qualifiers); i++)
		if (strlen(qualifiers[i].name) == n && !memcmp(qualifiers[i].name, expression, n))
			return qualifiers[i].add(f, expression + n + 1, why);
	return bad(f, "invalid system call",
		   "unknown filter (trace, signal, gate, status and quiet are known)", expression, why);
}

static bool pass_call(const struct filter *f, const struct event *e)
{
	if (e->launch && f->strace)
		return f->launch;
	for (const struct filter_many *many = f->many; many < f->many + FILTER_MANY && many->nr; many++) {
		uint32_t row = e->arg[0] & many->mask;

		if (many->nr == e->nr && row < 64 && has_bit(&many->known, row))
			return has_bit(&many->pass, row);
	}
	/* strace always shows a call that it can't name. */
	if (f->strace && (e->nr >= spec_nrs || !spec_by_nr[e->nr]))
		return true;
	return e->nr < FILTER_NRS ? has_bit(f->nr, e->nr) : f->others;
}

bool filter_may_pass(const struct filter *f, const struct event *e)
{
	return !f->nrs_set || pass_call(f, e);
}

bool filter_pass(const struct filter *f, const struct event *e)
{
	switch (e->kind) {
	case EVENT_ENTRY:
		if (!filter_may_pass(f, e))
			return false;
		if (!f->gates_set)
			return true;
		return ((f->gate >> e->gate & 1) || (f->restarts && e->restarted)) != f->gates_inverted;
	case EVENT_EXIT:
	case EVENT_UNFINISHED:
		return !f->late || (f->status & status_of(e));
	case EVENT_SIGNAL:
	case EVENT_KILLED:
		return !f->signals_set ||
		       (e->sig > 0 && e->sig < FILTER_SIGNALS && has_bit(f->signal, (uint32_t)e->sig));
	default:
		return true;
	}
}
