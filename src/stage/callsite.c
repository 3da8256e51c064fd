/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stage/callsite.h"

#include <errno.h>
#include <string.h>

/* The longest call that we know: call *%gs:0x10. */
enum { CODE_MAX = 7 };

static uint32_t word_at(const uint8_t *p)
{
	uint32_t word;

	memcpy(&word, p, sizeof(word));
	return word;
}

/* ff /2 with a register or a register and displacement, by the length of the instruction. */
static bool is_register_call(const uint8_t *end)
{
	/* ff d0+r */
	if (end[-2] == 0xff && (end[-1] & 0xf8) == 0xd0)
		return true;
	/* ff 10+r: no displacement; r = 4 has a SIB byte, 5 is an absolute address */
	if (end[-2] == 0xff && (end[-1] & 0xf8) == 0x10 && (end[-1] & 7) != 4 && (end[-1] & 7) != 5)
		return true;
	/* ff 50+r disp8, ff 90+r disp32 */
	if (end[-3] == 0xff && (end[-2] & 0xf8) == 0x50 && (end[-2] & 7) != 4)
		return true;
	return end[-6] == 0xff && (end[-5] & 0xf8) == 0x90 && (end[-5] & 7) != 4;
}

int callsite_decode(struct callsite *c, uint32_t ret, const struct reader *r)
{
	static const uint8_t gs10[] = { 0x65, 0xff, 0x15, 0x10, 0, 0, 0 };
	uint8_t code[CODE_MAX] = { 0 };
	const uint8_t *end = code + CODE_MAX;
	uint32_t n = CODE_MAX;
	int got;

	*c = (struct callsite){ .kind = CALL_NONE };
	/* A call may stand at the very start of a mapping: then only its own bytes are there. */
	do
		got = r->read(r->origin, ret - n, code + CODE_MAX - n, n);
	while (got != (int)n && --n >= 2);
	if (got != (int)n)
		return got < 0 ? got : -EFAULT;

	if (!memcmp(code, gs10, sizeof(gs10))) {
		c->kind = CALL_GS10;
	} else if (end[-6] == 0xff && end[-5] == 0x15) {
		c->kind = CALL_ABS;
		c->has_target = r->read(r->origin, word_at(end - 4), &c->target, sizeof(c->target)) ==
				(int)sizeof(c->target);
	} else if (end[-5] == 0xe8) {
		c->kind = CALL_REL32;
		c->has_target = true;
		c->target = ret + word_at(end - 4);
	} else if (is_register_call(end)) {
		c->kind = CALL_REG;
	}
	return 0;
}

enum callsite_verdict callsite_judge(const struct callsite *c, uint32_t kv, uint32_t gs10)
{
	if (c->kind == CALL_GS10)
		return gs10 == kv ? CALLSITE_VDSO : CALLSITE_SHIM;
	if (!c->has_target)
		return CALLSITE_UNKNOWN;
	return c->target == kv ? CALLSITE_VDSO : CALLSITE_SHIM;
}
