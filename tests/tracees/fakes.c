/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * System calls with arguments that are written down, none of which the kernel sees (answer.h). Standard input
 * has a call a line, behind an access("NAME") of its own:
 *
 *   NAME NR RESULT ARG ...
 *
 * ARG: a number; "text", a pointer to it; [WORD ...], a pointer to memory with this content and zeros behind
 * it; {WORD ...}: the same, but memory ends with it. WORD: a number of 32 bits, q:NUMBER of 64, h:NUMBER of
 * 16, b:NUMBER of 8; t:TEXT, bytes up to a blank or the end; z:N, N zeros; or an ARG that is a pointer.
 */
#include <ctype.h>
#include <stdbool.h>

#include "answer.h"

enum { ARGS = 6, PAGE = 4096, PAGES = 64 };
#define REGION 0x30000000

/* Every other page is none. */
static char *page(int i)
{
	return (char *)REGION + 2L * PAGE * i;
}

static int pages;
static char *at; /* in the line */

static void blanks(void)
{
	while (*at == ' ' || *at == '\t' || *at == '\n')
		at++;
}

static char *new_page(void)
{
	char *p = page(pages);

	if (pages++ == PAGES)
		abort();
	memset(p, 0, PAGE);
	return p;
}

static uint64_t number(void)
{
	char *end;
	uint64_t n = *at == '-' ? (uint64_t)strtoll(at, &end, 0) : strtoull(at, &end, 0);

	if (end == at || (*end && !isspace((unsigned char)*end) && *end != ']' && *end != '}')) {
		fprintf(stderr, "no number: %s", at);
		exit(2);
	}
	at = end;
	return n;
}

static char *text(void)
{
	char *p = new_page(), *to = p;

	for (at++; *at && *at != '"'; at++)
		*to++ = *at;
	at++;
	return p;
}

static char *memory(void);

static bool points(void)
{
	return *at == '[' || *at == '{' || *at == '"';
}

static char *pointer(void)
{
	return *at == '"' ? text() : memory();
}

static char *put(char *to, uint64_t n, size_t size)
{
	memcpy(to, &n, size); /* little-endian, as i386 is */
	return to + size;
}

static char *word(char *to)
{
	static const struct {
		char letter;
		size_t size;
	} sizes[] = { { 'q', 8 }, { 'h', 2 }, { 'b', 1 } };

	if (points())
		return put(to, (uintptr_t)pointer(), 4);
	if (at[1] != ':')
		return put(to, number(), 4);
	at += 2;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
		if (at[-2] == sizes[i].letter)
			return put(to, number(), sizes[i].size);
	if (at[-2] == 'z')
		return to + number();
	while (*at && !isspace((unsigned char)*at) && *at != ']' && *at != '}')
		*to++ = *at++;
	return to;
}

static char *memory(void)
{
	char *p = new_page(), *to = p, close = *at == '[' ? ']' : '}';

	for (at++, blanks(); *at && *at != close; blanks())
		to = word(to);
	at++;
	if (close == ']')
		return p;
	memmove(p + PAGE - (to - p), p, (size_t)(to - p));
	return p + PAGE - (to - p);
}

int main(void)
{
	static char line[65536];
	long nr, result;

	for (int i = 0; i < PAGES; i++)
		if (mmap(page(i), PAGE, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) != page(i))
			skip("no memory at %p", (void *)page(i));
	answer_start();
	while (fgets(line, sizeof(line), stdin)) {
		long arg[ARGS] = { 7, 7, 7, 7, 7, 7 };

		at = line + strcspn(line, " ");
		*at++ = '\0';
		pages = 0;
		nr = (long)number();
		blanks();
		result = (long)number();
		blanks();
		for (int i = 0; i < ARGS && *at; i++, blanks())
			arg[i] = points() ? (long)pointer() : (long)number();
		access(line, F_OK);
		shared->result = result;
		fake(nr, arg[0], arg[1], arg[2], arg[3], arg[4], arg[5]);
	}
	access("end", F_OK);
	return 0;
}
