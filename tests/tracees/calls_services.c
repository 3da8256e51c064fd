/* SPDX-License-Identifier: GPL-2.0-or-later */
/* io_uring, performance events, file handles, segments, swapping. */
#include <fcntl.h>

#include "pretend.h"

enum { IO_URING_SETUP = 425, IO_URING_REGISTER = 427 };

static uint32_t words[64];

static void count_up(void)
{
	for (uint32_t i = 0; i < 64; i++)
		words[i] = i;
}

static void rings(void)
{
	/* Those whose argument is no list of the kernel's. */
	static const uint8_t operations[] = { 0, 1, 2, 3, 4, 5, 7, 9, 10, 12, 18, 20, 21, 22, 23, 40 };

	count_up();
	CALL(IO_URING_SETUP, 8, put(words, 120));
	for (uint32_t bit = 0; bit < 32; bit++) {
		words[2] = words[5] = 1u << bit;
		words[7] = words[18] = bit & 1;
		CALL(IO_URING_SETUP, bit, put(words, 120));
	}
	CALL(IO_URING_SETUP, 8, fill(0, 120));
	CALL(IO_URING_SETUP, 8, fill(0xff, 120));
	CALL(IO_URING_SETUP, 8, 0);
	CALL(IO_URING_SETUP, 8, BAD);
	count_up();
	for (uint32_t i = 0; i < sizeof(operations); i++) {
		long operation = operations[i];

		CALL(IO_URING_REGISTER, 3, operation, put(words, 64), 2);
		CALL(IO_URING_REGISTER, 3, operation, fill(0, 64), 1);
		CALL(IO_URING_REGISTER, 3, operation, LAST(4), 0);
		CALL(IO_URING_REGISTER, 3, operation, 0, 2);
		CALL(IO_URING_REGISTER, 3, operation, BAD, 2);
	}
	words[0] = 1;
	words[1] = 0;
	words[2] = (uint32_t)LAST(8);
	words[3] = 0;
	words[4] = 5;
	words[5] = 6;
	CALL(IO_URING_REGISTER, 3, 6, put(words, 24), 2);
}

static void events(void)
{
	for (uint32_t type = 0; type < 8; type++)
		for (uint32_t config = 0; config < 16; config++) {
			count_up();
			words[0] = type;
			words[1] = 64 + 8 * config;
			words[2] = config | (config & 3) << 8 | (config & 1) << 16;
			words[3] = config == 9;
			words[6] = config & 1 ? 0x1ffffff : 0x800;
			words[7] = 0;
			words[10] = config * 0x11111111;
			words[11] = config * 0x11111111;
			words[13] = config;
			words[27] = 9;
			words[29] = 0;
			CALL(SYS_perf_event_open, put(words, 128), 1, -1, -1, config);
		}
	for (uint32_t bit = 0; bit < 32; bit++) {
		memset(words, 0, sizeof(words));
		words[1] = 128;
		words[6] = words[8] = words[18] = 1u << bit;
		words[10] = 1u << bit;
		words[11] = bit < 6 ? 1u << bit : 0;
		CALL(SYS_perf_event_open, put(words, 128), 1, -1, -1, 0);
	}
	CALL(SYS_perf_event_open, 0, 1, -1, -1, 0);
	CALL(SYS_perf_event_open, BAD, 1, -1, -1, 0);
}

static void handles(void)
{
	uint32_t handle[6] = { 8, 1, 0x12345678, 0x9abcdef0, 77 };
	long p;

	memcpy(page, "file", 5);
	for (handle[1] = 0; handle[1] < 260; handle[1] += 37) {
		p = put(handle, 24);
		CALL(SYS_name_to_handle_at, AT_FDCWD, page, p, LAST(8), 0x1400);
		CALL(SYS_open_by_handle_at, 3, p, O_RDONLY);
	}
	for (handle[0] = 0; handle[0] < 64; handle[0] += 8)
		CALL(SYS_open_by_handle_at, 3, put(handle, 24), O_RDWR);
	CALL(SYS_name_to_handle_at, AT_FDCWD, page, 0, 0, 0);
	CALL(SYS_name_to_handle_at, AT_FDCWD, page, BAD, BAD, 0);
	CALL(SYS_open_by_handle_at, 3, 0, O_RDONLY);
	CALL(SYS_open_by_handle_at, 3, BAD, O_RDONLY);
}

/* Descriptors of segments, swapping. */
static void machine(void)
{
	static const uint32_t entry[4] = { 1, 2, 3, 0x7f };

	for (long function = -1; function < 0x12; function++) {
		CALL(SYS_modify_ldt, function, put(entry, 16), 16);
		CALL(SYS_modify_ldt, function, put(entry, 16), function);
	}
	CALL(SYS_modify_ldt, 1, 0, 16);
	CALL(SYS_modify_ldt, 1, BAD, 16);
	memcpy(page, "file", 5);
	for (uint32_t bit = 0; bit < 32; bit++) {
		CALL(SYS_swapon, page, 1u << bit);
		CALL(SYS_swapon, page, 0x18005u ^ 1u << bit);
	}
	CALL(SYS_swapon, 0, 0);
	CALL(SYS_swapon, BAD, -1);
}

int main(void)
{
	pretend();
	rings();
	events();
	handles();
	machine();
	expect_end();
	return 0;
}
