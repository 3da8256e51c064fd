/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/duration.h"
#include "decode/decode.h"
#include "decode/errnos.h"
#include "decode/spec.h"
#include "event/i386.h"
#include "stage/inject.h"

/* Numbers strace bounds so; INT32_MIN and UINT32_MAX are what fits a 32-bit register. */
enum { ERRNO_MAX = 4095, WHEN_MAX = 65535, LAST_MAX = 65534 };

static char complaint[600];

/* What one expression is being made of. */
struct parsing {
	struct inject_plan *plan;
	struct inject_rule rule;
	bool fault;
	bool gates;
	uint32_t len;        /* of rule.bytes */
	const char *warning; /* or NULL */
};

static int some_number(const char *text, unsigned long least, unsigned long most, char **end,
		       unsigned long *n)
{
	/* strtoul() would wrap what is negative. */
	if (text[strspn(text, " \t\n")] == '-')
		return -EINVAL;
	errno = 0;
	*n = strtoul(text, end, 10);
	return *end == text || errno || *n < least || *n > most ? -EINVAL : 0;
}

/* A number of that range and nothing behind it. */
static int whole_number(const char *text, unsigned long least, unsigned long most, unsigned long *n)
{
	char *end;
	int r = some_number(text, least, most, &end, n);

	return r < 0 || *end ? -EINVAL : 0;
}

static int errno_of(const char *word)
{
	const char *text;

	for (int err = 1; err <= ERRNO_MAX; err++) {
		const char *name = restart_name(err, &text);

		if (!name)
			name = errno_name(err);
		if (name && !strcasecmp(word, name))
			return err;
	}
	return -EINVAL;
}

static int take_error(struct parsing *p, char *text)
{
	unsigned long n;
	int err = whole_number(text, 1, ERRNO_MAX, &n) == 0 ? (int)n : errno_of(text);

	if (err < 0)
		return err;
	p->rule.result = -err;
	if (!p->plan->strace && err == ERESTART_RESTARTBLOCK)
		p->warning = "error=ERESTART_RESTARTBLOCK is a result, no restart: for one, interrupt a "
			     "sleep by signal=";
	return 0;
}

static void warn_of_value(struct parsing *p, uint64_t value)
{
	uint32_t low = (uint32_t)value;
	bool wide = value > UINT64_MAX - ERRNO_MAX, narrow = low > UINT32_MAX - ERRNO_MAX;

	if (p->plan->strace && (wide || narrow))
		snprintf(complaint, sizeof(complaint),
			 "Inadvertent injection of error %u is possible%s for retval=%llu", -low,
			 wide ? "" : " in compat personality", (unsigned long long)value);
	else if (p->plan->strace && low != value)
		snprintf(complaint, sizeof(complaint),
			 "Injected return value %llu will be clipped to %u in compat personality",
			 (unsigned long long)value, low);
	else if (narrow)
		snprintf(complaint, sizeof(complaint), "retval=%lld: the program will take it for error %u",
			 (long long)value, -low);
	else
		return;
	p->warning = complaint;
}

static int take_value(struct parsing *p, char *text)
{
	unsigned long long value;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 0);
	if (end == text || *end || errno)
		return -EINVAL;
	if (!p->plan->strace && value > UINT32_MAX && value < (unsigned long long)INT32_MIN)
		return -EINVAL;
	p->rule.result = (int32_t)(uint32_t)value;
	warn_of_value(p, value);
	return 0;
}

static int take_signal(struct parsing *p, char *text)
{
	unsigned long n;

	if (whole_number(text, 1, FILTER_SIGNALS - 1, &n) == 0)
		p->rule.sig = (int)n;
	else
		p->rule.sig = isdigit((unsigned char)*text) ? 0 : filter_signal(text);
	return p->rule.sig ? 0 : -EINVAL;
}

/* A call that changes nothing; strace takes the names that x86-64 has, too. */
static int take_call(struct parsing *p, char *text)
{
	size_t n = strlen(text);

	if (p->plan->strace && n > 2 && !strcmp(text + n - 2, "32"))
		return -EINVAL;
	for (uint32_t nr = 0; nr < spec_nrs; nr++) {
		const struct call_spec *call = &spec_calls[spec_by_nr[nr]];

		for (unsigned i = 0; spec_by_nr[nr] && i < 32 && spec_groups[i]; i++)
			if (call->groups >> i & 1 && !strcmp(spec_name(spec_groups[i]), "pure") &&
			    !strcmp(spec_name(call->name), text)) {
				p->rule.call = nr;
				return 0;
			}
	}
	return -EINVAL;
}

static int take_delay_enter(struct parsing *p, char *text)
{
	return duration_parse(text, &p->rule.delay_enter);
}

static int take_delay_exit(struct parsing *p, char *text)
{
	return duration_parse(text, &p->rule.delay_exit);
}

/* Two hexadecimal digits; strace's scanf() takes less. */
static int byte_of(const struct parsing *p, const char *text, uint8_t *byte)
{
	char pair[3] = { text[0], text[1], '\0' };
	unsigned char scanned;

	if (!p->plan->strace && (!isxdigit((unsigned char)pair[0]) || !isxdigit((unsigned char)pair[1])))
		return -EINVAL;
	if (sscanf(pair, "%2hhx", &scanned) != 1)
		return -EINVAL;
	*byte = scanned;
	return 0;
}

/* "@arg1=00ff" */
static int take_poke(struct parsing *p, struct inject_pokes *pokes, const char *text)
{
	struct inject_rule *r = &p->rule;
	struct inject_poke *poke = &pokes->poke[pokes->count];
	size_t n;

	if (strncmp(text, "@arg", 4) || text[4] < '1' || text[4] > '0' + INJECT_POKES || text[5] != '=')
		return -EINVAL;
	*poke = (struct inject_poke){ .arg = (unsigned)(text[4] - '0'), .at = p->len };
	for (unsigned i = 0; i < pokes->count; i++)
		if (pokes->poke[i].arg == poke->arg)
			return -EINVAL;
	text += 6;
	n = strlen(text);
	if (!n || n % 2)
		return -EINVAL;
	poke->len = (uint32_t)(n / 2);
	r->bytes = xrealloc(r->bytes, p->len + poke->len);
	for (uint32_t i = 0; i < poke->len; i++)
		if (byte_of(p, text + 2 * i, &r->bytes[p->len + i]) < 0)
			return -EINVAL;
	p->len += poke->len;
	pokes->count++;
	return 0;
}

static int take_pokes(struct parsing *p, struct inject_pokes *pokes, char *list)
{
	char *rest;

	for (char *word = strtok_r(list, ",", &rest); word; word = strtok_r(NULL, ",", &rest))
		if (take_poke(p, pokes, word) < 0)
			return -EINVAL;
	return pokes->count ? 0 : -EINVAL;
}

static int take_poke_enter(struct parsing *p, char *list)
{
	return take_pokes(p, &p->rule.enter, list);
}

static int take_poke_exit(struct parsing *p, char *list)
{
	return take_pokes(p, &p->rule.exit, list);
}

/* FIRST[..LAST][+[STEP]] */
static int take_when(struct parsing *p, char *text)
{
	unsigned long first, last, step = 1;
	char *end;

	if (some_number(text, 1, WHEN_MAX, &end, &first) < 0)
		return -EINVAL;
	last = *end == '+' ? 0 : first;
	if (!strncmp(end, "..", 2) && some_number(end + 2, first, LAST_MAX, &end, &last) < 0)
		return -EINVAL;
	if (*end == '+' && end[1] && some_number(end + 1, 1, WHEN_MAX, &end, &step) < 0)
		return -EINVAL;
	else if (*end == '+' && !end[1])
		end++;
	if (*end)
		return -EINVAL;
	p->rule.first = (uint32_t)first;
	p->rule.last = (uint32_t)last;
	p->rule.step = (uint32_t)step;
	return 0;
}

static int take_gate(struct parsing *p, char *list)
{
	char expression[256];
	const char *why;

	if (p->plan->strace || strlen(list) > 200)
		return -EINVAL;
	snprintf(expression, sizeof(expression), "gate=%s", list);
	if (filter_add(&p->rule.set, expression, &why) < 0) {
		snprintf(complaint, sizeof(complaint), "%s", why);
		p->gates = true;
		return -EINVAL;
	}
	return 0;
}

/* The words of gate= have colons of their own: where does the list end? */
static char *list_end(char *list)
{
	char *end = list + strcspn(list, ":");

	for (char *word; *end; end += 1 + strcspn(end + 1, ":")) {
		size_t n;
		int gate = 0;

		for (word = end; word > list && !strchr(",!=", word[-1]);)
			word--;
		n = (size_t)(end - word) + 1;
		while (gate < GATE_COUNT && strncmp(gate_word(gate), word, n))
			gate++;
		if (gate == GATE_COUNT)
			break;
	}
	return end;
}

static const struct {
	const char *key;
	int (*take)(struct parsing *p, char *text);
	unsigned what;     /* bits that it sets */
	unsigned excludes; /* bits that may not be set already */
	bool fault;
} keys[] = {
	{ "error=", take_error, INJECT_ERROR, INJECT_ERROR | INJECT_VALUE, true },
	{ "retval=", take_value, INJECT_VALUE, INJECT_ERROR | INJECT_VALUE, false },
	{ "signal=", take_signal, INJECT_SIGNAL, INJECT_SIGNAL, false },
	{ "syscall=", take_call, INJECT_CALL, INJECT_CALL, true },
	{ "delay_enter=", take_delay_enter, INJECT_DELAY_ENTER, INJECT_DELAY_ENTER, false },
	{ "delay_exit=", take_delay_exit, INJECT_DELAY_EXIT, INJECT_DELAY_EXIT, false },
	{ "poke_enter=", take_poke_enter, INJECT_POKE_ENTER, INJECT_POKE_ENTER, false },
	{ "poke_exit=", take_poke_exit, INJECT_POKE_EXIT, INJECT_POKE_EXIT, false },
	{ "when=", take_when, 0, 0, true },
	{ "gate=", take_gate, 0, 0, true },
};

static int take(struct parsing *p, char *word)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		size_t n = strlen(keys[i].key);

		if (strncmp(word, keys[i].key, n))
			continue;
		if ((p->fault && !keys[i].fault) || p->rule.what & keys[i].excludes)
			return -EINVAL;
		p->rule.what |= keys[i].what;
		return keys[i].take(p, word + n);
	}
	return -EINVAL;
}

/* Cuts the next KEY=VALUE off; NULL: there is none. */
static char *next(const struct parsing *p, char **rest)
{
	char *word = *rest, *end;

	if (!word)
		return NULL;
	end = !p->plan->strace && !strncmp(word, "gate=", 5) ? list_end(word) : word + strcspn(word, ":");
	*rest = *end ? end + 1 : NULL;
	*end = '\0';
	return word;
}

/* The calls: -e trace='s language. */
static int take_set(struct parsing *p, const char *set, const char **why)
{
	size_t room = strlen(set) + sizeof("trace=");
	char *expression;
	int r;

	if (!p->plan->strace && !set[strspn(set, "!,")]) {
		*why = p->fault ? "-e fault=: no system call is named"
				: "-e inject=: no system call is named";
		return -EINVAL;
	}
	expression = xcalloc(1, room);
	snprintf(expression, room, "trace=%s", set);
	p->rule.set.strace = p->plan->strace;
	r = filter_add(&p->rule.set, expression, why);
	/* What has no name can't be named. */
	p->rule.set.strace = p->rule.set.others = false;
	free(expression);
	return r;
}

static int bad(const struct parsing *p, const char *expression, const char *word, const char **why)
{
	const char *name = p->fault ? "fault" : "inject";

	if (p->plan->strace)
		snprintf(complaint, sizeof(complaint), "invalid %s argument '%.400s'", name, expression);
	else if (word)
		snprintf(complaint, sizeof(complaint), "-e %s=: '%.400s' can't be made sense of%s", name,
			 word, p->rule.what & (INJECT_ERROR | INJECT_VALUE) ? ", or comes too often" : "");
	else
		snprintf(complaint, sizeof(complaint),
			 "-e %s=%.400s: what is to happen? error=, retval=, signal=, delay_enter=, "
			 "delay_exit=, "
			 "poke_enter= or poke_exit=",
			 name, expression);
	*why = complaint;
	return -EINVAL;
}

int inject_add(struct inject_plan *plan, bool fault, const char *expression, const char **why)
{
	struct parsing p = {
		.plan = plan,
		.fault = fault,
		.rule = { .call = UINT32_MAX, .first = 1, .step = 1 },
	};
	char *text = xstrdup(expression), *rest = strchr(text, ':'), *word = NULL;
	int r;

	*why = NULL;
	if (rest)
		*rest++ = '\0';
	r = take_set(&p, text, why);
	while (r == 0 && (word = next(&p, &rest))) {
		r = *word ? take(&p, word) : 0;
		if (r < 0 && p.gates)
			*why = complaint;
		else if (r < 0)
			r = bad(&p, expression, word, why);
	}
	if (r == 0 && fault && !(p.rule.what & INJECT_ERROR)) {
		p.rule.what |= INJECT_ERROR;
		p.rule.result = -ENOSYS;
	}
	if (r == 0 && !(p.rule.what & ~(unsigned)INJECT_CALL))
		r = bad(&p, expression, NULL, why);
	free(text);
	if (r < 0) {
		free(p.rule.bytes);
		return r;
	}
	if (p.warning)
		*why = p.warning;
	/* strace loses the signal of a call that it delays. */
	if (plan->strace && p.rule.what & INJECT_DELAY_ENTER)
		p.rule.what &= ~(unsigned)INJECT_SIGNAL;
	plan->rule = xrealloc(plan->rule, (plan->count + 1) * sizeof(*plan->rule));
	plan->rule[plan->count++] = p.rule;
	return 0;
}
