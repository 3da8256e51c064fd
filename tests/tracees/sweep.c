/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any system call with all kinds of arguments, none of which the kernel sees: a seccomp filter hands the
 * calls that fake() makes to a helper, which answers them with the result that we want. What the kernel
 * would have written is what stands in memory before. Standard input says what to call, a line each:
 *
 *   NAME NR KINDS [brief] [I=VALUE ...]
 *
 * KINDS has a letter for each argument: n (a number), p (a pointer). Behind a "/", those of the words in
 * memory that the second argument points to, as socketcall's are. I=VALUE: argument I is always VALUE,
 * counted through both. Each line's calls stand behind access("NAME"). brief: as few as will do.
 */
#include "answer.h"

enum { ARGS = 6, PAGE = 4096, LARGE = 5000 };

/* ---- Memory: pages of one content each, nothing between them */

#define REGION 0x30000000
enum content { ZEROS, ONES, COUNTING, TEXT, SMALL, POINTERS, BLOCK, CONTENTS };
#define PAGE_OF(content) (REGION + 2L * PAGE * (content))
#define END_OF(content) (PAGE_OF(content) + PAGE)
#define UNREADABLE END_OF(ZEROS)

static void furnish(void)
{
	static const char text[] = "some text";
	uint32_t *words;
	char *bytes;

	for (long i = 0; i < CONTENTS; i++) {
		bytes = mmap((void *)PAGE_OF(i), PAGE, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
		if (bytes != (char *)PAGE_OF(i))
			skip("no memory at %#lx", PAGE_OF(i));
		words = (uint32_t *)(void *)bytes;
		for (uint32_t n = 0; n < PAGE; n++)
			bytes[n] = i == ONES	   ? -1
				   : i == COUNTING ? (char)(n + 1)
				   : i == TEXT	   ? text[n % sizeof(text)]
						   : 0;
		for (uint32_t n = 0; n < PAGE / sizeof(*words); n++) {
			if (i == SMALL)
				words[n] = n + 1;
			/* Pointers and lengths by turns, as in an iovec. */
			if (i == POINTERS)
				words[n] = n % 2 ? 8 : (uint32_t)(n % 4 ? PAGE_OF(SMALL) : PAGE_OF(TEXT));
		}
	}
}

static const long pointers[] = {
	0,
	UNREADABLE,
	PAGE_OF(ZEROS),
	PAGE_OF(ONES),
	PAGE_OF(COUNTING),
	PAGE_OF(TEXT),
	PAGE_OF(SMALL),
	PAGE_OF(POINTERS),
	END_OF(COUNTING) - 2,
	END_OF(SMALL) - 4,
	END_OF(SMALL) - 8,
	END_OF(TEXT) - 20,
	END_OF(POINTERS) - 16,
	END_OF(POINTERS) - 40,
};
static const long few_pointers[] = {
	0, UNREADABLE, PAGE_OF(ZEROS), PAGE_OF(ONES), PAGE_OF(COUNTING), PAGE_OF(POINTERS), END_OF(SMALL) - 8,
};
static const long numbers[] = { 0, 3, 8, -1, LARGE };
static const long few_numbers[] = { 0, 8 };

/* ---- Calls */

struct sweep {
	char name[256], kinds[2 * ARGS + 2];
	long nr;
	uint32_t outer; /* arguments in registers; the others stand where the last of these points to */
	uint32_t count; /* of arguments */
	bool brief;
	bool fixed[2 * ARGS];
	long value[2 * ARGS];
};

static void make(const struct sweep *s, const long *arg, long result)
{
	long all[2 * ARGS];
	uint32_t block = s->count - s->outer;

	for (uint32_t i = 0; i < 2 * ARGS; i++)
		all[i] = s->fixed[i] ? s->value[i] : arg[i];
	if (block)
		all[s->outer - 1] =
			(long)memcpy((void *)(END_OF(BLOCK) - 4 * block), all + s->outer, 4 * block);
	/* What a register has beyond the call's arguments shows when one too many is printed. */
	for (uint32_t i = s->outer; i < ARGS && block; i++)
		all[i] = 7;
	shared->result = result;
	fake(s->nr, all[0], all[1], all[2], all[3], all[4], all[5]);
}

static void set(const struct sweep *s, long *arg, long pointer, long number)
{
	for (uint32_t i = 0; i < 2 * ARGS; i++)
		arg[i] = i < s->count && s->kinds[i] == 'p' ? pointer : number;
}

/* All pointers alike, all numbers alike: each pair. */
static void pairs(const struct sweep *s)
{
	const long *ps = s->brief ? few_pointers : pointers, *ns = s->brief ? few_numbers : numbers;
	size_t np = s->brief ? COUNT(few_pointers) : COUNT(pointers),
	       nn = s->brief ? COUNT(few_numbers) : COUNT(numbers);
	long arg[2 * ARGS];

	if (!strchr(s->kinds, 'p'))
		np = 1;
	for (size_t p = 0; p < np; p++) {
		for (size_t n = 0; n < nn; n++) {
			set(s, arg, ps[p], ns[n]);
			make(s, arg, 0);
			if (ns[n] == 8) {
				make(s, arg, 1);
				make(s, arg, 8);
				make(s, arg, -EPERM);
			}
		}
	}
}

/* Whatever the kinds say: one value in all of them. */
static void uniform(const struct sweep *s)
{
	static const long values[] = { 0, -1, 2, PAGE_OF(COUNTING), PAGE_OF(TEXT), UNREADABLE };
	long arg[2 * ARGS];

	for (size_t v = 0; v < COUNT(values); v++) {
		for (uint32_t i = 0; i < 2 * ARGS; i++)
			arg[i] = values[v];
		make(s, arg, 0);
	}
	for (uint32_t i = 0; i < 2 * ARGS; i++)
		arg[i] = (long)i + 1;
	make(s, arg, 0);
	make(s, arg, -ENOSYS);
	make(s, arg, 3);
}

/* One argument takes small numbers, and some with many bits; or each pointer; while the others are good. */
static void each(const struct sweep *s)
{
	long arg[2 * ARGS];

	for (uint32_t i = 0; i < s->count; i++) {
		if (s->fixed[i])
			continue;
		set(s, arg, PAGE_OF(SMALL), 1);
		if (s->kinds[i] == 'p') {
			for (size_t p = 0; p < COUNT(pointers); p++) {
				arg[i] = pointers[p];
				make(s, arg, p & 1);
			}
			continue;
		}
		for (long n = 0; n < 24; n++) {
			arg[i] = n;
			make(s, arg, 0);
		}
		for (uint32_t n = 1; n < 9; n++) {
			arg[i] = (long)(n * 0x9e3779b9u);
			make(s, arg, 0);
		}
		for (long n = -101; n < -97; n++) {
			arg[i] = n;
			make(s, arg, -EPERM);
		}
	}
}

/* Results of all kinds. */
static void results(const struct sweep *s)
{
	static const long result[] = { 2, 5, 20, 21, 100, 0x7fffffff };
	long arg[2 * ARGS];

	set(s, arg, PAGE_OF(COUNTING), 16);
	for (size_t r = 0; r < COUNT(result); r++)
		make(s, arg, result[r]);
	for (long n = 1; n < 135; n += 11)
		make(s, arg, -n);
}

/* All of it at first: no read stands between the calls. Not in .bss: numbers that we count up point there. */
enum { MOST_PLAN = 1 << 20 };
static char *plan;

static void read_plan(void)
{
	plan = mmap(NULL, MOST_PLAN, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (plan == MAP_FAILED || fread(plan, 1, MOST_PLAN - 1, stdin) == MOST_PLAN - 1)
		abort();
}

static bool next(struct sweep *s)
{
	char *line = plan, *end = strchr(plan, '\n'), *word, *slash;
	uint32_t i;

	if (!end)
		return false;
	*end = '\0';
	plan = end + 1;
	memset(s, 0, sizeof(*s));
	if (!(word = strtok(line, " ")))
		abort();
	snprintf(s->name, sizeof(s->name), "%s", word);
	s->nr = strtol(strtok(NULL, " \n"), NULL, 0);
	word = strtok(NULL, " \n");
	snprintf(s->kinds, sizeof(s->kinds), "%s", word);
	s->outer = s->count = (uint32_t)strlen(s->kinds);
	if ((slash = strchr(s->kinds, '/'))) {
		s->outer = (uint32_t)(slash - s->kinds);
		memmove(slash, slash + 1, strlen(slash));
		s->count--;
	}
	if (!strcmp(s->kinds, "-"))
		s->outer = s->count = 0;
	while ((word = strtok(NULL, " \n"))) {
		if (!strcmp(word, "brief")) {
			s->brief = true;
			continue;
		}
		i = (uint32_t)strtoul(word, &word, 10);
		if (i >= 2 * ARGS || *word != '=')
			abort();
		s->fixed[i] = true;
		s->value[i] = (long)strtoul(word + 1, NULL, 0);
	}
	return true;
}

int main(void)
{
	struct sweep s;

	furnish();
	read_plan();
	answer_start();
	while (next(&s)) {
		access(s.name, F_OK);
		uniform(&s);
		if (s.count)
			pairs(&s);
		if (!s.brief)
			results(&s);
		if (!s.brief)
			each(&s);
	}
	access("end", F_OK);
	return 0;
}
