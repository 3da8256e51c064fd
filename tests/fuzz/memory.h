/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_FUZZ_MEMORY_H
#define TESTS_FUZZ_MEMORY_H

#include "event/reader.h"
#include "fuzz.h"

/*
 * A traced process's memory: the bytes of the input, over and over, so that
 * every pointer leads somewhere. What no process can read can't be read here
 * either, nor one of eight runs of RUN bytes, so that memory ends, too.
 */
struct fuzz_memory {
	const uint8_t *bytes;
	size_t size;
	uint32_t moves; /* another thread writes: from read to read all moves by so much */
	uint32_t moved;
	uint64_t given; /* bytes, in all */
};

enum { RUN = 8192 };

static inline int fuzz_read(void *origin, uint64_t addr, void *to, uint32_t n)
{
	struct fuzz_memory *m = origin;
	uint32_t done = 0;

	while (done < n && m->size) {
		uint64_t at = addr + done;
		size_t in = (at + m->moved) % m->size, part = m->size - in, page = RUN - at % RUN;

		if (at < 0x1000 || at > UINT32_MAX || (at / RUN & 7) == 3)
			break;
		part = part < page ? part : page;
		part = part < n - done ? part : n - done;
		memcpy((char *)to + done, m->bytes + in, part);
		done += (uint32_t)part;
	}
	m->moved += m->moves;
	m->given += done;
	return n && !done ? -14 : (int)done;
}

#endif
