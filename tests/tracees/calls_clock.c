/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tuning the clock. */
#include <sys/timex.h>

#include "pretend.h"

static void tune(long buf)
{
	CALL(SYS_adjtimex, buf);
	for (long clock = 0; clock < 13; clock += 6) {
		CALL(SYS_clock_adjtime, clock, buf);
		CALL(SYS_clock_adjtime64, clock, buf);
	}
}

int main(void)
{
	static const uint32_t modes[] = { ADJ_OFFSET_SINGLESHOT, ADJ_OFFSET_SS_READ, 0x8000, 0x3fff, 0 };
	uint8_t bytes[256];
	long buf;

	pretend();
	tune(fill(0, sizeof(bytes)));
	tune(fill(0xff, sizeof(bytes)));
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)i;
	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
		memcpy(bytes, &modes[i], 4);
		buf = put(bytes, sizeof(bytes));
		tune(buf);
	}
	/* Memory that isn't there can't be granted. */
	denied(SYS_adjtimex, 0, 0, 0, 0, 0, 0);
	denied(SYS_adjtimex, BAD, 0, 0, 0, 0, 0);
	denied(SYS_clock_adjtime, 0, LAST(4), 0, 0, 0, 0);
	expect_end();
	return 0;
}
