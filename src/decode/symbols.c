/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "decode/symbols.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "base/die.h"
#include "decode/symtab.h"

struct mapping {
	uint64_t start, end, offset, ino;
	dev_t dev;
	bool exec;
	uint32_t len;                /* of path; 0: anonymous */
	const char *path;            /* in mappings.text, as the kernel escaped it */
	const char *module;          /* interned; NULL: not asked for yet */
	const struct symtab *symtab; /* the same */
	const char *kept;            /* path, interned; the same */
};

struct mappings {
	char *text;
	struct mapping *at;
	size_t count, cap;
	const struct symtab *vdso; /* NULL: not set */
};

static const char deleted[] = " (deleted)";
static const char vdso_name[] = "[vdso]";

/* A line, eaten from the left. */
struct cursor {
	const char *at, *end;
};

static bool eat(struct cursor *c, char what)
{
	if (c->at == c->end || *c->at != what)
		return false;
	c->at++;
	return true;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 99;
}

static bool eat_number(struct cursor *c, int base, uint64_t *number)
{
	const char *first = c->at;

	*number = 0;
	for (; c->at < c->end && digit(*c->at) < base; c->at++)
		*number = *number * (uint64_t)base + (uint64_t)digit(*c->at);
	return c->at > first && c->at - first <= 20;
}

/* "f7c00000-f7c20000 r-xp 00000000 fe:00 1234     /usr/lib32/libc.so.6" */
static bool parse_line(struct cursor c, struct mapping *m)
{
	uint64_t major, minor;

	*m = (struct mapping){ .exec = false };
	if (!eat_number(&c, 16, &m->start) || !eat(&c, '-') || !eat_number(&c, 16, &m->end) || !eat(&c, ' '))
		return false;
	if (c.end - c.at < 4 || m->start >= m->end)
		return false;
	m->exec = c.at[2] == 'x';
	c.at += 4;
	if (!eat(&c, ' ') || !eat_number(&c, 16, &m->offset) || !eat(&c, ' '))
		return false;
	if (!eat_number(&c, 16, &major) || !eat(&c, ':') || !eat_number(&c, 16, &minor) || !eat(&c, ' '))
		return false;
	if (!eat_number(&c, 10, &m->ino))
		return false;
	m->dev = makedev((unsigned)major, (unsigned)minor);
	while (eat(&c, ' '))
		;
	m->path = c.at;
	m->len = (uint32_t)(c.end - c.at);
	return true;
}

struct mappings *mappings_parse(const char *text, size_t len)
{
	struct mappings *m = xcalloc(1, sizeof(*m));
	const char *line, *end;

	m->text = xcalloc(1, len + 1);
	if (len)
		memcpy(m->text, text, len);
	for (line = m->text; line < m->text + len; line = end + 1) {
		struct mapping one;

		end = memchr(line, '\n', (size_t)(m->text + len - line));
		if (!end)
			end = m->text + len;
		if (!parse_line((struct cursor){ line, end }, &one))
			continue;
		/* The kernel's are in order; lookups rely on it. */
		if (m->count && one.start < m->at[m->count - 1].end)
			continue;
		if (m->count == m->cap) {
			m->cap = m->cap ? m->cap * 2 : 32;
			m->at = xrealloc(m->at, m->cap * sizeof(*m->at));
		}
		m->at[m->count++] = one;
	}
	return m;
}

void mappings_free(struct mappings *m)
{
	if (!m)
		return;
	free(m->text);
	free(m->at);
	free(m);
}

static bool is_vdso(const struct mapping *one)
{
	return one->len == sizeof(vdso_name) - 1 && memcmp(one->path, vdso_name, one->len) == 0;
}

int mappings_vdso(const struct mappings *m, uint64_t *start, uint64_t *end)
{
	for (size_t i = 0; i < m->count; i++) {
		if (!is_vdso(&m->at[i]))
			continue;
		*start = m->at[i].start;
		/* mprotect may have cut it into pieces. */
		for (*end = m->at[i].end; ++i < m->count && is_vdso(&m->at[i]) && m->at[i].start == *end;)
			*end = m->at[i].end;
		return 1;
	}
	return 0;
}

void mappings_set_vdso(struct mappings *m, const void *image, size_t size)
{
	m->vdso = symtab_image(image, size);
}

static struct mapping *mapping_of(const struct mappings *m, uint64_t addr)
{
	size_t low = 0, high = m->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (m->at[middle].end <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low < m->count && m->at[low].start <= addr ? &m->at[low] : NULL;
}

/* Where the first mapping of the same file is: others of it may lie between, and what has no name. */
static const struct mapping *first_of(const struct mappings *m, const struct mapping *one)
{
	const struct mapping *first = one;

	for (const struct mapping *p = one; p-- > m->at;) {
		if (!p->len)
			continue;
		if (p->len != one->len || p->ino != one->ino || p->dev != one->dev ||
		    memcmp(p->path, one->path, p->len) != 0)
			break;
		first = p;
	}
	return first;
}

int mappings_at(const struct mappings *m, uint64_t addr, struct mapped *to)
{
	struct mapping *one = mapping_of(m, addr);
	const struct mapping *first;

	if (!one)
		return 0;
	if (!one->kept)
		one->kept = symtab_intern(one->path, one->len);
	first = one->len ? first_of(m, one) : one;
	*to = (struct mapped){
		.start = one->start,
		.end = one->end,
		.offset = one->offset,
		.first = first->start,
		.first_offset = first->offset,
		.ino = one->ino,
		.dev = one->dev,
		.exec = one->exec,
		.path = one->kept,
		.len = one->len,
	};
	return 1;
}

static const char *name_of(const struct mapping *one)
{
	size_t len = one->len, tail = sizeof(deleted) - 1;
	const char *slash;

	if (len > tail && memcmp(one->path + len - tail, deleted, tail) == 0)
		len -= tail;
	slash = one->path[0] == '/' ? memrchr(one->path, '/', len) : NULL;
	if (slash && slash + 1 < one->path + len)
		return symtab_intern(slash + 1, (size_t)(one->path + len - slash - 1));
	return symtab_intern(one->path, len);
}

/* The kernel escapes newlines only. A deleted file's path ends in a way that finds nothing. */
static char *file_path(const char *escaped, uint32_t len)
{
	char *path = xcalloc(1, (size_t)len + 1);
	size_t n = 0;

	for (uint32_t i = 0; i < len; i++) {
		path[n++] = escaped[i];
		if (len - i >= 4 && memcmp(escaped + i, "\\012", 4) == 0) {
			path[n - 1] = '\n';
			i += 3;
		}
	}
	return path;
}

int mapped_open(const struct mapped *m)
{
	char *path;
	int fd;

	if (!m->len || m->path[0] != '/')
		return -1;
	path = file_path(m->path, m->len);
	fd = symtab_open(path, m->dev, m->ino);
	free(path);
	return fd;
}

static const struct symtab *open_symtab(const struct mapping *one)
{
	char *path = file_path(one->path, one->len);
	const struct symtab *t = symtab_file(path, one->dev, one->ino);

	free(path);
	return t;
}

static void name_symbol(struct site *where, const struct symtab *t, uint64_t offset, bool exec,
			uint64_t start)
{
	uint64_t into = where->ip - start;

	where->symbol = NULL;
	if (t)
		symtab_find(t, offset, exec, &where->symbol, &into);
	where->offset = (uint32_t)into;
}

/* A kernel that doesn't list its vDSO has it where it was linked to. */
static int find_unlisted(const struct mappings *m, struct site *where)
{
	uint64_t start, end, size;

	if (!m->vdso || mappings_vdso(m, &start, &end) || !symtab_linked_at(m->vdso, &start, &size))
		return 0;
	if (where->ip - start >= size)
		return 0;
	where->module = symtab_intern(vdso_name, sizeof(vdso_name) - 1);
	name_symbol(where, m->vdso, where->ip - start, true, start);
	return 1;
}

int mappings_find(struct mappings *m, struct site *where)
{
	struct mapping *one = mapping_of(m, where->ip);
	uint64_t start;

	where->module = where->symbol = NULL;
	where->offset = 0;
	if (!one)
		return find_unlisted(m, where);
	if (!one->len)
		return 1;
	if (!one->module)
		one->module = name_of(one);
	where->module = one->module;
	start = first_of(m, one)->start;
	if (is_vdso(one)) {
		name_symbol(where, m->vdso, where->ip - start, true, start);
		return 1;
	}
	if (!one->symtab && one->path[0] == '/')
		one->symtab = open_symtab(one);
	name_symbol(where, one->symtab, where->ip - one->start + one->offset, one->exec, start);
	return 1;
}

/* The names are the traced process's: they don't get to steer a terminal. */
static void add_name(struct buffer *to, const char *name)
{
	for (; *name; name++) {
		unsigned char c = (unsigned char)*name;

		if (c < 0x20 || c == 0x7f)
			buffer_addf(to, "\\%03o", c);
		else
			buffer_addc(to, *name);
	}
}

void site_print(struct buffer *to, const struct site *where)
{
	if (!where->module) {
		buffer_add_hex(to, where->ip);
		return;
	}
	add_name(to, where->module);
	if (where->symbol) {
		buffer_addc(to, '(');
		add_name(to, where->symbol);
	}
	buffer_addc(to, '+');
	buffer_add_hex(to, where->offset);
	if (where->symbol)
		buffer_addc(to, ')');
}

void symbols_free(void)
{
	symtab_free_all();
}
