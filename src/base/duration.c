/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/duration.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

int duration_parse(const char *text, uint64_t *ns)
{
	static const struct {
		const char *suffix;
		uint64_t ns;
	} units[] = { { "", 1000 }, { "s", 1000000000 }, { "ms", 1000000 }, { "us", 1000 }, { "ns", 1 } };
	const char *digits = text + strspn(text, " \t\n");
	unsigned long long whole;
	char *end, *whole_end;
	double number;

	digits += *digits == '+';
	/* No inf, no nan, no hexadecimal, nothing negative. */
	if ((!isdigit((unsigned char)*digits) && *digits != '.') || strpbrk(digits, "xX"))
		return -EINVAL;
	number = strtod(text, &end);
	errno = 0;
	whole = strtoull(text, &whole_end, 10);
	if (end == text || (end == whole_end && (errno || whole > INT64_MAX)))
		return -EINVAL;
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		if (strcmp(end, units[i].suffix))
			continue;
		number *= (double)units[i].ns;
		/* Centuries: as good as any longer time, and far from the end of the clock. */
		if (number >= 0x1p62)
			*ns = UINT64_C(1) << 62;
		else
			/* NOLINTNEXTLINE(bugprone-incorrect-roundings): it is not negative */
			*ns = end == whole_end ? whole * units[i].ns : (uint64_t)(number + 0.5);
		return 0;
	}
	return -EINVAL;
}
