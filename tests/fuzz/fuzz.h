/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"

/*
 * A target is one function, in a file of its own, that libFuzzer or run.c
 * calls with the bytes of one input. What must hold whatever these are is
 * said by FUZZ_REQUIRE; the sanitizers see the rest.
 */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define FUZZ_REQUIRE(truth) ((truth) ? (void)0 : fuzz_wrong(#truth, __FILE__, __LINE__))

static inline void fuzz_wrong(const char *truth, const char *file, int line)
{
	dprintf(STDERR_FILENO, "%s:%d: not so: %s\n", file, line, truth); /* stderr may be the target's */
	abort();
}

/* What is left of an input. */
struct fuzz_input {
	const uint8_t *at;
	size_t left;
};

/* The next n bytes, 8 at most, as a number; behind the end there are zeros. */
static inline uint64_t fuzz_take(struct fuzz_input *in, size_t n)
{
	uint64_t number = 0;
	size_t have = n < in->left ? n : in->left;

	for (size_t i = 0; i < have; i++)
		number |= (uint64_t)in->at[i] << 8 * i;
	in->at += have;
	in->left -= have;
	return number;
}

static inline uint32_t fuzz_word(struct fuzz_input *in)
{
	return (uint32_t)fuzz_take(in, 4);
}

/* n bytes, or all that are left, as text that ends with its memory. */
static inline char *fuzz_text(struct fuzz_input *in, size_t n)
{
	size_t have = n < in->left ? n : in->left;
	char *text = xcalloc(1, have + 1);

	if (have)
		memcpy(text, in->at, have);
	in->at += have;
	in->left -= have;
	return text;
}

#endif
