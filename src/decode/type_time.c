/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Times that are dates. */
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

#include "decode/sets.h"
#include "decode/types.h"

enum { DAY = 86400, DAYS_400 = 146097, YEAR_0 = 719468 /* March 1st, in days before 1970 */ };

/* localtime_r() beyond the end of a time_t of 32 bits: years that begin in March end with their leap day. */
static bool far_date(int64_t seconds, struct tm *tm)
{
	const time_t last = INT32_MAX; /* its zone is as good as any */
	int64_t days, in_day, era, of_era, years, of_year, month;

	if (!localtime_r(&last, tm))
		return false;
	seconds += tm->tm_gmtoff;
	in_day = (seconds % DAY + DAY) % DAY;
	days = (seconds - in_day) / DAY + YEAR_0;
	of_era = (days % DAYS_400 + DAYS_400) % DAYS_400;
	era = (days - of_era) / DAYS_400;
	years = (of_era - of_era / 1460 + of_era / 36524 - of_era / (DAYS_400 - 1)) / 365;
	of_year = of_era - (365 * years + years / 4 - years / 100);
	month = (5 * of_year + 2) / 153;
	years += 400 * era + (month >= 10) - 1900;
	if (years > INT_MAX || years < INT_MIN)
		return false;
	tm->tm_year = (int)years;
	tm->tm_mon = (int)(month < 10 ? month + 2 : month - 10);
	tm->tm_mday = (int)(of_year - (153 * month + 2) / 5 + 1);
	tm->tm_hour = (int)(in_day / 3600);
	tm->tm_min = (int)(in_day / 60 % 60);
	tm->tm_sec = (int)(in_day % 60);
	return true;
}

static bool local_time(int64_t seconds, struct tm *tm)
{
	time_t when = (time_t)seconds;

	return (int64_t)when == seconds ? localtime_r(&when, tm) != NULL : far_date(seconds, tm);
}

/* "1970-01-01T00:00:05.000000007+0000", in the tracer's time zone; NULL for no date. */
static const char *date(struct decoding *d, int64_t seconds, uint32_t fraction, int digits)
{
	char day[40], zone[8], part[16] = "";
	struct tm tm;

	if (!local_time(seconds, &tm) || !strftime(day, sizeof(day), "%FT%T", &tm) ||
	    !strftime(zone, sizeof(zone), "%z", &tm))
		return NULL;
	if (fraction)
		snprintf(part, sizeof(part), ".%0*u", digits, fraction);
	return arena_printf(d->a, "%s%s%s", day, part, zone);
}

/* Where 0 means that no time was given. A fraction of more than a second is no time, either. */
static const char *time_comment(struct decoding *d, int64_t seconds, uint64_t fraction, int digits)
{
	if ((!seconds && !fraction) || fraction >= (digits == 6 ? 1000000 : 1000000000))
		return NULL;
	return date(d, seconds, (uint32_t)fraction, digits);
}

/* time32(FIELD): FIELD holds the nanoseconds. */
static struct value *time32_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	int32_t seconds = (int32_t)raw;
	struct value *v = make_number(d, (uint64_t)seconds, BASE_DEC);

	v->comment = time_comment(d, seconds, t->count_by == COUNT_FIELD ? view_count(&d->v, t) : 0, 9);
	return v;
}

static struct value *btrfs_date_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	struct value *v = make_number(d, raw, BASE_UDEC);

	(void)t;
	v->comment = time_comment(d, (int64_t)raw, 0, 9);
	return v;
}

const struct type_ops type_btrfs_date = { .word = btrfs_date_word };

static void time32_result(struct decoding *d, const struct type_spec *t, uint32_t raw)
{
	(void)t;
	d->c->result = make_number(d, raw, BASE_DEC);
	d->c->note = time_comment(d, (int32_t)raw, 0, 0);
}

/* The kernel counts them in hundredths of a second, whatever its own clock does (USER_HZ). */
static struct value *ticks_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	uint32_t n = (uint32_t)raw;
	struct value *v = make_number(d, n, BASE_UDEC);

	(void)t;
	if (n && d->v.o->style.xlat != XLAT_RAW)
		v->comment = arena_printf(d->a, "%u.%02u s", n / 100, n % 100);
	return v;
}

const struct type_ops type_ticks = { .word = ticks_word };
const struct type_ops type_time32 = { .word = time32_word, .result = time32_result };

/* Two times that utimensat and its like take; UTIME_NOW and UTIME_OMIT of include/linux/stat.h. */
static void utimes_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	capture_bytes(k, at, view_count(&k->v, t));
}

static struct value *one_time(struct decoding *d, int64_t seconds, uint64_t fraction, bool micro)
{
	struct value *v = make(d, VALUE_STRUCT), *last = NULL;

	make_child(v, &last, "tv_sec", make_number(d, (uint64_t)seconds, BASE_DEC));
	make_child(v, &last, micro ? "tv_usec" : "tv_nsec", make_number(d, fraction, BASE_UDEC));
	v->comment = time_comment(d, seconds, fraction, micro ? 6 : 9);
	return v;
}

/* Seconds of 64 bits, nanoseconds of 32: a precision clock's, btrfs's. */
static struct value *dated(struct decoding *d, enum struct_id id, uint64_t at)
{
	struct value *v = decode_struct(d, id, at);
	uint64_t seconds, fraction;

	if (v && (d->v.o->style.xlat != XLAT_RAW || id == STRUCT_btrfs_when) &&
	    view_number(&d->v, at, 8, &seconds) && view_number(&d->v, at + 8, 4, &fraction))
		v->comment = time_comment(d, (int64_t)seconds, fraction, 9);
	return v;
}

static struct value *ptp_time_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	(void)t;
	return dated(d, STRUCT_ptp_span, at);
}

static struct value *btrfs_time_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	(void)t;
	return dated(d, STRUCT_btrfs_when, at);
}

static void dated_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	capture_bytes(k, at, t->size);
}

const struct type_ops type_ptp_time = { .memory = ptp_time_memory, .capture = dated_capture };
const struct type_ops type_btrfs_time = { .memory = btrfs_time_memory, .capture = dated_capture };

static struct value *statx_timestamp_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	const uint8_t *p = view_bytes(&d->v, at, t->size);

	return p ? one_time(d, (int64_t)bytes_number(p, 8), (uint32_t)bytes_number(p + 8, 4), false) : NULL;
}

static void statx_timestamp_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	capture_bytes(k, at, t->size);
}

const struct type_ops type_statx_timestamp = { .memory = statx_timestamp_memory,
	                                       .capture = statx_timestamp_capture };

static struct value *utime(struct decoding *d, const uint8_t *p, uint32_t half)
{
	int64_t seconds = half == 8 ? (int64_t)bytes_number(p, 8) : (int32_t)bytes_number(p, 4);
	uint64_t nsec = bytes_number(p + half, half);
	struct value *v, *times;

	if (nsec != UTIME_NOW && nsec != UTIME_OMIT)
		return one_time(d, seconds, nsec, false);
	v = make_word(d, nsec == UTIME_NOW ? "UTIME_NOW" : "UTIME_OMIT");
	times = one_time(d, seconds, nsec, false);
	times->comment = NULL;
	v->first = times;
	return v;
}

static struct value *utimes_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	uint32_t size = view_count(&d->v, t);
	const uint8_t *p = view_bytes(&d->v, at, size);
	struct value *v = make(d, VALUE_ARRAY), *last = NULL;
	uint32_t shown = view_shown(&d->v, 2);

	for (uint32_t i = 0; p && i < shown; i++, p += size / 2)
		make_child(v, &last, NULL, utime(d, p, size / 4));
	if (p && shown < 2)
		make_child(v, &last, NULL, make(d, VALUE_MORE));
	return last ? v : NULL;
}

const struct type_ops type_utimes = { .memory = utimes_memory, .capture = utimes_capture };

/* The same of utimes and futimesat: a timeval. */
static struct value *utimevals_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	const uint8_t *p = view_bytes(&d->v, at, view_count(&d->v, t));
	struct value *v = make(d, VALUE_ARRAY), *last = NULL;
	uint32_t shown = view_shown(&d->v, 2);

	for (uint32_t i = 0; p && i < shown; i++, p += 8)
		make_child(v, &last, NULL,
			   one_time(d, (int32_t)bytes_number(p, 4), (uint32_t)bytes_number(p + 4, 4), true));
	if (p && shown < 2)
		make_child(v, &last, NULL, make(d, VALUE_MORE));
	return last ? v : NULL;
}

const struct type_ops type_utimevals = { .memory = utimevals_memory, .capture = utimes_capture };
