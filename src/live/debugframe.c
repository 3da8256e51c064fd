/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/debugframe.h"

#include <errno.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"

/* Where nothing is mapped by itself: nobody mistakes the copy for the stack. */
enum { PLACE = 0x10000 };

/* From the start of an entry, all but the last two in either form. */
enum { ID = 4, VERSION = 8, AUGMENTATION = 9, ADDRESS_SIZE = 10, FUNCTION = 8, BODY = 16 };

static uint32_t get(const uint8_t *at)
{
	uint32_t word;

	memcpy(&word, at, sizeof(word));
	return word;
}

static void put(uint8_t *at, uint32_t word)
{
	memcpy(at, &word, sizeof(word));
}

/* Without augmentation, and of version 3 at most: .eh_frame has no sizes of addresses and segments. */
static void turn_cie(uint8_t *entry, uint32_t size)
{
	put(entry + ID, 0);
	if (entry[VERSION] == 4 && !entry[AUGMENTATION] && entry[ADDRESS_SIZE] == 4 &&
	    !entry[ADDRESS_SIZE + 1]) {
		entry[VERSION] = 3;
		memmove(entry + ADDRESS_SIZE, entry + ADDRESS_SIZE + 2, size - ADDRESS_SIZE - 2);
		memset(entry + size - 2, 0, 2); /* DW_CFA_nop */
	} else if (entry[AUGMENTATION]) {
		entry[VERSION] = 0xff; /* no library takes it */
	}
}

/* How many bytes make sense. */
static uint32_t turn(uint8_t *bytes, uint32_t size, uint32_t bias)
{
	uint32_t at = 0, n;

	for (; size - at >= BODY; at += n) {
		uint8_t *entry = bytes + at;

		n = get(entry);
		if (n < BODY - 4 || n > size - at - 4)
			break;
		n += 4;
		if (get(entry + ID) == UINT32_MAX) {
			turn_cie(entry, n);
		} else {
			put(entry + ID, at + ID - get(entry + ID));
			put(entry + FUNCTION, get(entry + FUNCTION) + bias);
		}
	}
	return at;
}

/* The bytes with a word of 0 behind them, to be freed; a file may say whatever it likes of their number. */
static uint8_t *read_section(Elf_Scn *section, const GElf_Shdr *sh, uint32_t *size)
{
	GElf_Chdr ch;
	Elf_Data *data;
	uint8_t *bytes;

	if (sh->sh_size > EHFRAME_MAX)
		return NULL;
	if (sh->sh_flags & SHF_COMPRESSED &&
	    (!gelf_getchdr(section, &ch) || ch.ch_size > EHFRAME_MAX || elf_compress(section, 0, 0) < 0))
		return NULL;
	data = elf_getdata(section, NULL);
	if (!data || !data->d_buf || data->d_size > EHFRAME_MAX)
		return NULL;
	*size = (uint32_t)data->d_size;
	bytes = xcalloc(1, *size + sizeof(uint32_t));
	memcpy(bytes, data->d_buf, *size);
	return bytes;
}

static uint8_t *read_file(int fd, uint32_t *size)
{
	Elf *elf;
	Elf_Scn *section;
	GElf_Shdr sh;
	uint8_t *bytes = NULL;

	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	section = ehframe_section(elf, ".debug_frame", &sh);
	if (section)
		bytes = read_section(section, &sh, size);
	elf_end(elf);
	return bytes;
}

int debugframe_find(struct ehframe *eh, const struct mapped *module, struct window *w)
{
	uint32_t bias, size;
	uint8_t *bytes;
	int fd;

	*eh = (struct ehframe){ .count = 0 };
	if (ehframe_bias(module, w, &bias) < 0 || (fd = mapped_open(module)) < 0)
		return -ENOENT;
	bytes = read_file(fd, &size);
	close(fd);
	if (!bytes)
		return -ENOENT;
	size = turn(bytes, size, bias);
	put(bytes + size, 0);
	*eh = (struct ehframe){
		.frames = PLACE,
		.start = PLACE,
		.end = PLACE + size + (uint32_t)sizeof(uint32_t),
		.copy = bytes,
	};
	return 0;
}
