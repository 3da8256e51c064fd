/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "decode/symtab.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/die.h"
#include "base/file.h"
#include "base/map.h"
#include "decode/elfsyms.h"

enum { SYMBOLS_ROOM = 256 << 20, IMAGES_MAX = 64, NO_PARENT = -1 };

struct symbol {
	uint64_t addr, end;  /* end: the size until the table is finished */
	uint32_t name;       /* offset in names */
	int32_t parent;      /* the nearest one before that may go on behind this one's end */
	bool global, function;
};

struct symtab {
	struct symtab *next; /* with the same hash; images: all of them */
	struct stat file;    /* zeroed for images */
	char *image;         /* copied */
	size_t image_size;
	struct elfsyms_image elf;
	struct symbol *symbol;
	size_t count, cap;
	struct buffer names;
	size_t cost;
	bool too_much;
};

struct text {
	struct text *next;
	size_t len;
	char bytes[];
};

static const struct symtab nothing;
static struct map files = MAP_INIT, texts = MAP_INIT;
static struct symtab *images;
static unsigned image_count;
static size_t bytes_used;

static void collect(void *to, const struct elfsyms_symbol *s)
{
	struct symtab *t = to;
	size_t len = strcspn(s->name, "@"), cost = sizeof(*t->symbol) + len + 1;

	if (!len)
		return;
	if (bytes_used + cost > SYMBOLS_ROOM) {
		t->too_much = true;
		return;
	}
	bytes_used += cost;
	t->cost += cost;
	if (t->count == t->cap) {
		t->cap = t->cap ? t->cap * 2 : 256;
		t->symbol = xrealloc(t->symbol, t->cap * sizeof(*t->symbol));
	}
	t->symbol[t->count++] = (struct symbol){
		.addr = s->value,
		.end = s->size,
		.name = (uint32_t)t->names.len,
		.global = s->global,
		.function = s->function,
	};
	buffer_add(&t->names, s->name, len);
	buffer_addc(&t->names, '\0');
}

/* Of two names of one address, the better one first. */
static int by_rank(const struct symbol *a, const struct symbol *b, const char *names)
{
	const char *x = names + a->name, *y = names + b->name;
	size_t x_under = strspn(x, "_"), y_under = strspn(y, "_");

	if (!a->end != !b->end)
		return a->end ? -1 : 1;
	if (a->global != b->global)
		return a->global ? -1 : 1;
	if (a->function != b->function)
		return a->function ? -1 : 1;
	if (x_under != y_under)
		return x_under < y_under ? -1 : 1;
	if (strlen(x) != strlen(y))
		return strlen(x) < strlen(y) ? -1 : 1;
	return strcmp(x, y);
}

static int by_address(const void *left, const void *right, void *names)
{
	const struct symbol *a = left, *b = right;

	if (a->addr != b->addr)
		return a->addr < b->addr ? -1 : 1;
	return by_rank(a, b, names);
}

static void drop(struct symtab *t)
{
	buffer_free(&t->names);
	free(t->symbol);
	t->symbol = NULL;
	t->count = 0;
	bytes_used -= t->cost;
}

/* Sorts, keeps one symbol an address and no labels, turns sizes into ends. */
static void finish(struct symtab *t)
{
	size_t kept = 0;

	if (t->too_much)
		drop(t);
	if (t->count)
		qsort_r(t->symbol, t->count, sizeof(*t->symbol), by_address, t->names.data);
	for (size_t i = 0; i < t->count; i++) {
		struct symbol s = t->symbol[i];
		size_t next = i + 1;

		while (next < t->count && t->symbol[next].addr == s.addr)
			next++;
		i = next - 1;
		s.parent = (int32_t)kept - 1;
		while (s.parent != NO_PARENT && t->symbol[s.parent].end <= s.addr)
			s.parent = t->symbol[s.parent].parent;
		if (s.end)
			s.end = s.end < UINT64_MAX - s.addr ? s.addr + s.end : UINT64_MAX;
		else if (s.parent == NO_PARENT)
			s.end = next < t->count ? t->symbol[next].addr : UINT64_MAX;
		else
			continue;
		t->symbol[kept++] = s;
	}
	t->count = kept;
	if (kept)
		t->symbol = xrealloc(t->symbol, kept * sizeof(*t->symbol));
}

int symtab_find(const struct symtab *t, uint64_t offset, bool exec, const char **name, uint64_t *into)
{
	size_t low = 0, high = t->count;
	uint64_t addr;
	int32_t i;

	if (!elfsyms_vaddr(&t->elf, offset, exec, &addr))
		return 0;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (t->symbol[middle].addr <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	for (i = (int32_t)low - 1; i != NO_PARENT && t->symbol[i].end <= addr;)
		i = t->symbol[i].parent;
	if (i == NO_PARENT)
		return 0;
	*name = t->names.data + t->symbol[i].name;
	*into = addr - t->symbol[i].addr;
	return 1;
}

int symtab_linked_at(const struct symtab *t, uint64_t *start, uint64_t *size)
{
	if (!t->elf.segments || !t->elf.segment[0].vaddr)
		return 0;
	*start = t->elf.segment[0].vaddr - t->elf.segment[0].offset;
	*size = t->image_size;
	return 1;
}

/*
 * Is this the file that some maps file calls dev:ino? stat() may use other
 * numbers for it (btrfs, overlayfs), so we map it and look what our own
 * maps file calls it.
 */
static bool is_mapped_as(int fd, dev_t dev, uint64_t ino)
{
	void *page = mmap(NULL, 1, PROT_READ, MAP_PRIVATE, fd, 0);
	FILE *maps = page == MAP_FAILED ? NULL : fopen("/proc/self/maps", "re");
	bool same = false;
	char *line = NULL;
	size_t cap = 0;

	while (maps && getline(&line, &cap, maps) > 0) {
		uintptr_t start;
		unsigned major, minor;
		uint64_t inode;

		if (sscanf(line, "%" SCNxPTR "-%*x %*s %*x %x:%x %" SCNu64, &start, &major, &minor,
			   &inode) == 4 && start == (uintptr_t)page)
			same = makedev(major, minor) == dev && inode == ino;
	}
	free(line);
	if (maps)
		fclose(maps);
	if (page != MAP_FAILED)
		munmap(page, 1);
	return same;
}

/*
 * A descriptor, or -1. A device is not even opened: that alone may do something.
 * Before 2.6.39 O_PATH is overlooked and the handle an open file: not for what is
 * not regular when we look, and a FIFO laid there after that is not waited for.
 */
static int open_same(const char *path, dev_t dev, uint64_t ino, struct stat *st)
{
	char link[32];
	int fd = -1, handle;

	if (lstat(path, st) < 0 || !S_ISREG(st->st_mode))
		return -1;
	handle = open(path, O_PATH | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (handle < 0)
		return -1;
	if (file_stat(handle, st) == 0 && S_ISREG(st->st_mode)) {
		snprintf(link, sizeof(link), "/proc/self/fd/%d", handle);
		fd = open(link, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	}
	close(handle);
	if (fd >= 0 && (st->st_dev != dev || st->st_ino != ino) && !is_mapped_as(fd, dev, ino)) {
		close(fd);
		fd = -1;
	}
	return fd;
}

int symtab_open(const char *path, dev_t dev, uint64_t ino)
{
	struct stat st;

	return open_same(path, dev, ino, &st);
}

static bool same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

const struct symtab *symtab_file(const char *path, dev_t dev, uint64_t ino)
{
	struct stat st;
	int fd = open_same(path, dev, ino, &st);
	struct symtab *first, *t;
	uint64_t key;

	if (fd < 0)
		return &nothing;
	key = ((uint64_t)st.st_dev << 40) ^ (uint64_t)st.st_ino;
	first = map_get(&files, key);
	for (t = first; t && !same_file(&t->file, &st);)
		t = t->next;
	if (!t) {
		t = xcalloc(1, sizeof(*t));
		t->next = first;
		t->file = st;
		if (elfsyms_file(fd, &t->elf, collect, t) < 0)
			t->count = 0;
		finish(t);
		map_put(&files, key, t);
	}
	close(fd);
	return t;
}

const struct symtab *symtab_image(const void *image, size_t size)
{
	struct symtab *t = images;

	while (t && (t->image_size != size || memcmp(t->image, image, size) != 0))
		t = t->next;
	if (t)
		return t;
	if (!size || image_count == IMAGES_MAX)
		return &nothing;
	t = xcalloc(1, sizeof(*t));
	t->next = images;
	t->image = xcalloc(1, size);
	memcpy(t->image, image, size);
	t->image_size = size;
	if (elfsyms_memory(image, size, &t->elf, collect, t) < 0)
		t->count = 0;
	finish(t);
	images = t;
	image_count++;
	return t;
}

const char *symtab_intern(const char *text, size_t len)
{
	uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a */
	struct text *first, *t;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)text[i]) * 0x100000001b3u;
	first = map_get(&texts, hash);
	for (t = first; t && (t->len != len || memcmp(t->bytes, text, len) != 0);)
		t = t->next;
	if (!t) {
		t = xcalloc(1, sizeof(*t) + len + 1);
		t->next = first;
		t->len = len;
		memcpy(t->bytes, text, len);
		map_put(&texts, hash, t);
	}
	return t->bytes;
}

static void free_chain(struct symtab *t)
{
	while (t) {
		struct symtab *next = t->next;

		buffer_free(&t->names);
		free(t->symbol);
		free(t->image);
		free(t);
		t = next;
	}
}

void symtab_free_all(void)
{
	struct symtab *t;
	struct text *text;

	for (size_t at = 0; (t = map_next(&files, &at));)
		free_chain(t);
	for (size_t at = 0; (text = map_next(&texts, &at));) {
		while (text) {
			struct text *next = text->next;

			free(text);
			text = next;
		}
	}
	map_free(&files);
	map_free(&texts);
	free_chain(images);
	images = NULL;
	image_count = 0;
	bytes_used = 0;
}
