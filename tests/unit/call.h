/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_UNIT_CALL_H
#define TESTS_UNIT_CALL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "decode/decode.h"
#include "stage/capture.h"

/*
 * A call from registers and memory in, its text out: memory is MEMORY bytes at
 * BASE, and nothing else can be read.
 */
enum { BASE = 0x10000, MEMORY = 0x3000, END = BASE + MEMORY };

static uint8_t memory[MEMORY];
static uint32_t top; /* put() has given away so much of it */
static unsigned reads;
static uint64_t bytes_read;
static struct event event;
static struct call call;
static struct arena arena;
static struct decode_options options;
static struct buffer text;

static int read_memory(void *origin, uint64_t addr, void *to, uint32_t n)
{
	(void)origin;
	reads++;
	if (addr < BASE || addr >= END)
		return -14;
	if (n > END - addr)
		n = (uint32_t)(END - addr);
	memcpy(to, memory + (addr - BASE), n);
	bytes_read += n;
	return (int)n;
}

static const struct reader reader = { .read = read_memory, .origin = NULL };

static int fresh(void **state)
{
	(void)state;
	memset(memory, 0, sizeof(memory));
	top = reads = 0;
	bytes_read = 0;
	options = (struct decode_options){ .string_max = 32 };
	arena_reset(&arena);
	event_reset(&event);
	return 0;
}

static inline int finish(void **state)
{
	(void)state;
	event_free(&event);
	arena_free(&arena);
	buffer_free(&text);
	return 0;
}

static inline uint32_t put(const void *bytes, uint32_t n)
{
	uint32_t at = top;

	assert_true(top + n <= MEMORY);
	memcpy(memory + top, bytes, n);
	top += (n + 15) & ~15u;
	return BASE + at;
}

#define PUT_WORDS(...) put((const uint32_t[]){ __VA_ARGS__ }, sizeof((const uint32_t[]){ __VA_ARGS__ }))
#define PUT_TEXT(s)    put(s, sizeof(s))

static void add_args(uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++) {
		if (i)
			buffer_adds(&text, ", ");
		if (call.arg[i]->named) {
			buffer_adds(&text, call.arg[i]->name);
			buffer_addc(&text, '=');
		}
		value_print(&text, call.arg[i], &options.style);
	}
}

#define ENTER(nr, ...) enter(nr, (const uint32_t[6]){ __VA_ARGS__ })

/* The text of an entry: "read(3" of a call whose rest is known at its exit. */
static inline const char *enter(uint32_t nr, const uint32_t arg[6])
{
	event_reset(&event);
	arena_reset(&arena);
	event.kind = EVENT_ENTRY;
	event.nr = nr;
	memcpy(event.arg, arg, sizeof(event.arg));
	event.sp = BASE;
	capture_entry(&event, &options, &reader);
	decode_entry(&event, &options, &arena, &call);
	buffer_reset(&text);
	buffer_adds(&text, call.name);
	buffer_addc(&text, '(');
	add_args(0, call.ready);
	return buffer_text(&text);
}

/* The text of the whole call, behind enter(). */
static inline const char *leave(int32_t result)
{
	event.kind = EVENT_EXIT;
	event.result = result;
	capture_exit(&event, &options, &reader);
	decode_exit(&event, &options, &arena, &call);
	buffer_reset(&text);
	buffer_adds(&text, call.name);
	buffer_addc(&text, '(');
	add_args(0, call.nargs);
	buffer_adds(&text, ") = ");
	if (call.restart_code)
		buffer_addf(&text, "? %s (%s)", call.error, call.error_text);
	else if (call.failed)
		buffer_addf(&text, "-1 %s (%s)", call.error, call.error_text);
	else
		value_print(&text, call.result, &options.style);
	if (call.note)
		buffer_addf(&text, " (%s)", call.note);
	return buffer_text(&text);
}

#define CALL(result, nr, ...) (ENTER(nr, __VA_ARGS__), leave(result))

#endif
