/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "call.h"

enum {
	NR_READ = 3,
	NR_WRITE = 4,
	NR_OPEN = 5,
	NR_EXECVE = 11,
	NR_GETPPID = 64,
	NR_SELECT = 82,
	NR_SOCKETCALL = 102,
	NR_WRITEV = 146,
	NR_POLL = 168,
	NR_STAT64 = 195,
	NR_ACCEPT4 = 364,
	NR_RECVMSG = 372,
	NR_NONE = 0x1e240
};

static void capture_both(uint32_t nr, const uint32_t arg[6], int32_t result)
{
	enter(nr, arg);
	leave(result);
}

#define CAPTURE(result, nr, ...) capture_both(nr, (const uint32_t[6]){ __VA_ARGS__ }, result)

static void reads_nothing_that_no_argument_needs(void **state)
{
	(void)state;
	CAPTURE(1, NR_GETPPID, 0);
	CAPTURE(-38, NR_NONE, BASE, BASE, BASE, BASE, BASE, BASE);
	CAPTURE(-11, NR_READ, 3, BASE, 100);
	CAPTURE(0, NR_READ, 3, BASE, 100);
	CAPTURE(0, NR_WRITE, 1, BASE, 0);
	CAPTURE(-14, NR_POLL, 0, 3, 0);
	CAPTURE(-2, NR_STAT64, 0, BASE);
	assert_int_equal(reads, 0);
}

static void one_read_an_argument(void **state)
{
	uint32_t path = PUT_TEXT("/etc/passwd");

	(void)state;
	CAPTURE(3, NR_OPEN, path, 0);
	assert_int_equal(reads, 1);
	CAPTURE(0, NR_STAT64, path, BASE + 0x100);
	assert_int_equal(reads, 3);
	bytes_read = 0;
	CAPTURE(1000, NR_WRITE, 1, BASE, 1000);
	assert_int_equal(reads, 4);
	assert_int_equal(bytes_read, 33);
	CAPTURE(5, NR_READ, 0, BASE, UINT32_MAX);
	assert_int_equal(bytes_read, 33 + 5);
}

static void counts_are_clamped(void **state)
{
	(void)state;
	/* 4,294,967,295 descriptors, iovecs, bytes of options: as many as are shown are read, and one. */
	CAPTURE(-22, NR_POLL, BASE, UINT32_MAX, 0);
	assert_int_equal(bytes_read, 33 * 8);
	bytes_read = 0;
	CAPTURE(-22, NR_WRITEV, 1, BASE, UINT32_MAX);
	assert_true(bytes_read <= 33 * 8);
	bytes_read = 0;
	options.verbose = true;
	CAPTURE(-22, NR_POLL, BASE, UINT32_MAX, 0);
	assert_true(bytes_read <= 64 * 1024 * 8);
	bytes_read = 0;
	options.string_max = UINT32_MAX;
	CAPTURE(-22, NR_WRITE, 1, BASE, UINT32_MAX);
	assert_int_equal(bytes_read, MEMORY);
	CAPTURE(-22, NR_SELECT, PUT_WORDS(0x7fffffff, BASE, BASE, BASE, BASE));
	CAPTURE(-22, NR_SELECT, PUT_WORDS(UINT32_MAX, BASE, BASE, BASE, BASE));
}

/* The iovecs at BASE; all else can be read, and isn't looked at. */
static int read_anything(void *origin, uint64_t addr, void *to, uint32_t n)
{
	return addr >= BASE && addr < END ? read_memory(origin, addr, to, n) : (int)n;
}

static void a_thousand_lengths_lie_together(void **state)
{
	static const struct reader anything = { .read = read_anything };
	struct numbers all = { .invert = true };

	(void)state;
	for (uint32_t at = 0; at < 1024 * 8; at += 8)
		memcpy(memory + at, (uint32_t[]){ 0x40000000, 0x40000000 }, 8);
	options.writes = &all;
	event_reset(&event);
	event.kind = EVENT_ENTRY;
	event.nr = NR_WRITEV;
	memcpy(event.arg, (uint32_t[]){ 1, BASE, 1024 }, 12);
	capture_entry(&event, &options, &anything);
	assert_in_range(event.bytes.len, 64 << 20, 128 << 20);
}

static void strings_go_on_over_chunks(void **state)
{
	uint32_t at = BASE + 0x123;

	(void)state;
	memset(memory, 'x', sizeof(memory));
	memory[0x123 + 2000] = 0;
	assert_string_equal(ENTER(NR_OPEN, at, 0) + 5 + 1 + 2000, "\", O_RDONLY");
	/* As much of a path as the kernel takes. */
	memory[0x123 + 2000] = 'x';
	assert_string_equal(ENTER(NR_OPEN, at, 0) + 5 + 1 + 4095, "\"..., O_RDONLY");
	assert_true(event.pieces == 1);
}

static void strings_end_where_memory_ends(void **state)
{
	(void)state;
	memcpy(memory + MEMORY - 6, "hello", 6);
	assert_string_equal(ENTER(NR_OPEN, END - 6, 0), "open(\"hello\", O_RDONLY");
	memcpy(memory + MEMORY - 6, "hellox", 6);
	assert_string_equal(ENTER(NR_OPEN, END - 6, 0), "open(0x12ffa, O_RDONLY");
	assert_string_equal(ENTER(NR_OPEN, END, 0), "open(0x13000, O_RDONLY");
	assert_string_equal(ENTER(NR_OPEN, 8, 0), "open(0x8, O_RDONLY");
	assert_string_equal(CALL(10, NR_WRITE, 1, END - 6, 10), "write(1, 0x12ffa, 10) = 10");
	assert_string_equal(CALL(6, NR_WRITE, 1, END - 6, 6), "write(1, \"hellox\", 6) = 6");
}

static void argv_without_an_end(void **state)
{
	uint32_t word = PUT_TEXT("a");

	(void)state;
	for (uint32_t at = 0x1000; at < MEMORY; at += 4)
		memcpy(memory + at, &word, 4);
	assert_non_null(strstr(CALL(-14, NR_EXECVE, word, BASE + 0x1000, BASE + 0x1000),
	                       "\"a\", ...], 0x11000 /* 2048 vars, unterminated */)"));
}

static void what_the_entry_said_is_not_what_the_exit_says(void **state)
{
	uint32_t len = PUT_WORDS(100);
	uint32_t addr = PUT_WORDS(0x09000002, 0x0100007f, 0, 0);

	(void)state;
	assert_string_equal(ENTER(NR_ACCEPT4, 3, addr, len, 0), "accept4(3");
	memcpy(memory + (len - BASE), (uint32_t[]){ 16 }, 4);
	assert_string_equal(
	    leave(4), "accept4(3, {sa_family=AF_INET, sin_port=htons(9), sin_addr=inet_addr(\"127.0.0.1\")}, "
	              "[100 => 16], 0) = 4");
}

static void blocks_that_cannot_be_read(void **state)
{
	(void)state;
	assert_string_equal(CALL(-14, NR_SELECT, 4), "select(0x4) = -1 EFAULT (Bad address)");
	assert_string_equal(CALL(-14, NR_SOCKETCALL, 1, 4),
	                    "socketcall(SYS_SOCKET, 0x4) = -1 EFAULT (Bad address)");
	assert_string_equal(CALL(-22, NR_SOCKETCALL, 25, BASE),
	                    "socketcall(25, 0x10000) = -1 EINVAL (Invalid argument)");
	assert_string_equal(CALL(3, NR_SOCKETCALL, 1, PUT_WORDS(1, 1, 0)),
	                    "socket(AF_UNIX, SOCK_STREAM, 0) = 3");
}

static uint32_t ahead(uint32_t nr, uint32_t a0, uint32_t a1, uint32_t a2, uint64_t *addr)
{
	struct event e = { .kind = EVENT_ENTRY, .nr = nr, .arg = { a0, a1, a2 } };

	*addr = 0;
	return capture_ahead(&e, &options, addr);
}

static void what_will_be_wanted_first(void **state)
{
	uint64_t addr;

	(void)state;
	assert_true(ahead(NR_OPEN, BASE, 0, 0, &addr) > 0);
	assert_int_equal(addr, BASE);
	assert_int_equal(ahead(NR_WRITE, 1, BASE, 7, &addr), 7);
	assert_int_equal(addr, BASE);
	assert_int_equal(ahead(NR_WRITE, 1, BASE, UINT32_MAX, &addr), options.string_max + 1);
	assert_int_equal(ahead(NR_READ, 3, BASE, 100, &addr), 0);
	assert_int_equal(ahead(NR_OPEN, 0, 0, 0, &addr), 0);
	assert_int_equal(ahead(NR_GETPPID, BASE, BASE, BASE, &addr), 0);
	assert_int_equal(ahead(NR_NONE, BASE, BASE, BASE, &addr), 0);
	options.raw = true;
	assert_int_equal(ahead(NR_OPEN, BASE, 0, 0, &addr), 0);
	assert_int_equal(reads, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(reads_nothing_that_no_argument_needs, fresh),
		cmocka_unit_test_setup(one_read_an_argument, fresh),
		cmocka_unit_test_setup(counts_are_clamped, fresh),
		cmocka_unit_test_setup(a_thousand_lengths_lie_together, fresh),
		cmocka_unit_test_setup(strings_go_on_over_chunks, fresh),
		cmocka_unit_test_setup(strings_end_where_memory_ends, fresh),
		cmocka_unit_test_setup(argv_without_an_end, fresh),
		cmocka_unit_test_setup(what_the_entry_said_is_not_what_the_exit_says, fresh),
		cmocka_unit_test_setup(blocks_that_cannot_be_read, fresh),
		cmocka_unit_test_setup(what_will_be_wanted_first, fresh),
	};

	return cmocka_run_group_tests(tests, NULL, finish);
}
