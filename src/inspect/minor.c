/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ages, from the birth dates in identity numbers and fields. Pure; any thread.
 */
#include "inspect/minor.h"

#include "base/clock.h"

#define ADULT_YEARS 14

/* The date in the first eight digits, as days; false if there is none. */
static bool
birth_of(struct span digits, int64_t *ret_days)
{
	uint64_t v;
	if (digits.n < 8 || span_u64(span_cut(digits, 0, 8), &v) != 0)
		return false;
	struct civil date = {(int)(v / 10000), (int)(v / 100 % 100),
			     (int)(v % 100)};
	if (!civil_is_valid(date))
		return false;
	*ret_days = civil_to_days(date);
	return true;
}

bool
shows_minor(const char *category, struct span canonical, int64_t now_days)
{
	static const char *const numbers[] = {"cn-resident-id",
					      "cn-resident-id-15",
					      "hmt-residence", "cn-foreign-pr"};
	struct span date = SPAN_NONE;
	int64_t born;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (strcmp(category, numbers[i]) == 0 && canonical.n == 18)
			date = span_cut(canonical, 6, 14);
	char digits[8];
	if (strcmp(category, "birth-date") == 0) {
		size_t n = 0;
		for (size_t i = 0; i < canonical.n && n < 8; i++)
			if (canonical.p[i] >= '0' && canonical.p[i] <= '9')
				digits[n++] = (char)canonical.p[i];
		date = span_of(digits, n);
	}
	if (!birth_of(date, &born) || born > now_days)
		return false;
	struct civil now = civil_from_days(now_days);
	struct civil was = civil_from_days(born);
	int age = now.year - was.year -
		  (now.month * 100 + now.day < was.month * 100 + was.day);
	return age < ADULT_YEARS;
}
