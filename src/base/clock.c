/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Clocks, civil dates and event identifiers. Stateless but for a per-thread
 * pool of random bytes; any thread.
 */
#include "base/clock.h"

#include <errno.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <time.h>

static int64_t
read_clock(clockid_t id)
{
	struct timespec t;
	clock_gettime(id, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t
clock_wall_us(void)
{
	return read_clock(CLOCK_REALTIME);
}

int64_t
clock_mono_us(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

/*
 * Days are counted in years that begin on 1 March, so that the leap day is
 * the last of its year; 400 such years have 146097 days.
 */
int64_t
civil_to_days(struct civil date)
{
	int64_t y = date.year - (date.month <= 2);
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t year_of_era = y - era * 400;
	int64_t month = (date.month + 9) % 12;
	int64_t day_of_year = (153 * month + 2) / 5 + date.day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 -
			     year_of_era / 100 + day_of_year;
	return era * 146097 + day_of_era - 719468;
}

struct civil
civil_from_days(int64_t days)
{
	days += 719468;
	int64_t era = (days >= 0 ? days : days - 146096) / 146097;
	int64_t doe = days - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t m = (5 * doy + 2) / 153;
	struct civil date;
	date.day = (int)(doy - (153 * m + 2) / 5 + 1);
	date.month = (int)(m < 10 ? m + 3 : m - 9);
	date.year = (int)(yoe + era * 400) + (date.month <= 2);
	return date;
}

bool
civil_is_valid(struct civil date)
{
	if (date.month < 1 || date.month > 12 || date.day < 1)
		return false;
	struct civil back = civil_from_days(civil_to_days(date));
	return back.year == date.year && back.month == date.month &&
	       back.day == date.day;
}

int
civil_parse(struct span text, struct civil *ret_date)
{
	uint64_t part[3];
	if (text.n != 10 || text.p[4] != '-' || text.p[7] != '-' ||
	    span_u64(span_cut(text, 0, 4), &part[0]) < 0 ||
	    span_u64(span_cut(text, 5, 7), &part[1]) < 0 ||
	    span_u64(span_cut(text, 8, 10), &part[2]) < 0)
		return -EINVAL;
	struct civil date = {(int)part[0], (int)part[1], (int)part[2]};
	if (!civil_is_valid(date))
		return -EINVAL;
	*ret_date = date;
	return 0;
}

char *
clock_text(int64_t wall_us, char buf[CLOCK_TEXT])
{
	int64_t days = wall_us / 86400000000;
	int64_t rest = wall_us % 86400000000;
	if (rest < 0) {
		rest += 86400000000;
		days--;
	}
	struct civil d = civil_from_days(days);
	unsigned us = (unsigned)(rest % 1000000);
	unsigned s = (unsigned)(rest / 1000000);
	snprintf(buf, CLOCK_TEXT, "%04u-%02u-%02uT%02u:%02u:%02u.%06uZ",
		 (unsigned)d.year % 10000, (unsigned)d.month % 100,
		 (unsigned)d.day % 100, s / 3600 % 100, s / 60 % 60, s % 60,
		 us);
	return buf;
}

struct event_id
event_id_new(int64_t wall_us)
{
	static _Thread_local uint8_t pool[640];
	static _Thread_local size_t left;
	struct event_id id;
	uint64_t ms = (uint64_t)(wall_us / 1000);
	for (int i = 0; i < 6; i++)
		id.bytes[i] = (uint8_t)(ms >> (40 - 8 * i));
	if (left == 0) {
		must(RAND_bytes(pool, sizeof(pool)) == 1);
		left = sizeof(pool);
	}
	left -= 10;
	memcpy(id.bytes + 6, pool + left, 10);
	return id;
}

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

char *
event_id_text(struct event_id id, char buf[EVENT_ID_TEXT])
{
	unsigned __int128 v = 0;
	for (int i = 0; i < 16; i++)
		v = v << 8 | id.bytes[i];
	for (int i = 25; i >= 0; i--, v >>= 5)
		buf[i] = alphabet[(unsigned)v & 31];
	buf[26] = 0;
	return buf;
}

int
event_id_parse(struct span text, struct event_id *ret_id)
{
	unsigned __int128 v = 0;
	if (text.n != 26 || text.p[0] > '7')
		return -EINVAL;
	for (size_t i = 0; i < 26; i++) {
		const char *at =
			text.p[i] != 0 ? strchr(alphabet, text.p[i]) : NULL;
		if (at == NULL)
			return -EINVAL;
		v = v << 5 | (unsigned)(at - alphabet);
	}
	for (int i = 15; i >= 0; i--, v >>= 8)
		ret_id->bytes[i] = (uint8_t)v;
	return 0;
}
