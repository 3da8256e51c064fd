/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Makes the calls that standard input describes, none of which the kernel sees (answer.h). A line each:
 *
 *   socket FD DOMAIN TYPE PROTOCOL   a real one, bound if it is of netlink; left out if there is none
 *   mem NAME TOKEN ...               memory: it ends where a page ends, behind which there is nothing
 *   then NAME TOKEN ...              what the next call writes to NAME
 *   call NR RESULT ARG ...           an ARG is a number, or NAME, NAME+4, NAME-4
 *   say NAME                         access("NAME"), to tell the lines behind it from others
 *
 * A TOKEN is 5 or -5 or 0x5 (32 bits), b:5 (8), h:5 (16), q:5 (64), H:5 and N:5 (16 and 32 bits in
 * network order), x:0102ff (bytes), z:9 (nine zeros), "text" (\0: a NUL), a NAME (its address).
 * [ ... ] begins with its length in 32 bits, as a netlink message does, {7 ... } is an attribute of type 7;
 * both are filled up to a multiple of 4.
 */
#include "answer.h"

#include <ctype.h>
#include <linux/netlink.h>
#include <sys/socket.h>

enum { AREAS = 64, ROOM = 16 * 1024, STEP = ROOM + 4096, ARGS = 6, DEEP = 16, NAMES = 24 };
#define REGION 0x30000000

static struct area {
	char name[NAMES];
	uint32_t size;
} area[AREAS];

static struct {
	uint8_t at[ROOM];
	uint32_t size;
} built;

__attribute__((noreturn)) static void wrong(const char *what)
{
	fprintf(stderr, "script: %s\n", what);
	exit(2);
}

static uint8_t *end_of(long i)
{
	return (uint8_t *)(REGION + STEP * i + ROOM);
}

static long area_of(const char *name, bool make)
{
	for (long i = 0; i < AREAS; i++) {
		if (!strcmp(area[i].name, name))
			return i;
		if (!area[i].name[0] && make) {
			snprintf(area[i].name, NAMES, "%s", name);
			return i;
		}
	}
	wrong(name);
}

/* A number, or NAME with an offset behind it. */
static uint64_t number(const char *text)
{
	char name[NAMES];
	const char *sign = strpbrk(text, "+-");
	long i;

	if (isdigit(text[0]) || text[0] == '-')
		return text[0] == '-' ? (uint64_t)strtoll(text, NULL, 0) : strtoull(text, NULL, 0);
	snprintf(name, sizeof(name), "%.*s", (int)(sign ? sign - text : NAMES - 1), text);
	i = area_of(name, false);
	return (uint64_t)(uintptr_t)(end_of(i) - area[i].size) + (uint64_t)(sign ? strtol(sign, NULL, 0) : 0);
}

static void add(uint64_t n, uint32_t size, bool network)
{
	if (built.size + size > ROOM)
		wrong("too much");
	for (uint32_t i = 0; i < size; i++)
		built.at[built.size++] = (uint8_t)(n >> 8 * (network ? size - 1 - i : i));
}

static void add_token(const char *t)
{
	static const char hex[] = "0123456789abcdef";

	if (t[0] == '"') {
		for (t++; *t && *t != '"'; t++)
			add(*t == '\\' ? (uint8_t)*++t - '0' : (uint8_t)*t, 1, false);
	} else if (t[0] == 'x' && t[1] == ':') {
		for (t += 2; t[0] && t[1]; t += 2)
			add((uint64_t)((strchr(hex, t[0]) - hex) << 4 | (strchr(hex, t[1]) - hex)), 1, false);
	} else if (t[0] == 'z' && t[1] == ':') {
		for (uint64_t n = number(t + 2); n--;)
			add(0, 1, false);
	} else if (t[1] == ':' && strchr("bhqHN", t[0])) {
		add(number(t + 2), t[0] == 'b' ? 1 : t[0] == 'q' ? 8 : t[0] == 'N' ? 4 : 2, isupper(t[0]));
	} else {
		add(number(t), 4, false);
	}
}

/* Words end at blanks, but not within quotation marks. */
static char *next_word(char **line)
{
	char *word = *line + strspn(*line, " \t\n"), *end = word;

	if (!*word)
		return NULL;
	if (*end == '"' && !(end = strchr(end + 1, '"')))
		wrong(word);
	end += strcspn(end, " \t\n");
	*line = end + !!*end;
	*end = '\0';
	return word;
}

static void build(char *line)
{
	uint32_t open[DEEP], depth = 0, size;
	bool wide[DEEP];
	char *word;

	built.size = 0;
	while ((word = next_word(&line))) {
		if (*word == '[' || *word == '{') {
			if (depth == DEEP)
				wrong("too deep");
			wide[depth] = *word == '[';
			open[depth++] = built.size;
			add(0, wide[depth - 1] ? 4 : 2, false);
			if (*word == '{')
				add(number(word + 1), 2, false);
		} else if (*word == ']' || *word == '}') {
			size = built.size - open[--depth];
			memcpy(built.at + open[depth], &size, wide[depth] ? 4 : 2);
			add(0, -built.size & 3, false);
		} else {
			add_token(word);
		}
	}
}

static void make_socket(char *line)
{
	long v[4];
	int fd;

	for (int i = 0; i < 4; i++)
		v[i] = (long)number(next_word(&line));
	fd = socket((int)v[1], (int)v[2], (int)v[3]);
	if (fd < 0)
		return;
	if (v[1] == AF_NETLINK)
		bind(fd, (const struct sockaddr *)&(struct sockaddr_nl){ .nl_family = AF_NETLINK }, 12);
	dup2(fd, (int)v[0]);
	close(fd);
}

static void make_call(char *line)
{
	long nr = (long)number(next_word(&line)), result = (long)number(next_word(&line)), arg[ARGS] = { 0 };
	char *word;

	for (int i = 0; i < ARGS && (word = next_word(&line)); i++)
		arg[i] = (long)number(word);
	shared->result = result;
	fake(nr, arg[0], arg[1], arg[2], arg[3], arg[4], arg[5]);
	shared->write = NULL;
}

int main(void)
{
	static char text[1 << 16], buffer[1 << 12];
	char *line, *word;
	long i;

	for (i = 0; i < AREAS; i++)
		if (mmap(end_of(i) - ROOM, ROOM, PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) != end_of(i) - ROOM)
			skip("no memory");
	setvbuf(stdin, buffer, _IOFBF, sizeof(buffer));
	answer_start();
	access("begin", F_OK);
	while (fgets(text, sizeof(text), stdin)) {
		line = text;
		word = next_word(&line);
		if (!word || *word == '#')
			continue;
		if (!strcmp(word, "socket")) {
			make_socket(line);
		} else if (!strcmp(word, "say")) {
			access(next_word(&line), F_OK);
		} else if (!strcmp(word, "call")) {
			make_call(line);
		} else if (!strcmp(word, "mem")) {
			i = area_of(next_word(&line), true);
			build(line);
			area[i].size = built.size;
			memcpy(end_of(i) - built.size, built.at, built.size);
		} else if (!strcmp(word, "then")) {
			shared->write = (void *)(uintptr_t)number(next_word(&line));
			build(line);
			memcpy(shared->bytes, built.at, built.size);
			shared->n = built.size;
		} else {
			wrong(word);
		}
	}
	access("end", F_OK);
	return 0;
}
