/* SPDX-License-Identifier: Apache-2.0 */
/* Civil dates and event identifiers. */
#include "base/clock.h"
#include "lib/suite.h"

#include <errno.h>

START_TEST(civil_days_go_there_and_back)
{
	for (int64_t d = -200000; d < 200000; d += 37) {
		struct civil c = civil_from_days(d);
		ck_assert(civil_is_valid(c));
		ck_assert_int_eq(civil_to_days(c), d);
	}
	ck_assert_int_eq(civil_to_days((struct civil){1970, 1, 1}), 0);
	ck_assert_int_eq(civil_to_days((struct civil){2026, 11, 23}), 20780);
}
END_TEST

START_TEST(civil_parse_knows_leap_days)
{
	struct civil c;
	ck_assert_int_eq(civil_parse(SPAN("2024-02-29"), &c), 0);
	ck_assert_int_eq(c.day, 29);
	ck_assert_int_eq(civil_parse(SPAN("2026-02-29"), &c), -EINVAL);
	ck_assert_int_eq(civil_parse(SPAN("2026-13-01"), &c), -EINVAL);
	ck_assert_int_eq(civil_parse(SPAN("2026-1-01"), &c), -EINVAL);
}
END_TEST

START_TEST(clock_text_is_rfc3339)
{
	char text[CLOCK_TEXT];
	ck_assert_str_eq(clock_text(1795406400000001, text),
			 "2026-11-23T04:00:00.000001Z");
	ck_assert_str_eq(clock_text(-1, text), "1969-12-31T23:59:59.999999Z");
}
END_TEST

START_TEST(event_ids_are_distinct_sort_by_time_and_parse_back)
{
	char a[EVENT_ID_TEXT], b[EVENT_ID_TEXT];
	struct event_id x = event_id_new(1000000), y = event_id_new(2000000);
	struct event_id back;
	event_id_text(x, a);
	event_id_text(y, b);
	ck_assert_str_lt(a, b);
	ck_assert_int_eq(event_id_parse(span_str(b), &back), 0);
	ck_assert_mem_eq(back.bytes, y.bytes, 16);
	ck_assert_int_eq(event_id_parse(SPAN("short"), &back), -EINVAL);
	struct event_id again = event_id_new(1000000);
	ck_assert_mem_ne(again.bytes, x.bytes, 16);
}
END_TEST

int
main(void)
{
	SUITE("clock");
	CASE(civil_days_go_there_and_back);
	CASE(civil_parse_knows_leap_days);
	CASE(clock_text_is_rfc3339);
	CASE(event_ids_are_distinct_sort_by_time_and_parse_back);
	return SUITE_RUN();
}
