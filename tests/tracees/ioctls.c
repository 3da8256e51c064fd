/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ioctls with the arguments that standard input describes, none of which the kernel sees (answer.h):
 *
 *   REQUEST RESULT WORD... [> WORD...]
 *
 * REQUEST is a number; what the WORDs put together is what its argument points to, and the second time
 * what stands there when the call comes back:
 *
 *   1:N 2:N 4:N 8:N   a number of so many bytes
 *   N                 one of four
 *   0*N               N bytes of zeros
 *   s:TEXT  s:TEXT*N  TEXT and a NUL, or so many zeros that these are N bytes
 *   x:HEX             bytes
 *   [ WORD... ]       a pointer to what these put together; [8 WORD... ]: one of 8 bytes
 *   =N                behind >: N bytes that stay what they are
 *
 * A single WORD #N: the argument is N itself. What a pointer leads to ends where readable memory ends.
 */
#include <stdbool.h>
#include <stdlib.h>

#include "answer.h"

enum { PAGE = 4096, BLOCKS = 24 };
#define REGION 0x30000000L
#define END_OF(block) (REGION + 3L * PAGE * (block) + 2L * PAGE)

struct block {
	unsigned char bytes[2 * PAGE];
	size_t size;
};
static int blocks; /* those in use */

static void add(struct block *b, const void *bytes, size_t n)
{
	if (b->size + n > sizeof(b->bytes))
		abort();
	if (bytes)
		memcpy(b->bytes + b->size, bytes, n);
	else
		memset(b->bytes + b->size, 0, n);
	b->size += n;
}

static void add_number(struct block *b, const char *text, size_t n)
{
	unsigned long long number = strtoull(text, NULL, 0);

	add(b, &number, n);
}

static void add_hex(struct block *b, const char *text)
{
	unsigned int byte;

	for (; sscanf(text, "%2x", &byte) == 1; text += 2)
		add(b, &(unsigned char){ (unsigned char)byte }, 1);
}

static void add_text(struct block *b, char *text)
{
	char *times = strrchr(text, '*');
	size_t size = times ? strtoul(times + 1, NULL, 0) : 0, length;

	if (times)
		*times = '\0';
	length = strlen(text) + !times;
	add(b, text, times && length > size ? size : length);
	if (length < size)
		add(b, NULL, size - length);
}

static long finish(const struct block *b)
{
	if (blocks == BLOCKS)
		abort();
	return (long)memcpy((void *)(END_OF(blocks++) - (long)b->size), b->bytes, b->size);
}

static void assemble(struct block *b, const struct block *before)
{
	struct block inner;
	char *word;
	long at;

	b->size = 0;
	while ((word = strtok(NULL, " \n")) && strcmp(word, "]") && strcmp(word, ">")) {
		if (*word == '[') {
			size_t width = word[1] == '8' ? 8 : 4;

			assemble(&inner, NULL);
			at = finish(&inner);
			add(b, &(uint64_t){ (uint64_t)at }, width);
		} else if (*word == '=') {
			size_t n = strtoul(word + 1, NULL, 0);

			add(b, before->bytes + b->size, n);
		} else if (!strncmp(word, "0*", 2)) {
			add(b, NULL, strtoul(word + 2, NULL, 0));
		} else if (word[0] == 's' && word[1] == ':') {
			add_text(b, word + 2);
		} else if (word[0] == 'x' && word[1] == ':') {
			add_hex(b, word + 2);
		} else if (word[0] && word[1] == ':') {
			add_number(b, word + 2, (size_t)(word[0] - '0'));
		} else {
			add_number(b, word, 4);
		}
	}
}

static void make(char *line)
{
	unsigned long request = strtoul(strtok(line, " \n"), NULL, 0);
	bool changes = strstr(line + strlen(line) + 1, " > ");
	struct block before, after;
	char *number;
	long at;

	shared->result = strtol(strtok(NULL, " \n"), NULL, 0);
	shared->write = NULL;
	blocks = 0;
	number = line + strlen(line) + 1;
	number += strlen(number) + 1;
	if (*number == '#') {
		fake(SYS_ioctl, 3, (long)request, (long)strtoul(number + 1, NULL, 0), 0, 0, 0);
		return;
	}
	assemble(&before, NULL);
	at = finish(&before);
	if (changes) {
		assemble(&after, &before);
		if (after.size > before.size) {
			fprintf(stderr, "%#lx: more behind > than before it\n", request);
			abort();
		}
		memcpy(shared->bytes, after.bytes, after.size);
		shared->write = (void *)at;
		shared->n = (uint32_t)after.size;
	}
	fake(SYS_ioctl, 3, (long)request, at, 0, 0, 0);
	shared->write = NULL;
}

int main(void)
{
	static char line[65536];

	/* The helper writes into these. */
	for (long i = 0; i < BLOCKS; i++)
		if (mmap((void *)(END_OF(i) - 2 * PAGE), 2 * PAGE, PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) == MAP_FAILED)
			skip("no memory");
	answer_start();
	while (fgets(line, sizeof(line), stdin)) {
		char *comment = strchr(line, ';');

		if (comment)
			*comment = '\0';
		if (strspn(line, " \t\n") < strlen(line))
			make(line);
	}
	access("end", F_OK);
	return 0;
}
