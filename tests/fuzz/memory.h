/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_FUZZ_MEMORY_H
#define TESTS_FUZZ_MEMORY_H

#include "event/reader.h"
#include "fuzz.h"

/*
 * A traced process's memory: the bytes of the input, over and over, so that
 * every pointer leads somewhere. What no process can read can't be read here
 * either, nor one of eight runs of 64 KiB, so that memory ends, too.
 */
struct fuzz_memory {
	const uint8_t *bytes;
	size_t size;
	uint32_t moves; /* another thread writes: from read to read all moves by so much */
	uint32_t moved;
	uint64_t given; /* bytes, in all */
};

static inline int fuzz_read(void *origin, uint64_t addr, void *to, uint32_t n)
{
	struct fuzz_memory *m = origin;
	uint8_t *byte = to;
	uint32_t i;

	for (i = 0; i < n && addr + i <= UINT32_MAX; i++) {
		if (addr + i < 0x1000 || ((addr + i) >> 16 & 7) == 3 || !m->size)
			break;
		byte[i] = m->bytes[(addr + i + m->moved) % m->size];
	}
	m->moved += m->moves;
	m->given += i;
	return n && !i ? -14 : (int)i;
}

#endif
