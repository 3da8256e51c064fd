/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any system call with the worst arguments, none of which the kernel sees:
 *
 *	hostile_fuzz CALLS SEED [THREADS]
 *
 * A seccomp filter hands the calls of fake() to a helper, which answers with
 * whatever result chance has chosen: restart codes, too, and successes of what
 * was never done. The arguments point to structures made of lengths that lie and
 * of pointers to the like: into the end of the address space, holes, PROT_NONE,
 * the device memory that the kernel's clock lives in. THREADS rewrite, unmap and
 * map again all that meanwhile.
 *
 * The fake calls are between access("begin") and access("end"). The program says
 * how many it made.
 */
#include <fcntl.h>
#include <pthread.h>

#include "answer.h"

enum { PAGE = 4096, PAGES = 16 };
#define REGION 0x30000000u
#define HOLE (REGION - PAGE)
#define NONE (REGION + PAGES * PAGE)
#define LAST 0xffffd000u /* the last page of a 32-bit process on x86-64 */

static volatile int over;

static uint32_t next(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

/* ---- Memory */

/* Where the kernel maps its clock: VM_IO and VM_PFNMAP, as a device's registers are. */
static uint32_t device;

static void find_device(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[256];

	device = HOLE;
	while (maps && fgets(line, sizeof(line), maps))
		if (strstr(line, "[vvar]"))
			device = (uint32_t)strtoul(line, NULL, 16);
	if (maps)
		fclose(maps);
}

static uint32_t pointer(uint32_t *state)
{
	const uint32_t places[] = {
		REGION, REGION + PAGE, REGION + 2 * PAGE, NONE - 16, NONE - 1, NONE, HOLE, device,
		LAST, LAST + PAGE - 1, LAST + PAGE - 8, 0xfffff000, 0xffffffff, 0xfffffffc, 0x7fffffff, 0,
	};
	uint32_t place = places[next(state) % COUNT(places)];

	return next(state) % 4 ? place : REGION + next(state) % (PAGES * PAGE);
}

static uint32_t number(uint32_t *state)
{
	static const uint32_t numbers[] = {
		0, 1, 2, 3, 8, 16, 255, PAGE, 0xffff, 0x10000, 1u << 20, 0x7fffffff, 0x80000000, 0xfffffff0,
		0xffffffff, 0xffff0000, 0x20000001, 0x40000000,
	};

	return next(state) % 3 ? numbers[next(state) % COUNT(numbers)] : next(state) % 600;
}

static uint32_t word(uint32_t *state)
{
	return next(state) % 2 ? pointer(state) : number(state);
}

static void scribble(uint32_t *state, uint32_t n)
{
	volatile uint32_t *to = (volatile uint32_t *)(uintptr_t)REGION;

	while (n--)
		to[next(state) % (PAGES * PAGE / 4)] = word(state);
}

static void furnish(void)
{
	void *region = mmap((void *)REGION, PAGES * PAGE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	uint32_t state = 99;

	if (region != (void *)REGION ||
	    mmap((void *)NONE, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) !=
		    (void *)NONE)
		skip("no memory at %#x", REGION);
	/* It may be the stack's. */
	mmap((void *)LAST, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE,
	     -1, 0);
	find_device();
	scribble(&state, PAGES * PAGE);
}

/* Nothing is written but by what is mapped again: the others may find it gone at any time. */
static void *unrest(void *arg)
{
	uint32_t state = 7 + (uint32_t)(uintptr_t)arg;
	char bytes[64];
	int file = open("/proc/self/mem", O_RDWR);

	while (!over) {
		uint32_t page = REGION + next(&state) % PAGES * PAGE;

		for (unsigned i = 0; i < sizeof(bytes) / 4; i++) {
			uint32_t w = word(&state);

			memcpy(bytes + 4 * i, &w, 4);
		}
		pwrite(file, bytes, sizeof(bytes), page + next(&state) % (PAGE - sizeof(bytes)));
		if (next(&state) % 4 == 0)
			munmap((void *)(uintptr_t)page, PAGE);
		else
			mmap((void *)(uintptr_t)page, PAGE,
			     next(&state) % 4 ? PROT_READ | PROT_WRITE : PROT_NONE,
			     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	}
	return NULL;
}

static long result(uint32_t *state)
{
	static const long results[] = {
		0,  0,	0,    1,    3,	  8,	64,    PAGE, 1 << 20, 0x7fffffff, (long)0x80000000,
		-1, -4, -512, -513, -514, -516, -4095,
	};

	return results[next(state) % COUNT(results)];
}

int main(int argc, char **argv)
{
	unsigned long calls = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000, i;
	uint32_t state = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : 1;
	unsigned threads = argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : 0, n;
	pthread_t thread[8];

	if (!calls || !state || threads > COUNT(thread))
		return 1;
	furnish();
	answer_start();
	for (n = 0; n < threads; n++)
		pthread_create(&thread[n], NULL, unrest, (void *)(uintptr_t)n);
	expect_begin();
	for (i = 0; i < calls; i++) {
		uint32_t arg[6];

		if (!threads)
			scribble(&state, 32);
		for (n = 0; n < 6; n++)
			arg[n] = next(&state) % 3 ? pointer(&state) : number(&state);
		shared->result = result(&state);
		fake(next(&state) % 64 ? (long)(next(&state) % 470) : (long)next(&state), (long)arg[0],
		     (long)arg[1], (long)arg[2], (long)arg[3], (long)arg[4], (long)arg[5]);
	}
	expect_end();
	over = 1;
	for (n = 0; n < threads; n++)
		pthread_join(thread[n], NULL);
	printf("calls %lu\n", calls);
	return 0;
}
